// SPDX-License-Identifier: Apache-2.0
// Looking back on the end of the journal.
#include "agent/store/journal_recent.h"
#include "agent/store/outgoing.h"
#include "tests/unit/tablet_fixture.h"

struct seen {
    uint64_t counters[16];
    size_t count, stop_at;
};

static bool see(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct seen *seen = arg;

    assert_true(delivered && bytes.len > 0);
    seen->counters[seen->count++] = dot.counter;
    return seen->count != seen->stop_at;
}

static struct seen look(struct tablet *tablet, size_t limit, size_t stop_at)
{
    struct seen seen = {.stop_at = stop_at};

    assert_ok(tablet, journal_recent_delivered(tablet->store, limit, see, &seen, &tablet->error));
    return seen;
}

static void what_was_delivered_last_comes_first(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result written[5];
    struct seen seen;

    assert_int_equal(look(tablet, 9, 0).count, 0); // an empty journal
    for (int i = 0; i < 5; i++)
        written[i] = tablet_write(tablet, NULL, "\"x\"");
    assert_int_equal(look(tablet, 9, 0).count, 0); // nothing is delivered
    tablet_receipt(tablet, written[2].dot, 1);
    seen = look(tablet, 9, 0);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.counters[0], 3);
    assert_int_equal(seen.counters[2], 1);
    assert_int_equal(look(tablet, 2, 0).count, 2);
    assert_int_equal(look(tablet, 9, 1).count, 1);
    assert_int_equal(look(tablet, 0, 0).count, 0);
}

// Each process life has an actor of its own, with its own deliveries.
static void it_goes_on_in_the_process_life_before(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result first = tablet_write(tablet, NULL, "\"x\""), second;
    struct seen seen;

    tablet_write(tablet, NULL, "\"x\"");
    tablet_restart(tablet);
    second = tablet_write(tablet, NULL, "\"y\"");
    tablet_restart(tablet);
    tablet_write(tablet, NULL, "\"z\""); // of the newest nothing is delivered
    tablet_receipt(tablet, first.dot, 1);
    tablet_receipt(tablet, second.dot, 1);
    seen = look(tablet, 9, 0);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.counters[0], second.dot.counter);
    assert_int_equal(seen.counters[1], first.dot.counter);
}

static int64_t bytes_since(struct tablet *tablet, int64_t since_ms)
{
    int64_t bytes = -1;

    assert_ok(tablet, journal_recent_bytes(tablet->store, since_ms, &bytes, &tablet->error));
    return bytes;
}

static void bytes_are_counted_from_a_moment_on(void **state)
{
    struct tablet *tablet = *state;
    int64_t first;

    assert_int_equal(bytes_since(tablet, 0), 0);
    tablet_write(tablet, NULL, "\"x\"");
    first = tablet_figures(tablet).undelivered_bytes;
    for (int i = 0; i < 6; i++) {
        tablet->wall_ms += 1000;
        tablet_write(tablet, NULL, "\"x\"");
    }
    assert_int_equal(bytes_since(tablet, 0), tablet_figures(tablet).undelivered_bytes);
    assert_int_equal(bytes_since(tablet, TABLET_START_MS + 1),
                     tablet_figures(tablet).undelivered_bytes - first);
    assert_in_range(bytes_since(tablet, TABLET_START_MS + 5500), 1, first + 100); // the last one
    assert_int_equal(bytes_since(tablet, TABLET_START_MS + 6001), 0);
}

static void files_are_counted_by_when_they_were_made_here(void **state)
{
    struct tablet *tablet = *state;
    static const enum outgoing_state states[]
        = {OUTGOING_WAITING, OUTGOING_DELIVERED, OUTGOING_ATTENTION, OUTGOING_RECEIVED,
           OUTGOING_WANTED};
    int64_t bytes;

    for (size_t i = 0; i < 5; i++) {
        struct outgoing_row row = {.digest = {{(uint8_t)(i + 1)}},
                                   .size = 1u << i,
                                   .state = states[i],
                                   .added_ms = (int64_t)i * 10};

        assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    }
    assert_ok(tablet, outgoing_made_since(tablet->store, 0, &bytes, &tablet->error));
    assert_int_equal(bytes, 1 + 2 + 4); // what came from the office was not made here
    assert_ok(tablet, outgoing_made_since(tablet->store, 10, &bytes, &tablet->error));
    assert_int_equal(bytes, 2 + 4);
    assert_ok(tablet, outgoing_made_since(tablet->store, 21, &bytes, &tablet->error));
    assert_int_equal(bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_delivered_last_comes_first),
        TEST(it_goes_on_in_the_process_life_before),
        TEST(bytes_are_counted_from_a_moment_on),
        TEST(files_are_counted_by_when_they_were_made_here),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
