// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/answer_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the three above first
#include <cmocka.h>
#include <string.h>

static struct digest question_of(size_t place, uint8_t rest)
{
    struct digest question = {{0}};

    memcpy(question.bytes, &place, sizeof(place));
    question.bytes[31] = rest;
    return question;
}

static void an_answer_is_remembered_under_its_whole_question(void **state)
{
    struct digest one = question_of(5, 1), other = question_of(5, 2);
    bool answer = false;

    assert_false(answer_memory_get(&one, &answer));
    answer_memory_put(&one, true);
    assert_true(answer_memory_get(&one, &answer) && answer);
    assert_false(answer_memory_get(&other, &answer));
    // A newer one may take its place.
    answer_memory_put(&other, false);
    assert_true(answer_memory_get(&other, &answer) && !answer);
    assert_false(answer_memory_get(&one, &answer));
}

static void places_beyond_the_last_wrap_around(void **state)
{
    struct digest far = question_of((size_t)ANSWER_MEMORY_ENTRIES * 3 + 7, 1);
    struct digest all;
    bool answer = false;

    memset(&all, 0xff, sizeof(all));
    answer_memory_put(&far, true);
    answer_memory_put(&all, true);
    assert_true(answer_memory_get(&far, &answer) && answer);
    assert_true(answer_memory_get(&all, &answer) && answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_remembered_under_its_whole_question),
        cmocka_unit_test(places_beyond_the_last_wrap_around),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
