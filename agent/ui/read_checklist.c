// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_checklist.h"

#include "agent/capture/item_answers.h"
#include "agent/capture/signoff_state.h"
#include "agent/ui/issue_view.h"
#include "agent/ui/photo_view.h"
#include "shared/data/fact_json.h"
#include "shared/data/progress_view.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct checklist {
    struct reading *reading;
    struct item_place place;
    struct item_answers answers;
    const struct progress_node *node; // of the newest attempt of a node; else NULL
    int64_t fails, photos, answered;
};

// ---- items ----

static void put_measured(struct json_writer *json, const struct catalogue_item *item)
{
    if (!item->measured) {
        json_put_null(json, "measured");
        return;
    }
    json_object_open(json, "measured");
    json_put_span(json, "unit", item->unit);
    json_put_span(json, "target", item->target.len ? item->target : (struct span){0});
    json_put_span(json, "minus", item->minus.len ? item->minus : (struct span){0});
    json_put_span(json, "plus", item->plus.len ? item->plus : (struct span){0});
    json_object_close(json);
}

static void put_values(struct checklist *list, struct span code)
{
    static const char *const fields[] = {"point", "value", "unit", "target", "passes", NULL};
    struct json_writer *json = list->reading->json;
    const struct fact *value;
    size_t at = 0;

    json_array_open(json, "values");
    while ((value = item_answers_value(&list->answers, code, &at)) != NULL) {
        json_object_open(json, NULL);
        fact_json_id(json, "id", &value->record->id);
        fact_json_values(json, value, fields);
        json_put_boolean(json, "conflict", fact_json_conflicts(value));
        json_put_boolean(json, "unsent", unsent_has(&list->reading->unsent, &value->record->id));
        json_object_close(json);
    }
    json_array_close(json);
}

// The rectification that the answer led to: there is one for each record, by its id.
static const struct fact *fix_of(const struct checklist *list, const struct fact *result)
{
    char quoted[UUID_TEXT + 2] = "\"";
    struct span of = {quoted, UUID_TEXT + 1};
    const struct fact *fix;
    struct uuid id;

    if (!result)
        return NULL;
    uuid_format(&result->record->id, quoted + 1);
    quoted[UUID_TEXT] = '"';
    id = kind_key_id("rectification", &of, 1);
    fix = facts_find(list->reading->facts, &id);
    return fix && !record_deleted(fix->record) ? fix : NULL;
}

static void put_fix(struct checklist *list, const struct fact *fix)
{
    static const char *const fields[] = {"state", "room", "crew", NULL};
    struct json_writer *json = list->reading->json;

    if (!fix) {
        json_put_null(json, "fix");
        return;
    }
    json_object_open(json, "fix");
    fact_json_id(json, "id", &fix->record->id);
    fact_json_values(json, fix, fields);
    fact_json_choice(json, "severity", fix, "severity");
    issue_view_category(list->reading, fix);
    fact_json_value(json, "due_ms", fix, "due_at");
    fact_json_person_of(json, "holder", list->reading->facts, fix, "holder");
    fact_json_person_of(json, "responsible", list->reading->facts, fix, "responsible");
    fact_json_person_of(json, "follower", list->reading->facts, fix, "follower");
    json_object_close(json);
}

static bool is_unsent(const struct checklist *list, const struct fact *fact)
{
    return fact && unsent_has(&list->reading->unsent, &fact->record->id);
}

static void put_answer(struct checklist *list, const struct fact *result)
{
    static const char *const fields[] = {"result", "note", "room", "amount_fen", NULL};
    struct json_writer *json = list->reading->json;

    fact_json_id(json, "id", result ? &result->record->id : NULL);
    fact_json_values(json, result, fields);
    fact_json_person_of(json, "author", list->reading->facts, result, NULL);
    if (result) {
        photo_view_put(list->reading, "photos", &result->record->id, NULL);
    } else {
        json_array_open(json, "photos");
        json_array_close(json);
    }
    put_fix(list, fix_of(list, result));
    json_put_boolean(json, "conflict", fact_json_conflicts(result));
    json_put_boolean(json, "unsent", is_unsent(list, result));
    list->photos += item_answers_photos(result);
    list->fails += result && fact_is(result, "result", "fail");
}

