// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_book.h"

#include "shared/data/catalogue_default.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { STATE_MAX = 1 << 20, THREADS = 4, ROUNDS = 200, RECORDS = 10 };

static struct buffer states[RECORDS];

// State bytes of a record of kind catalogue, as they lie in a store.
static void put_state(struct buffer *out, int number, const char *content, const char *version)
{
    buffer_init(out, STATE_MAX);
    buffer_printf(
        out,
        "{\"id\":\"018f0000-0000-7000-8000-00000000000%d\",\"kind\":\"catalogue\",\"site\":"
        "\"00000000-0000-0000-0000-000000000000\",\"vector\":{\"00000000000ff1ce\":\"1\"},"
        "\"writes\":[{\"actor\":\"00000000000ff1ce\",\"counter\":\"1\",\"fields\":{"
        "\"content\":",
        number);
    canon_put_string(out, span_of(content));
    buffer_printf(out,
                  ",\"deleted\":false,\"published_at\":%d,\"version\":\"%s\"},\"person\":"
                  "\"00000000-0000-0000-0000-000000000000\",\"time\":\"115592396931072000\"}]}",
                  number, version);
}

static int set_up(void **state)
{
    const char *at = strstr(catalogue_default_text, "\"version\": \"") + strlen("\"version\": \"");
    char version[20];

    (void)state;
    text_copy(version, sizeof(version), (struct span){at, strcspn(at, "\"")});
    for (int i = 0; i < RECORDS; i++)
        put_state(&states[i], i, i == 1 ? "{}" : catalogue_default_text, i == 2 ? "x" : version);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < RECORDS; i++)
        buffer_clear(&states[i]);
    return 0;
}

static struct catalogue_book *take(int number)
{
    struct catalogue_book *book = NULL;
    struct error error;
    const struct buffer *state = &states[number];

    if (catalogue_book_take((struct span){state->data, state->len}, &book, &error))
        fail_msg("%s", error.detail);
    return book;
}

static void the_same_record_is_read_once_for_all(void **state)
{
    struct catalogue_book *one = take(0), *other = take(0), *another = take(3);
    const struct catalogue *catalogue = catalogue_book_read(one, NULL);

    (void)state;
    assert_non_null(catalogue);
    assert_ptr_equal(one, other);
    assert_ptr_equal(catalogue_book_read(other, NULL), catalogue);
    assert_ptr_not_equal(catalogue_book_read(another, NULL), catalogue);
    assert_int_equal(catalogue_book_cover(another)->published_ms, 3);
    catalogue_book_give(one);
    assert_true(catalogue->node_count > 0); // somebody holds it still
    catalogue_book_give(other);
    catalogue_book_give(another);
    one = take(0); // and nobody needed to read it again
    assert_ptr_equal(catalogue_book_read(one, NULL), catalogue);
    catalogue_book_give(one);
}

static void one_that_cannot_be_read_says_why_each_time(void **state)
{
    struct catalogue_book *empty = take(1), *misnamed = take(2), *none = NULL;
    struct error fault;

    (void)state;
    for (int i = 0; i < 2; i++) {
        error_clear(&fault);
        assert_null(catalogue_book_read(empty, &fault));
        assert_int_not_equal(fault.code, ERR_OK);
        assert_null(catalogue_book_read(misnamed, &fault));
        assert_non_null(strstr(fault.detail, "the content says it is version"));
    }
    catalogue_book_give(empty);
    catalogue_book_give(misnamed);
    assert_int_equal(catalogue_book_take(span_of("no state"), &none, &fault), ERR_PARSE);
    assert_null(none);
}

static void *use(void *arg)
{
    unsigned number = *(unsigned *)arg;

    for (int i = 0; i < ROUNDS; i++) {
        // More records than stay idle, so that books come and go under the others' hands.
        int which = (int)(number++ % (RECORDS - 3)) + 3;
        struct catalogue_book *book = take(which);
        const struct catalogue *catalogue = catalogue_book_read(book, NULL);

        if (!catalogue || catalogue->node_count == 0
            || catalogue_book_cover(book)->published_ms != which)
            return (void *)"a book was taken away";
        catalogue_book_give(book);
    }
    return NULL;
}

static void many_threads_share_them(void **state)
{
    pthread_t threads[THREADS];
    unsigned numbers[THREADS];
    void *fault;

    (void)state;
    for (unsigned i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, use, &numbers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], &fault), 0);
        if (fault)
            fail_msg("%s", (const char *)fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_record_is_read_once_for_all),
        cmocka_unit_test(one_that_cannot_be_read_says_why_each_time),
        cmocka_unit_test(many_threads_share_them),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
