// SPDX-License-Identifier: Apache-2.0
#include "shared/data/statement_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct seen {
    char text[2048];
    size_t count;
};

static void see(void *arg, const struct statement_difference *d)
{
    struct seen *seen = arg;
    size_t len = strlen(seen->text);

    seen->count++;
    snprintf(seen->text + len, sizeof(seen->text) - len, "%s (%s) [%s]: %s > %s\n", d->path,
             d->member, d->zh, d->before ? d->before : "-", d->after ? d->after : "-");
}

static struct seen compare(const char *before, const char *after)
{
    struct seen seen = {.count = 0};

    assert_int_equal(statement_compare(span_of(before), span_of(after), see, &seen, NULL), ERR_OK);
    return seen;
}

static void equal_contents_have_no_difference(void **state)
{
    static const char content[]
        = "{\"budget_fen\":1,\"items\":[{\"code\":\"a\",\"photos\":[\"x\",\"y\"],\"values\":[]}],"
          "\"node\":null}";

    (void)state;
    assert_int_equal(compare(content, content).count, 0);
}

static void d6_2_each_changed_member_is_named_with_before_and_after(void **state)
{
    struct seen seen = compare(
        "{\"budget_fen\":100,\"customer\":{\"name\":\"张三\"},\"items\":[{\"code\":\"a\",\"en\":"
        "\"A\",\"note\":null,\"result\":\"pass\",\"zh\":\"甲\"},{\"code\":\"b\",\"en\":\"B\","
        "\"values\":[{\"point\":\"p1\",\"value\":\"0.8\"}],\"zh\":\"乙\"}]}",
        "{\"budget_fen\":200,\"customer\":{\"name\":\"张三\"},\"items\":[{\"code\":\"a\",\"en\":"
        "\"A\",\"note\":\"漏水\",\"result\":\"fail\",\"zh\":\"甲\"},{\"code\":\"b\",\"en\":\"B\","
        "\"values\":[{\"point\":\"p1\",\"value\":\"0.6\"}],\"zh\":\"乙\"}]}");

    (void)state;
    assert_string_equal(seen.text, "budget_fen (budget_fen) []: 100 > 200\n"
                                   "items/a/note (note) [甲]: null > \"漏水\"\n"
                                   "items/a/result (result) [甲]: \"pass\" > \"fail\"\n"
                                   "items/b/values/p1/value (value) [乙]: \"0.8\" > \"0.6\"\n");
}

static void what_came_and_what_went_is_named_alone(void **state)
{
    struct seen seen = compare("{\"a\":1,\"items\":[{\"code\":\"a\",\"photos\":[\"x\",\"y\"]},"
                               "{\"code\":\"b\"}]}",
                               "{\"b\":2,\"items\":[{\"code\":\"c\"},{\"code\":\"a\",\"photos\":["
                               "\"y\",\"z\"]}]}");

    (void)state;
    assert_string_equal(seen.text, "a (a) []: 1 > -\n"
                                   "items/a/photos (photos) []: \"x\" > -\n"
                                   "items/a/photos (photos) []: - > \"z\"\n"
                                   "items/b (b) []: {\"code\":\"b\"} > -\n"
                                   "items/c (c) []: - > {\"code\":\"c\"}\n"
                                   "b (b) []: - > 2\n");
}

static void members_that_come_twice_pair_up_in_order(void **state)
{
    struct seen seen = compare("{\"l\":[{\"code\":\"a\",\"n\":1},{\"code\":\"a\",\"n\":2}],"
                               "\"m\":[\"x\",\"x\"]}",
                               "{\"l\":[{\"code\":\"a\",\"n\":1},{\"code\":\"a\",\"n\":3}],"
                               "\"m\":[\"x\"]}");

    (void)state;
    assert_string_equal(seen.text, "l/a/n (n) []: 2 > 3\nm (m) []: \"x\" > -\n");
}

static void a_member_of_another_type_is_one_difference(void **state)
{
    struct seen seen = compare("{\"a\":{\"b\":1},\"c\":null}", "{\"a\":[1],\"c\":{}}");

    (void)state;
    assert_string_equal(seen.text, "a (a) []: {\"b\":1} > [1]\nc (c) []: null > {}\n");
}

static void what_is_no_content_is_refused(void **state)
{
    struct seen seen;

    (void)state;
    assert_int_equal(statement_compare(span_of("x"), span_of("{}"), see, &seen, NULL), ERR_PARSE);
    assert_int_equal(statement_compare(span_of("{}"), span_of("["), see, &seen, NULL), ERR_PARSE);
    assert_int_equal(statement_compare(span_of("{}"), span_of("1"), see, &seen, NULL), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_contents_have_no_difference),
        cmocka_unit_test(d6_2_each_changed_member_is_named_with_before_and_after),
        cmocka_unit_test(what_came_and_what_went_is_named_alone),
        cmocka_unit_test(members_that_come_twice_pair_up_in_order),
        cmocka_unit_test(a_member_of_another_type_is_one_difference),
        cmocka_unit_test(what_is_no_content_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
