// SPDX-License-Identifier: Apache-2.0
#include "server/storage/history.h"

#include "server/storage/actors.h"
#include "server/storage/chain.h"
#include "tests/unit/storage_fixture.h"

static struct actor_row add_actor(struct office *office, uint64_t actor, uint64_t device)
{
    struct actor_row row = {.actor = actor, .device = uuid_number(device)};

    assert_ok(office, actors_put(office->storage, &row, &office->error));
    return row;
}

static struct history_row entry_of(const struct actor_row *actor, uint64_t counter)
{
    return (struct history_row){
        .dot = {actor->actor, counter},
        .bytes = span_of("{\"write\":1}"),
        .chain = digest_number(counter),
        .record = uuid_number(50),
        .received_ms = 77,
    };
}

static enum err add_entry(struct office *office, const struct actor_row *actor, uint64_t counter)
{
    struct history_row entry = entry_of(actor, counter);

    return history_put(office->storage, actor->row, &entry, NULL);
}

static void an_entry_comes_back_byte_for_byte(void **state)
{
    static const char raw[] = {'r', 0, '\n', (char)0xff};
    struct office *office = *state;
    struct actor_row actor;
    struct history_row entry, got;

    office_begin(office);
    actor = add_actor(office, UINT64_MAX, 9);
    entry = entry_of(&actor, 1);
    entry.bytes = (struct span){raw, sizeof(raw)};
    entry.broken = true;
    assert_ok(office, history_put(office->storage, actor.row, &entry, &office->error));
    assert_int_equal(add_entry(office, &actor, 2), ERR_OK);
    office_commit(office);
    assert_ok(office, history_get(office->reader, actor.row, 1, &got, &office->error));
    assert_true(got.dot.actor == UINT64_MAX);
    assert_int_equal(got.dot.counter, 1);
    assert_true(span_equal(got.bytes, entry.bytes));
    assert_true(digest_equal(&got.chain, &entry.chain));
    assert_true(uuid_equal(&got.record, &entry.record));
    assert_true(uuid_equal(&got.device, &actor.device));
    assert_int_equal(got.commit, 1);
    assert_int_equal(got.received_ms, 77);
    assert_true(got.broken);
    assert_ok(office, history_get(office->reader, actor.row, 2, &got, &office->error));
    assert_false(got.broken);
    assert_int_equal(history_get(office->reader, actor.row, 3, &got, NULL), ERR_NOT_FOUND);
    assert_int_equal(history_get(office->reader, actor.row + 1, 1, &got, NULL), ERR_NOT_FOUND);
    assert_int_equal(history_get(office->reader, actor.row, (1ULL << 32) + 1, &got, NULL),
                     ERR_NOT_FOUND);
}

static void the_same_dot_is_stored_once(void **state)
{
    struct office *office = *state;
    struct actor_row actor;
    struct history_row other, got;

    office_begin(office);
    actor = add_actor(office, 1, 9);
    assert_int_equal(add_entry(office, &actor, 1), ERR_OK);
    other = entry_of(&actor, 1);
    other.bytes = span_of("other bytes");
    assert_int_equal(history_put(office->storage, actor.row, &other, NULL), ERR_EXISTS);
    office_commit(office);
    office_begin(office);
    assert_int_equal(add_entry(office, &actor, 1), ERR_EXISTS);
    assert_int_equal(add_entry(office, &actor, 2), ERR_OK);
    office_commit(office);
    assert_ok(office, history_get(office->reader, actor.row, 1, &got, &office->error));
    assert_true(span_is(got.bytes, "{\"write\":1}"));
    assert_int_equal(got.commit, 1);
}

static void dots_at_the_limits_do_not_run_into_each_other(void **state)
{
    struct office *office = *state;
    struct actor_row first, second;
    struct history_row got;

    office_begin(office);
    first = add_actor(office, 1, 9);
    second = add_actor(office, 2, 9);
    assert_int_equal(add_entry(office, &first, HISTORY_COUNTER_MAX), ERR_OK);
    assert_int_equal(add_entry(office, &second, 1), ERR_OK);
    assert_int_equal(add_entry(office, &first, 0), ERR_INVALID);
    assert_int_equal(add_entry(office, &first, HISTORY_COUNTER_MAX + 1), ERR_INVALID);
    assert_int_equal(add_entry(office, &first, UINT64_MAX), ERR_INVALID);
    office_commit(office);
    assert_ok(office, history_get(office->reader, first.row, HISTORY_COUNTER_MAX, &got, NULL));
    assert_int_equal(got.dot.actor, 1);
    assert_true(got.dot.counter == HISTORY_COUNTER_MAX);
}

