// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void expect(struct span bytes, const char *text, const char *encoding)
{
    struct buffer out;
    struct error error = {0};
    const char *got = NULL;
    buffer_init(&out, 1 << 16);
    if (import_text_decode(bytes, &out, &got, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    assert_string_equal(got, encoding);
    assert_int_equal(out.len, strlen(text));
    assert_memory_equal(out.data == NULL ? "" : out.data, text, out.len);
    buffer_clear(&out);
}

static void expect_fault(struct span bytes, const char *words)
{
    struct buffer out;
    struct error error = {0};
    const char *got = NULL;
    buffer_init(&out, 1 << 16);
    assert_int_equal(import_text_decode(bytes, &out, &got, &error), ERR_PARSE);
    if (!strstr(error.detail, words))
        fail_msg("\"%s\" does not say \"%s\"", error.detail, words);
    buffer_clear(&out);
}

#define BYTES(text) ((struct span){text, sizeof(text) - 1})

static void text_is_read_in_the_encodings_of_offices(void **state)
{
    expect(BYTES("姓名,a\n"), "姓名,a\n", "UTF-8");
    expect(BYTES("\xEF\xBB\xBF姓名"), "姓名", "UTF-8");
    expect(BYTES("\xD0\xD5\xC3\xFB,a\n"), "姓名,a\n", "GB18030");
    expect(BYTES("\x95\x32\x82\x36"), "\xF0\xA0\x80\x80", "GB18030"); // of four bytes: not in GBK
    expect(BYTES("\xFF\xFE\xD3\x59\x0D\x54,\0\n\0"), "姓名,\n", "UTF-16LE");
    expect(BYTES("\xFE\xFF\x59\xD3\x54\x0D\0,\0\n"), "姓名,\n", "UTF-16BE");
    expect(BYTES("a\0,\0b\0\n\0"), "a,b\n", "UTF-16LE");
    expect(BYTES(""), "", "UTF-8");
}

static void what_is_no_table_is_called_by_its_name(void **state)
{
    expect_fault(BYTES("PK\x03\x04rest"), "xlsx");
    expect_fault(BYTES("\xD0\xCF\x11\xE0rest"), ".xls");
    expect_fault(BYTES("<html><table>"), "XML");
    expect_fault(BYTES("a,b\nc,\xFF\xFF\n"), "line 2");
}

static void what_does_not_fit_is_too_large(void **state)
{
    struct buffer out;
    const char *got = NULL;
    buffer_init(&out, 4);
    assert_int_equal(import_text_decode(BYTES("abcdefgh"), &out, &got, NULL), ERR_TOO_LARGE);
    buffer_clear(&out);
    assert_int_equal(import_text_decode(BYTES("\xD0\xD5\xC3\xFB"), &out, &got, NULL),
                     ERR_TOO_LARGE);
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_in_the_encodings_of_offices),
        cmocka_unit_test(what_is_no_table_is_called_by_its_name),
        cmocka_unit_test(what_does_not_fit_is_too_large),
    };

    return cmocka_run_group_tests_name("import text", tests, NULL, NULL);
}
