// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

struct example {
    const char *cell, *kept; // kept NULL: it is none
};

static void check(enum import_form form, const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer out;
        buffer_init(&out, 4096);
        bool good = import_cell_read(form, span_of(examples[i].cell), &out);
        const char *got = out.data == NULL ? "" : out.data;
        if (good != (examples[i].kept != NULL) || (good && strcmp(got, examples[i].kept) != 0))
            fail_msg("\"%s\": \"%s\"", examples[i].cell, good ? got : "refused");
        buffer_clear(&out);
    }
    assert_non_null(import_cell_wanted(form));
}
#define CHECK(form, examples) check(form, examples, sizeof(examples) / sizeof *(examples))

static void dates_are_read_as_people_write_them(void **state)
{
    static const struct example examples[] = {{"2026-03-05", "2026-03-05"},
                                              {"2026/3/5", "2026-03-05"},
                                              {"2026.3.5", "2026-03-05"},
                                              {"2026年3月5日", "2026-03-05"},
                                              {"20260305", "2026-03-05"},
                                              {"2026/3/5 0:00:00", "2026-03-05"},
                                              {"2026/3/5", "2026-03-05"},
                                              {" 2026-03-05 ", "2026-03-05"},
                                              {"", ""},
                                              {"2026-02-30", NULL},
                                              {"3/5/2026", NULL},
                                              {"2026-03", NULL},
                                              {"46086", NULL},
                                              {"2026-3/5", NULL},
                                              {"2026-03-05下午", NULL},
                                              {"明天", NULL},
                                              {"0026-03-05", NULL}};
    CHECK(IMPORT_DATE, examples);
}

static void amounts_become_fen_exactly(void **state)
{
    static const struct example yuan[] = {{"12,345.60", "1234560"},
                                          {"¥12,345.6", "1234560"},
                                          {"¥88000元", "8800000"},
                                          {"0.07", "7"},
                                          {"-3.5", "-350"},
                                          {"12345.600", "1234560"},
                                          {"9.5万", "9500000"},
                                          {"99999999999.99", "9999999999999"},
                                          {"12345.605", NULL},
                                          {"1.2.3", NULL},
                                          {"12,345.6,0", NULL},
                                          {"12 345", NULL},
                                          {".5", NULL},
                                          {"99999999999999999999", NULL},
                                          {"面议", NULL}};
    static const struct example wan[] = {{"12.5", "12500000"}, {"88000元", "8800000"}};
    static const struct example whole[]
        = {{"8,800,000", "8800000"}, {"88.5", NULL}, {"88.0", "88"}};
    CHECK(IMPORT_YUAN, yuan);
    CHECK(IMPORT_WAN, wan);
    CHECK(IMPORT_INTEGER, whole);
}

static void telephone_numbers_lose_what_stands_between_their_digits(void **state)
{
    static const struct example examples[]
        = {{"138-0000-0001", "13800000001"},
           {"138 0000 0001", "13800000001"},
           {"+86 13800000001", "13800000001"},
           {"13800000001", "13800000001"},
           {"0571-88886666", "0571-88886666"},
           {"(0571)88886666", "057188886666"},
           {"13800000001、13900000002", "13800000001/13900000002"},
           {"13800000001 / 0571-88886666", "13800000001/0571-88886666"},
           {"1.38E+10", NULL},
           {"138000000012", NULL},
           {"123", NULL},
           {"无", NULL},
           {"", ""}};
    CHECK(IMPORT_PHONE, examples);
}

static void roles_and_truths_are_read_by_their_words(void **state)
{
    static const struct example roles[]
        = {{"巡检员", "inspector"},          {"工长", "foreman"},       {"Inspector", "inspector"},
           {"re_inspector", "re_inspector"}, {" 设计师\t", "designer"}, {"厨师", NULL}};
    static const struct example truths[]
        = {{"是", "true"}, {"在岗", "true"}, {"NO", "false"}, {"0", "false"}, {"也许", NULL}};
    CHECK(IMPORT_ROLE, roles);
    CHECK(IMPORT_BOOLEAN, truths);
}

static void text_keeps_its_wide_letters_and_a_code_does_not(void **state)
{
    static const struct example text[]
        = {{"\xE3\x80\x80梧桐路18号 \xC2\xA0", "梧桐路18号"}, {" \t", ""}};
    static const struct example code[] = {{"HT2026-001 ", "HT2026-001"}};
    CHECK(IMPORT_TEXT, text);
    CHECK(IMPORT_CODE, code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_as_people_write_them),
        cmocka_unit_test(amounts_become_fen_exactly),
        cmocka_unit_test(telephone_numbers_lose_what_stands_between_their_digits),
        cmocka_unit_test(roles_and_truths_are_read_by_their_words),
        cmocka_unit_test(text_keeps_its_wide_letters_and_a_code_does_not),
    };

    return cmocka_run_group_tests_name("import cell", tests, NULL, NULL);
}
