// SPDX-License-Identifier: Apache-2.0
// A catalogue is read once in a process.
#include "shared/data/catalogue_memory.h"

#include "shared/data/catalogue_default.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>

#include <cmocka.h>

// The default catalogue under another version, of four digits.
static char *version(int number)
{
    char *text = strdup(catalogue_default_text), *at = strstr(text, "\"version\": \"");
    char digits[5];

    assert_non_null(at);
    snprintf(digits, sizeof(digits), "%04d", number % 10000);
    memcpy(at + strlen("\"version\": \""), digits, 4);
    return text;
}

static struct catalogue_held *take(int number)
{
    char *text = version(number);
    struct catalogue_held *held = catalogue_memory_take(span_of(text));

    free(text); // it keeps what it needs
    return held;
}

static void the_same_content_is_read_once(void **state)
{
    struct catalogue_held *one = take(1), *again = take(1), *other = take(2);

    (void)state;
    assert_ptr_equal(one, again);
    assert_ptr_not_equal(one, other);
    assert_true(span_is((struct span){catalogue_memory_read(one, NULL)->version.data, 4}, "0001"));
    assert_true(
        span_is((struct span){catalogue_memory_read(other, NULL)->version.data, 4}, "0002"));
    catalogue_memory_give(again);
    assert_int_equal(catalogue_memory_read(one, NULL)->node_count, 7); // still in use
    catalogue_memory_give(one);
    catalogue_memory_give(other);
    assert_ptr_equal(take(1), one); // kept for the next one who asks
    catalogue_memory_give(one);
}

static void what_is_in_use_stays_whatever_else_is_read(void **state)
{
    struct catalogue_held *mine = take(100);

    (void)state;
    for (int i = 0; i < 3 * CATALOGUE_MEMORY_KEPT; i++)
        catalogue_memory_give(take(200 + i));
    assert_int_equal(catalogue_memory_read(mine, NULL)->node_count, 7);
    assert_ptr_equal(take(100), mine);
    catalogue_memory_give(mine);
    catalogue_memory_give(mine);
}

static void a_bad_one_is_refused_each_time_in_the_same_words(void **state)
{
    struct catalogue_held *bad = catalogue_memory_take(span_of("{\"version\":1}"));
    struct catalogue_held *none = catalogue_memory_take((struct span){0});
    struct error error = {0};

    (void)state;
    assert_null(catalogue_memory_read(bad, &error));
    assert_int_equal(error.code, ERR_INVALID);
    assert_non_null(strstr(error.detail, "version"));
    assert_null(catalogue_memory_read(bad, NULL));
    assert_null(catalogue_memory_read(none, &error));
    assert_int_equal(error.code, ERR_PARSE);
    catalogue_memory_give(bad);
    catalogue_memory_give(none);
    catalogue_memory_give(NULL);
}

static void *read_many(void *arg)
{
    (void)arg;
    for (int i = 0; i < 20; i++) {
        struct catalogue_held *held = take(300 + i % 6);

        assert_int_equal(catalogue_memory_read(held, NULL)->node_count, 7);
        catalogue_memory_give(held);
    }
    return NULL;
}

static void threads_share_it(void **state)
{
    pthread_t threads[3];

    (void)state;
    for (size_t i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, read_many, NULL);
    for (size_t i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_content_is_read_once),
        cmocka_unit_test(what_is_in_use_stays_whatever_else_is_read),
        cmocka_unit_test(a_bad_one_is_refused_each_time_in_the_same_words),
        cmocka_unit_test(threads_share_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
