// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void d10_4_fen_are_shown_as_yuan_exactly(void **state)
{
    static const struct {
        int64_t fen;
        const char *text;
    } cases[] = {
        {0, "0.00"},
        {5, "0.05"},
        {100, "1.00"},
        {-5, "-0.05"},
        {99999, "999.99"},
        {100000, "1,000.00"},
        {-123456789, "-1,234,567.89"},
        {INT64_C(9007199254740991), "90,071,992,547,409.91"},
        {INT64_MIN, "-92,233,720,368,547,758.08"},
    };
    char text[FORM_FIGURE_TEXT];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        form_words_money(cases[i].fen, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void times_are_those_of_the_office(void **state)
{
    char text[FORM_FIGURE_TEXT];

    form_words_time(INT64_C(1795310400000), true, text);
    assert_string_equal(text, "2026年11月22日 09:20");
    form_words_time(INT64_C(1795310400000), false, text);
    assert_string_equal(text, "2026年11月22日");
    form_words_stamp_time(INT64_C(1795310400000), text);
    assert_string_equal(text, "2026-11-22 09:20:00");
    form_words_time(0, true, text);
    assert_string_equal(text, "");
    form_words_stamp_time(0, text);
    assert_string_equal(text, "");
    form_words_time(INT64_MAX, true, text); // any time is a text that fits
    form_words_time(INT64_MIN, true, text);
}

static void the_catalogue_s_words_go_before_our_own_and_codes_stay_as_they_are(void **state)
{
    static const struct form_term list[] = {{"customer", {"业主", "owner"}}};
    const struct form_terms terms = {list, 1};

    assert_string_equal(form_words_term(&terms, "", "customer").zh, "业主");
    assert_string_equal(form_words_term(NULL, "", "customer").zh, "客户");
    assert_string_equal(form_words_term(NULL, "signoff", "refused").zh, "拒签");
    assert_string_equal(form_words_term(NULL, "delivery", "refused").zh, "拒收");
    assert_string_equal(form_words_term(NULL, "", "nobody").zh, "nobody");
    assert_string_equal(form_words_term(NULL, "", "nobody").en, "nobody");
}

static void a_digest_is_grouped(void **state)
{
    struct digest digest;
    char text[FORM_DIGEST_TEXT];

    memset(digest.bytes, 0xA5, HASH_BYTES);
    form_words_digest(&digest, text);
    assert_string_equal(text, "a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 "
                              "a5a5a5a5");
}

static void what_does_not_fit_is_cut_behind_a_whole_character(void **state)
{
    char text[8];

    form_words_print(text, sizeof(text), "%s", "水电水电");
    assert_string_equal(text, "水电");
    form_words_print(text, sizeof(text), "%s", "abcdefg");
    assert_string_equal(text, "abcdefg");
    form_words_print(text, sizeof(text), "%s", "abcdefgh");
    assert_string_equal(text, "abcdefg");
}

static void fields_are_shown_as_the_kind_s_table_says(void **state)
{
    static const struct {
        struct form_field field;
        const char *text;
    } cases[] = {
        {{.name = "amount_fen", .numeric = true, .number = 1234567}, "12,345.67 元"},
        {{.name = "category", .text = "customer_request"}, "客户要求"},
        {{.name = "description", .text = "阳台改门"}, "阳台改门"},
        {{.name = "issued_at", .numeric = true, .number = INT64_C(1795310400000)},
         "2026年11月22日 09:20"},
        {{.name = "touches_promise", .truth = true}, "是 Yes"},
        {{.name = "touches_promise"}, "否 No"},
        {{.name = "unknown", .numeric = true, .number = -7}, "-7"},
        {{.name = "amount_fen", .conflict = true}, "（两处记录不一致 in conflict）"},
    };
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(form_words_field(&cases[i].field, "change_order", NULL, &arena),
                            cases[i].text);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d10_4_fen_are_shown_as_yuan_exactly),
        cmocka_unit_test(times_are_those_of_the_office),
        cmocka_unit_test(the_catalogue_s_words_go_before_our_own_and_codes_stay_as_they_are),
        cmocka_unit_test(a_digest_is_grouped),
        cmocka_unit_test(what_does_not_fit_is_cut_behind_a_whole_character),
        cmocka_unit_test(fields_are_shown_as_the_kind_s_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
