// SPDX-License-Identifier: Apache-2.0
// What stands in the history where an erased customer's entry was.
#include "shared/model/erasure_mark.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const struct uuid site = {{0xab, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xcd}};

static void a_mark_names_its_site(void **state)
{
    char mark[ERASURE_MARK_TEXT];
    struct uuid found = uuid_nil;

    (void)state;
    erasure_mark_format(&site, mark);
    assert_true(erasure_mark_parse(span_of(mark), &found));
    assert_true(uuid_equal(&found, &site));
}

static void nothing_else_is_one(void **state)
{
    char mark[ERASURE_MARK_TEXT], other[ERASURE_MARK_TEXT];
    const size_t start = sizeof(ERASURE_MARK_START) - 1;
    struct uuid found = uuid_nil;

    (void)state;
    erasure_mark_format(&site, mark);
    assert_false(erasure_mark_parse((struct span){mark, strlen(mark) - 1}, &found));
    memcpy(other, mark, sizeof(other));
    other[0] ^= 1;
    assert_false(erasure_mark_parse(span_of(other), &found));
    memcpy(other, mark, sizeof(other));
    other[start] = 'x';
    assert_false(erasure_mark_parse(span_of(other), &found));
    memcpy(other, mark, sizeof(other));
    other[start] = 'A'; // in capitals it reads the same, but nobody writes it so
    assert_false(erasure_mark_parse(span_of(other), &found));
    assert_true(uuid_is_nil(&found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_names_its_site),
        cmocka_unit_test(nothing_else_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
