// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_issues.h"

#include "agent/ui/issue_memory.h"
#include "agent/ui/issue_view.h"
#include "agent/ui/photo_view.h"
#include "agent/ui/step_view.h"
#include "shared/data/fact_json.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { PAGE_MOST = 200, ROWS_MOST = 10000000 };

// ---- the list ----

struct wish {
    const struct uuid *site; // NULL: of all
    int state;               // -1: any
    bool overdue;
    int64_t after, limit;
};
struct tally {
    int64_t state[ISSUE_STATES], overdue, total, shown;
};

static bool is_wanted(const struct wish *wish, const struct issue_row *row, bool overdue)
{
    return (wish->state < 0 || row->rank.state == (enum issue_state)wish->state)
           && (!wish->overdue || overdue);
}

// Members that were written before, then those of this moment.
static void put_row(const struct reading *reading, const struct issue_row *row)
{
    struct json_writer *json = reading->json;

    json_object_open(json, NULL);
    buffer_append(json->out, row->members.data, row->members.len);
    json->comma = true;
    issue_view_now(reading, &row->rank);
    json_object_close(json);
}

static void put_rows(const struct reading *reading, const struct wish *wish,
                     const struct issue_rows *rows, struct tally *tally)
{
    json_array_open(reading->json, "rows");
    for (size_t i = 0; i < rows->count; i++) {
        const struct issue_row *row = rows->list[i];
        const bool overdue = issue_overdue(&row->rank, reading->now_ms);

        if (wish->site && !uuid_equal(wish->site, &row->site))
            continue;
        tally->state[row->rank.state]++;
        tally->overdue += overdue;
        if (!is_wanted(wish, row, overdue))
            continue;
        if (tally->total >= wish->after && tally->shown < wish->limit) {
            put_row(reading, row);
            tally->shown++;
        }
        tally->total++;
    }
    json_array_close(reading->json);
}

static void put_tally(struct json_writer *json, const struct wish *wish, const struct tally *tally)
{
    const int64_t next = wish->after + tally->shown;

    json_put_integer(json, "total", tally->total);
    json_object_open(json, "counts");
    for (int i = 0; i < ISSUE_STATES; i++)
        json_put_integer(json, issue_states[i], tally->state[i]);
    json_put_integer(json, "overdue", tally->overdue);
    json_object_close(json);
    if (next < tally->total)
        json_put_integer(json, "next", next);
    else
        json_put_null(json, "next");
}

static enum err get_issues(struct route_call *call, struct error *error)
{
    const struct wish wish = {.site = route_uuid(call, "site"),
                              .state = route_choice(call, "state"),
                              .overdue = route_truth(call, "overdue"),
                              .after = route_integer(call, "after", 0),
                              .limit = route_integer(call, "limit", PAGE_MOST)};
    struct issue_memory *memory = ui_of(call)->issues;
    struct tally tally = {.total = 0};
    struct reading reading;
    struct issue_rows rows;
    enum err err = reading_begin(call, &reading, error);

    if (!err)
        err = issue_memory_begin(memory, &reading, &rows, error);
    if (err)
        return err;
    put_rows(&reading, &wish, &rows, &tally);
    issue_memory_end(memory);
    put_tally(reading.json, &wish, &tally);
    json_put_integer(reading.json, "now_ms", reading.now_ms);
    return ERR_OK;
}

// ---- one of them ----

static enum err get_issue(struct route_call *call, struct error *error)
{
    static const char *const kinds[] = {"rectification", NULL};
    struct reading reading;
    enum err err = reading_record(call, route_uuid(call, "id"), kinds, &reading, error);
    const struct fact *fact = reading.fact, *source;
    struct issue_rank rank;
    struct uuid of;

    if (err)
        return err;
    issue_view_row(&reading, fact);
    rank = issue_rank_of(fact);
    issue_view_now(&reading, &rank);
    source = fact_uuid(fact, "of", &of) ? facts_find(reading.facts, &of) : NULL;
    json_put_span(reading.json, "of_kind", source ? source->record->kind : (struct span){0});
    fact_json_person_of(reading.json, "responsible", reading.facts, fact, "responsible");
    fact_json_person_of(reading.json, "follower", reading.facts, fact, "follower");
    fact_json_person_of(reading.json, "done_by", reading.facts, fact, "done_by");
    json_put_integer(reading.json, "now_ms", reading.now_ms);
    step_view_may(&reading, fact);
    step_view_chain(&reading, fact);
    // What came with the finding is from before, whether it says so or not.
    photo_view_put(&reading, "source", source ? &of : &uuid_nil, NULL);
    photo_view_put(&reading, "before", &fact->record->id, "!after");
    photo_view_put(&reading, "after", &fact->record->id, "after");
    return ERR_OK;
}

static const struct route_parameter list_parameters[] = {
    {.name = "site", .type = ROUTE_UUID},
    {.name = "state", .type = ROUTE_CHOICE, .choices = issue_states},
    {.name = "overdue", .type = ROUTE_TRUTH},
    {.name = "after", .type = ROUTE_INTEGER, .min = 0, .max = ROWS_MOST},
    {.name = "limit", .type = ROUTE_INTEGER, .min = 1, .max = PAGE_MOST},
};
static const struct route_parameter one_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_issues_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/issues",
     .access = UI_OPEN,
     .parameters = list_parameters,
     .parameter_count = COUNT(list_parameters),
     .handler = get_issues,
     .purpose = "issues of all sites here, what is due first on top, from the row `after` on (a "
                "number): {rows, total, counts: {open, assigned, done, verified, overdue}, next}"},
    {.method = HTTP_GET,
     .path = "/api/issues/:id",
     .access = UI_OPEN,
     .parameters = one_parameters,
     .parameter_count = COUNT(one_parameters),
     .handler = get_issue,
     .purpose = "one issue: its row, who is concerned, may (steps from here, each with why_not), "
                "steps (so far), branches, and photos: source, before, after"},
};
const size_t read_issues_route_count = COUNT(read_issues_routes);
