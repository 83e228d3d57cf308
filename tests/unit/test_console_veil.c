// SPDX-License-Identifier: Apache-2.0
// What people typed freely may say who the customer is: whoever may not know that is shown none of
// it, by no route.
#include "console_fixture.h"

#include "server/console/console_routes.h"
#include "shared/model/kind.h"

#define CANARY "ZQVEIL"

enum { RECORDS_MOST = 64, VALUE_BYTES = 400, SEEN_LEAST = 12, SHORT = 255 };

struct company {
    struct counter *counter;
    struct uuid site, person;
    struct {
        const char *kind;
        struct uuid id;
    } records[RECORDS_MOST];
    size_t count;
};

static struct uuid parent_of(const struct company *company, const char *kind, const char *field)
{
    static const struct {
        const char *kind, *field, *parent;
    } parents[] = {{"move", "of", "rectification"}, {NULL, "of", "patrol"},
                   {NULL, "patrol", "patrol"},      {NULL, "node", "node"},
                   {NULL, "attempt", "attempt"},    {NULL, "signoff", "signoff"}};

    for (size_t i = 0; i < sizeof(parents) / sizeof(parents[0]); i++) {
        if ((parents[i].kind && strcmp(parents[i].kind, kind) != 0)
            || strcmp(parents[i].field, field) != 0)
            continue;
        for (size_t k = 0; k < company->count; k++)
            if (strcmp(company->records[k].kind, parents[i].parent) == 0)
                return company->records[k].id;
    }
    return company->person;
}

// Of a text that may say anything, one that tells where it was.
static void make_text(const struct kind *kind, const struct kind_field *field,
                      char out[VALUE_BYTES])
{
    bool named = strcmp(field->name, "customer_name") == 0 || strcmp(field->name, "address") == 0
                 || strcmp(field->name, "customer_phone") == 0;

    if (field->max > SHORT || field->max == 0 || named)
        snprintf(out, VALUE_BYTES, "\"" CANARY "-%s-%s\"", kind->name, field->name);
    else if (field->min == field->max)
        snprintf(out, VALUE_BYTES, "\"%0*d\"", (int)field->max, 0);
    else
        snprintf(out, VALUE_BYTES, "\"%s\"", strcmp(field->name, "move") == 0 ? "assign" : "x");
}

static void make_value(const struct company *company, const struct kind *kind,
                       const struct kind_field *field, char out[VALUE_BYTES])
{
    struct uuid id = parent_of(company, kind->name, field->name);
    char text[UUID_TEXT];

    uuid_format(&id, text);
    switch (field->type) {
    case TYPE_TEXT:
        make_text(kind, field, out);
        break;
    case TYPE_CHOICE:
        snprintf(out, VALUE_BYTES, "\"%s\"", field->choice[0]);
        break;
    case TYPE_RECORD:
        snprintf(out, VALUE_BYTES, "\"%s\"", text);
        break;
    case TYPE_DIGEST:
        snprintf(out, VALUE_BYTES, "\"%064d\"", 0);
        break;
    case TYPE_DECIMAL:
        snprintf(out, VALUE_BYTES, "\"1.5\"");
        break;
    case TYPE_DATE:
        snprintf(out, VALUE_BYTES, "\"2026-11-02\"");
        break;
    case TYPE_BOOLEAN:
        snprintf(out, VALUE_BYTES, "true");
        break;
    case TYPE_INTEGER:
    case TYPE_TIME:
        snprintf(out, VALUE_BYTES, "%lld", (long long)(field->min > 1 ? field->min : 1));
        break;
    }
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct field *)left)->name.data,
                  ((const struct field *)right)->name.data);
}

// A record of the kind with every field; one whose fields must fit each other is left out.
static bool put_record(struct company *company, const struct kind *kind)
{
    static char values[64][VALUE_BYTES];
    struct field fields[64];
    struct office_edit edits[2] = {{.kind = kind->name, .fields = fields}};

    for (size_t i = 0; i < kind->field_count; i++) {
        make_value(company, kind, &kind->fields[i], values[i]);
        fields[i] = (struct field){span_of(kind->fields[i].name), span_of(values[i])};
    }
    qsort(fields, kind->field_count, sizeof(*fields), by_name);
    edits[0].field_count = kind->field_count;
    edits[0].site = kind->own_site ? uuid_nil : company->site;
    if (office_edit(company->counter->bench.office, edits, 1, &company->counter->bench.error)
        != ERR_OK)
        return false;
    company->records[company->count].kind = kind->name;
    company->records[company->count++].id = edits[0].id;
    if (kind->own_site)
        company->site = edits[0].id;
    return true;
}

