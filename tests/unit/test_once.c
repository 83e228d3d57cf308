// SPDX-License-Identifier: Apache-2.0
#include "agent/store/once.h"

#include "agent/store/replica_drop.h"
#include "tests/unit/tablet_fixture.h"

#define DAY_MS INT64_C(86400000)

static struct once tap_of(uint64_t number)
{
    return (struct once){.id = tablet_uuid(number), .asked = {{(uint8_t)number}}};
}

static void keep(struct tablet *tablet, uint64_t number, const char *answer)
{
    const struct once tap = tap_of(number);

    assert_ok(tablet,
              once_keep(tablet->store, &tap, &tablet->site, span_of(answer), &tablet->error));
}

static enum err find(struct tablet *tablet, const struct once *tap, char out[64])
{
    struct buffer text;
    enum err code;

    buffer_init(&text, 63);
    code = once_find(tablet->store, tap, &text, &tablet->error);
    text_copy(out, 64, (struct span){text.data, text.len});
    buffer_clear(&text);
    return code;
}

static enum err find_number(struct tablet *tablet, uint64_t number)
{
    const struct once tap = tap_of(number);
    char text[64];

    return find(tablet, &tap, text);
}

static void an_answer_is_kept_over_a_restart(void **state)
{
    struct tablet *tablet = *state;
    const struct once tap = tap_of(1);
    char text[64];

    assert_int_equal(find(tablet, &tap, text), ERR_NOT_FOUND);
    keep(tablet, 1, "{\"id\":\"甲\"}");
    tablet_restart(tablet);
    assert_ok(tablet, find(tablet, &tap, text));
    assert_string_equal(text, "{\"id\":\"甲\"}");
}

static void one_tap_is_not_two_wishes(void **state)
{
    struct tablet *tablet = *state;
    struct once tap = tap_of(1);
    char text[64];

    keep(tablet, 1, "a");
    tap.asked.bytes[31] ^= 1;
    assert_int_equal(find(tablet, &tap, text), ERR_CONFLICT);
    assert_string_equal(text, "");
    assert_int_not_equal(once_keep(tablet->store, &tap, &tablet->site, span_of("b"), NULL), ERR_OK);
}

static void what_is_rolled_back_was_not_carried_out(void **state)
{
    struct tablet *tablet = *state;

    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    keep(tablet, 1, "a");
    store_rollback(tablet->store);
    assert_int_equal(find_number(tablet, 1), ERR_NOT_FOUND);
}

static void old_taps_go_and_a_clock_that_jumps_takes_no_new_ones(void **state)
{
    struct tablet *tablet = *state;

    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    for (uint64_t i = 1; i <= ONCE_KEPT + 5; i++)
        keep(tablet, i, "a");
    assert_ok(tablet, store_commit(tablet->store, &tablet->error));
    assert_ok(tablet, find_number(tablet, 1));
    tablet->wall_ms += 6 * DAY_MS;
    keep(tablet, 2001, "a");
    assert_ok(tablet, find_number(tablet, 1));
    tablet->wall_ms += 3650 * DAY_MS;
    keep(tablet, 2002, "a");
    assert_int_equal(find_number(tablet, 1), ERR_NOT_FOUND);
    assert_int_equal(find_number(tablet, 7), ERR_NOT_FOUND);
    assert_ok(tablet, find_number(tablet, 8));
    assert_ok(tablet, find_number(tablet, ONCE_KEPT));
}

static void what_was_said_of_a_site_goes_with_it(void **state)
{
    struct tablet *tablet = *state;
    bool purged = false;

    tablet_receipt(tablet, tablet_write(tablet, NULL, "\"a\"").dot, 1);
    keep(tablet, 1, "a");
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_ok(tablet, replica_purge(tablet->store, &tablet->site, &purged, &tablet->error));
    assert_true(purged);
    assert_int_equal(find_number(tablet, 1), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_kept_over_a_restart),
        TEST(one_tap_is_not_two_wishes),
        TEST(what_is_rolled_back_was_not_carried_out),
        TEST(old_taps_go_and_a_clock_that_jumps_takes_no_new_ones),
        TEST(what_was_said_of_a_site_goes_with_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
