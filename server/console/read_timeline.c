// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_timeline.h"

#include "server/console/site_reading.h"
#include "server/reconcile/record_past.h"
#include "server/storage/devices.h"
#include "shared/data/fact_json.h"
#include "shared/data/fact_view.h"
#include "shared/model/hlc.h"
#include "shared/model/kind_word.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { LIMIT = 50, LIMIT_MOST = 100, CURSOR_TEXT = 48, NAME_BYTES = 64 };

struct moment { // one entry of the history
    struct uuid record;
    struct dot dot;
    uint64_t commit;
    int64_t place;
};
struct telling {
    struct site_reading reading;
    struct moment moments[LIMIT_MOST + 1];
    size_t count;
    struct record_past *past; // of `past_of`
    struct uuid past_of;
};

// ---- one step ----

static void put_label(struct json_writer *json, const struct fact *fact, struct span field)
{
    char name[NAME_BYTES];
    const char *zh = "", *en = "";

    text_copy(name, sizeof(name), field);
    if (fact)
        zh = fact_view_label(fact, name, &en);
    json_put_span(json, "field", field);
    json_put_text(json, "zh", fact && zh[0] ? zh : name);
    json_put_text(json, "en", fact && zh[0] ? en : name);
}

// The texts of a seal or catalogue are for programs: that they were set is enough here.
static bool is_long(struct span field)
{
    static const char *const names[]
        = {"sealed", "certificate", "seal", "content", "proof", "leaf", "head", "statement"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (span_is(field, names[i]))
            return true;
    return false;
}

// What another record is called, where it is one of the site.
static bool put_reference(struct telling *telling, const char *key, struct span value)
{
    struct site_reading *reading = &telling->reading;
    const struct fact *named = NULL;
    struct uuid id;

    if (value.len == UUID_TEXT + 1 && uuid_parse((struct span){value.data + 1, value.len - 2}, &id))
        named = facts_find(&reading->facts.facts, &id);
    if (!named || span_is(named->record->kind, "person"))
        return false;
    site_reading_label(reading, key, named);
    return true;
}

static void put_side(struct telling *telling, const char *key, const struct fact *fact,
                     const struct field *value)
{
    if (!put_reference(telling, key, value->value))
        site_reading_value(&telling->reading, key, fact, value);
}

static void put_change(struct telling *telling, const struct fact *fact,
                       const struct past_change *change)
{
    struct site_reading *reading = &telling->reading;
    struct json_writer *json = reading->json;
    const bool hidden = fact && site_reading_hides(reading, fact->record->kind, change->field);

    json_object_open(json, NULL);
    put_label(json, fact, change->field);
    json_put_boolean(json, "hidden", hidden);
    json_put_boolean(json, "conflict", change->conflict);
    if (!fact || hidden || is_long(change->field)) {
        json_put_null(json, "before");
        json_put_null(json, "after");
    } else {
        put_side(telling, "before", fact, &(struct field){change->field, change->before});
        put_side(telling, "after", fact, &(struct field){change->field, change->after});
    }
    json_object_close(json);
}

// `deleted` has no field in the kind tables: it is said by itself.
static void put_changes(struct telling *telling, const struct fact *fact,
                        const struct past_step *step)
{
    struct json_writer *json = telling->reading.json;
    bool deleted = false, brought_back = false;

    json_array_open(json, "changes");
    for (size_t i = 0; i < step->change_count; i++) {
        const struct past_change *change = &step->changes[i];

        if (span_is(change->field, "deleted")) {
            deleted = span_is(change->after, "true");
            brought_back = !deleted;
        } else {
            put_change(telling, fact, change);
        }
    }
    json_array_close(json);
    json_put_boolean(json, "deleted", deleted);
    json_put_boolean(json, "brought_back", brought_back);
}

// By the tablet's clock, by the office's as far as the tablet knew it, and when it came.
static void put_times(struct json_writer *json, const struct past_step *step)
{
    const struct write_clock *clock = &step->write.clock;
    const int64_t wall_ms = clock->wall_ms ? clock->wall_ms : hlc_wall_ms(step->write.time);

    json_put_integer(json, "device_ms", wall_ms);
    json_put_known(json, "corrected_ms", clock->offset_known, wall_ms + clock->offset_ms);
    json_put_integer(json, "server_ms", step->received_ms);
}

static void put_device(struct telling *telling, const struct uuid *device)
{
    struct json_writer *json = telling->reading.json;
    struct device_row row;

    if (uuid_is_nil(device)) {
        json_put_null(json, "device");
        return;
    }
    json_object_open(json, "device");
    fact_json_id(json, "id", device);
    json_put_text(json, "name",
                  devices_get(telling->reading.view, device, &row, NULL) == ERR_OK ? row.name
                                                                                   : NULL);
    json_object_close(json);
}

static void put_kind(struct json_writer *json, struct span name)
{
    const struct kind *kind = kind_find(name);

    json_object_open(json, "kind");
    json_put_span(json, "code", name);
    json_put_span(json, "zh", kind ? span_of(kind->zh) : name);
    json_put_span(json, "en", kind ? span_of(kind->en) : name);
    json_object_close(json);
}

static void put_step(struct telling *telling, const struct moment *moment,
                     const struct past_step *step)
{
    struct site_reading *reading = &telling->reading;
    struct json_writer *json = reading->json;
    const struct fact *fact = facts_find(&reading->facts.facts, &moment->record);
    char id[CURSOR_TEXT];

    snprintf(id, sizeof(id), "%" PRIx64 "-%" PRIx64, moment->commit, (uint64_t)moment->place);
    json_object_open(json, NULL);
    json_put_text(json, "id", id);
    fact_json_id(json, "record", &moment->record);
    put_kind(json, step->write.kind);
    if (fact)
        site_reading_label(reading, "label", fact);
    else
        json_put_null(json, "label");
    put_device(telling, &step->device);
    site_reading_person(reading, "person", &step->write.person);
    put_times(json, step);
    json_put_boolean(json, "applied", step->applied);
    json_put_boolean(json, "first", step->first);
    put_changes(telling, fact, step);
    json_object_close(json);
}

// ---- a page of them ----

static bool take_moment(void *arg, const struct history_row *entry)
{
    struct telling *telling = arg;

    telling->moments[telling->count++] = (struct moment){
        .record = entry->record, .dot = entry->dot, .commit = entry->commit, .place = entry->place};
    return telling->count < COUNT(telling->moments);
}

static enum err read_past(struct telling *telling, const struct uuid *record, struct error *error)
{
    if (telling->past && uuid_equal(&telling->past_of, record))
        return ERR_OK;
    if (!telling->past)
        telling->past = arena_take(telling->reading.arena, sizeof(*telling->past));
    if (!telling->past)
        return error_set(error, ERR_TOO_LARGE, "the history does not fit in memory");
    record_past_clear(telling->past);
    telling->past_of = *record;
    return record_past_read(telling->reading.view, record, telling->past, error);
}

static enum err put_steps(struct telling *telling, size_t limit, struct error *error)
{
    struct json_writer *json = telling->reading.json;
    enum err err = ERR_OK;

    json_array_open(json, "rows");
    for (size_t i = 0; err == ERR_OK && i < telling->count && i < limit; i++) {
        const struct past_step *step;

        err = read_past(telling, &telling->moments[i].record, error);
        step = err == ERR_OK ? record_past_find(telling->past, telling->moments[i].dot) : NULL;
        if (step)
            put_step(telling, &telling->moments[i], step);
    }
    json_array_close(json);
    if (telling->past)
        record_past_clear(telling->past);
    return err;
}

static void put_next(struct telling *telling, size_t limit)
{
    char next[CURSOR_TEXT];

    if (telling->count <= limit) {
        json_put_null(telling->reading.json, "next");
        return;
    }
    snprintf(next, sizeof(next), "%" PRIx64 "-%" PRIx64, telling->moments[limit - 1].commit,
             (uint64_t)telling->moments[limit - 1].place);
    json_put_text(telling->reading.json, "next", next);
}

static bool parse_hex(const char *text, const char *end, uint64_t *out)
{
    *out = 0;
    if (text == end || end - text > 15)
        return false;
    for (; text < end; text++) {
        const char *digit = memchr("0123456789abcdef", *text, 16);

        if (!digit)
            return false;
        *out = *out << 4 | (uint64_t)(digit - "0123456789abcdef");
    }
    return true;
}

static enum err read_cursor(const struct route_call *call, struct history_range *range,
                            struct error *error)
{
    const char *text = route_text(call, "after"), *dash = text ? strchr(text, '-') : NULL;
    uint64_t place;

    range->before_commit = UINT64_MAX >> 1;
    if (!text)
        return ERR_OK;
    if (!dash || !parse_hex(text, dash, &range->before_commit)
        || !parse_hex(dash + 1, text + strlen(text), &place))
        return error_set(error, ERR_INVALID,
                         "after: 不是本列表给出的位置 is not a place that this list gave");
    range->before_place = (int64_t)place;
    return ERR_OK;
}

static enum err get_timeline(struct route_call *call, struct error *error)
{
    struct telling *telling = arena_take(route_arena(call), sizeof(*telling));
    const size_t limit = (size_t)route_integer(call, "limit", LIMIT);
    struct history_range range = {.site = *route_uuid(call, "site"), .limit = limit + 1};
    enum err err = telling ? read_cursor(call, &range, error) : ERR_TOO_LARGE;

    if (err != ERR_OK)
        return err;
    err = site_reading_open(call, &range.site, "timeline", &telling->reading, error);
    if (err == ERR_OK)
        err = history_of_site(telling->reading.view, &range, take_moment, telling, error);
    if (err == ERR_OK)
        err = put_steps(telling, limit, error);
    if (err == ERR_OK) {
        put_next(telling, limit);
        json_put_integer(telling->reading.json, "now_ms", telling->reading.now_ms);
    }
    site_reading_close(&telling->reading);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "site", .type = ROUTE_UUID, .required = true},
    {.name = "after", .type = ROUTE_TEXT, .max = CURSOR_TEXT},
    {.name = "limit", .type = ROUTE_INTEGER, .min = 1, .max = LIMIT_MOST},
};

const struct route read_timeline_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/sites/:site/timeline",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_timeline,
     .purpose = "what happened to a site, what came last first, from `after` on: rows [{record, "
                "kind, label, device, person, device_ms, corrected_ms (by the office's clock, as "
                "far as the tablet knew it), server_ms, applied, first, deleted, changes [{field, "
                "before, after (as people read them; a record by its label), conflict}]}], next"},
};
const size_t read_timeline_route_count = COUNT(read_timeline_routes);