// Two wrote a note at once: both values stand.
static void put_conflict(struct company *company)
{
    struct field one = FIELD("text", "\"" CANARY "-conflict-one\""),
                 two = FIELD("text", "\"" CANARY "-conflict-two\"");
    struct office_edit edits[2] = {{.kind = "note", .fields = &one, .field_count = 1},
                                   {.kind = "note", .fields = &two, .field_count = 1}};

    for (size_t i = 0; i < company->count; i++)
        if (strcmp(company->records[i].kind, "note") == 0)
            edits[0].id = edits[1].id = company->records[i].id;
    edits[0].site = edits[1].site = company->site;
    edits[1].beside = true;
    if (office_edit(company->counter->bench.office, edits, 2, &company->counter->bench.error)
        != ERR_OK)
        fail_msg("a conflict: %s", company->counter->bench.error.detail);
}

static void fill(struct company *company)
{
    size_t count, made = 0;
    const struct kind *kinds = kind_list(&count);

    company->person = bench_person(&company->counter->bench);
    assert_true(put_record(company, kind_find(span_of("site"))));
    for (int round = 0; round < 2; round++) // children find their parents
        for (size_t i = 0; i < count; i++)
            if (!kinds[i].global && !kinds[i].own_site && company->count < RECORDS_MOST)
                made += put_record(company, &kinds[i]);
    assert_true(made > 20);
    put_conflict(company);
}

// Notes every canary of the answer in `seen`.
static void look(const struct counter *counter, char *seen, size_t size)
{
    const char *at = counter->answer.body.data;
    size_t len = strlen(CANARY);

    for (; at && (at = strstr(at, CANARY)); at += len) {
        size_t word = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
        char text[80];

        snprintf(text, sizeof(text), " %.*s ", (int)word, at);
        if (!strstr(seen, text) && strlen(seen) + strlen(text) < size)
            snprintf(seen + strlen(seen), size - strlen(seen), "%s", text);
    }
}

static void ask(const struct company *company, const char *pattern, const struct uuid *id,
                char *seen, size_t size)
{
    const char *hole = strchr(pattern, ':');
    char path[256], text[UUID_TEXT];

    uuid_format(id, text);
    if (hole)
        snprintf(path, sizeof(path), "%.*s%s%s", (int)(hole - pattern), pattern, text,
                 hole + strcspn(hole, "/"));
    else
        snprintf(path, sizeof(path), "%s", pattern);
    counter_get(company->counter, path);
    look(company->counter, seen, size);
}

// Everything that somebody with the role is shown of the site, by every route that only reads.
static void read_all(const struct company *company, const char *role, char *seen, size_t size)
{
    const struct route_table table = console_routes(NULL);
    struct clerk clerk = {.login = role, .role = role, .person = company->person};

    clerk_enter(company->counter, &clerk);
    counter_be(company->counter, &clerk);
    seen[0] = '\0';
    for (size_t g = 0; g < table.group_count; g++)
        for (size_t i = 0; i < *table.groups[g].count; i++) {
            const struct route *route = &table.groups[g].routes[i];

            if (route->method != HTTP_GET || strstr(route->path, "watch"))
                continue;
            ask(company, route->path, &company->site, seen, size);
            for (size_t k = 0; strchr(route->path, ':') && k < company->count; k++)
                ask(company, route->path, &company->records[k].id, seen, size);
        }
}

static void who_may_not_know_the_customer_is_shown_nothing_that_was_typed_freely(void **state)
{
    static char seen[64 << 10];
    struct company company = {.counter = *state};
    size_t words = 0;

    fill(&company);
    read_all(&company, "project_manager", seen, sizeof(seen));
    for (const char *at = seen; (at = strstr(at, CANARY)); at++)
        words++;
    if (words < SEEN_LEAST)
        fail_msg("who may know is shown %zu of them:%s", words, seen);
    read_all(&company, "drawing_reviewer", seen, sizeof(seen));
    if (seen[0])
        fail_msg("shown:%s", seen);
}

int main(void)
{
    const struct CMUnitTest tests[]
        = {COUNTER(who_may_not_know_the_customer_is_shown_nothing_that_was_typed_freely)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
