// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_sites.h"

#include "agent/capture/patrol.h"
#include "agent/capture/signing.h"
#include "agent/capture/signoff_state.h"
#include "agent/ui/issue_view.h"
#include "agent/ui/photo_view.h"
#include "agent/ui/step_view.h"
#include "shared/data/fact_json.h"
#include "shared/data/progress_view.h"
#include "shared/model/hlc.h"
#include "shared/model/issue.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Records of one kind of a site and how they are shown.
struct part {
    const char *key, *kind;
    const char *const *fields;  // as they stand
    const char *const *choices; // as {code, zh, en}
    const char *const *people;  // as {id, name, role}
    void (*more)(struct reading *reading, const struct fact *fact);
};

static const char *const none[] = {NULL};

static void put_part(struct reading *reading, const struct part *part, const struct fact *fact)
{
    struct json_writer *json = reading->json;

    fact_json_id(json, "id", &fact->record->id);
    fact_json_values(json, fact, part->fields);
    for (const char *const *name = part->choices; *name; name++)
        fact_json_choice(json, *name, fact, *name);
    for (const char *const *name = part->people; *name; name++)
        fact_json_person_of(json, *name, reading->facts, fact, *name);
    fact_json_person_of(json, "author", reading->facts, fact, NULL);
    json_put_boolean(json, "conflict", fact_json_conflicts(fact));
    json_put_boolean(json, "unsent", unsent_has(&reading->unsent, &fact->record->id));
    if (part->more)
        part->more(reading, fact);
}

static void put_list(struct reading *reading, const struct part *part)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(reading->facts, part->kind, &count);

    json_array_open(reading->json, part->key);
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record))
            continue;
        json_object_open(reading->json, NULL);
        put_part(reading, part, &list[i]);
        json_object_close(reading->json);
    }
    json_array_close(reading->json);
}

// ---- visits ----

static void put_photos(struct reading *reading, const struct fact *fact)
{
    photo_view_put(reading, "photos", &fact->record->id, NULL);
}

static void put_patrol_calls(struct reading *reading, const struct fact *fact)
{
    static const char *const fields[] = {"at", "result", "problems", "measures", NULL};
    const struct patrol_calls calls = patrol_calls_of(reading->facts, &fact->record->id);
    size_t count = 0;
    const struct fact *list = facts_of_kind(reading->facts, "patrol_call", &count);

    put_photos(reading, fact);
    json_put_integer(reading->json, "attempts", (int64_t)calls.attempts);
    json_put_boolean(reading->json, "reached", calls.reached);
    json_array_open(reading->json, "calls");
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record) || !fact_refers(&list[i], "patrol", &fact->record->id))
            continue;
        json_object_open(reading->json, NULL);
        fact_json_id(reading->json, "id", &list[i].record->id);
        fact_json_values(reading->json, &list[i], fields);
        fact_json_choice(reading->json, "outcome", &list[i], "outcome");
        fact_json_person_of(reading->json, "author", reading->facts, &list[i], NULL);
        json_object_close(reading->json);
    }
    json_array_close(reading->json);
}

// The words of an inspection's code, by the catalogue it was started with.
static void put_inspection_words(struct reading *reading, const struct fact *fact)
{
    const struct catalogue *catalogue = record_label_catalogue(reading_place(reading), fact);
    const struct catalogue_inspection *inspection = NULL;
    struct span code = {0};

    fact_text(fact, "code", &code);
    if (catalogue)
        inspection = catalogue_inspection_find(catalogue, code);
    fact_json_words(reading->json,
                    inspection ? inspection->words : (struct catalogue_words){code, code});
    json_put_boolean(reading->json, "key", inspection && inspection->key);
    put_photos(reading, fact);
}

static const char *const presence_fields[]
    = {"at", "inspection", "of", "latitude", "longitude", NULL};
static const char *const inspection_fields[]
    = {"code", "node", "catalogue", "started_at", "note", NULL};
static const char *const patrol_fields[] = {"started_at", "note", NULL};
static const char *const round_fields[] = {"round", "at", "note", NULL};
static const char *const weekly_fields[]
    = {"week", "customer_opinions", "materials_deliveries", "design_defects", NULL};
static const char *const re_inspection_fields[] = {"attempt", "at", "note", NULL};
static const char *const review_fields[]
    = {"of", "at", "deducted_points", "redraw_due", "attended", "delivered_on", "note", NULL};
