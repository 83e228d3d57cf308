// SPDX-License-Identifier: Apache-2.0
// /rest/v1: the description names every route and no other, what is hidden, ranges and rates.
#include "server/rest/byte_range.h"
#include "server/rest/rest_openapi.h"
#include "server/rest/rest_rate.h"
#include "server/rest/rest_record.h"
#include "server/rest/rest_routes.h"
#include "shared/model/kind.h"
#include "shared/web/route_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct json *openapi(void)
{
    struct json_limits limits = {1 << 20, 20000};
    struct json *api = NULL;
    struct error error = {0};
    struct buffer text;

    buffer_init(&text, 1 << 20);
    rest_openapi_write("1.2.3", &text);
    if (json_parse((struct span){text.data, text.len}, &limits, &api, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    buffer_clear(&text);
    return api;
}

// "/rest/v1/sites/:id" as "/rest/v1/sites/{id}".
static void in_braces(const char *path, char out[200])
{
    const char *part = strstr(path, "/:");
    size_t len = part ? strcspn(part + 2, "/") : 0;

    if (part)
        snprintf(out, 200, "%.*s/{%.*s}%s", (int)(part - path), path, (int)len, part + 2,
                 part + 2 + len);
    else
        snprintf(out, 200, "%s", path);
}

static void the_description_has_every_route_and_no_other(void **state)
{
    struct json *api = openapi();
    const struct json *paths = json_member(api, "paths");
    size_t described = 0, routes = 0;

    for (const struct json *path = json_first(paths); path; path = json_next(path))
        for (const struct json *method = json_first(path); method; method = json_next(method))
            described++;
    for (size_t g = 0; g < rest_group_count; g++) {
        for (size_t i = 0; i < *rest_groups[g].group.count; i++) {
            const struct route *route = &rest_groups[g].group.routes[i];
            const struct rest_answer *answer = &rest_groups[g].answers[i];
            char path[200];

            in_braces(route->path, path);
            routes++;
            if (!json_member(json_member(paths, path), route->method == HTTP_GET ? "get" : "put"))
                fail_msg("%s is not described", route->path);
            assert_non_null(answer->zh);
            assert_true(answer->schema || answer->type);
            assert_true(route->changes == answer->writes);
        }
    }
    assert_int_equal(described, routes);
    json_free(api);
}

static void find_references(const struct json *value, const struct json *schemas, size_t *count)
{
    const char *reference;

    for (const struct json *item = json_first(value); item; item = json_next(item)) {
        if (json_key(item) && strcmp(json_key(item), "$ref") == 0 && json_text(item, &reference)) {
            assert_int_equal(strncmp(reference, "#/components/schemas/", 21), 0);
            if (!json_member(schemas, reference + 21))
                fail_msg("%s leads nowhere", reference);
            (*count)++;
        }
        find_references(item, schemas, count);
    }
}

static void every_reference_leads_to_a_schema(void **state)
{
    struct json *api = openapi();
    size_t count = 0;

    find_references(api, json_member(json_member(api, "components"), "schemas"), &count);
    assert_true(count > 30);
    json_free(api);
}

static void the_table_is_sound_and_closed(void **state)
{
    struct route_table table = rest_routes(NULL);
    struct error error = {0};

    if (route_table_check(&table, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    for (size_t g = 0; g < table.group_count; g++)
        for (size_t i = 0; i < *table.groups[g].count; i++) {
            const struct route *route = &table.groups[g].routes[i];

            // Only the description itself is for everybody.
            if ((route->access == 0) != (strcmp(route->path, "/rest/v1/openapi.json") == 0))
                fail_msg("%s: who may?", route->path);
            if (route->changes
                && (route->access & ~(unsigned)(TOKEN_WRITE_RECORDS | TOKEN_WRITE_PEOPLE)))
                fail_msg("%s: who reads may not write", route->path);
        }
}

static void a_token_reads_the_kinds_of_its_scopes(void **state)
{
    struct token_row token = {.scopes = TOKEN_ISSUES};

    assert_true(rest_record_may(&token, span_of("rectification")));
    assert_false(rest_record_may(&token, span_of("site")));
    assert_false(rest_record_may(&token, span_of("signoff")));
    assert_false(rest_record_may(&token, span_of("note")));
    token.scopes = TOKEN_RECORDS;
    assert_true(rest_record_may(&token, span_of("note")));
    token.scopes = TOKEN_PERSONAL | TOKEN_WRITE_RECORDS;
    assert_false(rest_record_may(&token, span_of("site")));
}

static void check_range(const char *header, uint64_t first, uint64_t len, const char *kind)
{
    struct byte_range range = byte_range_read(header, 100);
    const char *is = range.beyond ? "beyond" : range.part ? "part" : "whole";

    if (strcmp(is, kind) != 0 || (!range.beyond && (range.first != first || range.len != len)))
        fail_msg("%s: %s %d+%d", header, is, (int)range.first, (int)range.len);
}

static void a_range_is_what_the_standard_says(void **state)
{
    check_range(NULL, 0, 100, "whole");
    check_range("bytes=0-9", 0, 10, "part");
    check_range("bytes=90-", 90, 10, "part");
    check_range("bytes=90-500", 90, 10, "part");
    check_range("bytes=-30", 70, 30, "part");
    check_range("bytes=-300", 0, 100, "part");
    check_range("bytes=99-99", 99, 1, "part");
    check_range("bytes=100-", 0, 0, "beyond");
    check_range("bytes=-0", 0, 0, "beyond");
    check_range("bytes=9-3", 0, 100, "whole");
    check_range("bytes=-", 0, 100, "whole");
    check_range("bytes=a-b", 0, 100, "whole");
    check_range("bytes=0-1,5-6", 0, 100, "whole");
    check_range("bytes=18446744073709551615-", 0, 0, "beyond");
    check_range("bytes=18446744073709551616-", 0, 100, "whole");
}

static void a_bucket_empties_and_fills(void **state)
{
    struct rest_rate *rate = rest_rate_create();
    struct uuid one = {{1}}, other = {{2}};

    for (int i = 0; i < REST_RATE_BURST; i++)
        assert_int_equal(rest_rate_take(rate, &one, 1000), 0);
    assert_true(rest_rate_take(rate, &one, 1000) >= 1);
    assert_int_equal(rest_rate_take(rate, &other, 1000), 0);
    assert_true(rest_rate_take(rate, &one, 1000 + 60000 / REST_RATE_PER_MINUTE - 1) >= 1);
    assert_int_equal(rest_rate_take(rate, &one, 1000 + 60000 / REST_RATE_PER_MINUTE), 0);
    assert_true(rest_rate_take(rate, &one, 1000 + 60000 / REST_RATE_PER_MINUTE) >= 1);
    for (int i = 0; i < REST_RATE_BURST; i++) // never more than a burst, however long it was
        assert_int_equal(rest_rate_take(rate, &one, INT64_MAX / 2), 0);
    assert_true(rest_rate_take(rate, &one, INT64_MAX / 2) >= 1);
    for (int i = 0; i < 2000; i++) { // more of them than there is room for
        struct uuid many = {{3, (uint8_t)i, (uint8_t)(i >> 8)}};

        assert_int_equal(rest_rate_take(rate, &many, INT64_MAX / 2 + i), 0);
    }
    rest_rate_free(rate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_description_has_every_route_and_no_other),
        cmocka_unit_test(every_reference_leads_to_a_schema),
        cmocka_unit_test(the_table_is_sound_and_closed),
        cmocka_unit_test(a_token_reads_the_kinds_of_its_scopes),
        cmocka_unit_test(a_range_is_what_the_standard_says),
        cmocka_unit_test(a_bucket_empties_and_fills),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
