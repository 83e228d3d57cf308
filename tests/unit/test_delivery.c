// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_drop.h"
#include "tests/unit/tablet_fixture.h"

static const uint8_t some_mac[MAC_BYTES] = "0123456789abcde";

static bool covered(struct tablet *tablet, struct dot dot)
{
    bool out;

    assert_ok(tablet, delivery_covers(tablet->store, dot, &out, &tablet->error));
    return out;
}

static uint64_t trimmed(struct tablet *tablet, uint64_t actor)
{
    struct vector out = {0};
    uint64_t counter;

    assert_ok(tablet, delivery_trimmed(tablet->store, &out, &tablet->error));
    counter = vector_counter(&out, actor);
    vector_clear(&out);
    return counter;
}

static void trim(struct tablet *tablet, uint64_t through)
{
    assert_ok(tablet, delivery_trim(tablet->store, through, &tablet->error));
}

// The office merged the record as it stands here, and said so.
static void confirm(struct tablet *tablet, const struct uuid *id)
{
    struct replica_row row;
    struct record record;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    assert_ok(tablet, replica_get(tablet->store, id, &row, &tablet->error));
    assert_int_equal(record_parse(row.state, &arena, &record, NULL), ERR_OK);
    assert_ok(tablet, replica_mac(tablet->store, id, &record.vector, some_mac, &tablet->error));
    record_clear(&record);
    arena_clear(&arena);
}

static void a_receipt_covers_a_prefix_and_survives_a_restart(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    struct capture_result two = tablet_write(tablet, NULL, "\"b\"");

    assert_false(covered(tablet, one.dot));
    tablet_receipt(tablet, one.dot, 1);
    tablet_restart(tablet);
    assert_true(covered(tablet, one.dot));
    assert_false(covered(tablet, two.dot));
    assert_false(covered(tablet, (struct dot){99, 1}));
}

static void a_repeated_or_lower_receipt_changes_nothing(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    struct capture_result two = tablet_write(tablet, NULL, "\"b\"");

    tablet_receipt(tablet, two.dot, 2);
    tablet_receipt(tablet, one.dot, 3);
    tablet_receipt(tablet, two.dot, 4);
    assert_true(covered(tablet, two.dot));
    assert_int_equal(tablet_figures(tablet).undelivered, 0);
    tablet_check(tablet);
}

static void what_this_journal_lacks_is_not_believed(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two;

    // Receipts of a timeline that this restored tablet does not have.
    tablet_receipt(tablet, (struct dot){one.dot.actor, 10}, 1);
    tablet_receipt(tablet, (struct dot){777, 10}, 1);
    two = tablet_write(tablet, NULL, "\"b\"");
    assert_true(covered(tablet, one.dot));
    assert_false(covered(tablet, two.dot));
    tablet_receipt(tablet, (struct dot){one.dot.actor, UINT64_MAX}, 1);
    assert_int_equal(tablet_figures(tablet).undelivered, 0);
    tablet_check(tablet);
}

static void a_rewind_makes_entries_wait_again_but_believes_no_more_than_receipts(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two, three;
    struct vector stands = {0};

    two = tablet_write(tablet, NULL, "\"b\"");
    three = tablet_write(tablet, NULL, "\"c\"");
    tablet_receipt(tablet, two.dot, 5);
    vector_raise(&stands, three.dot);
    assert_ok(tablet, delivery_rewind(tablet->store, &stands, false, &tablet->error));
    assert_int_equal(tablet_figures(tablet).undelivered, 1);
    vector_clear(&stands);
    vector_raise(&stands, one.dot);
    assert_ok(tablet, delivery_rewind(tablet->store, &stands, false, &tablet->error));
    assert_int_equal(tablet_figures(tablet).undelivered, 2);
    assert_true(covered(tablet, one.dot));
    vector_clear(&stands);
    assert_ok(tablet, delivery_rewind(tablet->store, &stands, true, &tablet->error));
    assert_int_equal(tablet_figures(tablet).undelivered, 3);
    tablet_check(tablet);
}

static void only_what_is_backed_up_and_maced_is_trimmed(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    struct capture_result two = tablet_write(tablet, NULL, "\"b\"");
    struct capture_result three = tablet_write(tablet, NULL, "\"c\"");

    tablet_receipt(tablet, two.dot, 5);
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 0); // no mac covers it
    confirm(tablet, &one.id);
    confirm(tablet, &three.id);
    trim(tablet, 4);
    assert_int_equal(trimmed(tablet, one.dot.actor), 0); // not in a backup
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 1); // the second has no mac
    confirm(tablet, &two.id);
    trim(tablet, 100);
    assert_int_equal(trimmed(tablet, one.dot.actor), 2); // the third has no receipt
    assert_int_equal(tablet_figures(tablet).undelivered, 1);
    tablet_check(tablet);
    tablet_restart(tablet);
    tablet_check(tablet);
    assert_int_equal(trimmed(tablet, one.dot.actor), 2);
}

