// SPDX-License-Identifier: Apache-2.0
// The proof of convergence between a real tablet and a real office: what is the same is shown to
// be, what is not is found and repaired alone, and both sides log one digest (sync.md section 6).
#include "tests/unit/proof_fixture.h"

// Some records of either side, all exchanged.
static struct uuid settle(struct pair *pair)
{
    struct uuid last = uuid_nil;

    for (int i = 0; i < 20; i++) {
        struct uuid id = fresh_id(&pair->world->bench);

        pad_note(&pair->world->b, &id, &pair->world->site, "of others", NULL);
        last = tablet_write(pair->tablet, NULL, "\"of ours\"").id;
    }
    pad_sync(&pair->world->b);
    pair_drain(pair);
    return last;
}

static struct uuid note_of_others(struct pair *pair)
{
    struct uuid id = fresh_id(&pair->world->bench);

    pad_note(&pair->world->b, &id, &pair->world->site, "foreign", NULL);
    pad_sync(&pair->world->b);
    pair_drain(pair);
    assert_true(pair_has(pair, &id, "foreign"));
    return id;
}

// One planted difference: found, repaired alone, within four round trips and 4 kB; one digest.
static void assert_repaired(struct pair *pair, const struct uuid *id, const char *text)
{
    struct proof_log_row ours = pair_prove(pair);
    struct proof_row theirs = pair_proof_row(pair);

    assert_true(ours.equal && theirs.equal);
    assert_int_equal(ours.differences, 1);
    assert_int_equal(theirs.differences, 1);
    assert_int_equal(ours.left, 0);
    assert_true(ours.round_trips <= 4);
    assert_true(ours.bytes <= 4096);
    assert_int_equal(theirs.round_trips, ours.round_trips);
    assert_int_equal(theirs.bytes, ours.bytes);
    assert_true(digest_equal(&ours.digest, &theirs.digest));
    assert_true(digest_equal(&theirs.digest, &theirs.device_digest));
    assert_int_equal(ours.items, theirs.items);
    pair_assert_same(pair, id);
    assert_true(pair_has(pair, id, text));
    // And then there is nothing left to find.
    ours = pair_prove(pair);
    assert_true(ours.equal);
    assert_int_equal(ours.differences, 0);
    tablet_check(pair->tablet);
}

static void what_is_the_same_is_shown_in_one_round_trip_and_both_log_one_digest(void **state)
{
    struct pair *pair = *state;
    struct proof_log_row ours, kept;
    struct proof_row theirs;

    settle(pair);
    ours = pair_prove(pair);
    theirs = pair_proof_row(pair);
    assert_true(ours.equal && theirs.equal);
    assert_int_equal(ours.round_trips, 1);
    assert_int_equal(theirs.round_trips, 1);
    assert_true(ours.bytes <= 1400);
    assert_int_equal(ours.bytes, theirs.bytes);
    assert_true(ours.items > 40); // with the people, the site and the assignment
    assert_true(digest_equal(&ours.digest, &theirs.digest));
    assert_ok(pair->tablet, proof_log_last(pair->tablet->store, &kept, &pair->tablet->error));
    assert_memory_equal(&kept.digest, &ours.digest, sizeof(ours.digest));
    assert_true(kept.equal);
    assert_int_equal(kept.items, ours.items);
    assert_int_equal(kept.bytes, ours.bytes);
}

static void a_record_missing_on_the_tablet_comes_again(void **state)
{
    struct pair *pair = *state;
    struct uuid id;

    settle(pair);
    id = note_of_others(pair);
    pair_on_tablet(pair, "DELETE FROM record WHERE id = ?1", &id);
    assert_repaired(pair, &id, "foreign");
}

static void a_record_missing_at_the_office_comes_again(void **state)
{
    struct pair *pair = *state;
    struct uuid id;

    settle(pair);
    id = note_of_others(pair);
    pair_at_office(pair, "DELETE FROM records WHERE id = ?1", &id);
    assert_repaired(pair, &id, "foreign");
}

static void an_older_state_on_the_tablet_is_brought_up(void **state)
{
    struct pair *pair = *state;
    struct uuid id = settle(pair);

    pair_on_tablet(pair,
                   "CREATE TABLE old AS SELECT id AS i, last AS l, mac AS m, vector AS v,"
                   " writes AS w, flags AS f FROM record",
                   &id);
    tablet_write(pair->tablet, &id, "\"newer\"");
    pair_drain(pair);
    pair_on_tablet(pair,
                   "UPDATE record SET (last, mac, vector, writes, flags)"
                   " = (SELECT l, m, v, w, f FROM old WHERE i = ?1) WHERE id = ?1",
                   &id);
    assert_true(pair_has(pair, &id, "of ours"));
    assert_repaired(pair, &id, "newer");
}

