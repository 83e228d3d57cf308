// SPDX-License-Identifier: Apache-2.0
// Who may ask what: every route, by everybody, with real requests. tests/unit/console_access.txt
// declares for each route which capabilities suffice; a route that is not declared there fails, and
// so does a row without a route.
#include "console_fixture.h"

#include "server/console/console_routes.h"

enum { DECLARED_MAX = 64 << 10, CALLERS_MAX = 40 };

// The roles as docs/CONSOLE.md has them, written down a second time.
static const struct {
    const char *role, *may;
} roles[] = {
    {"administrator",
     "see personal settle held devices catalogue people export audit operate erase"},
    {"reconciler", "see personal settle held devices export operate"},
    {"auditor", "see personal audit export"},
    {"department_manager", "see personal export"},
    {"information_officer", "see personal"},
    {"account_manager", "see personal"},
    {"project_manager", "see personal"},
    {"customer_adviser", "see personal"},
    {"front_desk", "see"},
    {"drawing_reviewer", "see"},
    {"inspector", ""},
    {"designer", ""},
    {"materials_designer", ""},
    {"foreman", ""},
    {"supervisor", ""},
    {"re_inspector", ""},
};
// Count only where they were granted for all stores.
static const char global[] = "devices catalogue people audit operate erase";

struct caller {
    struct clerk clerk;
    char may[256]; // names, with spaces
    bool nobody;   // no cookie at all
    char login[64];
};

static bool has_word(const char *list, struct span word)
{
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " \n");

        if (span_equal((struct span){at, len}, word))
            return true;
        at += len;
        if (*at == '\n')
            return false;
    }
    return false;
}

// Whether two lists have a word in common.
static bool meet(const char *a, const char *b)
{
    for (; *a && *a != '\n'; a += strspn(a, " ")) {
        size_t len = strcspn(a, " \n");

        if (len && has_word(b, (struct span){a, len}))
            return true;
        a += len;
    }
    return false;
}

static char *read_declared(void)
{
    static char text[DECLARED_MAX];
    char path[4096], *slash;
    FILE *file;

    snprintf(path, sizeof(path), "%s", __FILE__);
    slash = strrchr(path, '/');
    snprintf(slash, sizeof(path) - (size_t)(slash - path), "/console_access.txt");
    file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    return text;
}

// The names behind "METHOD path" of a declared row; NULL: it is not declared.
static const char *declared_for(const char *text, const struct route *route)
{
    char start[256];
    size_t len = (size_t)snprintf(start, sizeof(start), "%s %s ", http_method_name(route->method),
                                  route->path);

    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (strncmp(line, start, len) == 0)
            return line + len;
    return NULL;
}

static const struct route *route_at(const struct route_table *table, size_t *index)
{
    size_t at = (*index)++;

    for (size_t i = 0; i < table->group_count; i++) {
        if (at < *table->groups[i].count)
            return &table->groups[i].routes[at];
        at -= *table->groups[i].count;
    }
    return NULL;
}

static void every_route_is_declared_and_every_row_has_its_route(void **state)
{
    const struct route_table table = console_routes(NULL);
    const struct route *route;
    char *text = read_declared();
    size_t routes = 0, rows = 0, at = 0;

    (void)state;
    while ((route = route_at(&table, &at))) {
        if (!declared_for(text, route))
            fail_msg("%s %s: who may ask that? A row of tests/unit/console_access.txt is wanted",
                     http_method_name(route->method), route->path);
        routes++;
    }
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        rows += *line != '#' && *line != '\n';
    if (rows != routes)
        fail_msg("tests/unit/console_access.txt has %zu rows for %zu routes", rows, routes);
}

static size_t make_callers(struct counter *counter, struct caller *callers)
{
    struct uuid person = bench_person(&counter->bench);
    struct clerk *clerks[CALLERS_MAX];
    size_t count = 0, entering = 0;

    callers[count++] = (struct caller){.nobody = true, .may = "stranger", .login = "nobody"};
    callers[count++] = (struct caller){
        .clerk = {.role = "administrator", .must_change = true}, .may = "partial", .login = "new"};
    callers[count++] = (struct caller){.may = "anybody", .login = "without-role"};
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        for (int scoped = 0; scoped < 2; scoped++) {
            struct caller *caller = &callers[count++];
            const char *word = roles[i].may;

            assert_true(count <= CALLERS_MAX);
            caller->clerk.role = roles[i].role;
            caller->clerk.store = scoped ? "城南" : NULL;
            snprintf(caller->login, sizeof(caller->login), "%s%s", roles[i].role,
                     scoped ? "-south" : "");
            snprintf(caller->may, sizeof(caller->may), "anybody");
            for (; *word; word += strspn(word, " ")) {
                size_t len = strcspn(word, " "), used = strlen(caller->may);

                if (!scoped || !has_word(global, (struct span){word, len}))
                    snprintf(caller->may + used, sizeof(caller->may) - used, " %.*s", (int)len,
                             word);
                word += len;
            }
        }
    for (size_t i = 0; i < count; i++) {
        callers[i].clerk.login = callers[i].login;
        callers[i].clerk.person = person;
        if (!callers[i].nobody)
            clerks[entering++] = &callers[i].clerk;
    }
    clerk_enter_all(counter, clerks, entering);
    return count;
}