static void history_and_commits_cannot_be_changed(void **state)
{
    static const char *const attempts[] = {
        "UPDATE history SET bytes = x'00'",   "DELETE FROM history",
        "UPDATE commits SET at_ms = 0",       "DELETE FROM commits",
        "UPDATE history SET dot = dot + 1",   "DELETE FROM history WHERE dot = 4294967297",
        "UPDATE alarms SET detail = 'never'", "DELETE FROM alarms",
    };
    struct office *office = *state;
    struct actor_row actor;
    sqlite3 *handle = database_handle(office->writer->database);

    office_begin(office);
    actor = add_actor(office, 1, 9);
    assert_int_equal(add_entry(office, &actor, 1), ERR_OK);
    assert_int_equal(
        sqlite3_exec(handle, "INSERT INTO alarms VALUES (1, 1, 'a', 'b', x'')", NULL, NULL, NULL),
        SQLITE_OK);
    office_commit(office);
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
        assert_int_equal(sqlite3_exec(handle, attempts[i], NULL, NULL, NULL),
                         SQLITE_CONSTRAINT_TRIGGER);
}

struct seen {
    char text[200];
    size_t stop_at, count;
};

static bool see(void *arg, const struct history_row *entry)
{
    struct seen *seen = arg;
    size_t len = strlen(seen->text);

    snprintf(seen->text + len, sizeof(seen->text) - len, "%d.%d ", (int)entry->dot.actor,
             (int)entry->dot.counter);
    return ++seen->count != seen->stop_at;
}

static void a_records_history_is_by_actor_then_counter(void **state)
{
    struct office *office = *state;
    struct actor_row late, early;
    struct history_row entry;
    struct uuid record = uuid_number(50), other = uuid_number(51);
    struct seen seen = {.stop_at = 2};

    office_begin(office);
    early = add_actor(office, 8, 9);
    late = add_actor(office, 7, 9);
    assert_int_equal(add_entry(office, &late, 2), ERR_OK);
    assert_int_equal(add_entry(office, &early, 1), ERR_OK);
    assert_int_equal(add_entry(office, &late, 1), ERR_OK);
    entry = entry_of(&early, 2);
    entry.record = other;
    assert_ok(office, history_put(office->storage, early.row, &entry, &office->error));
    office_commit(office);
    assert_ok(office, history_of_record(office->reader, &record, see, &seen, &office->error));
    assert_string_equal(seen.text, "8.1 7.1 ");
    seen = (struct seen){0};
    assert_ok(office, history_of_record(office->reader, &record, see, &seen, &office->error));
    assert_string_equal(seen.text, "8.1 7.1 7.2 ");
    seen = (struct seen){0};
    assert_ok(office, history_of_record(office->reader, &other, see, &seen, &office->error));
    assert_string_equal(seen.text, "8.2 ");
    seen = (struct seen){0};
    assert_ok(office, history_of_actor(office->reader, early.row, see, &seen, &office->error));
    assert_string_equal(seen.text, "8.1 8.2 ");
}

static void an_actor_never_goes_back(void **state)
{
    struct office *office = *state;
    struct actor_row actor, got;

    office_begin(office);
    actor = add_actor(office, 0x8000000000000001, 9);
    actor.counter = 5;
    actor.trimmed_to = 2;
    assert_ok(office, actors_put(office->storage, &actor, &office->error));
    actor.counter = 4;
    assert_int_equal(actors_put(office->storage, &actor, NULL), ERR_CONFLICT);
    actor.counter = 6;
    actor.trimmed_to = 1;
    assert_int_equal(actors_put(office->storage, &actor, NULL), ERR_CONFLICT);
    got = (struct actor_row){.actor = actor.actor, .device = uuid_number(10)};
    assert_int_equal(actors_put(office->storage, &got, NULL), ERR_EXISTS);
    office_commit(office);
    assert_ok(office, actors_get(office->reader, actor.actor, &got, &office->error));
    assert_int_equal(got.row, actor.row);
    assert_int_equal(got.counter, 5);
    assert_int_equal(got.trimmed_to, 2);
    assert_true(uuid_equal(&got.device, &actor.device));
    assert_int_equal(actors_get(office->reader, 2, &got, NULL), ERR_NOT_FOUND);
}

static bool see_actor(void *arg, const struct actor_row *actor)
{
    struct seen *seen = arg;
    size_t len = strlen(seen->text);

    snprintf(seen->text + len, sizeof(seen->text) - len, "%d ", (int)actor->actor);
    return ++seen->count != seen->stop_at;
}

