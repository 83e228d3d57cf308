// SPDX-License-Identifier: Apache-2.0
// What differs between two catalogues is named by its path, with both texts.
#include "shared/data/catalogue_compare.h"

#include "shared/data/catalogue_default.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_compared(const char *a, const char *b, const char *wanted)
{
    struct verb_output output;
    struct error error = {0};
    size_t count;

    verb_output_init(&output);
    output.json = true;
    if (catalogue_compare(span_of(a), span_of(b), &output, &count, &error))
        fail_msg("%s", error.detail);
    assert_string_equal(output.out.data, wanted);
    verb_output_clear(&output);
}

static void equal_ones_have_no_difference(void **state)
{
    assert_compared("{\"a\":1}", " {\"a\": 1} ", "[]\n");
    assert_compared(catalogue_default_text, catalogue_default_text, "[]\n");
}

static void entries_are_matched_by_what_tells_them_apart(void **state)
{
    assert_compared(
        "{\"nodes\":[{\"code\":\"a\",\"zh\":\"1\"},{\"code\":\"b\",\"zh\":\"2\"}]}",
        "{\"nodes\":[{\"code\":\"b\",\"zh\":\"3\"},{\"code\":\"c\",\"zh\":\"4\"}]}",
        "[{\"path\":\"nodes[a]\",\"change\":\"removed\",\"from\":{\"code\":\"a\",\"zh\":\"1\"}},"
        "{\"path\":\"nodes[b].zh\",\"change\":\"changed\",\"from\":\"2\",\"to\":\"3\"},"
        "{\"path\":\"nodes[c]\",\"change\":\"added\",\"to\":{\"code\":\"c\",\"zh\":\"4\"}}]\n");
    assert_compared(
        "{\"gate\":[{\"en\":\"x\",\"when\":\"true\"}]}",
        "{\"gate\":[{\"en\":\"y\",\"when\":\"true\"},{\"en\":\"x\",\"when\":\"false\"}]}",
        "[{\"path\":\"gate[x].when\",\"change\":\"changed\",\"from\":\"true\",\"to\":\"false\"},"
        "{\"path\":\"gate[y]\",\"change\":\"added\",\"to\":{\"en\":\"y\",\"when\":\"true\"}}]\n");
}

static void members_that_come_and_go_are_named(void **state)
{
    assert_compared("{\"a\":1,\"b\":{\"c\":true}}", "{\"b\":{\"c\":true,\"d\":[1]}}",
                    "[{\"path\":\"a\",\"change\":\"removed\",\"from\":1},"
                    "{\"path\":\"b.d\",\"change\":\"added\",\"to\":[1]}]\n");
    assert_compared("{\"a\":{}}", "{\"a\":[]}",
                    "[{\"path\":\"a\",\"change\":\"changed\",\"from\":{},\"to\":[]}]\n");
}

static void another_order_is_said(void **state)
{
    assert_compared("{\"n\":[{\"code\":\"a\"},{\"code\":\"b\"}]}",
                    "{\"n\":[{\"code\":\"b\"},{\"code\":\"a\"}]}",
                    "[{\"path\":\"n\",\"change\":\"moved\"}]\n");
}

static void lists_without_identity_are_compared_as_a_whole(void **state)
{
    assert_compared("{\"p\":[\"customer\",\"designer\"]}", "{\"p\":[\"designer\",\"customer\"]}",
                    "[{\"path\":\"p\",\"change\":\"changed\",\"from\":[\"customer\",\"designer\"],"
                    "\"to\":[\"designer\",\"customer\"]}]\n");
    assert_compared("{\"p\":[{\"code\":\"a\"},{\"code\":\"a\"}]}", "{\"p\":[{\"code\":\"a\"}]}",
                    "[{\"path\":\"p\",\"change\":\"changed\",\"from\":[{\"code\":\"a\"},"
                    "{\"code\":\"a\"}],\"to\":[{\"code\":\"a\"}]}]\n");
}

static void as_text_both_are_shown(void **state)
{
    struct verb_output output;
    size_t count;

    verb_output_init(&output);
    assert_int_equal(catalogue_compare(span_of("{\"a\":1,\"b\":2,\"n\":[{\"code\":\"a\"},"
                                               "{\"code\":\"b\"}]}"),
                                       span_of("{\"a\":3,\"c\":4,\"n\":[{\"code\":\"b\"},"
                                               "{\"code\":\"a\"}]}"),
                                       &output, &count, NULL),
                     ERR_OK);
    assert_int_equal(count, 4);
    assert_non_null(strstr(output.out.data, "changed: a\n    - 1\n    + 3\n"));
    assert_non_null(strstr(output.out.data, "removed: b\n    - 2\n"));
    assert_non_null(strstr(output.out.data, "added: c\n    + 4\n"));
    assert_non_null(strstr(output.out.data, "moved: n\n"));
    verb_output_clear(&output);
}

static void what_is_no_json_is_refused(void **state)
{
    struct verb_output output;
    size_t count;

    verb_output_init(&output);
    assert_int_equal(catalogue_compare(span_of("{"), span_of("{}"), &output, &count, NULL),
                     ERR_PARSE);
    assert_int_equal(catalogue_compare(span_of("{}"), span_of(""), &output, &count, NULL),
                     ERR_PARSE);
    verb_output_clear(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_ones_have_no_difference),
        cmocka_unit_test(entries_are_matched_by_what_tells_them_apart),
        cmocka_unit_test(members_that_come_and_go_are_named),
        cmocka_unit_test(another_order_is_said),
        cmocka_unit_test(lists_without_identity_are_compared_as_a_whole),
        cmocka_unit_test(as_text_both_are_shown),
        cmocka_unit_test(what_is_no_json_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
