// SPDX-License-Identifier: Apache-2.0
#include "shared/web/route_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum err nothing(struct route_call *call, struct error *error)
{
    (void)call;
    (void)error;
    return ERR_OK;
}

#define PARAMETERS(list) .parameters = list, .parameter_count = sizeof(list) / sizeof(*(list))
#define PLAIN .handler = nothing, .purpose = "p"

static const char *const colours[] = {"red", "green", NULL};
static const char *const names[] = {"anyone", "person", NULL};
static const struct route_parameter of_item[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "colour", .type = ROUTE_CHOICE, .choices = colours},
    {.name = "count", .type = ROUTE_INTEGER, .required = true, .min = 1, .max = 9},
};
static const struct route_parameter of_id[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

static const struct route first_routes[] = {
    {HTTP_GET, "/api/items", PLAIN, .access = 3},
    {HTTP_GET, "/api/items/:id", PLAIN, PARAMETERS(of_id)},
    {HTTP_POST, "/api/items/:id", PLAIN, .changes = true, .access = 2, PARAMETERS(of_item)},
};
static const struct route second_routes[] = {
    {HTTP_POST, "/api/photos", PLAIN, .changes = true, .raw = true, .raw_max = 1000},
    {HTTP_DELETE, "/api/items/:id/photos", PLAIN, .changes = true, PARAMETERS(of_id)},
};
static const size_t first_count = 3, second_count = 2;
static const struct route_group groups[]
    = {{first_routes, &first_count}, {second_routes, &second_count}};
static const struct route_table table = {.groups = groups, .group_count = 2, .access_names = names};

static void expect(enum http_method method, const char *path, const struct route *route, bool known)
{
    struct route_match match;

    route_table_find(&table, method, path, &match);
    if (match.route != route || match.path_known != known)
        fail_msg("%s %s", http_method_name(method), path);
}

static void a_request_finds_its_route_or_what_it_lacks(void **state)
{
    expect(HTTP_GET, "/api/items", &first_routes[0], true);
    expect(HTTP_HEAD, "/api/items", &first_routes[0], true);
    expect(HTTP_GET, "/api/items/7", &first_routes[1], true);
    expect(HTTP_POST, "/api/items/7", &first_routes[2], true);
    expect(HTTP_DELETE, "/api/items/7/photos", &second_routes[1], true);
    expect(HTTP_POST, "/api/items", NULL, true);
    expect(HTTP_DELETE, "/api/items/7", NULL, true);
    expect(HTTP_OPTIONS, "/api/photos", NULL, true);
    expect(HTTP_GET, "/api/items/", NULL, false);
    expect(HTTP_GET, "/api/items/7/", NULL, false);
    expect(HTTP_GET, "/api/items//photos", NULL, false);
    expect(HTTP_GET, "/api/item", NULL, false);
    expect(HTTP_GET, "/API/items", NULL, false);
    expect(HTTP_GET, "//api/items", NULL, false);
    expect(HTTP_GET, "/", NULL, false);
}

static void a_body_is_limited_by_its_route(void **state)
{
    assert_int_equal(route_table_body_limit(&table, HTTP_POST, "/api/items/7"), ROUTE_BODY_MAX);
    assert_int_equal(route_table_body_limit(&table, HTTP_POST, "/api/photos"), ROUTE_BODY_MAX);
    assert_int_equal(route_table_body_limit(&table, HTTP_GET, "/api/items"), 0);
    assert_int_equal(route_table_body_limit(&table, HTTP_DELETE, "/api/items/7/photos"), 0);
    assert_int_equal(route_table_body_limit(&table, HTTP_POST, "/api/items"), 0);
    assert_int_equal(route_table_body_limit(&table, HTTP_POST, "/none"), 0);
    assert_true(route_table_spools(&table, HTTP_POST, "/api/photos"));
    assert_false(route_table_spools(&table, HTTP_POST, "/api/items/7"));
    assert_false(route_table_spools(&table, HTTP_POST, "/none"));
}

static void the_guard_is_told_what_a_route_does(void **state)
{
    struct route_match match;
    struct guard_wish wish;

    route_table_find(&table, HTTP_POST, "/api/photos", &match);
    wish = route_table_wish(&match);
    assert_true(wish.changes && wish.raw && !wish.page);
    route_table_find(&table, HTTP_GET, "/api/items", &match);
    wish = route_table_wish(&match);
    assert_false(wish.changes || wish.raw || wish.page);
}

static enum err check(const struct route *routes, size_t count, struct error *error)
{
    struct route_group group = {routes, &count};
    struct route_table tried = {.groups = &group, .group_count = 1, .access_names = names};

    error_clear(error);
    return route_table_check(&tried, error);
}

// A table with this one route, or with another beside it, is refused in these words.
static void refuse(struct route route, const struct route *beside, const char *words)
{
    struct route routes[2] = {beside ? *beside : route, route};
    struct error error;

    assert_int_equal(check(beside ? routes : &route, beside ? 2 : 1, &error), ERR_INTERNAL);
    if (!strstr(error.detail, words))
        fail_msg("wanted \"%s\", got \"%s\"", words, error.detail);
}
#define ROUTE(...) ((struct route){PLAIN, __VA_ARGS__})

static void a_sound_table_is_accepted(void **state)
{
    struct error error;

    assert_int_equal(route_table_check(&table, &error), ERR_OK);
}

static void a_route_that_breaks_a_rule_is_refused_at_start(void **state)
{
    refuse(ROUTE(.method = HTTP_GET, .path = "/a", .changes = true), NULL, "a GET changes nothing");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a", .raw = true), NULL, "a GET has no body");
    refuse(ROUTE(.method = HTTP_POST, .path = "/a"), NULL, "POST or PUT changes");
    refuse(ROUTE(.method = HTTP_DELETE, .path = "/a"), NULL, "DELETE changes");
    refuse(ROUTE(.method = HTTP_PATCH, .path = "/a", .changes = true), NULL, "none of GET");
    refuse(ROUTE(.method = HTTP_HEAD, .path = "/a"), NULL, "none of GET");
    refuse(ROUTE(.method = HTTP_POST, .path = "/a", .changes = true, .raw = true,
                 .body_max = HTTP_SPOOL_MEMORY_BYTES + 1),
           NULL, "through the spool");
    refuse(ROUTE(.method = HTTP_GET, .path = "a"), NULL, "path is missing");
    refuse((struct route){HTTP_GET, "/a", .purpose = "p"}, NULL, "handler");
    refuse((struct route){HTTP_GET, "/a", .handler = nothing}, NULL, "purpose");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a/"), NULL, "part of the path");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a/:id"), NULL, "no parameter");
}

