// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_issue_list.h"

#include "server/console/choices.h"
#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/model/kind_choice.h"
#include "shared/model/kind_word.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// How long an issue has been open, in days; each up to the next.
static const char *const ages[] = {"day", "three_days", "week", "month", "older", NULL};
static const int64_t age_days[] = {1, 3, 7, 30};
enum { AGES = COUNT(age_days) + 1 };

struct row {
    struct site_row of; // first
    const struct site_issue *issue;
};
struct looking {
    struct route_call *call;
    struct site_listed listed;
    struct row *rows;
    size_t count;
    const char *text, *store, *cause, *category, *crew;
    const struct uuid *site, *who, *holder;
    int state, age, turn, severity;
    bool overdue, open, no_cause;
};
struct counts {
    int64_t all, overdue, reopened, state[ISSUE_STATES], age[AGES], turn[ISSUE_TURNS];
};

static bool is_closed(const struct row *row)
{
    return row->issue->rank.state == ISSUE_VERIFIED;
}

static int age_of(const struct looking *looking, const struct row *row)
{
    const int64_t days = (looking->listed.now_ms - row->issue->rank.opened_ms) / CALENDAR_DAY_MS;
    int age = 0;

    while (age < AGES - 1 && days >= age_days[age])
        age++;
    return age;
}

// ---- filters ----

// What was typed freely may say who the customer is.
static bool says_summary(const struct row *row)
{
    return row->of.personal && row->issue->summary[0];
}

static bool text_fits(const struct row *row, const char *text)
{
    const struct site_issue *issue = row->issue;
    const char *const texts[] = {
        says_summary(row) ? issue->summary : "",
        issue->room,
        issue->crew,
        issue->category_words.zh,
        issue->category_words.en,
        issue->cause_words.zh,
        issue->cause_words.en,
        issue->item_words.zh,
        issue->item_words.en,
        issue->holder_name,
        issue->follower_name,
        issue->author_name,
    };

    return site_row_says(&row->of, text, texts, COUNT(texts));
}

static bool words_fit(const struct looking *looking, const struct row *row)
{
    const struct site_issue *issue = row->issue;

    return wanted_text(looking->store, row->of.site->store)
           && wanted_text(looking->cause, issue->cause)
           && wanted_text(looking->category, issue->category)
           && wanted_text(looking->crew, issue->crew)
           && (!looking->no_cause || issue->cause[0] == '\0')
           && (looking->severity < 0
               || strcmp(issue->severity, kind_choice_severities[looking->severity]) == 0)
           && text_fits(row, looking->text);
}

static bool keeps(const void *ctx, const void *item)
{
    const struct looking *looking = ctx;
    const struct row *row = item;
    const struct site_issue *issue = row->issue;

    return (looking->state < 0 || issue->rank.state == (enum issue_state)looking->state)
           && (looking->turn < 0 || issue->wait.turn == (enum issue_turn)looking->turn)
           && (looking->age < 0 || (age_of(looking, row) == looking->age && !is_closed(row)))
           && (!looking->overdue || issue->overdue) && (!looking->open || !is_closed(row))
           && wanted_id(looking->site, &row->of.site->site)
           && wanted_id(looking->who, &issue->wait.who)
           && wanted_id(looking->holder, &issue->holder) && words_fit(looking, row);
}

static void count_row(void *counts, const void *ctx, const void *item)
{
    struct counts *sum = counts;
    const struct row *row = item;

    sum->all++;
    sum->overdue += row->issue->overdue;
    sum->reopened += row->issue->reopened > 0;
    sum->state[row->issue->rank.state]++;
    sum->turn[row->issue->wait.turn]++;
    if (!is_closed(row))
        sum->age[age_of(ctx, row)]++;
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct counts *sum = counts;

    json_put_integer(json, "all", sum->all);
    json_put_integer(json, "overdue", sum->overdue);
    json_put_integer(json, "reopened", sum->reopened);
    for (int i = 0; i < ISSUE_STATES; i++)
        json_put_integer(json, issue_states[i], sum->state[i]);
    for (int i = 0; i < AGES; i++)
        json_put_integer(json, ages[i], sum->age[i]);
    for (int i = 0; i < ISSUE_TURNS; i++)
        json_put_integer(json, issue_turns[i], sum->turn[i]);
}

