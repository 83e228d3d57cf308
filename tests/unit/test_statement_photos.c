// SPDX-License-Identifier: Apache-2.0
#include "shared/data/statement_photos.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static void photos_come_once_in_the_order_of_the_page(void **state)
{
    struct statement_photos photos;

    (void)state;
    assert_int_equal(statement_photos_read(span_of("{\"content\":{\"items\":[{\"photos\":[\"" B
                                                   "\",\"" A "\"]},{\"photos\":[]},"
                                                   "{\"photos\":[\"" A
                                                   "\"]}]},\"shown\":{\"photos\":[{\"digest\":\"" A
                                                   "\"},{\"digest\":\"" C "\"}]}}"),
                                           &photos, NULL),
                     ERR_OK);
    assert_int_equal(photos.count, 3);
    assert_int_equal(photos.list[0].bytes[0], 0xBB);
    assert_int_equal(photos.list[1].bytes[0], 0xAA);
    assert_int_equal(photos.list[2].bytes[31], 0xCC);
    statement_photos_clear(&photos);
    assert_int_equal(photos.count, 0);
}

static void more_photos_than_first_room_are_all_there(void **state)
{
    struct statement_photos photos;
    struct buffer text;

    (void)state;
    buffer_init(&text, 1 << 16);
    buffer_append_text(&text, "{\"content\":{\"items\":[{\"photos\":[");
    for (unsigned i = 0; i < 100; i++)
        buffer_printf(&text, "%s\"%064x\"", i ? "," : "", i);
    buffer_append_text(&text, "]}]}}");
    assert_int_equal(statement_photos_read((struct span){text.data, text.len}, &photos, NULL),
                     ERR_OK);
    assert_int_equal(photos.count, 100);
    assert_int_equal(photos.list[99].bytes[31], 99);
    statement_photos_clear(&photos);
    buffer_clear(&text);
}

static void what_is_no_statement_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "[]",
        "{}",
        "{\"content\":1}",
        "{\"content\":{\"items\":[{\"photos\":[1]}]}}",
        "{\"content\":{\"items\":[{\"photos\":[\"ab\"]}]}}",
        "{\"content\":{},\"shown\":{\"photos\":[{}]}}",
    };
    struct statement_photos photos;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(statement_photos_read(span_of(cases[i]), &photos, NULL), ERR_PARSE);
        statement_photos_clear(&photos);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(photos_come_once_in_the_order_of_the_page),
        cmocka_unit_test(more_photos_than_first_room_are_all_there),
        cmocka_unit_test(what_is_no_statement_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