static void routes_that_answer_the_same_are_refused_at_start(void **state)
{
    refuse(ROUTE(.method = HTTP_GET, .path = "/api/items"), &first_routes[0], "answers the same");
    refuse(ROUTE(.method = HTTP_GET, .path = "/api/items/all"), &first_routes[1],
           "answers the same");
}

static void a_parameter_that_breaks_a_rule_is_refused_at_start(void **state)
{
    static const struct route_parameter named[] = {{.name = "Id", .type = ROUTE_UUID}};
    static const struct route_parameter twice[]
        = {{.name = "a", .type = ROUTE_UUID}, {.name = "a", .type = ROUTE_TEXT}};
    static const struct route_parameter choiceless[] = {{.name = "a", .type = ROUTE_CHOICE}};
    static const struct route_parameter chosen[]
        = {{.name = "a", .type = ROUTE_TEXT, .choices = colours}};
    static const struct route_parameter json[] = {{.name = "a", .type = ROUTE_JSON}};
    static const struct route_parameter lax[] = {{.name = "id", .type = ROUTE_UUID}};

    refuse(ROUTE(.method = HTTP_GET, .path = "/a", PARAMETERS(named)), NULL, "no proper name");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a", PARAMETERS(twice)), NULL, "stands twice");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a", PARAMETERS(choiceless)), NULL, "choices");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a", PARAMETERS(chosen)), NULL, "choices");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a", PARAMETERS(json)), NULL, "JSON value");
    refuse(ROUTE(.method = HTTP_GET, .path = "/a/:id", PARAMETERS(lax)), NULL, "always required");
}

static void the_table_can_be_read(void **state)
{
    struct buffer out;

    buffer_init(&out, 1 << 20);
    assert_true(route_table_json(&table, &out));
    assert_non_null(strstr(
        out.data,
        "{\"method\":\"POST\",\"path\":\"/api/items/:id\",\"purpose\":\"p\",\"changes\":true,"
        "\"raw\":false,\"access\":[\"person\"],\"parameters\":[{\"name\":\"id\","
        "\"type\":\"id\",\"path\":true,\"required\":true},{\"name\":\"colour\",\"type\":"
        "\"choice\",\"path\":false,\"required\":false,\"choices\":[\"red\",\"green\"]},"
        "{\"name\":\"count\",\"type\":\"integer\",\"path\":false,\"required\":true,"
        "\"min\":1,\"max\":9}]}"));
    buffer_reset(&out);
    assert_true(route_table_markdown(&table, &out));
    assert_non_null(strstr(
        out.data, "| POST `/api/items/:id` | person | `id` id (path), `colour` red\\|green ?, "
                  "`count` integer | p |\n"));
    assert_non_null(strstr(out.data, "| GET `/api/items` | anyone person |  | p |\n"));
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_finds_its_route_or_what_it_lacks),
        cmocka_unit_test(a_body_is_limited_by_its_route),
        cmocka_unit_test(the_guard_is_told_what_a_route_does),
        cmocka_unit_test(a_sound_table_is_accepted),
        cmocka_unit_test(a_route_that_breaks_a_rule_is_refused_at_start),
        cmocka_unit_test(routes_that_answer_the_same_are_refused_at_start),
        cmocka_unit_test(a_parameter_that_breaks_a_rule_is_refused_at_start),
        cmocka_unit_test(the_table_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