static const char *const spot_fields[] = {"of", "at", "note", NULL};
static const char *const note_fields[] = {"of", "text", NULL};
static const char *const result[] = {"result", NULL};
static const char *const verdict[] = {"verdict", NULL};
static const char *const person[] = {"person", NULL};

static const struct part visits[] = {
    {"at", "presence", presence_fields, none, person, put_photos},
    {"started_at", "inspection", inspection_fields, result, none, put_inspection_words},
    {"started_at", "patrol", patrol_fields, result, none, put_patrol_calls},
    {"at", "simulated_round", round_fields, result, none, put_photos},
    {"at", "re_inspection", re_inspection_fields, verdict, none, put_photos},
    {"at", "drawing_review", review_fields, verdict, none, put_photos},
    {"at", "spot_check", spot_fields, verdict, person, put_photos},
    {NULL, "weekly_report", weekly_fields, none, none, NULL},
};

struct visit {
    int64_t at_ms;
    const struct part *part; // its key is the field with the time
    const struct fact *fact;
};

static int newest_first(const void *a, const void *b)
{
    const struct visit *one = a, *other = b;

    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? 1 : -1;
    return uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

static size_t gather_visits(const struct reading *reading, struct visit *out)
{
    size_t found = 0, count;

    for (size_t i = 0; i < COUNT(visits); i++) {
        const struct fact *list = facts_of_kind(reading->facts, visits[i].kind, &count);

        for (size_t k = 0; k < count; k++) {
            struct visit visit = {.part = &visits[i], .fact = &list[k]};

            if (record_deleted(list[k].record))
                continue;
            if (!visits[i].key || !fact_integer(&list[k], visits[i].key, &visit.at_ms))
                visit.at_ms = hlc_wall_ms(list[k].time);
            out[found++] = visit;
        }
    }
    return found;
}

// The name of who was there, or else of who wrote it down.
static void put_who(struct reading *reading, const struct fact *fact)
{
    struct uuid who = uuid_nil;

    if (!span_is(fact->record->kind, "presence") || !fact_uuid(fact, "person", &who))
        who = fact_author(fact);
    fact_json_value(reading->json, "who", facts_find(reading->facts, &who), "name");
}

static bool put_visits(struct reading *reading)
{
    struct visit *list = arena_take(reading->arena, (reading->facts->count + 1) * sizeof(*list));
    size_t count = list ? gather_visits(reading, list) : 0;

    if (!list)
        return false;
    qsort(list, count, sizeof(*list), newest_first);
    json_array_open(reading->json, "visits");
    for (size_t i = 0; i < count; i++) {
        json_object_open(reading->json, NULL);
        json_put_text(reading->json, "kind", list[i].part->kind);
        json_put_integer(reading->json, "at_ms", list[i].at_ms);
        put_who(reading, list[i].fact);
        put_part(reading, list[i].part, list[i].fact);
        json_object_close(reading->json);
    }
    json_array_close(reading->json);
    return true;
}

// ---- documents ----

static void put_document(struct reading *reading, const struct fact *fact)
{
    struct json_writer *json = reading->json;
    const struct catalogue *catalogue = record_label_catalogue(reading_place(reading), fact);
    const struct catalogue_form *form;
    struct signoff_state state;
    char code[SIGNOFF_CODE];
    struct span text = {0};

    signoff_state_read(reading->facts, fact, &state);
    signoff_code(&state.sealed, code);
    fact_text(fact, "form", &text);
    form = catalogue ? catalogue_form_find(catalogue, text) : NULL;
    json_put_text(json, "short", code);
    fact_json_value(json, "at_ms", fact, "signed_at");
    fact_json_coded(json, "form", text, form ? form->words : (struct catalogue_words){text, text});
    fact_json_choice(json, "role", fact, "role");
    json_put_text(json, "state", signoff_standing_name(state.standing));
    json_put_boolean(json, "counts", state.standing == SIGNOFF_COUNTS);
    json_put_boolean(json, "changed", state.changed);
    json_put_boolean(json, "countersigned", state.counter != NULL);
}

static const char *const document_fields[]
    = {"of", "node", "name", "reason", "score", "signed_at", NULL};

// ---- the rest ----

static const char *const contact_fields[]
    = {"stage", "name", "phone", "duty", "supervisor_phone", NULL};
static const char *const change_fields[]
    = {"description", "amount_fen", "asked_by",  "due",    "touches_promise",
       "noticed_at",  "issued_at",  "unsettled", "due_at", NULL};
static const char *const delivery_fields[]
    = {"product",        "supplier", "quantity",  "ordered_on", "due", "arrived_on",
       "refused_reason", "note",     "unsettled", "due_at",     NULL};
static const char *const complaint_fields[]
    = {"of", "words", "received_at", "channel", "summary", NULL};
static const char *const change_choices[] = {"category", "state", NULL};
static const char *const delivery_choices[] = {"checked", "state", NULL};
static const char *const severity[] = {"severity", NULL};
static const char *const change_people[] = {"approved_by", "promise_approved_by", "holder", NULL};
static const char *const holder[] = {"holder", NULL};
static const char *const complaint_people[] = {"complained", "follower", NULL};

// The steps that can be made from where it stands: the buttons of a list.
static void put_steps(struct reading *reading, const struct fact *fact)
{
    put_photos(reading, fact);
    step_view_may(reading, fact);
}

static void put_stage(struct reading *reading, const struct fact *fact)
{
    const struct catalogue_shelf *shelf = &reading->site->shelf;
    const struct catalogue *newest = shelf->newest(shelf->ctx);
    struct span code = {0};

    fact_text(fact, "stage", &code);
    fact_json_words(reading->json,
                    newest ? catalogue_term(newest, code) : (struct catalogue_words){code, code});
}

static const struct part parts[] = {
    {"contacts", "contact", contact_fields, none, person, put_stage},
    {"documents", "signoff", document_fields, verdict, none, put_document},
    {"changes", "change_order", change_fields, change_choices, change_people, put_steps},
    {"deliveries", "delivery", delivery_fields, delivery_choices, holder, put_steps},
    {"complaints", "complaint", complaint_fields, severity, complaint_people, NULL},
    {"notes", "note", note_fields, none, none, put_photos},
};

static void put_issues(struct reading *reading)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(reading->facts, "rectification", &count);
    struct issue_rank rank;

    json_array_open(reading->json, "issues");
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record) || fact_is(&list[i], "state", "verified"))
            continue;
        json_object_open(reading->json, NULL);
        issue_view_row(reading, &list[i]);
        rank = issue_rank_of(&list[i]);
        issue_view_now(reading, &rank);
        json_object_close(reading->json);
    }
    json_array_close(reading->json);
}

