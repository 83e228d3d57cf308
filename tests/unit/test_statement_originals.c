// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_originals.h"

#include "tests/unit/facts_sample.h"

#define BEFORE "{\"catalogue\":\"1\",\"content\":"
#define BEHIND ",\"format\":\"plumbline-statement-1\",\"records\":[],\"shown\":"

static void what_is_no_statement_has_no_content(void **state)
{
    static const char *const bad[] = {
        "",
        "{}",
        BEFORE "[]" BEHIND "{}}",
        BEFORE "{}" BEHIND "{}} ",
        BEFORE "{ }" BEHIND "{}}",
        BEFORE "{},\"format\":\"plumbline-statement-2\",\"records\":[],\"shown\":{}}",
        BEFORE "{},\"format\":7,\"records\":[],\"shown\":{}}",
        "{\"catalogue\":1,\"content\":{}" BEHIND "{}}",
    };
    struct span part;

    assert_int_equal(statement_content(span_of(BEFORE "{}" BEHIND "{}}"), &part, NULL), ERR_OK);
    assert_true(span_is(part, "{}"));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(statement_content(span_of(bad[i]), &part, NULL), ERR_PARSE);
}

static void photos_are_listed_only_from_a_statement(void **state)
{
    static const char *const bad[] = {
        BEFORE "{\"items\":[{\"photos\":[\"a\"]}]}" BEHIND "{\"photos\":[]}}",
        BEFORE "{\"items\":[{\"photos\":[7]}]}" BEHIND "{\"photos\":[]}}",
        BEFORE "{\"items\":[]}" BEHIND "{\"photos\":[{}]}}",
        BEFORE "{\"items\":[]}" BEHIND "{}}",
        BEFORE "{\"items\":7}" BEHIND "{\"photos\":[]}}",
        BEFORE "{}" BEHIND "{\"photos\":[]}}",
    };
    struct sample *sample = *state;
    struct digest *list;
    struct buffer text;
    struct arena small;
    size_t count = 7;

    assert_int_equal(
        statement_originals_list(span_of(BEFORE "{\"items\":[]}" BEHIND "{\"photos\":[]}}"),
                                 &sample->arena, &list, &count, NULL),
        ERR_OK);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(
            statement_originals_list(span_of(bad[i]), &sample->arena, &list, &count, NULL),
            ERR_PARSE);
    buffer_init(&text, STATEMENT_BYTES_MAX);
    buffer_append_text(&text, BEFORE "{\"items\":[{\"photos\":[");
    for (int i = 0; i < 300; i++)
        buffer_printf(&text, "%s\"%064x\"", i ? "," : "", 999 - i);
    buffer_append_text(&text, "]}]}" BEHIND "{\"photos\":[]}}");
    for (size_t room = 100; room < 40000; room += room / 3) {
        enum err err;

        arena_init(&small, room);
        err = statement_originals_list((struct span){text.data, text.len}, &small, &list, &count,
                                       NULL);
        assert_true(err == ERR_TOO_LARGE || (err == ERR_OK && count == 300));
        arena_clear(&small);
    }
    assert_int_equal(statement_originals_list((struct span){text.data, text.len}, &sample->arena,
                                              &list, &count, NULL),
                     ERR_OK);
    assert_int_equal(list[0].bytes[31], 999 & 0xff);
    assert_int_equal(list[299].bytes[31], 700 & 0xff);
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_no_statement_has_no_content, set_up, tear_down),
        cmocka_unit_test_setup_teardown(photos_are_listed_only_from_a_statement, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
