// SPDX-License-Identifier: Apache-2.0
#include "shared/web/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20 };

// What a query says, as "name=value|…", or "!" when it is refused.
static void expect(const char *query, const char *wanted)
{
    struct span rest = span_of(query);
    struct arena arena;
    const char *name, *value;
    char got[256] = "";
    struct error error;

    arena_init(&arena, ARENA_BYTES);
    for (;;) {
        size_t len = strlen(got);

        if (query_next(&rest, &arena, &name, &value, &error) != ERR_OK) {
            assert_null(name);
            text_copy(got, sizeof(got), span_of("!"));
            break;
        }
        if (!name)
            break;
        snprintf(got + len, sizeof(got) - len, "%s=%s|", name, value);
    }
    assert_string_equal(got, wanted);
    arena_clear(&arena);
}

static void members_are_cut_off_one_by_one_and_decoded(void **state)
{
    expect("", "");
    expect("a=1", "a=1|");
    expect("a=1&b=2&c=", "a=1|b=2|c=|");
    expect("a", "a=|");
    expect("a=b=c", "a=b=c|");
    expect("a=%26%3D%25&b=%e5%8e%a8", "a=&=%|b=厨|");
    expect("a+b=c+d", "a b=c d|");
    expect("a=!*'();:@,/?$[]~", "a=!*'();:@,/?$[]~|");
}

static void what_could_be_read_in_two_ways_is_refused(void **state)
{
    static const char *const wrong[] = {
        "&",      "a=1&",           "&a=1",     "a=1&&b=2",    "=1",    "=",
        "a=%",    "a=%4",           "a=%4g",    "a=%zz",       "%=1",   "a=%00",
        "a=\x01", "a=\xE5\x8E\xA8", "a=%C0%AF", "a=%ED%A0%80", "a=%FF", "a=b c",
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        expect(wrong[i], "!");
}

static void a_part_of_a_path_keeps_its_plus(void **state)
{
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    assert_string_equal(query_decode(span_of("a+%20b"), false, &arena), "a+ b");
    assert_string_equal(query_decode(span_of(""), false, &arena), "");
    assert_null(query_decode(span_of("%0"), false, &arena));
    arena_clear(&arena);
    arena_init(&arena, 16);
    assert_null(query_decode(span_of("more than the arena holds"), false, &arena));
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_cut_off_one_by_one_and_decoded),
        cmocka_unit_test(what_could_be_read_in_two_ways_is_refused),
        cmocka_unit_test(a_part_of_a_path_keeps_its_plus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
