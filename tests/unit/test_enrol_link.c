// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/enrol_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define A16 "aaaaaaaaaaaaaaaa"
#define DIGEST A16 A16 A16 A16
#define CODE "0123456789ABCDEFGHJKMNPQRS"
#define QUERY "?pin=" DIGEST "&ca=" DIGEST

static enum err parse(const char *text, struct enrol_link *out)
{
    return enrol_link_parse(span_of(text), out, NULL);
}

static void a_link_comes_back_as_it_was(void **state)
{
    static const char *const offices[] = {"127.0.0.1:7443", "office.example.cn:1", "[::1]:65535",
                                          "[2001:db8::1]:443", "my_box:80"};
    struct enrol_link link = {.code = CODE, .pin = {{1}}, .ca = {{2}}}, back;

    for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++) {
        struct buffer text;

        buffer_init(&text, 1000);
        text_copy(link.office, sizeof(link.office), span_of(offices[i]));
        assert_true(enrol_link_format(&link, &text));
        assert_int_equal(parse(text.data, &back), ERR_OK);
        assert_string_equal(back.office, offices[i]);
        assert_string_equal(back.code, CODE);
        assert_true(digest_equal(&back.pin, &link.pin) && digest_equal(&back.ca, &link.ca));
        for (size_t len = 0; len < text.len; len++)
            assert_int_equal(enrol_link_parse((struct span){text.data, len}, &back, NULL),
                             ERR_PARSE);
        buffer_clear(&text);
    }
}

static void parameters_come_in_any_order_with_unknown_ones(void **state)
{
    struct enrol_link link;

    assert_int_equal(parse("plumb://a:1/" CODE "?x&ca=" DIGEST "&later=1&pin=" DIGEST "&", &link),
                     ERR_OK);
    assert_int_equal(link.pin.bytes[0], 0xaa);
}

static void bad_links_are_refused(void **state)
{
    static const char *const links[] = {
        "",
        "http://a:1/" CODE QUERY,
        "plumb:/a:1/" CODE QUERY,
        "plumb://a/" CODE QUERY,
        "plumb://:1/" CODE QUERY,
        "plumb://a:/" CODE QUERY,
        "plumb://a:0/" CODE QUERY,
        "plumb://a:65536/" CODE QUERY,
        "plumb://a:01/" CODE QUERY,
        "plumb://a:-1/" CODE QUERY,
        "plumb://a b:1/" CODE QUERY,
        "plumb://u@a:1/" CODE QUERY,
        "plumb://::1:1/" CODE QUERY,
        "plumb://[::1/" CODE QUERY,
        "plumb://[::1]/" CODE QUERY,
        "plumb://[::1]1/" CODE QUERY,
        "plumb://[]:1/" CODE QUERY,
        "plumb://[x]:1/" CODE QUERY,
        "plumb://a:1/" QUERY,
        "plumb://a:1/" CODE "0" QUERY,
        "plumb://a:1/0123456789ABCDEFGHJKMNPQRU" QUERY,
        "plumb://a:1/" CODE,
        "plumb://a:1/" CODE "?pin=" DIGEST,
        "plumb://a:1/" CODE "?ca=" DIGEST,
        "plumb://a:1/" CODE "?pin=" DIGEST "&ca=" DIGEST "&ca=" DIGEST,
        "plumb://a:1/" CODE "?pin=" DIGEST "&ca=" DIGEST "&pin=" DIGEST,
        "plumb://a:1/" CODE "?pin=" DIGEST "&ca=" DIGEST "0",
        "plumb://a:1/" CODE "?pin=" DIGEST "&ca=A" A16 A16 A16 "aaaaaaaaaaaaaaa",
        "plumb://a:1/" CODE "?PIN=" DIGEST "&ca=" DIGEST,
    };
    struct enrol_link link;

    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
        if (parse(links[i], &link) != ERR_PARSE)
            fail_msg("%s", links[i]);
}

static void a_host_of_any_length_stays_in_its_place(void **state)
{
    struct enrol_link link;
    struct buffer text;

    buffer_init(&text, 10000);
    for (size_t len = 1; len < 1000; len++) {
        buffer_reset(&text);
        buffer_append_text(&text, "plumb://");
        for (size_t i = 0; i < len; i++)
            buffer_append_char(&text, 'a');
        buffer_append_text(&text, ":443/" CODE QUERY);
        assert_int_equal(enrol_link_parse((struct span){text.data, text.len}, &link, NULL),
                         len + 4 < HOST_PORT_TEXT ? ERR_OK : ERR_PARSE);
    }
    buffer_clear(&text);
}

static void a_code_is_read_as_people_type_it(void **state)
{
    char code[CODE_TEXT];

    assert_true(enrol_code_parse(span_of("0123-4567-89ab-cdef-ghjk-mnpq-rs"), code));
    assert_string_equal(code, CODE);
    assert_true(enrol_code_parse(span_of("oOiIlL6789ABCDEFGHJKMNPQRS"), code));
    assert_string_equal(code, "0011116789ABCDEFGHJKMNPQRS");
    assert_false(enrol_code_parse(span_of("012345678901234567890123456"), code));
    assert_false(enrol_code_parse(span_of("0123456789012345678901234"), code));
    assert_false(enrol_code_parse(span_of("012345678901234567890123U5"), code));
    assert_false(enrol_code_parse((struct span){"0123456789ABCDEFGHJKMNPQR\0", 26}, code));
    assert_false(enrol_code_parse(span_of(""), code));
}

static void a_code_carries_130_bits(void **state)
{
    uint8_t random[17];
    char code[CODE_TEXT], other[CODE_TEXT];

    memset(random, 0xFF, sizeof(random));
    enrol_code_make(random, code);
    assert_string_equal(code, "ZZZZZZZZZZZZZZZZZZZZZZZZZZ");
    memset(random, 0, sizeof(random));
    enrol_code_make(random, code);
    assert_string_equal(code, "00000000000000000000000000");
    for (int bit = 0; bit < 136; bit++) { // each bit changes one digit; the last six are not used
        int differing = 0;

        random[bit / 8] = (uint8_t)(0x80 >> bit % 8);
        enrol_code_make(random, other);
        for (int i = 0; i < CODE_TEXT - 1; i++)
            differing += other[i] != code[i];
        assert_int_equal(differing, bit < 130);
        assert_true(bit >= 130 || other[bit / 5] != '0');
        random[bit / 8] = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_comes_back_as_it_was),
        cmocka_unit_test(parameters_come_in_any_order_with_unknown_ones),
        cmocka_unit_test(bad_links_are_refused),
        cmocka_unit_test(a_host_of_any_length_stays_in_its_place),
        cmocka_unit_test(a_code_is_read_as_people_type_it),
        cmocka_unit_test(a_code_carries_130_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
