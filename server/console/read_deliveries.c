// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_deliveries.h"

#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/storage/deliveries.h"
#include "server/storage/hooks.h"
#include "server/storage/postbox.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { DELIVERIES_MOST = 2000, STATES = 3 }; // the newest

static const char *const states[STATES + 1] = {"waiting", "done", "dead", NULL};
static const struct listing_word state_words[] = {{"waiting", "等待", "waiting"},
                                                  {"done", "已送达", "arrived"},
                                                  {"dead", "没送到，已放弃", "given up"},
                                                  {NULL, NULL, NULL}};

struct looking {
    struct view *view;
    struct delivery_row *rows; // DELIVERIES_MOST + 1
    size_t count;
    int state;
};
struct counts {
    int64_t all, state[STATES];
    struct view *view;
};

static bool take(void *arg, const struct delivery_row *delivery)
{
    struct looking *looking = arg;

    looking->rows[looking->count++] = *delivery;
    return looking->count < DELIVERIES_MOST;
}

static const struct table_column columns[] = {
    {"row", "编号", "Number", TABLE_INTEGER},
    {"kind", "事件", "Event", TABLE_WORDS},
    {"at_ms", "发生", "Happened", TABLE_TIME_MS},
    {"target", "接收方", "Receiver", TABLE_TEXT},
    {"state", "状态", "State", TABLE_WORDS},
    {"status", "回答", "Answer", TABLE_INTEGER},
    {"attempts", "次数", "Attempts", TABLE_INTEGER},
    {"tried_ms", "上次尝试", "Last attempt", TABLE_TIME_MS},
    {"next_ms", "下次尝试", "Next attempt", TABLE_TIME_MS},
    {"detail", "说明", "Detail", TABLE_TEXT},
};

static void put(struct table *table, const void *ctx, const void *item)
{
    const struct looking *looking = ctx;
    const struct delivery_row *row = item;
    struct hook_row hook = {.row = 0};
    const bool known = hooks_get(looking->view, &row->hook, &hook, NULL) == ERR_OK;

    table_put_number(table, row->row);
    table_put_words(table, postbox_kind_zh(row->kind), postbox_kind_en(row->kind));
    table_put_time(table, row->at_ms);
    table_put_string(table, known ? hook.target : NULL);
    table_put_words(table, state_words[row->state].zh, state_words[row->state].en);
    table_put_number(table, row->status ? row->status : TABLE_NONE);
    table_put_number(table, row->attempts);
    table_put_time(table, row->tried_ms);
    table_put_time(table, row->state == DELIVERY_WAITING ? row->next_ms : 0);
    table_put_string(table, row->detail);
}

static void put_extra(struct json_writer *json, const void *ctx, const void *item)
{
    const struct delivery_row *row = item;
    struct hook_row hook = {.row = 0};
    const bool known
        = hooks_get(((const struct looking *)ctx)->view, &row->hook, &hook, NULL) == ERR_OK;

    fact_json_id(json, "hook", &row->hook);
    fact_json_id(json, "event", &row->event);
    json_put_text(json, "state_code", states[row->state]);
    json_put_boolean(json, "removed", !known || hook.removed);
    json_put_boolean(json, "paused", known && hook.paused_ms != 0);
}

static bool keeps(const void *ctx, const void *item)
{
    const int state = ((const struct looking *)ctx)->state;

    return state < 0 || ((const struct delivery_row *)item)->state == (enum delivery_state)state;
}

static void count_row(void *counts, const void *ctx, const void *item)
{
    struct counts *sum = counts;

    (void)ctx;
    sum->all++;
    sum->state[((const struct delivery_row *)item)->state]++;
}

static bool put_hook(void *arg, const struct hook_row *hook)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    fact_json_id(json, "code", &hook->id);
    json_put_text(json, "label", hook->target);
    json_object_close(json);
    return true;
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct counts *sum = counts;

    json_put_integer(json, "all", sum->all);
    for (int i = 0; i < STATES; i++)
        json_put_integer(json, states[i], sum->state[i]);
    json_array_open(json, "hooks");
    hooks_list(sum->view, put_hook, json, NULL);
    json_array_close(json);
}

static const struct listing_filter filters[]
    = {{"state", "状态", "state", state_words}, {"hook", "接收方", "receiver", NULL}};
static const struct listing deliveries = {
    .code = "deliveries",
    .zh = "发出的事件",
    .en = "Events sent",
    .columns = columns,
    .column_count = COUNT(columns),
    .key = "row",
    .filters = filters,
    .filter_count = COUNT(filters),
    .put = put,
    .extra = put_extra,
    .row_size = sizeof(struct delivery_row),
    .keeps = keeps,
    .count_row = count_row,
    .put_counts = put_counts,
};

static enum err get_deliveries(struct route_call *call, struct error *error)
{
    const struct uuid *hook = route_uuid(call, "hook");
    const struct deliveries_filter filter
        = {.hook = hook ? *hook : uuid_nil, .state = -1, .limit = DELIVERIES_MOST};
    struct looking looking = {.view = console_view(call, error),
                              .rows = mem_alloc_array(DELIVERIES_MOST + 1, sizeof(*looking.rows)),
                              .state = route_choice(call, "state")};
    struct counts counts = {.view = looking.view};
    enum err err = looking.view ? deliveries_list(looking.view, &filter, take, &looking, error)
                                : error->code;

    if (err == ERR_OK) {
        const struct listing_source source = {
            .listing = &deliveries,
            .ctx = &looking,
            .rows = looking.rows,
            .count = looking.count,
            .counts = &counts,
        };

        err = listing_answer(call, &source, error);
    }
    mem_free(looking.rows);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "hook", .type = ROUTE_UUID},
       {.name = "state", .type = ROUTE_CHOICE, .choices = states},
       LISTING_PARAMETERS};

const struct route read_deliveries_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/deliveries",
     .access = CONSOLE_OPERATE | CONSOLE_AUDIT,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_deliveries,
     .purpose = "events on their way to receivers, of the last 30 days, the newest first: rows "
                "{row, kind, at_ms, target, state, status (its last answer), attempts, tried_ms, "
                "next_ms, detail, hook, event, state_code, removed, paused}, counts by state and "
                "`hooks` [{code, label}]"},
};
const size_t read_deliveries_route_count = COUNT(read_deliveries_routes);