static void put_item(struct checklist *list, const struct catalogue_item *item)
{
    struct json_writer *json = list->reading->json;
    const struct fact *result = item_answers_result(&list->answers, item->code);
    struct span value;

    json_object_open(json, NULL);
    json_put_span(json, "code", item->code);
    fact_json_words(json, item->words);
    json_put_span(json, "rule", item->rule);
    json_put_span(json, "group", item->group.len ? item->group : (struct span){0});
    json_put_boolean(json, "required", item->required);
    json_put_boolean(json, "concealed", item->concealed);
    json_put_integer(json, "photos_needed", item->photos);
    put_measured(json, item);
    put_answer(list, result);
    put_values(list, item->code);
    json_object_close(json);
    list->answered += result && fact_value(result, "result", &value) != ERR_NOT_FOUND;
}

static void put_items(struct checklist *list)
{
    struct json_writer *json = list->reading->json;

    json_array_open(json, "items");
    for (size_t i = 0; i < list->place.items->count; i++)
        put_item(list, &list->place.items->list[i]);
    json_array_close(json);
    json_object_open(json, "counts");
    json_put_integer(json, "items", (int64_t)list->place.items->count);
    json_put_integer(json, "answered", list->answered);
    json_put_integer(json, "fails", list->fails);
    json_put_integer(json, "photos", list->photos);
    json_object_close(json);
}

// ---- forms ----

// The best standing sign-off of this role on this form here; NULL: nobody signed.
static const struct fact *signoff_of(const struct checklist *list, struct span form,
                                     struct span role, enum signoff_standing *standing)
{
    size_t count = 0;
    const struct fact *signoffs = facts_of_kind(list->reading->facts, "signoff", &count);
    const struct fact *best = NULL;
    struct span text;

    for (size_t i = 0; i < count; i++) {
        struct signoff_state state;

        if (record_deleted(signoffs[i].record)
            || !fact_refers(&signoffs[i], "of", &list->place.of->record->id)
            || !fact_text(&signoffs[i], "form", &text) || !span_equal(text, form)
            || !fact_text(&signoffs[i], "role", &text) || !span_equal(text, role))
            continue;
        signoff_state_read(list->reading->facts, &signoffs[i], &state);
        if (!best || state.standing < *standing) {
            best = &signoffs[i];
            *standing = state.standing;
        }
    }
    return best;
}

