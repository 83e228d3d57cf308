// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_sites_list.h"

#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"
#include "server/reports/night_setting.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/data/progress_view.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { TEAM_TEXT = 512 };

// What a site can be looked for by its standing; the same words as chips over the list.
enum site_standing {
    STANDING_NOT_BEGUN,
    STANDING_UNDER_WAY,
    STANDING_OVERDUE,
    STANDING_DEFECTS,
    STANDING_CONFLICTS,
    STANDING_CHANGED,
    STANDING_QUIET,
    STANDING_DONE,
    STANDINGS
};
static const char *const standings[] = {"not_begun", "under_way", "overdue", "defects", "conflicts",
                                        "changed",   "quiet",     "done",    NULL};

struct looking {
    struct route_call *call;
    struct site_listed listed;
    struct site_row *rows;
    const char *text, *store, *department, *node;
    const struct uuid *person;
    int state; // of the standings; -1: any
    int64_t quiet_days;
};
struct counts {
    int64_t all, of[STANDINGS];
};

// ---- filters ----

static bool is_changed(const struct site_summary *site)
{
    for (size_t i = 0; i < site->node_count; i++)
        if (site->nodes[i].state == NODE_CHANGED)
            return true;
    return false;
}

// As the night counts it.
static bool is_quiet(const struct looking *looking, const struct site_summary *site)
{
    return site->quiet_since_ms
           && (looking->listed.now_ms - site->quiet_since_ms) / CALENDAR_DAY_MS
                  >= looking->quiet_days;
}

static bool stands(const struct looking *looking, const struct site_summary *site, int standing)
{
    switch (standing) {
    case STANDING_NOT_BEGUN:
        return !site->under_construction && site->done == 0;
    case STANDING_UNDER_WAY:
        return site->under_construction;
    case STANDING_OVERDUE:
        return site->overdue > 0;
    case STANDING_DEFECTS:
        return site->defects > 0;
    case STANDING_CONFLICTS:
        return site->conflicts > 0;
    case STANDING_CHANGED:
        return is_changed(site);
    case STANDING_QUIET:
        return is_quiet(looking, site);
    default:
        return site->node_count > 0 && site->done == site->node_count;
    }
}

static bool works_there(const struct site_summary *site, const struct uuid *person)
{
    for (size_t i = 0; i < site->team_count; i++)
        if (uuid_equal(&site->team[i].id, person))
            return true;
    return false;
}

static bool is_at(const struct site_summary *site, const char *node)
{
    return site->current < site->node_count && strcmp(site->nodes[site->current].code, node) == 0;
}

static bool keeps(const void *ctx, const void *item)
{
    const struct looking *looking = ctx;
    const struct site_row *row = item;
    const struct site_summary *site = row->site;

    return wanted_text(looking->store, site->store)
           && wanted_text(looking->department, site->department)
           && (!looking->node || is_at(site, looking->node))
           && (!looking->person || works_there(site, looking->person))
           && (looking->state < 0 || stands(looking, site, looking->state))
           && site_row_matches(row, looking->text);
}

static void count_row(void *counts, const void *ctx, const void *item)
{
    struct counts *sum = counts;

    sum->all++;
    for (int i = 0; i < STANDINGS; i++)
        sum->of[i] += stands(ctx, ((const struct site_row *)item)->site, i);
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct counts *sum = counts;

    json_put_integer(json, "all", sum->all);
    for (int i = 0; i < STANDINGS; i++)
        json_put_integer(json, standings[i], sum->of[i]);
}

// ---- columns ----

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"contract", "合同编号", "Contract", TABLE_TEXT},
    {"customer", "客户", "Customer", TABLE_TEXT},
    {"address", "地址", "Address", TABLE_TEXT},
    {"store", "门店", "Store", TABLE_TEXT},
    {"department", "分部", "Department", TABLE_TEXT},
    {"current", "当前节点", "Present node", TABLE_WORDS},
    {"blocked", "还缺", "Missing", TABLE_WORDS},
    {"done", "完成节点", "Nodes done", TABLE_INTEGER},
    {"issues", "未了结问题", "Open issues", TABLE_INTEGER},
    {"issues_overdue", "逾期问题", "Issues overdue", TABLE_INTEGER},
    {"overdue", "逾期事项", "Overdue", TABLE_INTEGER},
    {"defects", "服务问题", "Defects", TABLE_INTEGER},
    {"conflicts", "冲突", "Conflicts", TABLE_INTEGER},
    {"visited_ms", "最近到场", "Last visit", TABLE_TIME_MS},
    {"visited_by", "到场人", "Visited by", TABLE_TEXT},
    {"team", "团队", "Team", TABLE_TEXT},
    {"completion", "计划竣工", "Planned completion", TABLE_DATE},
};

