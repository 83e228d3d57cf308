// SPDX-License-Identifier: Apache-2.0
// Pages of a list by key: together they are the list, in any order, also while rows come and go.
#include "server/console/listing_cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 137, SEEDS = 60 };
static const struct table_column columns[] = {{"id", "编号", "id", TABLE_TEXT},
                                              {"text", "字", "text", TABLE_TEXT},
                                              {"number", "数", "number", TABLE_INTEGER}};

// Few values, so that many rows are told apart by their key alone; some have none.
static void fill(struct table *table, size_t count)
{
    char text[64];

    table_init(table, "list", "表", "list");
    table_columns(table, columns, 3);
    for (size_t i = 0; i < count; i++) {
        table_row(table);
        snprintf(text, sizeof(text), "key/%03d", rand() % 1000 * 200 + (int)i);
        table_put_string(table, text);
        snprintf(text, sizeof(text), "城/%d", rand() % 5);
        table_put_string(table, rand() % 6 ? text : NULL);
        if (rand() % 6)
            table_put_number(table, rand() % 7 - 3);
        else
            table_put_empty(table);
    }
}

static struct listing_order order_of(const struct table *table, size_t sort, bool descending)
{
    struct listing_place *places = calloc(table->row_count, sizeof(*places));

    for (size_t i = 0; i < table->row_count; i++)
        places[i] = listing_place_of(table, i, 0, sort);
    listing_place_sort(places, table->row_count, descending);
    return (struct listing_order){.places = places,
                                  .count = table->row_count,
                                  .code = columns[sort].code,
                                  .descending = descending};
}

static void pages_are_the_list_without_a_hole_or_a_repetition(void **state)
{
    struct error error;

    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        size_t sort = 1 + seed % 2, limit = 1 + seed % 13, seen = 0, from = 0;
        struct table table;
        struct listing_order order;
        char next[LISTING_CURSOR + 1];

        srand(seed);
        fill(&table, ROWS);
        order = order_of(&table, sort, seed % 3 == 0);
        while (seen < order.count) {
            assert_int_equal(from, seen);
            seen += order.count - seen < limit ? order.count - seen : limit;
            assert_true(listing_cursor_make(&order, seen - 1, next));
            assert_int_equal(listing_cursor_find(&order, next, &from, &error), ERR_OK);
        }
        assert_int_equal(from, ROWS);
        free((void *)order.places);
        table_clear(&table);
    }
}

static void empty_values_stand_last_in_both_directions(void **state)
{
    struct table table;

    (void)state;
    srand(7);
    fill(&table, ROWS);
    for (int down = 0; down < 2; down++) {
        struct listing_order order = order_of(&table, 2, down);
        bool empty = false;

        for (size_t i = 0; i < order.count; i++) {
            assert_false(empty && !order.places[i].empty);
            empty = order.places[i].empty;
            if (i > 0 && !empty)
                assert_true(down ? order.places[i - 1].number >= order.places[i].number
                                 : order.places[i - 1].number <= order.places[i].number);
        }
        assert_true(empty);
        free((void *)order.places);
    }
    table_clear(&table);
}

// The row that the page ended with goes away: the next page begins with the one behind it.
static void a_row_that_goes_away_between_two_pages_moves_nothing(void **state)
{
    struct table table;
    struct listing_order order;
    char next[LISTING_CURSOR + 1];
    struct error error;
    size_t from;

    (void)state;
    srand(11);
    fill(&table, ROWS);
    order = order_of(&table, 1, true);
    for (size_t at = 0; at + 1 < order.count; at += 5) {
        struct listing_place *less = calloc(order.count, sizeof(*less));
        struct listing_order without = order;

        assert_true(listing_cursor_make(&order, at, next));
        memcpy(less, order.places, at * sizeof(*less));
        memcpy(less + at, order.places + at + 1, (order.count - at - 1) * sizeof(*less));
        without.places = less;
        without.count--;
        assert_int_equal(listing_cursor_find(&without, next, &from, &error), ERR_OK);
        assert_int_equal(less[from].row, order.places[at + 1].row);
        free(less);
    }
    free((void *)order.places);
    table_clear(&table);
}

static void what_is_no_place_of_this_order_is_refused(void **state)
{
    static const char *const texts[] = {"", "0", "00", "zz", "2f2f2f2f", "ff00ff00", "6964"};
    struct table table;
    struct listing_order order, other;
    char next[LISTING_CURSOR + 1];
    struct error error;
    size_t from;

    (void)state;
    srand(3);
    fill(&table, 9);
    order = order_of(&table, 1, false);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(listing_cursor_find(&order, texts[i], &from, &error), ERR_INVALID);
    other = order;
    other.descending = true;
    assert_true(listing_cursor_make(&other, 3, next));
    assert_int_equal(listing_cursor_find(&order, next, &from, &error), ERR_INVALID);
    other = order;
    other.code = "number";
    assert_true(listing_cursor_make(&other, 3, next));
    assert_int_equal(listing_cursor_find(&order, next, &from, &error), ERR_INVALID);
    assert_true(listing_cursor_make(&order, 3, next));
    for (size_t len = strlen(next); len > 0; len--) { // cut anywhere: refused, or a place
        next[len - 1] = '\0';
        if (listing_cursor_find(&order, next, &from, &error) == ERR_OK)
            assert_true(from <= order.count);
    }
    free((void *)order.places);
    table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_the_list_without_a_hole_or_a_repetition),
        cmocka_unit_test(empty_values_stand_last_in_both_directions),
        cmocka_unit_test(a_row_that_goes_away_between_two_pages_moves_nothing),
        cmocka_unit_test(what_is_no_place_of_this_order_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
