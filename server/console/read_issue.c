// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_issue.h"

#include "server/console/site_reading.h"
#include "server/storage/records.h"
#include "shared/data/fact_json.h"
#include "shared/model/fact_children.h"
#include "shared/model/issue.h"
#include "shared/model/move.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { PERSON_BYTES = 4 << 20 };

static void put_phrase(struct site_reading *reading, const struct fact *fact, const char *field)
{
    const struct catalogue_shelf *shelf = &reading->facts.shelf;
    const struct catalogue *newest = shelf->newest(shelf->ctx);
    struct buffer text;
    struct span code;

    buffer_init(&text, 2 * KIND_TEXT_MAX);
    fact_put_text(fact, field, &text);
    code = (struct span){text.data, text.len};
    fact_json_coded(reading->json, field, code,
                    newest ? catalogue_phrase(newest, "rectification", field, code)
                           : (struct catalogue_words){code, code});
    buffer_clear(&text);
}

static void put_source(struct site_reading *reading, const struct fact *fact)
{
    const struct fact *source;
    struct uuid of;

    source = fact_uuid(fact, "of", &of) ? facts_find(&reading->facts.facts, &of) : NULL;
    if (!source) {
        json_put_null(reading->json, "source");
        return;
    }
    json_object_open(reading->json, "source");
    fact_json_id(reading->json, "id", &of);
    json_put_span(reading->json, "kind", source->record->kind);
    site_reading_label(reading, "label", source);
    site_reading_photos(reading, "photos", &of);
    json_object_close(reading->json);
}

static void put_step(struct site_reading *reading, const struct fact *step)
{
    const struct move_machine *machine = move_machine_find(span_of("rectification"));
    const struct move_rule *rule = NULL;
    struct json_writer *json = reading->json;
    const struct uuid author = fact_author(step);
    struct uuid to = uuid_nil;

    for (size_t i = 0; !rule && i < machine->rule_count; i++)
        if (fact_is(step, "move", machine->rules[i].name))
            rule = &machine->rules[i];
    fact_uuid(step, "to", &to);
    json_object_open(json, NULL);
    fact_json_id(json, "id", &step->record->id);
    fact_json_value(json, "move", step, "move");
    json_put_text(json, "zh", rule ? rule->zh : "");
    json_put_text(json, "en", rule ? rule->en : "");
    fact_json_value(json, "at", step, "at");
    fact_json_value(json, "deadline", step, "deadline");
    site_reading_field(reading, step, "note");
    site_reading_person(reading, "author", &author);
    site_reading_person(reading, "to", &to);
    site_reading_photos(reading, "photos", &step->record->id);
    json_object_close(json);
}

static void put_steps(struct site_reading *reading, const struct fact *fact)
{
    static const struct fact_children_rule moves = {"move", "of", "at"};
    struct fact_children steps;

    fact_children_gather(&reading->facts.facts, &moves, &fact->record->id, reading->arena, &steps);
    json_array_open(reading->json, "steps");
    for (size_t i = 0; i < steps.count; i++)
        put_step(reading, steps.list[i]);
    json_array_close(reading->json);
}

static void put_person(struct site_reading *reading, const char *key, const struct fact *fact)
{
    struct uuid who = uuid_nil;

    fact_uuid(fact, key, &who);
    site_reading_person(reading, key, &who);
}