static void put_node_words(struct table *table, const struct site_summary *site)
{
    if (site->fault) {
        table_put_words(table, "无法判断", "cannot be judged");
        table_put_words(table, site->fault, site->fault);
    } else if (site->current == site->node_count) {
        table_put_words(table, "全部完成", "all done");
        table_put_empty(table);
    } else {
        const struct site_node *node = &site->nodes[site->current];

        table_put_words(table, node->words.zh, node->words.en);
        if (node->missing)
            table_put_words(table, node->blocked.zh, node->blocked.en);
        else
            table_put_empty(table);
    }
}

static void put_team(struct table *table, const struct site_summary *site)
{
    struct buffer names;

    buffer_init(&names, TEAM_TEXT);
    for (size_t i = 0; i < site->team_count; i++) {
        if (i > 0)
            buffer_append_text(&names, "、");
        buffer_append_text(&names, site->team[i].name);
    }
    table_put_text(table, (struct span){names.data, names.len});
    buffer_clear(&names);
}

static void put_day(struct table *table, int64_t day)
{
    char text[CALENDAR_DATE_TEXT];

    if (day == INT64_MIN) {
        table_put_empty(table);
        return;
    }
    calendar_format(day, text);
    table_put_string(table, text);
}

static void put(struct table *table, const void *ctx, const void *item)
{
    const struct site_row *row = item;
    const struct site_summary *site = row->site;
    const size_t open = site->issue_count - site->issues_in[ISSUE_VERIFIED];

    (void)ctx;
    table_put_id(table, &site->site);
    table_put_string(table, site->contract);
    table_put_string(table, site_row_customer(row));
    table_put_string(table, site_row_address(row));
    table_put_string(table, site->store);
    table_put_string(table, site->department);
    put_node_words(table, site);
    table_put_number(table, (int64_t)site->done);
    table_put_number(table, (int64_t)open);
    table_put_number(table, (int64_t)site->issues_overdue);
    table_put_number(table, (int64_t)site->overdue);
    table_put_number(table, (int64_t)site->defects);
    table_put_number(table, (int64_t)site->conflicts);
    table_put_time(table, site->visited_ms);
    table_put_string(table, site->visited_by);
    put_team(table, site);
    put_day(table, site->planned_completion);
}

// The row of the matrix.
static void put_nodes(struct json_writer *json, const void *ctx, const void *item)
{
    const struct site_summary *site = ((const struct site_row *)item)->site;

    json_put_boolean(json, "quiet", is_quiet(ctx, site));
    json_array_open(json, "nodes");
    for (size_t i = 0; i < site->node_count; i++) {
        const struct site_node *node = &site->nodes[i];

        json_object_open(json, NULL);
        json_put_text(json, "code", node->code);
        json_put_text(json, "state", progress_view_state(node->state));
        json_put_integer(json, "missing", (int64_t)node->missing);
        json_put_integer(json, "defects", (int64_t)node->defects);
        json_put_integer(json, "open_issues", (int64_t)node->open_issues);
        json_put_text(json, "zh", node->blocked.zh);
        json_put_text(json, "en", node->blocked.en);
        json_object_close(json);
    }
    json_array_close(json);
}

// ---- what can be chosen ----

static bool is_new(const struct looking *looking, size_t at,
                   const char *(*of)(const struct site_row *))
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(of(&looking->rows[i]), of(&looking->rows[at])) == 0)
            return false;
    return of(&looking->rows[at])[0] != '\0';
}

static const char *store_text(const struct site_row *row)
{
    return row->site->store;
}

static const char *department_text(const struct site_row *row)
{
    return row->site->department;
}

static void put_texts(const struct looking *looking, const char *key,
                      const char *(*of)(const struct site_row *))
{
    struct json_writer *json = route_answer(looking->call);

    json_array_open(json, key);
    for (size_t i = 0; i < looking->listed.count; i++)
        if (is_new(looking, i, of))
            json_put_text(json, NULL, of(&looking->rows[i]));
    json_array_close(json);
}

