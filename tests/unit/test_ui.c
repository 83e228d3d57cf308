// SPDX-License-Identifier: Apache-2.0
// Who may ask what: every route of the table, from every session.
#include "tests/unit/ui_fixture.h"

static void who_is_there_is_told(void **state)
{
    struct desk *desk = *state;
    struct uuid chen = desk_person(INSPECTOR);

    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "state"), "open");
    assert_string_equal(desk_text(desk, "person.id"), desk_id(&chen));
    assert_string_equal(desk_text(desk, "person.role.en"), "inspector");
    assert_int_equal(desk_count(desk, "persons"), PEOPLE);
    assert_true(desk_truth(desk, "persons.0.pin"));
    assert_false(desk_truth(desk, "persons.1.pin"));
    assert_true(desk_truth(desk, "enrolled"));
    assert_true(desk_truth(desk, "strip.safe"));
    assert_string_equal(desk_text(desk, "settings.language"), "zh");
    assert_int_equal(desk_integer(desk, "settings.lock_min"), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(who_is_there_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
