// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_personal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

static bool hidden(const char *kind, const char *field)
{
    return kind_personal(span_of(kind), span_of(field));
}

static void what_says_who_somebody_is_or_was_typed_freely_is_personal(void **state)
{
    assert_true(hidden("site", "customer_name"));
    assert_true(hidden("site", "customer_phone"));
    assert_true(hidden("site", "address"));
    assert_true(hidden("person", "phone"));
    assert_true(hidden("complaint", "words"));
    assert_true(hidden("note", "text"));
    assert_true(hidden("signoff", "name"));
    assert_true(hidden("photo", "latitude"));
    assert_true(hidden("a_kind_of_tomorrow", "anything"));
    assert_true(hidden("site", "a_field_of_tomorrow"));
    assert_false(hidden("site", "store"));
    assert_false(hidden("site", "contract_number"));
    assert_false(hidden("person", "name"));
    assert_false(hidden("node", "code"));
    assert_false(hidden("catalogue", "content"));
    assert_false(hidden("note", "deleted"));
    assert_false(hidden("site", "move_in_date"));
    assert_false(hidden("item_result", "result"));
}

int main(void)
{
    const struct CMUnitTest tests[]
        = {cmocka_unit_test(what_says_who_somebody_is_or_was_typed_freely_is_personal)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