static void put_signers(struct checklist *list, const struct catalogue_form *form)
{
    static const char *const scales[] = {"satisfaction", "qualification"};
    struct json_writer *json = list->reading->json;

    json_array_open(json, "signers");
    for (size_t i = 0; i < form->signer_count; i++) {
        const struct catalogue_signer *signer = &form->signers[i];
        enum signoff_standing standing = SIGNOFF_BROKEN;
        const struct fact *signoff = signoff_of(list, form->code, signer->role, &standing);

        json_object_open(json, NULL);
        json_put_span(json, "role", signer->role);
        fact_json_words(json, catalogue_term(list->place.catalogue, signer->role));
        json_put_text(json, "scale", scales[form->scale]);
        json_put_boolean(json, "required", signer->required);
        json_put_boolean(json, "signed", signoff && standing == SIGNOFF_COUNTS);
        json_put_text(json, "standing", signoff ? signoff_standing_name(standing) : NULL);
        fact_json_id(json, "signoff", signoff ? &signoff->record->id : NULL);
        fact_json_choice(json, "verdict", signoff, "verdict");
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_form(struct checklist *list, const struct catalogue_form *form)
{
    struct json_writer *json = list->reading->json;

    json_object_open(json, NULL);
    json_put_span(json, "code", form->code);
    fact_json_words(json, form->words);
    put_signers(list, form);
    json_put_boolean(json, "ready", !list->node || list->node->unready.count == 0);
    json_object_close(json);
}

// Of a node its own forms, as long as it is the newest attempt; of another record those that are
// signed on its kind.
static void put_forms(struct checklist *list)
{
    const struct catalogue *c = list->place.catalogue;
    const struct catalogue_node *node = list->node ? list->node->node : NULL;

    json_array_open(list->reading->json, "forms");
    for (size_t i = 0; node && i < node->form_count; i++)
        put_form(list, node->forms[i]);
    for (size_t i = 0; !list->place.node && i < c->form_count; i++)
        if (catalogue_form_suits(c, &c->forms[i], list->place.of->record->kind))
            put_form(list, &c->forms[i]);
    json_array_close(list->reading->json);
}

// ---- head ----

static void put_head(struct checklist *list)
{
    struct json_writer *json = list->reading->json;
    const struct item_place *place = &list->place;
    static const char *const fields[] = {"n", "started_at", "at", "result", "note", NULL};

    fact_json_id(json, "of", &place->of->record->id);
    json_put_span(json, "kind", place->of->record->kind);
    fact_json_id(json, "site", &place->of->record->site);
    fact_json_id(json, "node", place->node ? &place->node->record->id : NULL);
    fact_json_id(json, "attempt", place->node ? &place->of->record->id : NULL);
    fact_json_values(json, place->of, fields);
    json_object_open(json, "words");
    fact_json_words(json, place->words);
    json_object_close(json);
    fact_json_value(json, "code", place->node ? place->node : place->of, "code");
    json_put_span(json, "catalogue", place->catalogue->version);
    json_put_integer(json, "now_ms", list->reading->now_ms);
    json_put_boolean(json, "newest", list->node || !place->node);
    json_put_text(json, "state", list->node ? progress_view_state(list->node->state) : NULL);
}

// What the gate lacks, and what keeps people from signing.
static void put_lacks(struct checklist *list)
{
    static const struct progress_lacks nothing;

    progress_view_lacks(list->reading->json, "missing",
                        list->node ? &list->node->missing : &nothing);
    progress_view_lacks(list->reading->json, "unready",
                        list->node ? &list->node->unready : &nothing);
}

static enum err find_node(struct checklist *list, struct error *error)
{
    const struct progress *progress;
    enum err err;

    if (!list->place.node)
        return ERR_OK;
    err = ui_progress(list->reading->call, &list->place.of->record->site, &progress, error);
    for (size_t i = 0; !err && i < progress->node_count; i++)
        if (progress->nodes[i].attempt
            && uuid_equal(&progress->nodes[i].attempt->record->id, &list->place.of->record->id))
            list->node = &progress->nodes[i];
    return err;
}

static enum err get_checklist(struct route_call *call, struct error *error)
{
    static const char *const kinds[]
        = {"node", "attempt", "inspection", "simulated_round", "patrol", NULL};
    struct reading reading;
    struct checklist list = {.reading = &reading};
    struct deed look = {0};
    enum err err = reading_record(call, route_uuid(call, "of"), kinds, &reading, error);

    if (err)
        return err;
    look.facts = reading.facts;
    look.shelf = &reading.site->shelf;
    err = item_place_find(&look, &reading.fact->record->id, route_integer(call, "attempt", 0),
                          &list.place, error);
    if (!err && !item_answers_read(reading.facts, &list.place, reading.arena, &list.answers))
        err = error_set(error, ERR_TOO_LARGE, "the site has more records than fit in memory");
    if (!err)
        err = find_node(&list, error);
    if (err)
        return err;
    put_head(&list);
    put_items(&list);
    photo_view_put(&reading, "photos", &list.place.of->record->id, NULL);
    put_lacks(&list);
    put_forms(&list);
    return ERR_OK;
}

static const struct route_parameter parameters[] = {
    {.name = "of", .type = ROUTE_UUID, .required = true},
    {.name = "attempt", .type = ROUTE_INTEGER, .min = 1, .max = 1000},
};

const struct route read_checklist_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/checklists/:of",
     .access = UI_OPEN,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_checklist,
     .purpose = "the check items of a node (its newest attempt, or the given one), attempt, "
                "inspection, round or patrol with their answers, photos and values, what is "
                "missing, and the forms with who signed: {of, site, node, attempt, n, words, "
                "catalogue, items, counts, photos, missing, unready, forms}"},
};
const size_t read_checklist_route_count = COUNT(read_checklist_routes);