// The heads of the matrix: the nodes of the newest catalogue that a site here follows.
static void put_heads(const struct looking *looking)
{
    struct json_writer *json = route_answer(looking->call);
    const struct site_summary *site = NULL;

    for (size_t i = 0; i < looking->listed.count && !site; i++)
        if (looking->rows[i].site->node_count)
            site = looking->rows[i].site;
    json_array_open(json, "nodes");
    for (size_t i = 0; site && i < site->node_count; i++) {
        json_object_open(json, NULL);
        json_put_text(json, "code", site->nodes[i].code);
        json_put_integer(json, "number", site->nodes[i].number);
        json_put_text(json, "zh", site->nodes[i].words.zh);
        json_put_text(json, "en", site->nodes[i].words.en);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum err begin(struct route_call *call, struct looking *out, struct error *error)
{
    enum err err = site_lists_take(call, &out->listed, error);

    if (err == ERR_OK)
        err = night_setting_read(console_view(call, error), NIGHT_SETTING_UNVISITED,
                                 &out->quiet_days, error);
    out->call = call;
    out->text = route_text(call, "text");
    out->store = route_text(call, "store");
    out->department = route_text(call, "department");
    out->node = route_text(call, "node");
    out->person = route_uuid(call, "person");
    out->state = route_choice(call, "state");
    if (err != ERR_OK)
        return err;
    out->rows = arena_take(route_arena(call), (out->listed.count + 1) * sizeof(*out->rows));
    if (!out->rows)
        return error_set(error, ERR_TOO_LARGE, "there are more sites than fit in memory");
    for (size_t i = 0; i < out->listed.count; i++)
        out->rows[i] = (struct site_row){out->listed.sites[i], out->listed.personal[i]};
    return out->listed.any_personal ? console_read_audit(call, "sites", NULL, error) : ERR_OK;
}

static enum err get_sites(struct route_call *call, struct error *error)
{
    static const struct listing_word state_words[]
        = {{"not_begun", "未开工", "not begun"},
           {"under_way", "在施工", "under way"},
           {"overdue", "有逾期", "with overdue"},
           {"defects", "有服务问题", "with defects"},
           {"conflicts", "有冲突", "with conflicts"},
           {"changed", "签后变更", "changed after signing"},
           {"quiet", "多日无人到场", "nobody there for days"},
           {"done", "已竣工", "completed"},
           {NULL, NULL, NULL}};
    static const struct listing_filter filters[]
        = {{"text", "包含", "contains", NULL},         {"store", "门店", "store", NULL},
           {"department", "分部", "department", NULL}, {"person", "人员", "person", NULL},
           {"node", "当前节点", "present node", NULL}, {"state", "状态", "state", state_words}};
    static const struct listing listing = {
        .code = "sites",
        .zh = "工地",
        .en = "Sites",
        .columns = columns,
        .column_count = COUNT(columns),
        .sort = "contract",
        .filters = filters,
        .filter_count = COUNT(filters),
        .row_size = sizeof(struct site_row),
        .put = put,
        .extra = put_nodes,
        .keeps = keeps,
        .store = site_row_store,
        .capability = CONSOLE_SEE,
        .count_row = count_row,
        .put_counts = put_counts,
    };
    struct looking looking = {.state = -1};
    struct counts counts = {0};
    enum err err = begin(call, &looking, error);

    if (err == ERR_OK) {
        const struct listing_source source = {
            .listing = &listing,
            .ctx = &looking,
            .rows = looking.rows,
            .count = looking.listed.count,
            .counts = &counts,
        };

        put_heads(&looking);
        json_put_integer(route_answer(call), "quiet_days", looking.quiet_days);
        put_texts(&looking, "stores", store_text);
        put_texts(&looking, "departments", department_text);
        err = listing_answer(call, &source, error);
    }
    site_lists_release(&looking.listed);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "store", .type = ROUTE_TEXT, .max = 255},
    {.name = "department", .type = ROUTE_TEXT, .max = 255},
    {.name = "person", .type = ROUTE_UUID},
    {.name = "node", .type = ROUTE_TEXT, .max = 40},
    {.name = "state", .type = ROUTE_CHOICE, .choices = standings},
    LISTING_PARAMETERS,
};

const struct route read_sites_list_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/sites",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_sites,
     .purpose
     = "all sites of the stores one sees, each with its nodes: {rows, next, total, counts "
       "(by state), nodes (heads of the matrix), stores, departments, quiet_days (after which "
       "nobody's having been there counts)}"},
};
const size_t read_sites_list_route_count = COUNT(read_sites_list_routes);
