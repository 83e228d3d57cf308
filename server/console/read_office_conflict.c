// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_office_conflict.h"

#include "server/console/read_office_conflicts.h"
#include "server/console/site_reading.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"
#include "shared/data/fact_json.h"
#include "shared/data/fact_view.h"
#include "shared/model/hlc.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { FIELDS_MOST = 256, VALUES_MOST = 64, DOT_TEXT = ACTOR_TEXT + 24 };

struct telling {
    struct site_reading reading;
    struct record_past past;
};

// ---- one value ----

// By the tablet's clock, by the office's as far as the tablet knew it, and when it came. Of a value
// that came with a healed state only its own time is known.
static void put_times(struct json_writer *json, const struct record_value *value,
                      const struct past_step *step)
{
    const struct write_clock *clock = step ? &step->write.clock : NULL;
    const int64_t wall_ms = clock && clock->wall_ms ? clock->wall_ms : hlc_wall_ms(value->time);

    json_put_integer(json, "device_ms", wall_ms);
    json_put_known(json, "corrected_ms", clock && clock->offset_known,
                   clock ? wall_ms + clock->offset_ms : 0);
    json_put_known(json, "server_ms", step != NULL, step ? step->received_ms : 0);
}

static void put_device(struct telling *telling, const struct past_step *step)
{
    struct json_writer *json = telling->reading.json;
    struct device_row row;

    if (!step || uuid_is_nil(&step->device)) {
        json_put_null(json, "device");
        return;
    }
    json_object_open(json, "device");
    fact_json_id(json, "id", &step->device);
    json_put_text(json, "name",
                  devices_get(telling->reading.view, &step->device, &row, NULL) == ERR_OK ? row.name
                                                                                          : NULL);
    json_object_close(json);
}

static void put_value(struct telling *telling, struct span field, const struct record_value *value)
{
    struct site_reading *reading = &telling->reading;
    struct json_writer *json = reading->json;
    const struct past_step *step = record_past_find(&telling->past, value->dot);
    char actor[ACTOR_TEXT], dot[DOT_TEXT];

    actor_format(value->dot.actor, actor);
    snprintf(dot, sizeof(dot), "%s:%" PRIu64, actor, value->dot.counter);
    json_object_open(json, NULL);
    json_put_text(json, "dot", dot);
    json_put_raw(json, "value", value->value);
    site_reading_value(reading, "shown", reading->fact, &(struct field){field, value->value});
    site_reading_person(reading, "person", &value->person);
    fact_json_choice(json, "role", facts_find(&reading->facts.facts, &value->person), "role");
    put_device(telling, step);
    put_times(json, value, step);
    json_object_close(json);
}

// ---- fields ----

// Opens the object of a field.
static void open_field(struct telling *telling, struct span name)
{
    const struct fact *fact = telling->reading.fact;
    struct json_writer *json = telling->reading.json;
    char field[FIELD_NAME_MAX + 1];
    const char *en, *zh;

    text_copy(field, sizeof(field), name);
    zh = fact_view_label(fact, field, &en);
    json_object_open(json, NULL);
    json_put_text(json, "field", field);
    json_put_text(json, "zh", zh[0] ? zh : field);
    json_put_text(json, "en", zh[0] ? en : field);
    json_put_text(json, "type", fact_view_type_name(fact_view_type(fact, field)));
}

// The codes that the catalogue has for a field; phrases of other fields are texts as they stand.
static void put_codes(struct telling *telling, struct span name)
{
    const struct catalogue_shelf *shelf = &telling->reading.facts.shelf;
    const struct catalogue *newest = shelf->newest(shelf->ctx);
    const struct fact *fact = telling->reading.fact;

    if (!newest || (!span_is(name, "category") && !span_is(name, "cause")))
        return;
    for (size_t i = 0; i < newest->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &newest->phrases[i];

        if (phrase->kind == fact->kind && span_equal(phrase->field, name))
            fact_json_coded(telling->reading.json, NULL, phrase->code, phrase->words);
    }
}

static void put_choices(struct telling *telling, struct span name)
{
    const struct fact *fact = telling->reading.fact;
    const struct kind_field *field = kind_field_find(fact->kind, name);
    struct json_writer *json = telling->reading.json;

    json_array_open(json, "choices");
    for (size_t i = 0; field && field->choice && field->choice[i]; i++)
        fact_json_word(json, NULL, fact->record->kind, span_of(field->choice[i]));
    put_codes(telling, name);
    json_array_close(json);
}

static void put_conflict(struct telling *telling, struct span name)
{
    struct site_reading *reading = &telling->reading;
    struct record_value values[VALUES_MOST], shown;
    size_t count = record_values(reading->fact->record, name, values, VALUES_MOST);
    const bool single
        = kind_shown(reading->fact->record, name, reading->fact->received_ms, &shown) == ERR_OK;

    open_field(telling, name);
    put_choices(telling, name);
    json_array_open(reading->json, "values");
    for (size_t i = 0; i < count && i < VALUES_MOST; i++)
        put_value(telling, name, &values[i]);
    json_array_close(reading->json);
    // What everybody sees until somebody decides; null: both, none alone.
    site_reading_value(reading, "shown", reading->fact,
                       &(struct field){name, single ? shown.value : (struct span){0}});
    json_object_close(reading->json);
}

static bool hides(const struct telling *telling, struct span field)
{
    return site_reading_hides(&telling->reading, telling->reading.fact->record->kind, field);
}

static void put_conflicts(struct telling *telling)
{
    struct span names[FIELDS_MOST];
    size_t count = record_conflicts(telling->reading.fact->record, names, FIELDS_MOST);
    int64_t hidden = 0;

    json_array_open(telling->reading.json, "fields");
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        if (hides(telling, names[i]))
            hidden++;
        else
            put_conflict(telling, names[i]);
    json_array_close(telling->reading.json);
    json_put_integer(telling->reading.json, "hidden", hidden);
}

