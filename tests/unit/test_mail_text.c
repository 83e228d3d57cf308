// SPDX-License-Identifier: Apache-2.0
// Messages as they go over the wire: ASCII, short lines, no way to slip a header in.
#include "shared/net/mail_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static char *format(const char *subject, const char *text, struct buffer *out)
{
    struct mail_message message = {.from = "plumbline@office.example",
                                   .to = "clerk@office.example",
                                   .subject = span_of(subject),
                                   .text = span_of(text),
                                   .id = "0190",
                                   .at_ms = 1795363200000};

    buffer_init(out, 1 << 20);
    mail_text_format(&message, out);
    assert_false(out->failed);
    return out->data;
}

static void every_line_is_short_ascii_and_ends_with_crlf(void **state)
{
    char text[6000];
    struct buffer out;
    size_t column = 0;

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)(i % 700 == 0 ? '\n' : 1 + i % 255);
    text[sizeof(text) - 1] = '\0';
    format("夜间核对:二十台平板里有两台要看一下,青年路三号楼的验收单还没有送到办公室", text, &out);
    for (size_t i = 0; i < out.len; i++) {
        unsigned char c = (unsigned char)out.data[i];

        assert_true(c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c <= '~'));
        assert_true(c != '\n' || (i > 0 && out.data[i - 1] == '\r'));
        assert_true(c != '\r' || out.data[i + 1] == '\n');
        column = c == '\n' ? 0 : column + 1;
        assert_true(column <= 77); // 76 and the CR
    }
    assert_memory_equal(out.data + out.len - 2, "\r\n", 2);
    buffer_clear(&out);
}

static void headers_and_body_are_as_the_standards_say(void **state)
{
    struct buffer out;
    char *message = format("夜 ok", "a=b \nx\t\n.\n中", &out);

    assert_non_null(strstr(message, "Subject: =?UTF-8?B?5aScIG9r?=\r\n"));
    assert_non_null(strstr(message, "Date: Mon, 23 Nov 2026 00:00:00 +0800\r\n"));
    assert_non_null(strstr(message, "Message-ID: <0190@office.example>\r\n"));
    assert_non_null(strstr(message, "\r\n\r\na=3Db=20\r\nx=09\r\n.\r\n=E4=B8=AD\r\n"));
    buffer_clear(&out);
}

static void no_header_can_be_slipped_in(void **state)
{
    struct buffer out;
    char *message = format("x\r\nBcc: thief@example", "t", &out);

    assert_null(strstr(message, "Bcc"));
    buffer_clear(&out);
    assert_true(mail_text_address("a.b+c@x.example"));
    assert_false(mail_text_address("a@b\r\nRCPT TO:<c@d>"));
    assert_false(mail_text_address("a b@c"));
    assert_false(mail_text_address("a@b@c"));
    assert_false(mail_text_address("@c"));
    assert_false(mail_text_address("a@"));
    assert_false(mail_text_address("<a@b>"));
    assert_false(mail_text_address("a@b,c@d"));
    assert_false(mail_text_address("王@b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_is_short_ascii_and_ends_with_crlf),
        cmocka_unit_test(headers_and_body_are_as_the_standards_say),
        cmocka_unit_test(no_header_can_be_slipped_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
