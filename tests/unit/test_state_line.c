// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/state_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define MAC "AAECAwQFBgcICQoLDA0ODw=="
#define STATE "{\"id\":\"x\",\"writes\":[]}"

static const uint8_t mac[MAC_BYTES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static enum err parse(const char *text, struct span *state_bytes)
{
    uint8_t read[MAC_BYTES];

    return state_line_parse(span_of(text), read, state_bytes, NULL);
}

static void mac_and_state_come_back_untouched(void **state)
{
    struct buffer line;
    uint8_t read[MAC_BYTES] = {0};
    struct span bytes;

    buffer_init(&line, 1000);
    assert_true(state_line_format(mac, span_of(STATE), &line));
    assert_string_equal(line.data, "{\"mac\":\"" MAC "\",\"state\":" STATE "}\n");
    assert_int_equal(state_line_parse((struct span){line.data, line.len - 1}, read, &bytes, NULL),
                     ERR_OK);
    assert_memory_equal(read, mac, MAC_BYTES);
    assert_true(span_is(bytes, STATE));
    assert_ptr_equal(bytes.data, line.data + 42); // borrowed from the line
    for (size_t len = 0; len < line.len - 1; len++)
        assert_int_equal(state_line_parse((struct span){line.data, len}, read, &bytes, NULL),
                         ERR_PARSE);
    buffer_clear(&line);
}

static void keys_of_a_later_version_are_passed_over(void **state)
{
    struct span bytes;

    assert_int_equal(
        parse("{\"a\":[1],\"mac\":\"" MAC "\",\"n\":{\"state\":1},\"state\":{}}", &bytes), ERR_OK);
    assert_true(span_is(bytes, "{}"));
}

static void what_is_no_state_line_is_refused(void **state)
{
    static const char *const lines[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"mac\":\"" MAC "\"}",
        "{\"state\":{}}",
        "{\"mac\":\"AAECAwQFBgcICQoLDA0O\",\"state\":{}}",     // 15 bytes
        "{\"mac\":\"AAECAwQFBgcICQoLDA0ODxA=\",\"state\":{}}", // 17 bytes
        "{\"mac\":\"AAECAwQFBgcICQoLDA0ODw=\",\"state\":{}}",  // padding cut
        "{\"mac\":null,\"state\":{}}",
        "{\"mac\":\"" MAC "\",\"state\":[]}",
        "{\"mac\":\"" MAC "\",\"state\":\"{}\"}",
        "{\"mac\":\"" MAC "\",\"state\":{}} ",
        "{\"mac\":\"" MAC "\", \"state\":{}}",                    // white space
        "{\"state\":{},\"mac\":\"" MAC "\"}",                     // order
        "{\"mac\":\"" MAC "\",\"state\":{\"b\":1,\"a\":2}}",      // order inside
        "{\"mac\":\"" MAC "\",\"mac\":\"" MAC "\",\"state\":{}}", // twice
    };
    struct span bytes;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (parse(lines[i], &bytes) != ERR_PARSE)
            fail_msg("%s", lines[i]);
}

static void a_line_that_does_not_fit_says_so(void **state)
{
    struct buffer line;

    buffer_init(&line, 50);
    assert_false(state_line_format(mac, span_of(STATE), &line));
    buffer_clear(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mac_and_state_come_back_untouched),
        cmocka_unit_test(keys_of_a_later_version_are_passed_over),
        cmocka_unit_test(what_is_no_state_line_is_refused),
        cmocka_unit_test(a_line_that_does_not_fit_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
