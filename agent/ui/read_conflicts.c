// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_conflicts.h"

#include "agent/capture/settle.h"
#include "agent/store/journal.h"
#include "agent/store/replica.h"
#include "agent/ui/reading.h"
#include "shared/data/fact_json.h"
#include "shared/data/fact_view.h"
#include "shared/data/record_view.h"
#include "shared/model/hlc.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { RECORDS_MOST = 500, FIELDS_MOST = 256, VALUES_MOST = 64, SHOWN_BYTES = 64 << 10 };

// ---- one value ----

static bool is_ours(const struct reading *reading, uint64_t actor)
{
    bool ours = false;

    return journal_knows(reading->store, actor, &ours, NULL) == ERR_OK && ours;
}

// Where it was written.
static void put_device(const struct reading *reading, const struct record_value *value)
{
    const bool ours = is_ours(reading, value->dot.actor), office = uuid_is_nil(&value->person);

    json_object_open(reading->json, "device");
    json_put_text(reading->json, "zh", ours ? "本平板" : office ? "办公室" : "另一台平板");
    json_put_text(reading->json, "en", ours ? "this tablet" : office ? "office" : "another tablet");
    json_object_close(reading->json);
}

static void put_value(struct reading *reading, const struct fact *fact, const char *field,
                      const struct record_value *value)
{
    struct json_writer *json = reading->json;
    const struct fact *person = facts_find(reading->facts, &value->person);
    char actor[ACTOR_TEXT], dot[ACTOR_TEXT + 24];
    struct buffer shown;

    buffer_init(&shown, SHOWN_BYTES);
    fact_view_value(reading->facts, fact, field, value->value, &shown);
    actor_format(value->dot.actor, actor);
    snprintf(dot, sizeof(dot), "%s:%llu", actor, (unsigned long long)value->dot.counter);
    json_object_open(json, NULL);
    json_put_raw(json, "value", value->value);
    json_put_text(json, "shown", shown.len ? shown.data : "");
    fact_json_value(json, "who", person, "name");
    fact_json_choice(json, "role", person, "role");
    json_put_integer(json, "when_ms", hlc_wall_ms(value->time));
    put_device(reading, value);
    json_put_text(json, "dot", dot);
    json_object_close(json);
    buffer_clear(&shown);
}

// ---- fields ----

static bool is_mine(struct reading *reading, const struct fact *fact)
{
    const struct fact *person = facts_find(reading->facts, ui_person(reading->call));
    struct span role = {0};

    if (person)
        fact_text(person, "role", &role);
    return settle_is_ours(fact->kind, role);
}

static void put_field(struct reading *reading, const struct fact *fact, struct span name)
{
    struct json_writer *json = reading->json;
    struct record_value values[VALUES_MOST];
    size_t count = record_values(fact->record, name, values, VALUES_MOST);
    char field[FIELD_NAME_MAX + 1];
    const char *en, *zh;

    text_copy(field, sizeof(field), name);
    zh = fact_view_label(fact, field, &en);
    json_object_open(json, NULL);
    json_put_text(json, "name", field);
    json_put_text(json, "zh", zh[0] ? zh : field);
    json_put_text(json, "en", en);
    json_put_text(json, "type", fact_view_type_name(fact_view_type(fact, field)));
    json_put_boolean(json, "mine", is_mine(reading, fact));
    json_array_open(json, "values");
    for (size_t i = 0; i < count && i < VALUES_MOST; i++)
        put_value(reading, fact, field, &values[i]);
    json_array_close(json);
    json_object_close(json);
}

static void put_fields(struct reading *reading, const struct fact *fact)
{
    struct span names[FIELDS_MOST];
    size_t count = record_conflicts(fact->record, names, FIELDS_MOST);

    json_array_open(reading->json, "fields");
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        put_field(reading, fact, names[i]);
    json_array_close(reading->json);
}

static void put_conflict(struct reading *reading, const struct fact *fact)
{
    struct json_writer *json = reading->json;
    const struct fact *site = facts_find(reading->facts, &fact->record->site);

    fact_json_id(json, "record", &fact->record->id);
    json_put_span(json, "kind", fact->record->kind);
    fact_json_id(json, "site", &fact->record->site);
    fact_json_value(json, "customer", site, "customer_name");
    record_label_put(reading_place(reading), reading->json, "title", fact);
    put_fields(reading, fact);
}

// ---- routes ----

struct listed {
    struct uuid *records;
    struct uuid *sites;
    size_t count;
};

static bool note(void *arg, const struct replica_row *row)
{
    struct listed *listed = arg;

    listed->records[listed->count] = row->id;
    listed->sites[listed->count++] = row->site;
    return listed->count < RECORDS_MOST;
}

static enum err put_listed(struct reading *reading, const struct listed *listed,
                           struct error *error)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < listed->count && !err; i++) {
        const struct fact *fact = NULL;

        err = reading_site(reading, &listed->sites[i], error);
        if (!err)
            fact = facts_find(reading->facts, &listed->records[i]);
        if (err == ERR_NOT_FOUND)
            err = ERR_OK;
        // Settled, deleted or gone with its site since the list was made.
        if (!fact || !fact_json_conflicts(fact))
            continue;
        json_object_open(reading->json, NULL);
        put_conflict(reading, fact);
        json_object_close(reading->json);
    }
    return err;
}

static enum err get_conflicts(struct route_call *call, struct error *error)
{
    const struct replica_filter filter = {.conflicted_only = true, .with_deleted = true};
    struct listed listed = {0};
    struct reading reading;
    enum err err = reading_begin(call, &reading, error);

    if (err)
        return err;
    listed.records = arena_take(reading.arena, RECORDS_MOST * sizeof(*listed.records));
    listed.sites = arena_take(reading.arena, RECORDS_MOST * sizeof(*listed.sites));
    if (!listed.records || !listed.sites)
        return error_set(error, ERR_TOO_LARGE, "the conflicts do not fit in memory");
    err = replica_list(reading.store, &filter, note, &listed, error);
    if (err)
        return err;
    json_array_open(reading.json, "conflicts");
    err = put_listed(&reading, &listed, error);
    json_array_close(reading.json);
    json_put_boolean(reading.json, "more", listed.count == RECORDS_MOST);
    return err;
}

static enum err get_record(struct route_call *call, struct error *error)
{
    struct reading reading;
    enum err err = reading_record(call, route_uuid(call, "id"), NULL, &reading, error);

    if (err)
        return err;
    record_view_json(reading.json, reading.fact->record, reading.fact->received_ms);
    record_label_put(reading_place(&reading), reading.json, "title", reading.fact);
    json_object_open(reading.json, "conflict");
    put_conflict(&reading, reading.fact);
    json_object_close(reading.json);
    json_put_boolean(reading.json, "unsent",
                     unsent_has(&reading.unsent, &reading.fact->record->id));
    return ERR_OK;
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_conflicts_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/conflicts",
     .access = UI_OPEN,
     .handler = get_conflicts,
     .purpose = "records whose fields stand with several values: {conflicts: [{record, kind, site, "
                "customer, title, fields: [{name, zh, en, type, mine, values: [{value, shown, who, "
                "role, when_ms, device, dot}]}]}], more}"},
    {.method = HTTP_GET,
     .path = "/api/records/:id",
     .access = UI_OPEN,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_record,
     .purpose = "a record field by field, with its conflicts as above: {id, kind, site, fields, "
                "title, conflict, unsent, …}"},
};
const size_t read_conflicts_route_count = COUNT(read_conflicts_routes);