static void a_record_outlives_the_entry_it_stood_in(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"kept\"");
    char *before = tablet_state(tablet, &one.id), *after;

    confirm(tablet, &one.id);
    tablet_receipt(tablet, one.dot, 5);
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 1);
    after = tablet_state(tablet, &one.id);
    assert_string_equal(after, before);
    tablet_write(tablet, &one.id, "\"next\"");
    tablet_check(tablet);
    free(before);
    free(after);
}

static void a_base_is_as_good_as_a_present_state(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two;

    confirm(tablet, &one.id);
    two = tablet_write(tablet, &one.id, "\"b\"");
    tablet_receipt(tablet, two.dot, 5);
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 1);
    tablet_check(tablet);
}

static void a_purged_record_holds_nothing_back(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    bool purged;

    tablet_receipt(tablet, one.dot, 5);
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 0);
    assert_ok(tablet, replica_purge(tablet->store, &tablet->site, &purged, &tablet->error));
    assert_true(purged);
    trim(tablet, 4);
    assert_int_equal(trimmed(tablet, one.dot.actor), 0);
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 1);
    tablet_check(tablet);
}

static void a_new_epoch_forgets_commits_and_stubs_are_not_pushed_again(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    struct capture_result two = tablet_write(tablet, NULL, "\"b\"");
    struct vector none = {0};
    struct journal_batch batch;

    confirm(tablet, &one.id);
    confirm(tablet, &two.id);
    tablet_receipt(tablet, one.dot, 5);
    tablet_receipt(tablet, two.dot, 6);
    trim(tablet, 5);
    assert_int_equal(trimmed(tablet, one.dot.actor), 1);
    assert_ok(tablet, delivery_rewind(tablet->store, &none, true, &tablet->error));
    trim(tablet, 1000);
    assert_int_equal(trimmed(tablet, one.dot.actor), 1);
    assert_int_equal(tablet_figures(tablet).undelivered, 1);
    journal_batch_init(&batch);
    assert_ok(tablet, journal_batch_next(tablet->store, 10, 1 << 20, &batch, &tablet->error));
    assert_int_equal(batch.count, 1);
    assert_int_equal(batch.after.counter, 1);
    journal_batch_clear(&batch);
    tablet_receipt(tablet, two.dot, 3); // a commit of the new epoch
    trim(tablet, 3);
    assert_int_equal(trimmed(tablet, one.dot.actor), 2);
    tablet_check(tablet);
}

static void a_long_journal_is_trimmed_piece_by_piece(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result result = {0};
    struct field field;
    struct draft drafts[2500];
    struct capture_result results[2500];
    struct capture_options options = {.drafts = drafts, .count = 2500, .person = tablet->person};
    bool purged;

    for (size_t i = 0; i < 2500; i++)
        drafts[i] = tablet_note(tablet, &field, "\"a\"");
    assert_ok(tablet, capture_commit(tablet->store, &options, results, &tablet->error));
    result = results[2499];
    assert_int_equal(result.dot.counter, 2500);
    tablet_receipt(tablet, result.dot, 1);
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_ok(tablet, replica_purge(tablet->store, &tablet->site, &purged, &tablet->error));
    trim(tablet, 1);
    assert_in_range(trimmed(tablet, result.dot.actor), 1, 2499);
    trim(tablet, 1);
    assert_int_equal(trimmed(tablet, result.dot.actor), 2500);
    assert_int_equal(tablet_figures(tablet).entries, 2500);
    tablet_check(tablet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_receipt_covers_a_prefix_and_survives_a_restart),
        TEST(a_repeated_or_lower_receipt_changes_nothing),
        TEST(what_this_journal_lacks_is_not_believed),
        TEST(a_rewind_makes_entries_wait_again_but_believes_no_more_than_receipts),
        TEST(only_what_is_backed_up_and_maced_is_trimmed),
        TEST(a_record_outlives_the_entry_it_stood_in),
        TEST(a_base_is_as_good_as_a_present_state),
        TEST(a_purged_record_holds_nothing_back),
        TEST(a_new_epoch_forgets_commits_and_stubs_are_not_pushed_again),
        TEST(a_long_journal_is_trimmed_piece_by_piece),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