// ":id" of a path becomes an id that nobody has.
static void make_path(const char *pattern, char *out, size_t size)
{
    size_t len = 0;

    for (; *pattern && len + 40 < size; pattern++) {
        if (*pattern != ':') {
            out[len++] = *pattern;
            continue;
        }
        len += (size_t)snprintf(out + len, size - len, "01890000-0000-7000-8000-000000000001");
        pattern += strcspn(pattern, "/") - 1;
    }
    out[len] = '\0';
}

// Who may is told that a parameter is unknown (422), before anything is done; who may not hears 401
// or 403 before the parameters are even looked at.
static void ask_as(struct counter *counter, const struct caller *caller, const struct route *route,
                   const char *declared)
{
    bool bodiless = route->method == HTTP_GET || route->method == HTTP_DELETE;
    int want = meet(declared, caller->may)                 ? 422
               : has_word(caller->may, span_of("anybody")) ? 403
                                                           : 401;
    char path[512];
    int status;

    make_path(route->path, path, sizeof(path));
    counter_be(counter, caller->nobody ? NULL : &caller->clerk);
    status = counter_ask(counter, route->method, path, bodiless ? "zzz=1" : "{\"zzz\":1}");
    if (status != want)
        fail_msg("%s %s asked by %s: %d, wanted %d\n%.300s", http_method_name(route->method),
                 route->path, caller->login, status, want, counter->answer.body.data);
}

static void everybody_reaches_what_is_theirs_and_nothing_else(void **state)
{
    struct counter *counter = *state;
    const struct route_table table = console_routes(NULL);
    static struct caller callers[CALLERS_MAX];
    const struct route *route;
    char *text = read_declared();
    size_t count = make_callers(counter, callers), at = 0, asked = 0;

    while ((route = route_at(&table, &at))) {
        const char *declared = declared_for(text, route);

        for (size_t i = 0; declared && i < count; i++, asked++)
            ask_as(counter, &callers[i], route, declared);
    }
    assert_true(asked > 35 * 10);
}

static struct uuid add_site(struct counter *counter, const char *store)
{
    char quoted[64];
    const struct field fields[] = {FIELD("address", "\"青年路 1 号\""),
                                   FIELD("customer_name", "\"李\""),
                                   {{"store", 5}, {quoted, 0}}};
    struct field own[3];

    snprintf(quoted, sizeof(quoted), "\"%s\"", store);
    memcpy(own, fields, sizeof(own));
    own[2].value.len = strlen(quoted);
    return bench_edit(&counter->bench, "site", &uuid_nil, own, 3);
}

// What is asked about a site of another store is answered as if there were no such site.
static void a_site_of_another_store_is_not_there(void **state)
{
    struct counter *counter = *state;
    const struct route_table table = console_routes(NULL);
    struct uuid ours = add_site(counter, "城南"), theirs = add_site(counter, "城北");
    struct clerk clerk = {.login = "south", .role = "reconciler", .store = "城南"};
    const struct route *route;
    char id[UUID_TEXT], path[512], unknown[2048];
    size_t at = 0, asked = 0;

    clerk_enter(counter, &clerk);
    counter_be(counter, &clerk);
    while ((route = route_at(&table, &at))) {
        if (route->method != HTTP_GET || strncmp(route->path, "/api/sites/:", 12) != 0
            || strchr(route->path + 12, ':'))
            continue;
        make_path(route->path, path, sizeof(path));
        if (counter_get(counter, path) != 404)
            fail_msg("%s: %d", path, counter->answer.status);
        snprintf(unknown, sizeof(unknown), "%s", counter->answer.body.data);
        uuid_format(&theirs, id);
        memcpy(path + 11, id, UUID_TEXT - 1);
        if (counter_get(counter, path) != 404)
            fail_msg("%s of another store: %d", route->path, counter->answer.status);
        assert_string_equal(counter->answer.body.data, unknown);
        uuid_format(&ours, id);
        memcpy(path + 11, id, UUID_TEXT - 1);
        counter_get(counter, path); // whatever it says, it is about the site
        if (strcmp(counter->answer.body.data, unknown) == 0)
            fail_msg("%s of the own store: there is no such site", route->path);
        asked++;
    }
    assert_true(asked > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_declared_and_every_row_has_its_route),
        COUNTER(everybody_reaches_what_is_theirs_and_nothing_else),
        COUNTER(a_site_of_another_store_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
