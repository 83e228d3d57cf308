// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_site_page.h"

#include "server/console/site_reading.h"
#include "server/reconcile/site_visits.h"
#include "server/storage/blobs.h"
#include "shared/data/fact_json.h"
#include "shared/data/progress_view.h"
#include "shared/model/issue.h"
#include "shared/model/signoff.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// ---- head ----

static void put_site(struct site_reading *reading, const struct progress *progress)
{
    static const char *const personal[] = {"customer_name", "customer_phone", "address"};
    static const char *const fields[]
        = {"contract_number",      "contract_date",      "contract_amount_fen",
           "materials_amount_fen", "design_fee",         "store",
           "department",           "planned_start",      "planned_completion",
           "actual_start",         "actual_completion",  "move_in_date",
           "handbook_due",         "handbook_handed_in", NULL};
    struct json_writer *json = reading->json;

    fact_json_id(json, "site", &reading->site);
    json_put_boolean(json, "personal", reading->personal);
    for (size_t i = 0; i < COUNT(personal); i++)
        fact_json_value(json, personal[i], reading->personal ? progress->record : NULL,
                        personal[i]);
    fact_json_values(json, progress->record, fields);
    json_put_boolean(json, "conflict", fact_json_conflicts(progress->record));
    progress_view_state_json(json, progress);
}

static void put_team(struct site_reading *reading)
{
    const struct facts *facts = &reading->facts.facts;
    struct json_writer *json = reading->json;
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, "assignment", &count);

    json_array_open(json, "team");
    for (size_t i = 0; i < count; i++) {
        struct uuid who;

        if (record_deleted(list[i].record) || !fact_true(&list[i], "active")
            || !fact_uuid(&list[i], "person", &who))
            continue;
        json_object_open(json, NULL);
        fact_json_id(json, "id", &list[i].record->id);
        site_reading_person(reading, "person", &who);
        fact_json_choice(json, "role", &list[i], "role");
        fact_json_value(json, "phone", facts_find(facts, &who), "phone");
        json_object_close(json);
    }
    json_array_close(json);
}

// The contact sheet (D2.2).
static void put_contacts(struct site_reading *reading)
{
    static const char *const fields[] = {"name", "phone", "duty", "supervisor_phone", NULL};
    const struct catalogue_shelf *shelf = &reading->facts.shelf;
    const struct catalogue *newest = shelf->newest(shelf->ctx);
    struct json_writer *json = reading->json;
    size_t count = 0;
    const struct fact *list = facts_of_kind(&reading->facts.facts, "contact", &count);

    json_array_open(json, "contacts");
    for (size_t i = 0; i < count; i++) {
        struct span code = {0};

        if (record_deleted(list[i].record))
            continue;
        fact_text(&list[i], "stage", &code);
        json_object_open(json, NULL);
        fact_json_id(json, "id", &list[i].record->id);
        fact_json_coded(json, "stage", code,
                        newest ? catalogue_term(newest, code)
                               : (struct catalogue_words){code, code});
        fact_json_values(json, &list[i], fields);
        json_object_close(json);
    }
    json_array_close(json);
}

// ---- visits ----

static bool put_visits(struct site_reading *reading)
{
    struct json_writer *json = reading->json;
    struct site_visits visits;

    if (!site_visits_gather(&reading->facts.facts, reading->arena, &visits))
        return false;
    json_array_open(json, "visits");
    for (size_t i = 0; i < visits.count; i++) {
        const struct site_visit *visit = &visits.list[i];
        const struct uuid who = site_visits_who(visit);

        json_object_open(json, NULL);
        fact_json_id(json, "id", &visit->fact->record->id);
        json_put_span(json, "kind", visit->fact->record->kind);
        site_reading_label(reading, "label", visit->fact);
        json_put_integer(json, "at_ms", visit->at_ms);
        site_reading_person(reading, "who", &who);
        if (visit->outcome)
            fact_json_choice(json, "outcome", visit->fact, visit->outcome);
        else
            json_put_null(json, "outcome");
        site_reading_field(reading, visit->fact, "note");
        fact_json_value(json, "photos", visit->fact, "photos");
        json_object_close(json);
    }
    json_array_close(json);
    return true;
}

// ---- issues, papers, photos ----