static void put_issue(struct site_reading *reading, const struct fact *fact)
{
    static const char *const fields[]
        = {"summary", "room", "crew", "item", "reopened", "unsettled", NULL};
    const struct fact *site = facts_find(&reading->facts.facts, &reading->site);
    const int64_t due_ms = issue_due_ms(fact);
    const struct issue_wait wait = issue_wait(fact);
    const struct uuid author = fact_author(fact);
    struct json_writer *json = reading->json;

    fact_json_id(json, "id", &fact->record->id);
    fact_json_id(json, "site", &reading->site);
    json_put_boolean(json, "personal", reading->personal);
    fact_json_value(json, "contract_number", site, "contract_number");
    fact_json_value(json, "customer", reading->personal ? site : NULL, "customer_name");
    fact_json_value(json, "address", reading->personal ? site : NULL, "address");
    site_reading_label(reading, "label", fact);
    site_reading_fields(reading, fact, fields);
    fact_json_choice(json, "state", fact, "state");
    fact_json_choice(json, "severity", fact, "severity");
    put_phrase(reading, fact, "category");
    put_phrase(reading, fact, "cause");
    json_put_text(json, "turn", issue_turns[wait.turn]);
    site_reading_person(reading, "waits_for", &wait.who);
    put_person(reading, "holder", fact);
    put_person(reading, "responsible", fact);
    put_person(reading, "follower", fact);
    put_person(reading, "done_by", fact);
    site_reading_person(reading, "author", &author);
    json_put_known(json, "due_ms", due_ms != 0, due_ms);
    json_put_boolean(json, "overdue", due_ms && due_ms < reading->now_ms);
    json_put_integer(json, "opened_ms", issue_opened_ms(fact));
    json_put_boolean(json, "conflict", fact_json_conflicts(fact));
    put_source(reading, fact);
    put_steps(reading, fact);
    site_reading_photos(reading, "photos", &fact->record->id);
}

static enum err get_issue(struct route_call *call, struct error *error)
{
    static const char *const kinds[] = {"rectification", NULL};
    struct site_reading reading;
    enum err err = site_reading_record(call, route_uuid(call, "id"), kinds, &reading, error);

    if (err == ERR_OK)
        put_issue(&reading, reading.fact);
    site_reading_close(&reading);
    return err;
}

// ---- what can be chosen: people who may be given issues, and causes ----

struct choosing {
    struct json_writer *json;
    struct arena arena;
};

static bool put_choice_person(void *arg, const struct record_row *row)
{
    struct choosing *choosing = arg;
    struct facts facts;

    if (row->deleted)
        return true;
    arena_reset(&choosing->arena);
    facts_init(&facts, &choosing->arena);
    if (facts_add(&facts, row->state, 0, NULL) == ERR_OK) {
        json_object_open(choosing->json, NULL);
        fact_json_id(choosing->json, "id", &row->id);
        fact_json_value(choosing->json, "name", &facts.list[0], "name");
        fact_json_choice(choosing->json, "role", &facts.list[0], "role");
        json_object_close(choosing->json);
    }
    facts_clear(&facts);
    return true;
}

static enum err put_causes(struct route_call *call, struct view *view, struct error *error)
{
    struct office_facts facts = {0};
    struct json_writer *json = route_answer(call);
    const struct catalogue *newest;
    enum err err = office_facts_open(view, NULL, &facts, error);

    if (err != ERR_OK)
        return err;
    newest = facts.shelf.newest(facts.shelf.ctx);
    json_array_open(json, "causes");
    for (size_t i = 0; newest && i < newest->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &newest->phrases[i];

        if (!span_is(phrase->field, "cause")
            || !span_is(span_of(phrase->kind->name), "rectification"))
            continue;
        json_object_open(json, NULL);
        json_put_span(json, "code", phrase->code);
        fact_json_words(json, phrase->words);
        json_object_close(json);
    }
    json_array_close(json);
    office_facts_close(&facts);
    return ERR_OK;
}

static enum err get_choices(struct route_call *call, struct error *error)
{
    const struct records_filter people = {.kind = span_of("person")};
    struct choosing choosing = {.json = route_answer(call)};
    struct view *view = console_view(call, error);
    enum err err = view ? ERR_OK : error->code;

    arena_init(&choosing.arena, PERSON_BYTES);
    if (err == ERR_OK)
        err = put_causes(call, view, error);
    json_array_open(choosing.json, "people");
    if (err == ERR_OK)
        err = records_list(view, &people, put_choice_person, &choosing, error);
    json_array_close(choosing.json);
    arena_clear(&choosing.arena);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_issue_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/issues/:id",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_issue,
     .purpose = "one issue: what it is, source, whose turn it is, steps, photos"},
    {.method = HTTP_GET,
     .path = "/api/issue-choices",
     .access = CONSOLE_SEE,
     .handler = get_choices,
     .purpose = "what issues can be given: people {id, name, role}, causes {code, zh, en}"},
};
const size_t read_issue_route_count = COUNT(read_issue_routes);