static void a_devices_actors_are_in_order_of_appearance(void **state)
{
    struct office *office = *state;
    struct uuid device = uuid_number(1);
    struct seen seen = {.stop_at = 1};

    office_begin(office);
    add_actor(office, 30, 1);
    add_actor(office, 20, 2);
    add_actor(office, 10, 1);
    office_commit(office);
    assert_ok(office, actors_of_device(office->reader, &device, see_actor, &seen, NULL));
    assert_string_equal(seen.text, "30 ");
    seen = (struct seen){0};
    assert_ok(office, actors_of_device(office->reader, &device, see_actor, &seen, NULL));
    assert_string_equal(seen.text, "30 10 ");
    seen = (struct seen){0};
    assert_ok(office, actors_list(office->reader, see_actor, &seen, NULL));
    assert_string_equal(seen.text, "30 20 10 ");
}

static bool advance(struct office *office, struct dot from, struct dot to)
{
    struct chain_step step = {.device = uuid_number(1), .from = from, .to = to};
    bool branched = true;

    office_begin(office);
    assert_ok(office, chain_advance(office->storage, &step, &branched, &office->error));
    office_commit(office);
    office->now_ms++;
    return branched;
}

static void assert_heads(struct office *office, const char *expected)
{
    struct uuid device = uuid_number(1);
    struct chain_branches found;
    const struct chain_head *heads = found.heads;
    char text[100] = "";

    assert_ok(office, chain_read(office->reader, &device, &found, &office->error));
    for (size_t i = 0; i < found.count && i < 3; i++) {
        size_t len = strlen(text);

        assert_true(uuid_equal(&heads[i].device, &device));
        snprintf(text + len, sizeof(text) - len, "%d.%d@%d ", (int)heads[i].dot.actor,
                 (int)heads[i].dot.counter, (int)(heads[i].since_ms - FIXTURE_START_MS));
    }
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "of %zu", found.count);
    assert_string_equal(text, expected);
}

static void a_journal_that_goes_on_keeps_one_head(void **state)
{
    struct office *office = *state;

    assert_heads(office, "of 0");
    assert_false(advance(office, (struct dot){0, 0}, (struct dot){1, 5}));
    assert_heads(office, "1.5@0 of 1");
    assert_false(advance(office, (struct dot){1, 5}, (struct dot){1, 9}));
    assert_false(advance(office, (struct dot){1, 9}, (struct dot){2, 1})); // a new process life
    assert_heads(office, "2.1@0 of 1");
}

static void a_copied_tablet_shows_as_a_branch_once(void **state)
{
    struct office *office = *state;

    assert_false(advance(office, (struct dot){0, 0}, (struct dot){1, 5}));
    assert_true(advance(office, (struct dot){1, 3}, (struct dot){2, 1})); // from an older backup
    assert_heads(office, "1.5@0 2.1@1 of 2");
    assert_false(advance(office, (struct dot){2, 1}, (struct dot){2, 2}));
    assert_false(advance(office, (struct dot){1, 5}, (struct dot){1, 6}));
    assert_heads(office, "1.6@0 2.2@1 of 2");
    assert_true(advance(office, (struct dot){0, 0}, (struct dot){3, 1})); // from the very beginning
    assert_heads(office, "1.6@0 2.2@1 3.1@4 of 3");
    for (uint64_t actor = 4; actor < 40; actor++)
        assert_true(advance(office, (struct dot){0, 0}, (struct dot){actor, 1}));
    assert_heads(office, "1.6@0 2.2@1 3.1@4 of 39");
}

static void heads_of_another_device_do_not_count(void **state)
{
    struct office *office = *state;
    struct chain_step step = {.device = uuid_number(2), .from = {1, 5}, .to = {1, 6}};
    bool branched = false;

    assert_false(advance(office, (struct dot){0, 0}, (struct dot){1, 5}));
    office_begin(office);
    assert_ok(office, chain_advance(office->storage, &step, &branched, &office->error));
    storage_rollback(office->storage);
    assert_true(branched); // its chain goes on from what it never had
    assert_heads(office, "1.5@0 of 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_entry_comes_back_byte_for_byte),
        TEST(the_same_dot_is_stored_once),
        TEST(dots_at_the_limits_do_not_run_into_each_other),
        TEST(history_and_commits_cannot_be_changed),
        TEST(a_records_history_is_by_actor_then_counter),
        TEST(an_actor_never_goes_back),
        TEST(a_devices_actors_are_in_order_of_appearance),
        TEST(a_journal_that_goes_on_keeps_one_head),
        TEST(a_copied_tablet_shows_as_a_branch_once),
        TEST(heads_of_another_device_do_not_count),
    };

    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
