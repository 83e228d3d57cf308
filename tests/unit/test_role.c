// SPDX-License-Identifier: Apache-2.0
#include "shared/model/role.h"
#include "tests/unit/facts_sample.h"

static bool read_role(struct sample *sample, const char *one, const char *other,
                      char out[ROLE_TEXT])
{
    sample_put_both(sample, "person", 9, one, other);
    return role_read((struct span){sample->text.data, sample->text.len}, out);
}

static void a_role_is_read_from_the_record_of_a_person(void **state)
{
    char role[ROLE_TEXT];

    assert_true(read_role(*state, "'name':'Wang','role':'inspector'", NULL, role));
    assert_string_equal(role, "inspector");
    assert_true(read_role(*state, "'role':'designer'", "'role':'designer'", role));
    assert_string_equal(role, "designer");
}

static void a_role_that_nobody_can_tell_is_empty(void **state)
{
    char role[ROLE_TEXT] = "x";

    assert_false(read_role(*state, "'name':'Wang'", NULL, role));
    assert_string_equal(role, "");
    assert_false(read_role(*state, "'role':null", NULL, role));
    assert_false(read_role(*state, "'role':''", NULL, role));
    assert_false(read_role(*state, "'role':'auditor'", "'role':'inspector'", role));
    assert_false(role_read(span_of("no state"), role));
    assert_false(role_read(span_of(""), role));
    assert_string_equal(role, "");
}

static void a_role_longer_than_any_is_cut(void **state)
{
    char role[ROLE_TEXT];

    assert_true(
        read_role(*state, "'role':'0123456789012345678901234567890123456789and more'", NULL, role));
    assert_int_equal(strlen(role), ROLE_TEXT - 1);
}

// D1.1, D1.10
static void a_refusal_names_role_and_kind(void **state)
{
    struct error error = {0};

    (void)state;
    assert_int_equal(role_check(span_of("inspector"), span_of("patrol"), &error), ERR_OK);
    assert_int_equal(role_check(span_of(""), span_of("patrol"), &error), ERR_OK);
    assert_int_equal(role_check(span_of("designer"), span_of("patrol"), &error), ERR_DENIED);
    assert_string_equal(error.detail, "设计师不能填写“巡检” · role designer may not write patrol");
    assert_int_equal(role_check(span_of("auditor"), span_of("zebra"), &error), ERR_DENIED);
    assert_string_equal(error.detail, "审计不能填写“zebra” · role auditor may not write zebra");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_role_is_read_from_the_record_of_a_person, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_role_that_nobody_can_tell_is_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_role_longer_than_any_is_cut, set_up, tear_down),
        cmocka_unit_test(a_refusal_names_role_and_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