static void an_older_state_at_the_office_is_brought_up(void **state)
{
    struct pair *pair = *state;
    struct uuid id = settle(pair);

    pair_at_office(pair,
                   "CREATE TABLE old AS SELECT id AS i, mac AS m, vector AS v, state AS s"
                   " FROM records",
                   &id);
    tablet_write(pair->tablet, &id, "\"newer\"");
    pair_drain(pair);
    pair_at_office(
        pair,
        "UPDATE records SET (mac, vector, state) = (SELECT m, v, s FROM old WHERE i = ?1)"
        " WHERE id = ?1",
        &id);
    assert_repaired(pair, &id, "newer");
}

static void a_state_damaged_on_the_tablet_is_replaced(void **state)
{
    struct pair *pair = *state;
    struct uuid id;

    settle(pair);
    id = note_of_others(pair);
    pair_on_tablet(pair,
                   "UPDATE record SET writes = replace(writes, 'foreign', 'forging')"
                   " WHERE id = ?1",
                   &id);
    assert_repaired(pair, &id, "foreign");
}

static void a_state_on_the_tablet_that_is_no_state_is_replaced(void **state)
{
    struct pair *pair = *state;
    struct uuid id;

    settle(pair);
    id = note_of_others(pair);
    pair_on_tablet(pair, "UPDATE record SET writes = substr(writes, 1, 40) WHERE id = ?1", &id);
    assert_repaired(pair, &id, "foreign");
}

static void a_state_damaged_at_the_office_is_built_from_what_the_tablet_has(void **state)
{
    struct pair *pair = *state;
    struct uuid id;

    settle(pair);
    id = note_of_others(pair);
    pair_at_office(pair,
                   "UPDATE records SET state = replace(state, 'foreign', 'forging')"
                   " WHERE id = ?1",
                   &id);
    assert_repaired(pair, &id, "foreign");
}

static void a_state_damaged_at_the_office_is_built_from_the_history(void **state)
{
    struct pair *pair = *state;
    struct uuid id;

    settle(pair);
    id = note_of_others(pair);
    pair_at_office(pair, "UPDATE records SET state = x'00' WHERE id = ?1", &id);
    pair_on_tablet(pair, "DELETE FROM record WHERE id = ?1", &id);
    assert_repaired(pair, &id, "foreign");
}

// Nothing that is left of it puts it right: a person is called, and nobody invents anything.
static void what_cannot_be_repaired_is_an_alarm_and_stays_as_it_is(void **state)
{
    struct pair *pair = *state;
    struct uuid id = pair->world->person;
    struct proof_log_row ours;
    struct proof_row theirs;

    settle(pair);
    pair_at_office(pair, "UPDATE records SET state = x'00' WHERE id = ?1", &id);
    pair_at_office(pair, "DROP TRIGGER history_stays", &id);
    pair_at_office(pair, "DELETE FROM history WHERE record = ?1", &id);
    pair_on_tablet(pair, "DELETE FROM record WHERE id = ?1", &id);
    ours = pair_prove(pair);
    theirs = pair_proof_row(pair);
    assert_false(ours.equal);
    assert_false(theirs.equal);
    assert_int_equal(ours.left, 1);
    assert_int_equal(theirs.left, 1);
    assert_false(digest_equal(&theirs.digest, &theirs.device_digest));
    assert_true(pair->tablet->alarms > 0);
}

static void many_differences_are_repaired_in_one_proof(void **state)
{
    struct pair *pair = *state;
    struct proof_log_row ours;

    settle(pair);
    pair_on_tablet(pair, "DELETE FROM record WHERE id <> ?1", &pair->world->person);
    ours = pair_prove(pair);
    assert_true(ours.equal);
    assert_true(ours.differences > 40);
    assert_int_equal(ours.left, 0);
    tablet_check(pair->tablet);
}

// Somebody writes on the tablet who is not on the office's list for it.
static void let_in_a_stranger(struct pair *pair)
{
    char list[200], id[UUID_TEXT];

    pair->tablet->person = fresh_id(&pair->world->bench);
    uuid_format(&pair->tablet->person, id);
    snprintf(list, sizeof(list), "[{\"id\":\"%s\",\"name\":\"x\",\"role\":\"inspector\"}]", id);
    assert_ok(pair->tablet,
              setting_write(pair->tablet->store, "persons", span_of(list), &pair->tablet->error));
}