// ---- columns ----

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"summary", "问题", "Issue", TABLE_TEXT},
    {"state", "状态", "State", TABLE_WORDS},
    {"severity", "严重程度", "Severity", TABLE_WORDS},
    {"turn", "轮到", "Whose turn", TABLE_WORDS},
    {"waits_for", "等谁", "Waits for", TABLE_TEXT},
    {"holder", "责任人", "Responsible", TABLE_TEXT},
    {"due_ms", "期限", "Due", TABLE_TIME_MS},
    {"overdue", "逾期", "Overdue", TABLE_TRUTH},
    {"opened_ms", "发现时间", "Found", TABLE_TIME_MS},
    {"age", "天数", "Days open", TABLE_INTEGER},
    {"category", "类别", "Category", TABLE_WORDS},
    {"cause", "根本原因", "Root cause", TABLE_WORDS},
    {"room", "房间", "Room", TABLE_TEXT},
    {"crew", "班组", "Crew", TABLE_TEXT},
    {"item", "检查项", "Check item", TABLE_WORDS},
    {"reopened", "重开次数", "Reopened", TABLE_INTEGER},
    {"photos", "照片", "Photos", TABLE_INTEGER},
    {"contract", "合同编号", "Contract", TABLE_TEXT},
    {"customer", "客户", "Customer", TABLE_TEXT},
    {"address", "地址", "Address", TABLE_TEXT},
    {"store", "门店", "Store", TABLE_TEXT},
    {"author", "发现人", "Found by", TABLE_TEXT},
    {"follower", "跟踪人", "Followed by", TABLE_TEXT},
};

static void put_word(struct table *table, const char *kind, const char *code)
{
    const struct kind_word *word = kind_word_find(span_of(kind), span_of(code));

    if (!code[0])
        table_put_empty(table);
    else
        table_put_words(table, word ? word->zh : code, word ? word->en : code);
}

static void put_words(struct table *table, struct site_words words)
{
    if (words.zh[0] || words.en[0])
        table_put_words(table, words.zh, words.en);
    else
        table_put_empty(table);
}

static void put_turn(struct table *table, enum issue_turn turn)
{
    static const struct site_words words[] = {[TURN_ASSIGN] = {"派单", "to be given out"},
                                              [TURN_WORK] = {"整改", "to be put right"},
                                              [TURN_CHECK] = {"复查", "to be checked"},
                                              [TURN_NOBODY] = {"已了结", "closed"}};

    put_words(table, words[turn]);
}

static void put(struct table *table, const void *ctx, const void *item)
{
    const struct looking *looking = ctx;
    const struct row *row = item;
    const struct site_issue *issue = row->issue;

    table_put_id(table, &issue->rank.id);
    table_put_string(table, says_summary(row) ? issue->summary : issue->item_words.zh);
    put_word(table, "rectification", issue_states[issue->rank.state]);
    put_word(table, "rectification", issue->severity);
    put_turn(table, issue->wait.turn);
    table_put_string(table, issue->wait_name);
    table_put_string(table, issue->holder_name);
    table_put_time(table, issue->rank.due_ms);
    table_put_number(table, issue->overdue);
    table_put_time(table, issue->rank.opened_ms);
    table_put_number(table, (looking->listed.now_ms - issue->rank.opened_ms) / CALENDAR_DAY_MS);
    put_words(table, issue->category_words);
    put_words(table, issue->cause_words);
    table_put_string(table, issue->room);
    table_put_string(table, issue->crew);
    put_words(table, issue->item_words);
    table_put_number(table, issue->reopened);
    table_put_number(table, (int64_t)issue->photos);
    table_put_string(table, site_row_contract(&row->of));
    table_put_string(table, site_row_customer(&row->of));
    table_put_string(table, site_row_address(&row->of));
    table_put_string(table, row->of.site->store);
    table_put_string(table, issue->author_name);
    table_put_string(table, issue->follower_name);
}

// What the page needs beside: codes, ids, marks.
static void put_extra(struct json_writer *json, const void *ctx, const void *item)
{
    const struct row *row = item;

    (void)ctx;
    fact_json_id(json, "site", &row->of.site->site);
    json_put_text(json, "state_code", issue_states[row->issue->rank.state]);
    json_put_text(json, "severity_code", row->issue->severity);
    json_put_text(json, "cause_code", row->issue->cause);
    json_put_text(json, "turn_code", issue_turns[row->issue->wait.turn]);
    json_put_boolean(json, "unsettled", row->issue->unsettled);
    json_put_boolean(json, "conflict", row->issue->conflict);
}

// ---- the answer ----

// Causes there are, with how many issues have each; and those of nobody.
static void put_causes(const struct looking *looking)
{
    struct choices causes = {.count = 0};

    for (size_t i = 0; i < looking->count; i++)
        choices_note(&causes, looking->rows[i].issue->cause, looking->rows[i].issue->cause_words);
    choices_put(&causes, route_answer(looking->call), "causes");
}

static void read_wishes(const struct route_call *call, struct looking *out)
{
    out->text = route_text(call, "text");
    out->store = route_text(call, "store");
    out->cause = route_text(call, "cause");
    out->category = route_text(call, "category");
    out->crew = route_text(call, "crew");
    out->site = route_uuid(call, "site");
    out->who = route_uuid(call, "who");
    out->holder = route_uuid(call, "holder");
    out->state = route_choice(call, "state");
    out->age = route_choice(call, "age");
    out->turn = route_choice(call, "turn");
    out->severity = route_choice(call, "severity");
    out->overdue = route_truth(call, "late");
    out->open = route_truth(call, "open");
    out->no_cause = route_truth(call, "no_cause");
}