// The others, for whoever has to judge.
static void put_rest(struct telling *telling)
{
    const struct fact *fact = telling->reading.fact;
    struct span value;

    json_array_open(telling->reading.json, "rest");
    for (size_t i = 0; fact->kind && i < fact->kind->field_count; i++) {
        const char *name = fact->kind->fields[i].name;

        if (hides(telling, span_of(name)) || fact_value(fact, name, &value) != ERR_OK
            || record_field_conflicts(fact->record, span_of(name)))
            continue;
        open_field(telling, span_of(name));
        site_reading_value(&telling->reading, "shown", fact, &(struct field){span_of(name), value});
        json_object_close(telling->reading.json);
    }
    json_array_close(telling->reading.json);
}

// ---- what was settled ----

static const struct past_change *change_of(const struct past_step *step, struct span field)
{
    for (size_t i = 0; step->applied && i < step->change_count; i++)
        if (span_equal(step->changes[i].field, field))
            return &step->changes[i];
    return NULL;
}

const struct past_step *read_office_conflict_settled(const struct record_past *past,
                                                     struct span field,
                                                     const struct past_change **change)
{
    for (size_t i = past->count; i > 0; i--) {
        const struct past_step *step = &past->steps[i - 1];

        *change = change_of(step, field);
        if (*change)
            return uuid_is_nil(&step->device) && (*change)->stood_count > 1 ? step : NULL;
    }
    return NULL;
}

static void put_settled_field(struct telling *telling, const struct past_step *step,
                              const struct past_change *change)
{
    struct site_reading *reading = &telling->reading;

    open_field(telling, change->field);
    site_reading_value(reading, "taken", reading->fact,
                       &(struct field){change->field, change->after});
    json_array_open(reading->json, "stood");
    for (size_t i = 0; i < change->stood_count; i++)
        site_reading_value(reading, NULL, reading->fact,
                           &(struct field){change->field, change->stood[i]});
    json_array_close(reading->json);
    site_reading_person(reading, "person", &step->write.person);
    json_put_integer(reading->json, "server_ms", step->received_ms);
    json_object_close(reading->json);
}

static void put_settled(struct telling *telling)
{
    struct span names[FIELDS_MOST];
    size_t count = record_fields(telling->reading.fact->record, names, FIELDS_MOST);

    json_array_open(telling->reading.json, "settled");
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++) {
        const struct past_change *change;
        const struct past_step *step
            = read_office_conflict_settled(&telling->past, names[i], &change);

        if (step && !hides(telling, names[i])
            && !record_field_conflicts(telling->reading.fact->record, names[i]))
            put_settled_field(telling, step, change);
    }
    json_array_close(telling->reading.json);
}

// ---- route ----

// A record without history came with a healed state: then there is nothing to tell of the past.
static enum err read_past(struct telling *telling, struct error *error)
{
    const struct uuid *id = &telling->reading.fact->record->id;
    enum err err = record_past_read(telling->reading.view, id, &telling->past, error);

    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void put_record(struct telling *telling, const struct record_row *row)
{
    struct site_reading *reading = &telling->reading;
    const struct fact *site = facts_find(&reading->facts.facts, &reading->site);
    struct json_writer *json = reading->json;
    char seen[24];

    snprintf(seen, sizeof(seen), "%" PRIu64, row->seq);
    fact_json_id(json, "id", &reading->fact->record->id);
    json_put_text(json, "seen", seen);
    json_put_span(json, "kind", reading->fact->record->kind);
    fact_json_id(json, "site", &reading->site);
    json_put_boolean(json, "personal", reading->personal);
    fact_json_value(json, "contract_number", site, "contract_number");
    fact_json_value(json, "customer_name", reading->personal ? site : NULL, "customer_name");
    fact_json_value(json, "address", reading->personal ? site : NULL, "address");
    site_reading_label(reading, "label", reading->fact);
    site_reading_photos(reading, "photos", &reading->fact->record->id);
    put_conflicts(telling);
    put_rest(telling);
    put_settled(telling);
}

static enum err get_conflict(struct route_call *call, struct error *error)
{
    struct telling *telling = arena_take(route_arena(call), sizeof(*telling));
    const struct uuid *id = route_uuid(call, "id");
    struct record_row row;
    enum err err;

    if (!telling)
        return error_set(error, ERR_TOO_LARGE, "the record does not fit in memory");
    *telling = (struct telling){0};
    err = site_reading_record(call, id, NULL, &telling->reading, error);
    if (err == ERR_OK && !telling->reading.personal
        && read_office_conflicts_personal(telling->reading.fact->record->kind))
        err = error_set(
            error, ERR_DENIED,
            "这条记录含客户资料，您的角色看不到 this record is about the customer, which "
            "your role does not see");
    if (err == ERR_OK)
        err = read_past(telling, error);
    if (err == ERR_OK)
        err = records_get(telling->reading.view, id, &row, error);
    if (err == ERR_OK)
        put_record(telling, &row);
    record_past_clear(&telling->past);
    site_reading_close(&telling->reading);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_office_conflict_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/conflicts/:id",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_conflict,
     .purpose = "a record whose fields stand with several values: fields [{field, type, choices, "
                "shown, values [{dot, value, shown, person, role, device, device_ms, corrected_ms, "
                "server_ms}]}], the rest of its fields, photos, what the office settled of it and "
                "can be undone (settled), and `seen`, which a decision hands back"},
};
const size_t read_office_conflict_route_count = COUNT(read_office_conflict_routes);
