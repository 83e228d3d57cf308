// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_visit.h"

#include "server/console/site_reading.h"
#include "server/reconcile/site_visits.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const visit_kinds[] = {"presence",        "inspection",    "patrol",
                                          "simulated_round", "re_inspection", "spot_check",
                                          "drawing_review",  "weekly_report", NULL};

// Every field that stands, in the order of the kind table, as people read it.
static void put_fields(struct site_reading *reading, const struct fact *fact)
{
    struct json_writer *json = reading->json;

    json_array_open(json, "fields");
    for (size_t i = 0; fact->kind && i < fact->kind->field_count; i++) {
        const struct kind_field *field = &fact->kind->fields[i];
        struct span value;

        if (site_reading_hides(reading, fact->record->kind, span_of(field->name))
            || fact_value(fact, field->name, &value) == ERR_NOT_FOUND)
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "field", field->name);
        json_put_text(json, "zh", field->zh);
        json_put_text(json, "en", field->en);
        site_reading_value(reading, "value", fact, &(struct field){span_of(field->name), value});
        json_put_boolean(json, "conflict",
                         record_field_conflicts(fact->record, span_of(field->name)));
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_child(struct site_reading *reading, const struct fact *fact)
{
    json_object_open(reading->json, NULL);
    fact_json_id(reading->json, "id", &fact->record->id);
    json_put_span(reading->json, "kind", fact->record->kind);
    site_reading_label(reading, "label", fact);
    put_fields(reading, fact);
    site_reading_photos(reading, "photos", &fact->record->id);
    json_object_close(reading->json);
}

// What was recorded under it: results, measured values, calls, notes.
static void put_children(struct site_reading *reading, const struct uuid *id)
{
    static const struct {
        const char *kind, *parent;
    } kinds[] = {{"item_result", "attempt"}, {"measured_value", "of"}, {"patrol_call", "patrol"},
                 {"presence", "of"},         {"note", "of"},           {"rectification", "of"}};
    size_t count = 0;

    json_array_open(reading->json, "parts");
    for (size_t k = 0; k < COUNT(kinds); k++) {
        const struct fact *list = facts_of_kind(&reading->facts.facts, kinds[k].kind, &count);

        for (size_t i = 0; i < count; i++)
            if (!record_deleted(list[i].record) && fact_refers(&list[i], kinds[k].parent, id))
                put_child(reading, &list[i]);
    }
    json_array_close(reading->json);
}

static enum err get_visit(struct route_call *call, struct error *error)
{
    struct site_reading reading;
    struct site_visit visit;
    enum err err = site_reading_record(call, route_uuid(call, "id"), visit_kinds, &reading, error);

    if (err == ERR_OK && site_visits_read(reading.fact, &visit)) {
        const struct uuid who = site_visits_who(&visit);
        const struct fact *site = facts_find(&reading.facts.facts, &reading.site);

        fact_json_id(reading.json, "id", &reading.fact->record->id);
        fact_json_id(reading.json, "site", &reading.site);
        json_put_boolean(reading.json, "personal", reading.personal);
        fact_json_value(reading.json, "contract_number", site, "contract_number");
        fact_json_value(reading.json, "address", reading.personal ? site : NULL, "address");
        json_put_span(reading.json, "kind", reading.fact->record->kind);
        site_reading_label(&reading, "label", reading.fact);
        json_put_integer(reading.json, "at_ms", visit.at_ms);
        site_reading_person(&reading, "who", &who);
        put_fields(&reading, reading.fact);
        site_reading_photos(&reading, "photos", &reading.fact->record->id);
        put_children(&reading, &reading.fact->record->id);
    }
    site_reading_close(&reading);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_visit_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/visits/:id",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_visit,
     .purpose = "one visit (presence, inspection, patrol, round, re-inspection, spot check, "
                "drawing review, weekly report): fields, photos and parts, as people read them"},
};
const size_t read_visit_route_count = COUNT(read_visit_routes);
