// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/raw_entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define ZEROS16 "0000000000000000"
#define CHAIN "\"chain\":\"" ZEROS16 ZEROS16 ZEROS16 ZEROS16 "\","

static enum err parse(const char *text, struct buffer *bytes)
{
    struct raw_entry entry;

    buffer_reset(bytes);
    return raw_entry_parse(span_of(text), &entry, bytes, NULL);
}

static void any_bytes_come_back_as_they_were(void **state)
{
    static char all[65536];
    struct raw_entry entry = {.dot = {UINT64_MAX, UINT64_MAX}, .chain = {{1, 2, 3}}}, back;
    struct buffer line, bytes;

    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (char)i;
    buffer_init(&line, 1 << 20);
    buffer_init(&bytes, sizeof(all) + 2);
    assert_true(raw_entry_format(&entry, (struct span){all, sizeof(all)}, &line));
    assert_int_equal(line.data[line.len - 1], '\n');
    assert_int_equal(raw_entry_parse((struct span){line.data, line.len - 1}, &back, &bytes, NULL),
                     ERR_OK);
    assert_int_equal(bytes.len, sizeof(all));
    assert_memory_equal(bytes.data, all, sizeof(all));
    assert_memory_equal(&back, &entry, sizeof(entry));
    buffer_clear(&line);
    buffer_clear(&bytes);
}

static void every_truncation_is_refused(void **state)
{
    struct raw_entry entry = {.dot = {1, 1}}, back;
    struct buffer line, bytes;

    buffer_init(&line, 1000);
    buffer_init(&bytes, 1000);
    assert_true(raw_entry_format(&entry, span_of("half a write"), &line));
    for (size_t len = 0; len < line.len - 1; len++)
        assert_int_equal(raw_entry_parse((struct span){line.data, len}, &back, &bytes, NULL),
                         ERR_PARSE);
    buffer_clear(&line);
    buffer_clear(&bytes);
}

static void white_space_and_order_are_free(void **state)
{
    struct buffer bytes;

    buffer_init(&bytes, 100);
    assert_int_equal(parse("{ \"raw\": \"eA==\", " CHAIN
                           " \"counter\": \"2\", \"later\": 1.5, \"actor\": "
                           "\"000000000000000a\" }",
                           &bytes),
                     ERR_OK);
    assert_string_equal(bytes.data, "x");
    buffer_clear(&bytes);
}

static void bad_parts_are_refused(void **state)
{
    static const char *const lines[] = {
        "{}",
        "{\"actor\":\"" ZEROS16 "\"," CHAIN "\"counter\":\"1\",\"raw\":\"\"}",
        "{\"actor\":\"000000000000000a\"," CHAIN "\"counter\":\"0\",\"raw\":\"\"}",
        "{\"actor\":\"000000000000000a\"," CHAIN "\"counter\":1,\"raw\":\"\"}",
        "{\"actor\":\"000000000000000a\",\"chain\":\"00\",\"counter\":\"1\",\"raw\":\"\"}",
        "{\"actor\":\"000000000000000a\"," CHAIN "\"counter\":\"1\"}",
        "{\"actor\":\"000000000000000a\"," CHAIN "\"counter\":\"1\",\"raw\":\"x\"}",
        "{\"actor\":\"000000000000000a\"," CHAIN "\"counter\":\"1\",\"raw\":\"eA=\"}",
        "{\"actor\":\"000000000000000a\"," CHAIN "\"counter\":\"1\",\"raw\":\"eB==\"}x",
    };
    struct buffer bytes;

    buffer_init(&bytes, 100);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (parse(lines[i], &bytes) != ERR_PARSE)
            fail_msg("%s", lines[i]);
    buffer_clear(&bytes);
}

static void bytes_that_do_not_fit_are_too_large(void **state)
{
    struct buffer bytes;

    buffer_init(&bytes, 2);
    assert_int_equal(parse("{\"actor\":\"000000000000000a\"," CHAIN
                           "\"counter\":\"1\",\"raw\":\"eHh4\"}",
                           &bytes),
                     ERR_TOO_LARGE);
    buffer_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_come_back_as_they_were),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(white_space_and_order_are_free),
        cmocka_unit_test(bad_parts_are_refused),
        cmocka_unit_test(bytes_that_do_not_fit_are_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
