// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_words.h"

#include "agent/ui/reading.h"
#include "shared/data/fact_json.h"
#include "shared/model/kind_table.h"
#include "shared/model/kind_word.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { PATH_MAX_BYTES = 2 * KIND_NAME_MAX + 2 };

static void put_entry(struct json_writer *json, struct span code, struct catalogue_words words)
{
    json_put_span(json, "code", code);
    fact_json_words(json, words);
}

static void put_nodes(struct json_writer *json, const struct catalogue *c)
{
    json_array_open(json, "nodes");
    for (size_t i = 0; i < c->node_count; i++) {
        json_object_open(json, NULL);
        put_entry(json, c->nodes[i].code, c->nodes[i].words);
        json_put_integer(json, "number", c->nodes[i].number);
        json_array_open(json, "forms");
        for (size_t k = 0; k < c->nodes[i].form_count; k++)
            json_put_span(json, NULL, c->nodes[i].forms[k]->code);
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_inspections(struct json_writer *json, const struct catalogue *c)
{
    json_array_open(json, "inspections");
    for (size_t i = 0; i < c->inspection_count; i++) {
        const struct catalogue_inspection *inspection = &c->inspections[i];

        json_object_open(json, NULL);
        put_entry(json, inspection->code, inspection->words);
        json_put_boolean(json, "key", inspection->key);
        json_put_span(json, "node", inspection->node.len ? inspection->node : (struct span){0});
        json_put_integer(json, "items", (int64_t)inspection->items.count);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_forms(struct json_writer *json, const struct catalogue *c)
{
    static const char *const scales[] = {"satisfaction", "qualification"};

    json_array_open(json, "forms");
    for (size_t i = 0; i < c->form_count; i++) {
        const struct catalogue_form *form = &c->forms[i];

        json_object_open(json, NULL);
        put_entry(json, form->code, form->words);
        json_put_text(json, "scale", scales[form->scale]);
        json_array_open(json, "of");
        for (size_t k = 0; k < form->kind_count; k++)
            json_put_span(json, NULL, form->kinds[k]);
        json_array_close(json);
        json_array_open(json, "signers");
        for (size_t k = 0; k < form->signer_count; k++) {
            json_object_open(json, NULL);
            json_put_span(json, "role", form->signers[k].role);
            fact_json_words(json, catalogue_term(c, form->signers[k].role));
            json_put_boolean(json, "required", form->signers[k].required);
            json_object_close(json);
        }
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_phrases(struct json_writer *json, const struct catalogue *c)
{
    char field[PATH_MAX_BYTES];

    json_array_open(json, "phrases");
    for (size_t i = 0; i < c->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &c->phrases[i];

        snprintf(field, sizeof(field), "%s.%.*s", phrase->kind->name, (int)phrase->field.len,
                 phrase->field.data);
        json_object_open(json, NULL);
        put_entry(json, phrase->code, phrase->words);
        json_put_text(json, "field", field);
        json_put_span(json, "item", phrase->item.len ? phrase->item : (struct span){0});
        json_object_close(json);
    }
    json_array_close(json);
}

// Whoever may be made responsible, follow, or be told.
static void put_people(const struct reading *reading)
{
    size_t count = 0;
    const struct fact *people = facts_of_kind(reading->facts, "person", &count);

    json_array_open(reading->json, "people");
    for (size_t i = 0; i < count; i++)
        if (!record_deleted(people[i].record))
            fact_json_person(reading->json, NULL, reading->facts, &people[i].record->id);
    json_array_close(reading->json);
}

// The kinds of records that the person who is in may write, by their role.
static void put_may(const struct reading *reading)
{
    const struct fact *person = facts_find(reading->facts, ui_person(reading->call));
    struct span role = {0};

    if (person)
        fact_text(person, "role", &role);
    json_array_open(reading->json, "may");
    for (size_t i = 0; i < kind_table_count; i++)
        if (!kind_table[i].office_only && kind_may_write(&kind_table[i], role))
            json_put_text(reading->json, NULL, kind_table[i].name);
    json_array_close(reading->json);
}

static void put_choices_of(struct json_writer *json, const struct kind *kind,
                           const struct kind_field *field)
{
    char path[PATH_MAX_BYTES];

    snprintf(path, sizeof(path), "%s.%s", kind->name, field->name);
    json_array_open(json, path);
    for (const char *const *choice = field->choice; *choice; choice++)
        fact_json_word(json, NULL, span_of(kind->name), span_of(*choice));
    json_array_close(json);
}

static void put_choices(struct json_writer *json)
{
    json_object_open(json, "choices");
    for (size_t i = 0; i < kind_table_count; i++)
        for (size_t k = 0; k < kind_table[i].field_count; k++)
            if (kind_table[i].fields[k].type == TYPE_CHOICE && !kind_table[i].office_only)
                put_choices_of(json, &kind_table[i], &kind_table[i].fields[k]);
    json_object_close(json);
}

static void put_deadlines(struct json_writer *json)
{
    static const struct {
        const char *code, *zh, *en;
        int64_t hours;
    } chips[] = {
        {"24h", "24 小时", "24 hours", 24},
        {"3d", "3 天", "3 days", 72},
        {"7d", "7 天", "7 days", 168},
    };

    json_array_open(json, "deadlines_chips");
    for (size_t i = 0; i < COUNT(chips); i++) {
        json_object_open(json, NULL);
        json_put_text(json, "code", chips[i].code);
        json_put_text(json, "zh", chips[i].zh);
        json_put_text(json, "en", chips[i].en);
        json_put_integer(json, "hours", chips[i].hours);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum err get_words(struct route_call *call, struct error *error)
{
    const struct catalogue *newest;
    struct reading reading;
    enum err err = reading_begin(call, &reading, error);

    if (!err)
        err = reading_site(&reading, &uuid_nil, error);
    if (err)
        return err;
    newest = reading.site->shelf.newest(reading.site->shelf.ctx);
    if (!newest)
        return error_set(error, ERR_NOT_FOUND,
                         "目录还没有到本平板，请先联网同步 no catalogue is on this tablet yet: let "
                         "it sync once");
    json_put_span(reading.json, "version", newest->version);
    put_nodes(reading.json, newest);
    put_inspections(reading.json, newest);
    put_forms(reading.json, newest);
    put_phrases(reading.json, newest);
    put_people(&reading);
    put_choices(reading.json);
    put_deadlines(reading.json);
    put_may(&reading);
    return ERR_OK;
}

const struct route read_words_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/words",
     .access = UI_OPEN,
     .handler = get_words,
     .purpose = "what pickers and chips offer, of the newest catalogue: {version, nodes, "
                "inspections, forms, phrases, people, choices, deadlines_chips, may (kinds that "
                "this person may write)}"},
};
const size_t read_words_route_count = COUNT(read_words_routes);