static void put_issues(struct site_reading *reading)
{
    static const char *const fields[] = {"summary", "room", "crew", "reopened", NULL};
    struct json_writer *json = reading->json;
    size_t count = 0;
    const struct fact *list = facts_of_kind(&reading->facts.facts, "rectification", &count);

    json_array_open(json, "issues");
    for (size_t i = 0; i < count; i++) {
        const struct fact *fact = &list[i];
        const int64_t due_ms = issue_due_ms(fact);
        const struct issue_wait wait = issue_wait(fact);

        if (record_deleted(fact->record))
            continue;
        json_object_open(json, NULL);
        fact_json_id(json, "id", &fact->record->id);
        site_reading_label(reading, "label", fact);
        site_reading_fields(reading, fact, fields);
        fact_json_choice(json, "state", fact, "state");
        fact_json_choice(json, "severity", fact, "severity");
        json_put_text(json, "turn", issue_turns[wait.turn]);
        site_reading_person(reading, "waits_for", &wait.who);
        json_put_known(json, "due_ms", due_ms != 0, due_ms);
        json_put_boolean(json, "overdue", due_ms && due_ms < reading->now_ms);
        json_put_integer(json, "opened_ms", issue_opened_ms(fact));
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_paper(struct site_reading *reading, const struct fact *fact)
{
    static const char *const fields[] = {"node", "of", "signed_at", "score", "reason", NULL};
    static const char *const truths[] = {"voided", "changed", "intact", "counts"};
    const struct catalogue *catalogue = record_label_catalogue(site_reading_place(reading), fact);
    const struct catalogue_form *form = NULL;
    struct json_writer *json = reading->json;
    struct span code = {0}, role = {0};

    fact_text(fact, "form", &code);
    fact_text(fact, "role", &role);
    if (catalogue)
        form = catalogue_form_find(catalogue, code);
    fact_json_id(json, "id", &fact->record->id);
    fact_json_coded(json, "form", code, form ? form->words : (struct catalogue_words){code, code});
    fact_json_choice(json, "role", fact, "role");
    fact_json_choice(json, "verdict", fact, "verdict");
    // Of a customer the name is personal data, of staff it is not.
    fact_json_value(json, "name", reading->personal || !span_is(role, "customer") ? fact : NULL,
                    "name");
    site_reading_fields(reading, fact, fields);
    for (size_t i = 0; i < COUNT(truths); i++)
        json_put_boolean(json, truths[i], fact_true(fact, truths[i]));
}

static void put_papers(struct site_reading *reading)
{
    struct json_writer *json = reading->json;
    size_t count = 0;
    const struct fact *list = facts_of_kind(&reading->facts.facts, "signoff", &count);

    json_array_open(json, "documents");
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record))
            continue;
        json_object_open(json, NULL);
        put_paper(reading, &list[i]);
        json_object_close(json);
    }
    json_array_close(json);
}

// How many photos the records name, and how many of them are here.
static void put_photo_counts(struct site_reading *reading)
{
    struct json_writer *json = reading->json;
    size_t count = 0, named = 0, held = 0;
    const struct fact *list = facts_of_kind(&reading->facts.facts, "photo", &count);

    json_array_open(json, "pending");
    for (size_t i = 0; i < count; i++) {
        struct digest digest;
        struct blob_row blob;
        struct span hex;

        if (record_deleted(list[i].record) || !fact_text(&list[i], "digest", &hex)
            || !digest_parse(hex.data, hex.len, &digest))
            continue;
        named++;
        if (blobs_get(reading->view, &digest, &blob, NULL) == ERR_OK && blob.held) {
            held++;
            continue;
        }
        json_object_open(json, NULL);
        fact_json_id(json, "id", &list[i].record->id);
        fact_json_value(json, "taken_at", &list[i], "taken_at");
        fact_json_value(json, "size", &list[i], "size");
        fact_json_person_of(json, "author", &reading->facts.facts, &list[i], NULL);
        json_object_close(json);
    }
    json_array_close(json);
    json_put_integer(json, "photos", (int64_t)named);
    json_put_integer(json, "photos_here", (int64_t)held);
}

static enum err put_page(struct site_reading *reading, struct error *error)
{
    struct progress progress;
    enum err err = office_facts_progress(&reading->facts, reading->now_ms, &progress, error);

    if (err != ERR_OK)
        return err;
    put_site(reading, &progress);
    put_team(reading);
    put_contacts(reading);
    put_issues(reading);
    put_papers(reading);
    put_photo_counts(reading);
    json_put_integer(reading->json, "now_ms", reading->now_ms);
    return put_visits(reading)
               ? ERR_OK
               : error_set(error, ERR_TOO_LARGE, "the site has more visits than fit in memory");
}

static enum err get_site(struct route_call *call, struct error *error)
{
    struct site_reading reading;
    enum err err = site_reading_open(call, route_uuid(call, "site"), "site", &reading, error);

    if (err == ERR_OK)
        err = put_page(&reading, error);
    site_reading_close(&reading);
    return err;
}

static const struct route_parameter site_parameters[]
    = {{.name = "site", .type = ROUTE_UUID, .required = true}};

const struct route read_site_page_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/sites/:site",
     .access = CONSOLE_SEE,
     .parameters = site_parameters,
     .parameter_count = COUNT(site_parameters),
     .handler = get_site,
     .purpose = "one site: its fields (personal ones only for who may see them), segment, nodes, "
                "defects, deadlines, team, contacts, issues, documents, photos (named), "
                "photos_here, pending (those that have not come), visits (newest first)"},
};
const size_t read_site_page_route_count = COUNT(read_site_page_routes);
