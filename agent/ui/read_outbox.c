// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_outbox.h"

#include "agent/store/office_time.h"
#include "agent/store/replica.h"
#include "agent/sync/overview.h"
#include "agent/sync/waiting.h"
#include "agent/ui/reading.h"
#include "shared/data/fact_json.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { ROWS_MOST = 1000, DELIVERED_MOST = 50, REFUSALS_MOST = 200, ID_MAX = 64 };

struct row {
    const struct waiting_item *item;
    const char *state;
    const char *reason;  // NULL: none
    const char *settled; // NULL: none
};

// ---- one row ----

static void put_kind_words(struct json_writer *json, const struct waiting_item *item)
{
    const struct kind *kind = kind_find(item->record_kind);
    const bool parcel = item->kind == WAITING_PARCEL;

    json_object_open(json, "what");
    json_put_text(json, "zh", parcel ? "另一台平板的交接文件" : kind ? kind->zh : "记录");
    json_put_text(json, "en",
                  parcel ? "handover file of another tablet"
                  : kind ? kind->en
                         : "record");
    json_object_close(json);
}

// Of a site that is no longer here only its kind is told.
static void put_what(struct reading *reading, const struct waiting_item *item)
{
    struct json_writer *json = reading->json;
    const struct fact *fact = NULL, *site = NULL;

    if (item->kind != WAITING_PARCEL && reading_site(reading, &item->site, NULL) == ERR_OK) {
        fact = facts_find(reading->facts, &item->record);
        site = facts_find(reading->facts, &item->site);
    }
    fact_json_id(json, "site", site ? &item->site : NULL);
    fact_json_value(json, "customer", site, "customer_name");
    if (fact)
        record_label_put(reading_place(reading), reading->json, "what", fact);
    else
        put_kind_words(json, item);
}

static void put_moment(struct json_writer *json, const char *key, int64_t at_ms)
{
    if (at_ms)
        json_put_integer(json, key, at_ms);
    else
        json_put_null(json, key);
}

static void put_row(struct reading *reading, const struct row *row)
{
    struct json_writer *json = reading->json;
    const struct waiting_item *item = row->item;
    char digest[HASH_TEXT];

    json_object_open(json, NULL);
    json_put_text(json, "kind", waiting_kind_name(item->kind));
    if (item->kind == WAITING_PARCEL) {
        digest_format(&item->digest, digest);
        json_put_text(json, "id", digest);
    } else {
        fact_json_id(json, "id", &item->record);
    }
    fact_json_id(json, "record", &item->record);
    put_what(reading, item);
    json_put_integer(json, "saved_ms", item->saved_ms);
    json_put_integer(json, "bytes", item->bytes);
    json_put_integer(json, "sent_bytes", item->sent_bytes);
    json_put_text(json, "state", row->state);
    put_moment(json, "receipt_ms", item->receipt_ms);
    json_put_text(json, "reason", row->reason);
    put_moment(json, "retry_ms", item->retry_ms);
    json_put_text(json, "settled", row->settled);
    json_object_close(json);
}

// ---- what waits ----

static int newest_first(const void *a, const void *b)
{
    const struct waiting_item *one = a, *other = b;

    if (one->attention != other->attention)
        return one->attention ? -1 : 1;
    return (one->saved_ms < other->saved_ms) - (one->saved_ms > other->saved_ms);
}

static void put_waiting(struct reading *reading, struct waiting *waiting)
{
    if (waiting->count)
        qsort(waiting->items, waiting->count, sizeof(*waiting->items), newest_first);
    for (size_t i = 0; i < waiting->count && i < ROWS_MOST; i++) {
        const struct waiting_item *item = &waiting->items[i];

        put_row(reading, &(struct row){.item = item,
                                       .state = item->attention ? "attention"
                                                : item->sending ? "sending"
                                                                : "waiting",
                                       .reason = item->reason[0] ? item->reason : NULL});
    }
}

// What the office holds back or refused: it has it, but a person must look, or has done so.
static enum err put_refusals(struct reading *reading, bool settled, struct error *error)
{
    struct waiting_refusals refusals = {.max = REFUSALS_MOST};
    enum err err;

    refusals.list = arena_take(reading->arena, REFUSALS_MOST * sizeof(*refusals.list));
    if (!refusals.list)
        return error_set(error, ERR_TOO_LARGE, "the refusals do not fit in memory");
    err = waiting_refusals(reading->store, &refusals, error);
    for (size_t i = 0; i < refusals.count && !err; i++) {
        const struct waiting_refusal *refusal = &refusals.list[i];
        struct waiting_item item = {.record = refusal->record};
        struct replica_row row;

        if (settled != (refusal->settled[0] != '\0'))
            continue;
        if (replica_get(reading->store, &refusal->record, &row, NULL) == ERR_OK)
            item.site = row.site;
        put_row(reading, &(struct row){.item = &item,
                                       .state = refusal->rejected ? "rejected" : "held",
                                       .reason = refusal->why,
                                       .settled = settled ? refusal->settled : NULL});
    }
    return err;
}

