// SPDX-License-Identifier: Apache-2.0
// Lists about sites: which site a row is of, what of it may be shown and found, and the filters.
#include "server/console/choices.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { SITES = 5 };

static struct site_summary summary_of(uint8_t number)
{
    return (struct site_summary){.site = {{number}},
                                 .contract = "HT-2026-07",
                                 .store = "Minhang",
                                 .department = "East",
                                 .customer = "Zhou Min",
                                 .phone = "13900000000",
                                 .address = "12 Xinzhuang Road"};
}

static void a_site_is_found_among_those_that_the_caller_sees(void **state)
{
    struct site_summary summaries[SITES], *sites[SITES];
    bool personal[SITES];
    const struct site_listed listed = {.sites = sites, .personal = personal, .count = SITES};

    (void)state;
    for (uint8_t i = 0; i < SITES; i++) {
        summaries[i] = summary_of((uint8_t)(2 * i + 1));
        sites[i] = &summaries[i];
        personal[i] = i % 2;
    }
    for (uint8_t number = 0; number <= 2 * SITES; number++) {
        const struct uuid id = {{number}};
        const struct site_row row = site_row_find(&listed, &id);

        assert_ptr_equal(row.site, number % 2 ? sites[number / 2] : NULL);
        assert_int_equal(row.personal, number % 2 && personal[number / 2]);
    }
}

static void a_customer_is_neither_shown_nor_found_where_that_is_not_permitted(void **state)
{
    struct site_summary summary = summary_of(1);
    struct site_row row = {.site = &summary, .personal = true};
    const char *const own[] = {"crack in the wall", NULL};

    (void)state;
    assert_string_equal(site_row_customer(&row), "Zhou Min");
    assert_true(site_row_says(&row, "zhou CRACK", own, 2));
    assert_true(site_row_matches(&row, "13900 min"));
    row.personal = false;
    assert_string_equal(site_row_customer(&row), "");
    assert_string_equal(site_row_address(&row), "");
    assert_false(site_row_says(&row, "zhou", own, 2));
    assert_false(site_row_says(&row, "xinzhuang", own, 2));
    assert_false(site_row_matches(&row, "13900"));
    assert_true(site_row_says(&row, "minhang HT-2026 wall", own, 2));
    assert_true(site_row_matches(&row, "east"));
}

static void a_row_of_no_site_has_its_own_texts_alone(void **state)
{
    const struct site_row row = {.site = NULL, .personal = true};
    const char *const own[] = {"crack"};

    (void)state;
    assert_int_equal(site_row_store(NULL, &row).len, 0);
    assert_string_equal(site_row_contract(&row), "");
    assert_true(site_row_says(&row, "crack", own, 1));
    assert_false(site_row_says(&row, "crack HT", own, 1));
}

static void a_filter_that_was_not_given_lets_everything_through(void **state)
{
    const struct uuid one = {{1}}, two = {{2}};

    (void)state;
    assert_true(wanted_text(NULL, "a") && wanted_id(NULL, &one) && wanted_words(NULL, NULL, 0));
    assert_true(wanted_words(" \t", NULL, 0));
    assert_true(wanted_text("a", "a") && !wanted_text("a", "ab") && !wanted_text("", "a"));
    assert_true(wanted_id(&one, &one) && !wanted_id(&one, &two));
}

static void each_choice_stands_once_with_its_rows(void **state)
{
    struct choices choices = {.count = 0};
    char codes[CHOICES_MOST + 1][8];

    (void)state;
    for (int i = 0; i <= CHOICES_MOST; i++) {
        snprintf(codes[i], sizeof(codes[i]), "c%d", i);
        choices_note(&choices, codes[i], (struct site_words){"字", "word"});
        choices_note(&choices, codes[0], (struct site_words){"字", "word"});
    }
    assert_int_equal(choices.count, CHOICES_MOST); // the last one had no room
    assert_int_equal(choices.list[0].rows, CHOICES_MOST + 2);
    assert_int_equal(choices.list[CHOICES_MOST - 1].rows, 1);
    assert_string_equal(choices.list[1].code, "c1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_is_found_among_those_that_the_caller_sees),
        cmocka_unit_test(a_customer_is_neither_shown_nor_found_where_that_is_not_permitted),
        cmocka_unit_test(a_row_of_no_site_has_its_own_texts_alone),
        cmocka_unit_test(a_filter_that_was_not_given_lets_everything_through),
        cmocka_unit_test(each_choice_stands_once_with_its_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