// Who works for this site.
static void put_team(struct reading *reading)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(reading->facts, "assignment", &count);

    json_array_open(reading->json, "team");
    for (size_t i = 0; i < count; i++) {
        struct uuid who;

        if (record_deleted(list[i].record) || !fact_true(&list[i], "active")
            || !fact_uuid(&list[i], "person", &who))
            continue;
        json_object_open(reading->json, NULL);
        fact_json_person(reading->json, "person", reading->facts, &who);
        fact_json_choice(reading->json, "role", &list[i], "role");
        fact_json_value(reading->json, "phone", facts_find(reading->facts, &who), "phone");
        json_object_close(reading->json);
    }
    json_array_close(reading->json);
}

static enum err get_site(struct route_call *call, struct error *error)
{
    const struct uuid *site = route_uuid(call, "site");
    const struct progress *progress;
    struct reading reading;
    enum err err = reading_begin(call, &reading, error);

    if (!err)
        err = reading_site(&reading, site, error);
    if (!err)
        err = ui_progress(call, site, &progress, error);
    if (err)
        return err;
    progress_view_json(reading.json, progress);
    fact_json_value(reading.json, "phone", progress->record, "customer_phone");
    json_put_integer(reading.json, "now_ms", reading.now_ms);
    put_team(&reading);
    for (size_t i = 0; i < COUNT(parts); i++)
        put_list(&reading, &parts[i]);
    put_issues(&reading);
    json_put_integer(reading.json, "unsent", (int64_t)unsent_of_site(&reading.unsent, site));
    return put_visits(&reading)
               ? ERR_OK
               : error_set(error, ERR_TOO_LARGE, "the site has more visits than fit in memory");
}

static const struct route_parameter parameters[]
    = {{.name = "site", .type = ROUTE_UUID, .required = true}};

const struct route read_sites_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/sites/:site",
     .access = UI_OPEN,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_site,
     .purpose = "one site: how far it is (site, customer, address, nodes, defects, deadlines), "
                "then phone, team, contacts, documents, changes, deliveries, complaints, notes, "
                "issues (open ones), visits (newest first), unsent"},
};
const size_t read_sites_route_count = COUNT(read_sites_routes);
