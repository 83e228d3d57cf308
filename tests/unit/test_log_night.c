// SPDX-License-Identifier: Apache-2.0
// The leaf of a night: one form, byte by byte.
#include "shared/wire/log_night.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define BEGINNING \
    "{\"commit\":\"42\",\"cut_ms\":1795309200000,\"date\":\"2026-11-22\",\"digest\":\""
static const char text[] = BEGINNING DIGEST "\",\"format\":\"plumbline-night-leaf-1\"}";

static void a_leaf_is_read_as_it_was_written(void **state)
{
    struct log_night night;
    struct buffer out;

    assert_true(log_night_is(span_of(text)));
    assert_int_equal(log_night_parse(span_of(text), &night, NULL), ERR_OK);
    assert_int_equal(night.commit, 42);
    assert_int_equal(night.cut_ms, INT64_C(1795309200000));
    assert_string_equal(night.date, "2026-11-22");
    buffer_init(&out, 1000);
    assert_true(log_night_format(&night, &out));
    assert_string_equal(out.data, text);
    buffer_clear(&out);
}

static void every_other_form_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "{}",
        "{\"commit\":\"42\"}",
        BEGINNING DIGEST "\",\"format\":\"plumbline-night-leaf-2\"}",
        BEGINNING "0\",\"format\":\"plumbline-night-leaf-1\"}",
        BEGINNING DIGEST "\",\"format\":\"plumbline-night-leaf-1\"} ",
        BEGINNING DIGEST "\",\"format\":\"plumbline-night-leaf-1\",\"more\":1}",
        "{\"commit\":42,\"cut_ms\":1,\"date\":\"2026-11-22\",\"digest\":\"" DIGEST
        "\",\"format\":\"plumbline-night-leaf-1\"}",
        "{\"commit\":\"42\",\"cut_ms\":-1,\"date\":\"2026-11-22\",\"digest\":\"" DIGEST
        "\",\"format\":\"plumbline-night-leaf-1\"}",
        "{\"commit\":\"42\",\"cut_ms\":1,\"date\":\"2026-02-30\",\"digest\":\"" DIGEST
        "\",\"format\":\"plumbline-night-leaf-1\"}",
    };
    struct log_night night;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (log_night_parse(span_of(wrong[i]), &night, NULL) != ERR_PARSE)
            fail_msg("%s is taken", wrong[i]);
    for (size_t len = 0; len < sizeof(text) - 1; len++)
        assert_int_equal(log_night_parse((struct span){text, len}, &night, NULL), ERR_PARSE);
}

static void leaves_of_sign_offs_are_told_apart(void **state)
{
    assert_false(log_night_is(span_of("{\"certificate\":\"")));
    assert_false(log_night_is(span_of("{")));
    assert_false(log_night_is((struct span){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_read_as_it_was_written),
        cmocka_unit_test(every_other_form_is_refused),
        cmocka_unit_test(leaves_of_sign_offs_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