static enum err begin(struct route_call *call, struct looking *out, struct error *error)
{
    enum err err = site_lists_take(call, &out->listed, error);
    size_t all = 0;

    out->call = call;
    read_wishes(call, out);
    if (err != ERR_OK)
        return err;
    for (size_t i = 0; i < out->listed.count; i++)
        all += out->listed.sites[i]->issue_count;
    out->rows = mem_alloc_array(all + 1, sizeof(*out->rows));
    for (size_t i = 0; i < out->listed.count; i++) {
        const struct site_summary *site = out->listed.sites[i];

        for (size_t k = 0; k < site->issue_count; k++)
            out->rows[out->count++]
                = (struct row){{site, out->listed.personal[i]}, &site->issues[k]};
    }
    return out->listed.any_personal ? console_read_audit(call, "issues", NULL, error) : ERR_OK;
}

static const struct listing_word state_words[] = {{"open", "待派单", "open"},
                                                  {"assigned", "整改中", "assigned"},
                                                  {"done", "待复查", "done"},
                                                  {"verified", "已复查", "verified"},
                                                  {NULL, NULL, NULL}};
static const struct listing_word age_words[]
    = {{"day", "不到 1 天", "less than a day"}, {"three_days", "1–3 天", "1–3 days"},
       {"week", "3–7 天", "3–7 days"},          {"month", "7–30 天", "7–30 days"},
       {"older", "30 天以上", "over 30 days"},  {NULL, NULL, NULL}};
static const struct listing_filter filters[] = {
    {"text", "包含", "contains", NULL},
    {"state", "状态", "state", state_words},
    {"age", "已有", "open for", age_words},
    {"turn", "轮到", "turn", NULL},
    {"who", "等谁", "waits for", NULL},
    {"holder", "责任人", "responsible", NULL},
    {"store", "门店", "store", NULL},
    {"cause", "根本原因", "root cause", NULL},
    {"category", "类别", "category", NULL},
    {"severity", "严重程度", "severity", NULL},
    {"late", "逾期", "overdue", NULL},
    {"open", "未了结", "not closed", NULL},
    {"no_cause", "未定原因", "no cause", NULL},
    {"site", "工地", "site", NULL},
    {"crew", "班组", "crew", NULL},
};
static const struct listing issues = {
    .code = "issues",
    .zh = "问题",
    .en = "Issues",
    .columns = columns,
    .column_count = COUNT(columns),
    .sort = "due_ms",
    .filters = filters,
    .filter_count = COUNT(filters),
    .row_size = sizeof(struct row),
    .put = put,
    .extra = put_extra,
    .keeps = keeps,
    .store = site_row_store,
    .capability = CONSOLE_SEE,
    .count_row = count_row,
    .put_counts = put_counts,
};

static enum err get_issues(struct route_call *call, struct error *error)
{
    struct looking looking = {.count = 0};
    struct counts counts = {0};
    enum err err = begin(call, &looking, error);

    if (err == ERR_OK) {
        const struct listing_source source = {
            .listing = &issues,
            .ctx = &looking,
            .rows = looking.rows,
            .count = looking.count,
            .counts = &counts,
        };

        put_causes(&looking);
        err = listing_answer(call, &source, error);
    }
    mem_free(looking.rows);
    site_lists_release(&looking.listed);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "state", .type = ROUTE_CHOICE, .choices = issue_states},
    {.name = "age", .type = ROUTE_CHOICE, .choices = ages},
    {.name = "turn", .type = ROUTE_CHOICE, .choices = issue_turns},
    {.name = "who", .type = ROUTE_UUID},
    {.name = "holder", .type = ROUTE_UUID},
    {.name = "site", .type = ROUTE_UUID},
    {.name = "store", .type = ROUTE_TEXT, .max = 255},
    {.name = "cause", .type = ROUTE_TEXT, .max = 255},
    {.name = "category", .type = ROUTE_TEXT, .max = 255},
    {.name = "crew", .type = ROUTE_TEXT, .max = 255},
    {.name = "severity", .type = ROUTE_CHOICE, .choices = kind_choice_severities},
    {.name = "late", .type = ROUTE_TRUTH},
    {.name = "open", .type = ROUTE_TRUTH},
    {.name = "no_cause", .type = ROUTE_TRUTH},
    LISTING_PARAMETERS,
};

const struct route read_issue_list_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/issues",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_issues,
     .purpose = "the issues of all sites one sees, by due time: {rows, next, total, counts (by "
                "state, age and turn), causes}"},
};
const size_t read_issue_list_route_count = COUNT(read_issue_list_routes);