static enum err put_delivered(struct reading *reading, struct error *error)
{
    struct waiting delivered;
    enum err err
        = waiting_delivered(reading->store, reading->arena, DELIVERED_MOST, &delivered, error);

    json_array_open(reading->json, "delivered");
    for (size_t i = 0; i < delivered.count; i++)
        if (!unsent_has(&reading->unsent, &delivered.items[i].record))
            put_row(reading, &(struct row){.item = &delivered.items[i], .state = "delivered"});
    json_array_close(reading->json);
    return err;
}

static enum err get_outbox(struct route_call *call, struct error *error)
{
    struct reading reading;
    struct waiting waiting;
    struct waiting_sum sum;
    struct overview overview;
    enum err err = reading_begin(call, &reading, error);

    if (!err)
        err = overview_read(reading.ui->tablet, &overview, error);
    if (!err)
        err = waiting_read(reading.store, reading.arena, &waiting, error);
    if (err)
        return err;
    waiting_add_up(&waiting, &sum);
    json_put_boolean(reading.json, "safe", overview.safe && waiting.count == 0);
    overview_only_here_json(reading.json, &sum);
    json_put_integer(reading.json, "total", (int64_t)waiting.count);
    json_array_open(reading.json, "rows");
    put_waiting(&reading, &waiting);
    err = put_refusals(&reading, false, error);
    json_array_close(reading.json);
    json_array_open(reading.json, "settled");
    if (!err)
        err = put_refusals(&reading, true, error);
    json_array_close(reading.json);
    return err ? err : put_delivered(&reading, error);
}

// ---- once more ----

static enum err post_retry(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    const char *id = route_text(call, "id");
    struct waiting_retry which = {0};
    struct uuid record;
    struct digest parcel;
    size_t changed;
    enum err err;

    if (id && uuid_parse(span_of(id), &record))
        which.record = &record;
    else if (id && digest_parse(id, strlen(id), &parcel))
        which.parcel = &parcel;
    else if (id)
        return error_set(error, ERR_INVALID, "id: \"%s\" is no id of a row", id);
    err = waiting_retry(ui->tablet->store, &which, &changed, error);
    if (err)
        return err;
    if (ui->syncing)
        syncing_wake(ui->syncing);
    json_put_integer(route_answer(call), "files", (int64_t)changed);
    return ERR_OK;
}

// ---- what was rejected was read, and dealt with ----

static const char *const ways[] = {"recorded_anew", "office_right", "not_needed", "not_yet", NULL};

static enum err post_settle(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    const char *how = ways[route_choice(call, "how")];
    const struct replica_settling settling = {.record = *route_uuid(call, "record"),
                                              .person = *ui_person(call),
                                              .how = strcmp(how, "not_yet") == 0 ? "" : how,
                                              .at_ms = office_time_now_ms(ui->tablet->store)};

    return waiting_settle(ui->tablet->store, &settling, error);
}

static const struct route_parameter settle_parameters[]
    = {{.name = "once", .type = ROUTE_UUID, .required = true},
       {.name = "record", .type = ROUTE_UUID, .required = true},
       {.name = "how", .type = ROUTE_CHOICE, .choices = ways, .required = true}};

static const struct route_parameter retry_parameters[]
    = {{.name = "once", .type = ROUTE_UUID, .required = true},
       {.name = "id", .type = ROUTE_TEXT, .max = ID_MAX}};

const struct route read_outbox_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/outbox",
     .access = UI_OPEN,
     .handler = get_outbox,
     .purpose
     = "What only this tablet has, item by item, and what was delivered last: {safe, "
       "only_here, total, rows: [{kind, id, record, site, customer, what, saved_ms, bytes, "
       "sent_bytes, state, receipt_ms, reason, retry_ms, settled}], settled, delivered}."},
    {.method = HTTP_POST,
     .path = "/api/outbox/settle",
     .access = UI_OPEN,
     .changes = true,
     .parameters = settle_parameters,
     .parameter_count = COUNT(settle_parameters),
     .handler = post_settle,
     .purpose = "what the office rejected of a record was read and dealt with, or (not_yet) was "
                "not: {}"},
    {.method = HTTP_POST,
     .path = "/api/outbox/retry",
     .access = UI_OPEN,
     .changes = true,
     .parameters = retry_parameters,
     .parameter_count = COUNT(retry_parameters),
     .handler = post_retry,
     .purpose = "what rests after a failure is tried now: all of it, or one row: {files}"},
};
const size_t read_outbox_route_count = COUNT(read_outbox_routes);
