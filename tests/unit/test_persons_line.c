// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/persons_line.h"

#include "shared/wire/reply_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define ANN "{\"id\":\"0197a000-0000-7000-8000-00000000000a\",\"name\":\"安娜\",\"role\":null}"

static void a_list_comes_back_as_it_was(void **state)
{
    static const char *const lists[] = {"[]", "[" ANN "]", "[" ANN "," ANN "]"};
    char version[PERSONS_VERSION_TEXT];
    struct reply_line line;
    struct buffer out, list;

    buffer_init(&out, 4096);
    buffer_init(&list, 4096);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        buffer_reset(&out);
        assert_true(persons_line_format(span_of(lists[i]), "00ff", &out));
        assert_int_equal(out.data[out.len - 1], '\n');
        assert_int_equal(reply_line_parse((struct span){out.data, out.len - 1}, &line, NULL),
                         ERR_OK);
        assert_int_equal(line.kind, LINE_PERSONS);
        assert_int_equal(
            persons_line_parse((struct span){out.data, out.len - 1}, &list, version, NULL), ERR_OK);
        assert_string_equal(list.data, lists[i]);
        assert_string_equal(version, "00ff");
        for (size_t len = 0; len < out.len - 1; len++)
            assert_int_equal(persons_line_parse((struct span){out.data, len}, &list, version, NULL),
                             ERR_PARSE);
    }
    buffer_clear(&out);
    buffer_clear(&list);
}

static void a_list_that_cannot_be_trusted_is_refused(void **state)
{
    static const char *const lines[] = {
        "{}",
        "{\"persons\":[]}",
        "{\"persons\":[],\"version\":7}",
        "{\"persons\":[],\"version\":\"\"}",
        "{\"persons\":[],\"version\":\"0123456789012345678901234567890123456789\"}",
        "{\"persons\":{},\"version\":\"1\"}",
        "{\"persons\":null,\"version\":\"1\"}",
        "{\"persons\":[1],\"version\":\"1\"}",
        "{\"persons\":[{}],\"version\":\"1\"}",
        "{\"persons\":[{\"id\":\"ann\"}],\"version\":\"1\"}",
        "{\"persons\":[" ANN ",{\"name\":\"x\"}],\"version\":\"1\"}",
    };
    char version[PERSONS_VERSION_TEXT];
    struct buffer list;
    struct error error;

    buffer_init(&list, 4096);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        error_clear(&error);
        assert_int_equal(persons_line_parse(span_of(lines[i]), &list, version, &error), ERR_PARSE);
        assert_non_null(strstr(error.detail, i == 0 || i > 4 ? "persons" : "version"));
    }
    buffer_clear(&list);
    buffer_init(&list, 40);
    assert_int_equal(persons_line_parse(span_of("{\"persons\":[" ANN "],\"version\":\"1\"}"), &list,
                                        version, NULL),
                     ERR_TOO_LARGE);
    buffer_clear(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_comes_back_as_it_was),
        cmocka_unit_test(a_list_that_cannot_be_trusted_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
