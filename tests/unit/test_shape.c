// SPDX-License-Identifier: Apache-2.0
#include "shared/model/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct pair {
    int64_t alpha, beta, inner;
};

static bool read_alpha(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct pair *)into)->alpha);
}

static bool read_beta(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct pair *)into)->beta);
}

static bool read_inner(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct pair *)into)->inner);
}

static bool read_nested(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{.name = "inner", .read = read_inner}};
    static const struct shape shape = {members, 1, .open = false};

    return shape_read(reader, &shape, into);
}

static const struct shape_member members[] = {
    {.name = "alpha", .read = read_alpha},
    {.name = "beta", .read = read_beta, .optional = true},
    {.name = "nested", .read = read_nested},
};
static const struct shape strict = {members, 3, .open = false}, open = {members, 3, .open = true};

static enum err read(const struct shape *shape, const char *text, struct pair *out,
                     struct error *error)
{
    struct canon_reader reader;
    enum err result;
    bool whole;

    canon_open(&reader, span_of(text));
    whole = shape_read(&reader, shape, out);
    result = canon_end(&reader, error);
    assert_int_equal(whole, result == ERR_OK);
    return result;
}

static void assert_refused(const struct shape *shape, const char *text, const char *detail)
{
    struct pair pair;
    struct error error = {0};

    assert_int_equal(read(shape, text, &pair, &error), ERR_PARSE);
    assert_string_equal(error.detail, detail);
}

static void members_are_handed_to_their_readers(void **state)
{
    struct pair pair = {0};

    assert_int_equal(
        read(&strict, "{\"alpha\":1,\"beta\":2,\"nested\":{\"inner\":3}}", &pair, NULL), ERR_OK);
    assert_int_equal(pair.alpha, 1);
    assert_int_equal(pair.beta, 2);
    assert_int_equal(pair.inner, 3);
}

static void an_optional_member_may_be_absent(void **state)
{
    struct pair pair = {.beta = 7};

    assert_int_equal(read(&strict, "{\"alpha\":1,\"nested\":{\"inner\":3}}", &pair, NULL), ERR_OK);
    assert_int_equal(pair.beta, 7);
}

static void a_missing_member_is_named(void **state)
{
    assert_refused(&strict, "{\"beta\":2,\"nested\":{\"inner\":3}}", "offset 8: alpha: missing");
    assert_refused(&strict, "{\"alpha\":1}", "offset 11: nested: missing");
    assert_refused(&strict, "{}", "offset 2: alpha: missing");
    assert_refused(&strict, "{\"alpha\":1,\"nested\":{}}", "offset 22: inner: missing");
}

static void a_wrong_value_is_named_by_its_innermost_member(void **state)
{
    assert_refused(&strict, "{\"alpha\":1,\"nested\":{\"inner\":true}}",
                   "offset 29: inner: expected an integer in its shortest form");
    assert_refused(&strict, "{\"alpha\":\"1\"}",
                   "offset 9: alpha: expected an integer in its shortest form");
    assert_refused(&strict, "{\"alpha\":1,\"nested\":3}", "offset 20: nested: expected an object");
}

static void a_fault_between_members_names_none(void **state)
{
    assert_refused(&strict, "[]", "offset 0: expected an object");
    assert_refused(&strict, "{\"alpha\":1,\"alpha\":2}",
                   "offset 12: keys are not sorted or repeat");
    assert_refused(&strict, "{\"alpha\":1", "offset 10: the text ends too early");
}

static void an_unknown_member_is_skipped_only_by_an_open_shape(void **state)
{
    static const char text[]
        = "{\"\\n\":0,\"aaa\":[1,{}],\"alpha\":1,\"b\\\"\":0,\"nested\":{\"inner\":3},\"z\":{}}";
    struct pair pair = {0};

    assert_int_equal(read(&open, text, &pair, NULL), ERR_OK);
    assert_int_equal(pair.inner, 3);
    assert_refused(&strict, text, "offset 6: a member that does not belong here");
    assert_refused(&open, "{\"alpha\":1,\"nested\":{\"inner\":3,\"z\":1}}",
                   "offset 35: nested: a member that does not belong here");
    assert_refused(&open, "{\"aaa\":[}", "offset 8: expected a value");
}

static void a_known_name_in_other_case_is_refused(void **state)
{
    assert_refused(&open, "{\"ALPHA\":1,\"alpha\":1,\"nested\":{\"inner\":3}}",
                   "offset 9: alpha: written in other case");
    assert_refused(&open, "{\"Nested\":1,\"alpha\":1,\"nested\":{\"inner\":3}}",
                   "offset 10: nested: written in other case");
}

static void an_empty_shape_reads_an_empty_object(void **state)
{
    static const struct shape nothing = {members, 0, .open = false};
    struct pair pair;

    assert_int_equal(read(&nothing, "{}", &pair, NULL), ERR_OK);
    assert_refused(&nothing, "{\"alpha\":1}", "offset 9: a member that does not belong here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_handed_to_their_readers),
        cmocka_unit_test(an_optional_member_may_be_absent),
        cmocka_unit_test(a_missing_member_is_named),
        cmocka_unit_test(a_wrong_value_is_named_by_its_innermost_member),
        cmocka_unit_test(a_fault_between_members_names_none),
        cmocka_unit_test(an_unknown_member_is_skipped_only_by_an_open_shape),
        cmocka_unit_test(a_known_name_in_other_case_is_refused),
        cmocka_unit_test(an_empty_shape_reads_an_empty_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