// What waits for a person's decision is no difference, on either side.
static void an_entry_in_quarantine_is_set_aside(void **state)
{
    struct pair *pair = *state;
    struct uuid id;
    struct proof_log_row ours;
    struct proof_row theirs;

    settle(pair);
    let_in_a_stranger(pair);
    id = tablet_write(pair->tablet, NULL, "\"of a stranger\"").id;
    pair_drain(pair);
    assert_false(world_has(pair->world, &id));
    ours = pair_prove(pair);
    theirs = pair_proof_row(pair);
    assert_true(ours.equal && theirs.equal);
    assert_int_equal(ours.aside, 1);
    assert_int_equal(theirs.aside, 1);
    assert_int_equal(ours.differences, 0);
    assert_true(pair_has(pair, &id, "of a stranger"));
}

// The office has moved on: the tablet exchanges first, and nothing of it is taken for a difference.
static void a_change_on_the_way_is_no_difference(void **state)
{
    struct pair *pair = *state;
    struct proof_log_row ours;
    struct uuid id = fresh_id(&pair->world->bench);

    settle(pair);
    pair_drain(pair);
    session_prove(pair->session);
    assert_int_equal(session_step(pair->session, &pair->tablet->error), ERR_OK); // the exchange
    pad_note(&pair->world->b, &id, &pair->world->site, "late", NULL);
    pad_sync(&pair->world->b);
    pair_drain(pair);
    ours = pair_figures(pair).proof;
    assert_int_equal(pair_figures(pair).proofs, 1);
    assert_int_equal(pair->proof_requests, 2); // stale, then equal
    assert_true(ours.equal);
    assert_int_equal(ours.differences, 0);
    assert_true(pair_has(pair, &id, "late"));
}

static enum err ask(struct bench *bench, const struct uuid *device)
{
    struct office_device_question question = {.device = *device};

    return office_device_prove(bench->office, &question, &bench->error);
}

// Asked once a night, and when a person asks; not again and again.
static void the_office_asks_for_a_proof_once_a_night_and_when_a_person_does(void **state)
{
    struct pair *pair = *state;
    struct bench *bench = &pair->world->bench;

    settle(pair);
    pair_drain(pair);
    assert_int_equal(pair->proof_requests, 0);
    bench->now_ms += 24 * INT64_C(3600000);
    pair_drain(pair);
    assert_int_equal(pair->proof_requests, 1);
    assert_false(pair_proof_row(pair).asked);
    pair_drain(pair);
    assert_int_equal(pair->proof_requests, 1);
    assert_int_equal(ask(bench, &pair->world->a.device), ERR_OK);
    pair_drain(pair);
    assert_int_equal(pair->proof_requests, 2);
    assert_true(pair_proof_row(pair).asked);
    pair_drain(pair);
    assert_int_equal(pair->proof_requests, 2);
    bench_restart(bench);
    pair_drain(pair);
    assert_int_equal(pair->proof_requests, 2);
    assert_int_equal(ask(bench, &pair->world->site), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PAIR(what_is_the_same_is_shown_in_one_round_trip_and_both_log_one_digest),
        IN_PAIR(a_record_missing_on_the_tablet_comes_again),
        IN_PAIR(a_record_missing_at_the_office_comes_again),
        IN_PAIR(an_older_state_on_the_tablet_is_brought_up),
        IN_PAIR(an_older_state_at_the_office_is_brought_up),
        IN_PAIR(a_state_damaged_on_the_tablet_is_replaced),
        IN_PAIR(a_state_on_the_tablet_that_is_no_state_is_replaced),
        IN_PAIR(a_state_damaged_at_the_office_is_built_from_what_the_tablet_has),
        IN_PAIR(a_state_damaged_at_the_office_is_built_from_the_history),
        IN_PAIR(what_cannot_be_repaired_is_an_alarm_and_stays_as_it_is),
        IN_PAIR(many_differences_are_repaired_in_one_proof),
        IN_PAIR(an_entry_in_quarantine_is_set_aside),
        IN_PAIR(a_change_on_the_way_is_no_difference),
        IN_PAIR(the_office_asks_for_a_proof_once_a_night_and_when_a_person_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
