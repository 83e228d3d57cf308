// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/tablet_fixture.h"

#include <sqlite3.h>

static struct journal_batch next(struct tablet *tablet, size_t lines, size_t bytes)
{
    struct journal_batch batch;

    journal_batch_init(&batch);
    assert_ok(tablet, journal_batch_next(tablet->store, lines, bytes, &batch, &tablet->error));
    return batch;
}

// Changes the closed database behind the store's back.
static void tamper(struct tablet *tablet, const char *sql)
{
    char path[128];
    sqlite3 *handle = NULL;

    store_close(tablet->store);
    snprintf(path, sizeof(path), "%s/plumb.db", tablet->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
    tablet_open(tablet);
}

static void nothing_to_push_is_an_empty_batch(void **state)
{
    struct journal_batch batch = next(*state, 10, 1000);

    assert_int_equal(batch.count, 0);
    assert_int_equal(batch.lines.len, 0);
    journal_batch_clear(&batch);
}

static void lines_and_bytes_limit_it_but_one_line_always_goes(void **state)
{
    struct tablet *tablet = *state;
    struct journal_batch batch;
    size_t one;

    for (int i = 0; i < 10; i++)
        tablet_write(tablet, NULL, "\"aaaa\"");
    batch = next(tablet, 4, 1 << 20);
    assert_int_equal(batch.count, 4);
    journal_batch_clear(&batch);
    batch = next(tablet, 100, 1);
    assert_int_equal(batch.count, 1);
    one = batch.lines.len;
    journal_batch_clear(&batch);
    batch = next(tablet, 100, 3 * one + 3);
    assert_true(batch.count >= 2 && batch.lines.len <= 3 * one + 3);
    assert_int_equal(batch.lines.data[batch.lines.len - 1], '\n');
    journal_batch_clear(&batch);
    batch = next(tablet, 0, 1 << 20);
    assert_int_equal(batch.count, 0);
    journal_batch_clear(&batch);
}

static void it_begins_behind_what_a_receipt_covers(void **state)
{
    struct tablet *tablet = *state;
    struct journal_batch first, second;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");

    tablet_write(tablet, NULL, "\"b\"");
    first = next(tablet, 1, 1 << 20);
    assert_int_equal(first.after.actor, 0);
    tablet_receipt(tablet, one.dot, 5);
    second = next(tablet, 10, 1 << 20);
    assert_int_equal(second.count, 1);
    assert_int_equal(second.after.actor, one.dot.actor);
    assert_int_equal(second.after.counter, 1);
    assert_true(digest_equal(&second.from, &first.to));
    assert_int_equal(vector_counter(&second.covered, one.dot.actor), 2);
    journal_batch_clear(&first);
    journal_batch_clear(&second);
}

static void it_stops_before_entries_that_are_delivered(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two, three;
    struct journal_batch batch;
    struct vector stands = {0};

    tablet_restart(tablet);
    two = tablet_write(tablet, NULL, "\"b\"");
    tablet_restart(tablet);
    three = tablet_write(tablet, NULL, "\"c\"");
    tablet_receipt(tablet, one.dot, 5);
    tablet_receipt(tablet, two.dot, 5);
    // The office lost the first life's entry, and only that.
    vector_raise(&stands, two.dot);
    assert_ok(tablet, delivery_rewind(tablet->store, &stands, false, &tablet->error));
    vector_clear(&stands);
    batch = next(tablet, 10, 1 << 20);
    assert_int_equal(batch.count, 1);
    assert_int_equal(batch.covered.entries[0].actor, one.dot.actor);
    journal_batch_clear(&batch);
    tablet_receipt(tablet, one.dot, 6);
    batch = next(tablet, 10, 1 << 20);
    assert_int_equal(batch.count, 1);
    assert_int_equal(batch.covered.entries[0].actor, three.dot.actor);
    assert_int_equal(batch.after.actor, two.dot.actor);
    journal_batch_clear(&batch);
}

// Reads all that waits, two lines at a time, and says how many entries and batches there were.
static void read_on(struct tablet *tablet, size_t *entries, size_t *batches)
{
    struct journal_batch_question question = {.max_lines = 2, .max_bytes = 1 << 20};
    struct journal_batch batch;
    struct digest chain = {0};

    *entries = *batches = 0;
    journal_batch_init(&batch);
    for (;;) {
        assert_ok(tablet, journal_batch_after(tablet->store, &question, &batch, &tablet->error));
        if (batch.count == 0)
            break;
        assert_true(batch.last > question.after);
        if (*batches > 0 && batch.after.counter > 1)
            assert_true(digest_equal(&batch.from, &chain));
        question.after = batch.last;
        chain = batch.to;
        *entries += batch.count;
        ++*batches;
    }
    journal_batch_clear(&batch);
}

static void all_that_waits_can_be_read_on_without_a_receipt(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two;
    struct vector stands = {0};
    size_t entries, batches;

    for (int i = 0; i < 6; i++)
        tablet_write(tablet, NULL, "\"b\"");
    read_on(tablet, &entries, &batches);
    assert_int_equal(entries, 7);
    assert_int_equal(batches, 4);
    tablet_restart(tablet);
    two = tablet_write(tablet, NULL, "\"c\"");
    tablet_restart(tablet);
    tablet_write(tablet, NULL, "\"d\"");
    read_on(tablet, &entries, &batches);
    assert_int_equal(entries, 9);
    // A life in the middle is delivered, and the first one is lost again.
    tablet_receipt(tablet, (struct dot){one.dot.actor, 7}, 5);
    tablet_receipt(tablet, two.dot, 5);
    vector_raise(&stands, two.dot);
    assert_ok(tablet, delivery_rewind(tablet->store, &stands, false, &tablet->error));
    vector_clear(&stands);
    read_on(tablet, &entries, &batches);
    assert_int_equal(entries, 8);
}

static void it_runs_on_over_lives_with_one_chain(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    struct journal_batch batch;

    tablet_write(tablet, NULL, "\"b\"");
    tablet_receipt(tablet, one.dot, 5);
    for (int i = 0; i < 3; i++) {
        tablet_restart(tablet);
        tablet_write(tablet, &one.id, "\"c\"");
    }
    batch = next(tablet, 10, 1 << 20);
    assert_int_equal(batch.count, 4);
    assert_int_equal(batch.covered.count, 4);
    journal_batch_clear(&batch);
}

static void each_record_is_touched_once_with_its_last_vector(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result a = tablet_write(tablet, NULL, "\"a\"");
    struct capture_result b = tablet_write(tablet, NULL, "\"b\"");
    struct capture_result last = tablet_write(tablet, &a.id, "\"c\"");
    struct journal_batch batch = next(tablet, 100, 1 << 20);

    assert_int_equal(batch.count, 3);
    assert_int_equal(batch.touched_count, 2);
    assert_true(uuid_equal(&batch.touched[0].id, &a.id));
    assert_true(uuid_equal(&batch.touched[1].id, &b.id));
    assert_int_equal(vector_counter(&batch.touched[0].vector, last.dot.actor), 3);
    assert_int_equal(vector_counter(&batch.touched[1].vector, b.dot.actor), 2);
    journal_batch_clear(&batch);
}

static void many_records_keep_their_order(void **state)
{
    struct tablet *tablet = *state;
    struct uuid ids[300];
    struct journal_batch batch;

    for (size_t i = 0; i < 300; i++)
        ids[i] = tablet_write(tablet, NULL, "\"a\"").id;
    for (size_t i = 300; i-- > 0;)
        tablet_write(tablet, &ids[i], "\"b\"");
    batch = next(tablet, 1000, 4 << 20);
    assert_int_equal(batch.count, 600);
    assert_int_equal(batch.touched_count, 300);
    for (size_t i = 0; i < 300; i++) {
        assert_true(uuid_equal(&batch.touched[i].id, &ids[i]));
        assert_int_equal(batch.touched[i].vector.entries[0].counter, 600 - i);
    }
    journal_batch_clear(&batch);
}

static void damaged_entries_go_raw_and_apart_from_sound_ones(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one;
    struct journal_batch batch;

    one = tablet_write(tablet, NULL, "\"a\"");
    for (int i = 0; i < 4; i++)
        tablet_write(tablet, NULL, "\"b\"");
    tamper(tablet, "UPDATE journal SET bytes = replace(bytes, '\"b\"', '\"x\"') WHERE n IN (2, 3)");
    batch = next(tablet, 10, 1 << 20);
    assert_false(batch.raw);
    assert_int_equal(batch.count, 1);
    journal_batch_clear(&batch);
    tablet_receipt(tablet, one.dot, 1);
    batch = next(tablet, 10, 1 << 20);
    assert_true(batch.raw);
    assert_int_equal(batch.count, 2);
    assert_int_equal(batch.touched_count, 0);
    assert_memory_equal(batch.lines.data, "{\"actor\":\"", 10);
    assert_non_null(strstr(batch.lines.data, "\",\"counter\":\"2\",\"raw\":\"eyJhY3Rvci"));
    journal_batch_clear(&batch);
    tablet_receipt(tablet, (struct dot){one.dot.actor, 3}, 1);
    batch = next(tablet, 10, 1 << 20);
    assert_false(batch.raw); // the chain goes on from the stated one
    assert_int_equal(batch.count, 2);
    journal_batch_clear(&batch);
    assert_int_equal(store_check(tablet->store, &batch.lines, &tablet->error), ERR_CORRUPT);
}

static void bytes_that_are_no_write_go_raw_though_the_chain_fits(void **state)
{
    static const char sql[] = "UPDATE journal SET bytes = '{}', chain = x'%s'";
    struct tablet *tablet = *state;
    struct digest chain = {0};
    struct journal_batch batch;
    char text[HASH_TEXT], update[256];

    tablet_write(tablet, NULL, "\"a\"");
    chain_next(&chain, span_of("{}"));
    digest_format(&chain, text);
    snprintf(update, sizeof(update), sql, text);
    tamper(tablet, update);
    batch = next(tablet, 10, 1 << 20);
    assert_true(batch.raw);
    assert_int_equal(batch.count, 1);
    journal_batch_clear(&batch);
}

static void the_longest_write_fits_raw_too(void **state)
{
    struct tablet *tablet = *state;
    struct field fields[4];
    struct draft draft
        = {.kind = span_of("survey"), .site = tablet->site, .fields = fields, .field_count = 4};
    struct journal_batch batch;
    struct capture_result result;
    char *value = malloc(16205);

    memset(value, 'v', 16204);
    value[0] = value[16203] = '"';
    value[16204] = '\0';
    for (size_t i = 0; i < 4; i++) {
        static const char *const names[] = {"a", "b", "c", "d"};

        fields[i] = (struct field){span_of(names[i]), span_of(value)};
    }
    assert_ok(tablet, tablet_try(tablet, &draft, &result));
    tamper(tablet, "UPDATE journal SET chain = zeroblob(32)");
    batch = next(tablet, 10, 1000);
    assert_true(batch.raw);
    assert_int_equal(batch.count, 1);
    journal_batch_clear(&batch);
    free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_push_is_an_empty_batch),
        TEST(lines_and_bytes_limit_it_but_one_line_always_goes),
        TEST(it_begins_behind_what_a_receipt_covers),
        TEST(it_stops_before_entries_that_are_delivered),
        TEST(all_that_waits_can_be_read_on_without_a_receipt),
        TEST(it_runs_on_over_lives_with_one_chain),
        TEST(each_record_is_touched_once_with_its_last_vector),
        TEST(many_records_keep_their_order),
        TEST(damaged_entries_go_raw_and_apart_from_sound_ones),
        TEST(bytes_that_are_no_write_go_raw_though_the_chain_fits),
        TEST(the_longest_write_fits_raw_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
