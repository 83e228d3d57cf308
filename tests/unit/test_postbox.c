// SPDX-License-Identifier: Apache-2.0
// Events on their way out: once each, in order for every receiver, none lost.
#include "server/storage/deliveries.h"
#include "server/storage/hooks.h"
#include "server/storage/jobs.h"
#include "server/storage/postbox.h"
#include "server/storage/tokens.h"
#include "tests/unit/storage_fixture.h"

static struct hook_row hook_of(uint64_t number, const char *kinds)
{
    struct hook_row hook = {.id = uuid_number(number), .made_ms = 5};

    snprintf(hook.target, sizeof(hook.target), "https://h%d.example/in", (int)number);
    snprintf(hook.kinds, sizeof(hook.kinds), "%s", kinds);
    memset(hook.secret, (int)number, sizeof(hook.secret));
    return hook;
}

static void add_hook(struct office *office, uint64_t number, const char *kinds)
{
    struct hook_row hook = hook_of(number, kinds);

    office_begin(office);
    assert_ok(office, hooks_add(office->storage, &hook, &office->error));
    office_commit(office);
}

static void put(struct office *office, const char *kind, const char *key)
{
    struct postbox_event event
        = {.kind = kind, .key = key, .title = span_of("标题 title"), .data = span_of("{\"n\":1}")};

    office_begin(office);
    assert_ok(office, postbox_put(office->storage, &event, &office->error));
    office_commit(office);
}

struct seen {
    struct delivery_row rows[16];
    size_t count;
};

static bool see(void *arg, const struct delivery_row *delivery)
{
    struct seen *seen = arg;

    assert_true(seen->count < 16);
    seen->rows[seen->count++] = *delivery;
    return true;
}

static struct seen due(struct office *office)
{
    struct seen seen = {.count = 0};

    assert_ok(office, deliveries_due(office->reader, office->now_ms, see, &seen, &office->error));
    return seen;
}

static bool is_for(const struct delivery_row *row, uint64_t hook)
{
    struct uuid id = uuid_number(hook);

    return uuid_equal(&row->hook, &id);
}

static void settle(struct office *office, struct delivery_row *row, enum delivery_state state,
                   int64_t next_ms)
{
    row->state = state;
    row->next_ms = next_ms;
    row->tried_ms = office->now_ms;
    office_begin(office);
    assert_ok(office, deliveries_settle(office->storage, row, &office->error));
    office_commit(office);
}

static void an_event_goes_to_those_who_want_its_kind_and_once(void **state)
{
    struct office *office = *state;
    struct postbox_letter letter;
    struct seen seen;

    put(office, "night.done", "2026-11-20"); // nobody is there yet
    add_hook(office, 1, "");
    add_hook(office, 2, "signoff.logged night.done");
    add_hook(office, 3, "signoff.logged");
    put(office, "night.done", "2026-11-21");
    put(office, "night.done", "2026-11-21");
    office_reopen(office);
    seen = due(office);
    assert_int_equal(seen.count, 2);
    assert_true(is_for(&seen.rows[0], 1));
    assert_true(is_for(&seen.rows[1], 2));
    assert_true(uuid_equal(&seen.rows[0].event, &seen.rows[1].event));
    assert_ok(office, postbox_get(office->reader, &seen.rows[0].event, &letter, &office->error));
    assert_string_equal(letter.kind, "night.done");
    assert_true(span_is(letter.data, "{\"n\":1}"));
    assert_int_equal(letter.in_commit, office->stamp.number - 1);
}

static void a_receiver_is_never_sent_what_came_later_first(void **state)
{
    struct office *office = *state;
    struct seen seen;

    add_hook(office, 1, "");
    add_hook(office, 2, "");
    put(office, "signoff.logged", "a");
    put(office, "signoff.logged", "b");
    seen = due(office);
    assert_int_equal(seen.count, 2); // one for each
    settle(office, &seen.rows[0], DELIVERY_WAITING, office->now_ms + 60000);
    settle(office, &seen.rows[1], DELIVERY_DONE, 0);
    seen = due(office);
    assert_int_equal(seen.count, 1); // the second event of the second; the first receiver waits
    assert_true(is_for(&seen.rows[0], 2));
    office->now_ms += 60000;
    seen = due(office);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.rows[0].attempts, 1);
    settle(office, &seen.rows[0], DELIVERY_DEAD, 0);
    seen = due(office);
    assert_int_equal(seen.count, 2); // a dead letter holds up nobody
    assert_true(uuid_equal(&seen.rows[0].event, &seen.rows[1].event));
}

static void a_dead_letter_is_sent_again_when_a_person_says_so(void **state)
{
    struct office *office = *state;
    struct deliveries_filter dead = {.state = DELIVERY_DEAD};
    struct seen seen, listed = {.count = 0};
    struct deliveries_counts counts;
    int64_t count = 0;

    add_hook(office, 1, "");
    put(office, "signoff.logged", "a");
    seen = due(office);
    settle(office, &seen.rows[0], DELIVERY_DEAD, 0);
    assert_ok(office, deliveries_list(office->reader, &dead, see, &listed, &office->error));
    assert_int_equal(listed.count, 1);
    assert_ok(office, deliveries_count(office->reader, &counts, &office->error));
    assert_int_equal(counts.dead, 1);
    office->now_ms += 1000;
    office_begin(office);
    assert_ok(office, deliveries_resend(office->storage, seen.rows[0].row, &office->error));
    office_commit(office);
    seen = due(office);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.rows[0].attempts, 0);
    assert_int_equal(seen.rows[0].since_ms, office->now_ms);
    settle(office, &seen.rows[0], DELIVERY_WAITING, office->now_ms + 1000000);
    assert_int_equal(due(office).count, 0);
    office_begin(office);
    assert_ok(office,
              deliveries_resend_hook(office->storage, &seen.rows[0].hook, &count, &office->error));
    office_commit(office);
    assert_int_equal(count, 1);
    assert_int_equal(due(office).count, 1);
}

static void a_removed_receiver_gets_nothing_more(void **state)
{
    struct office *office = *state;
    struct uuid id = uuid_number(1);
    struct hook_row hook;
    struct deliveries_counts counts;

    add_hook(office, 1, "");
    put(office, "signoff.logged", "a");
    office_begin(office);
    assert_ok(office, hooks_remove(office->storage, &id, &office->error));
    office_commit(office);
    put(office, "signoff.logged", "b");
    assert_int_equal(due(office).count, 0);
    assert_ok(office, deliveries_count(office->reader, &counts, &office->error));
    assert_int_equal(counts.waiting, 0);
    assert_int_equal(counts.dead, 1);
    assert_ok(office, hooks_get(office->reader, &id, &hook, &office->error));
    assert_true(hook.removed);
    assert_int_equal(hook.secret[0], 0);
    office_begin(office);
    assert_int_equal(hooks_remove(office->storage, &id, NULL), ERR_NOT_FOUND);
    assert_int_equal(deliveries_resend(office->storage, 1, NULL), ERR_NOT_FOUND);
    office_commit(office);
}

static void rest(struct office *office, const struct uuid *hook, int64_t since_ms)
{
    office_begin(office);
    assert_ok(office, hooks_pause(office->storage, hook, since_ms, &office->error));
    office_commit(office);
}

static void a_receiver_that_rests_is_sent_all_of_it_in_order_when_it_goes_on(void **state)
{
    struct office *office = *state;
    const struct uuid id = uuid_number(1);
    struct hook_row hook;
    struct seen seen;

    add_hook(office, 1, "");
    put(office, "alarm.raised", "a");
    seen = due(office);
    settle(office, &seen.rows[0], DELIVERY_WAITING, office->now_ms + 1000000); // tried long ago
    rest(office, &id, office->now_ms);
    assert_ok(office, hooks_get(office->reader, &id, &hook, &office->error));
    assert_true(hook.paused_ms > 0);
    put(office, "alarm.raised", "b");
    office->now_ms += 4 * INT64_C(86400000); // it rests longer than anything is tried
    assert_int_equal(due(office).count, 0);
    rest(office, &id, 0);
    seen = due(office);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.rows[0].row, 1); // the one that was in front
    assert_int_equal(seen.rows[0].attempts, 0);
    assert_int_equal(seen.rows[0].since_ms, office->now_ms); // with all its time before it
    settle(office, &seen.rows[0], DELIVERY_DONE, 0);
    assert_int_equal(due(office).rows[0].row, 2);
    office_begin(office);
    assert_int_equal(hooks_pause(office->storage, &(struct uuid){.bytes = {9}}, 1, NULL),
                     ERR_NOT_FOUND);
    office_commit(office);
}

static void another_secret_replaces_the_old_one(void **state)
{
    struct office *office = *state;
    const struct uuid id = uuid_number(1);
    uint8_t secret[HOOK_SECRET_BYTES];
    struct hook_row hook;

    memset(secret, 0x5a, sizeof(secret));
    add_hook(office, 1, "");
    office_begin(office);
    assert_ok(office, hooks_secret_put(office->storage, &id, secret, &office->error));
    office_commit(office);
    assert_ok(office, hooks_get(office->reader, &id, &hook, &office->error));
    assert_memory_equal(hook.secret, secret, sizeof(secret));
    office_begin(office);
    assert_ok(office, hooks_remove(office->storage, &id, &office->error));
    assert_int_equal(hooks_secret_put(office->storage, &id, secret, NULL), ERR_NOT_FOUND);
    office_commit(office);
    assert_ok(office, hooks_get(office->reader, &id, &hook, &office->error));
    assert_int_equal(hook.secret[0], 0); // a removed one gets none
}

static void how_a_receiver_stands_is_summed_up(void **state)
{
    struct office *office = *state;
    const struct uuid id = uuid_number(1), other = uuid_number(2);
    struct deliveries_sum sum;
    struct seen seen;

    add_hook(office, 1, "");
    add_hook(office, 2, "night.done");
    assert_ok(office, deliveries_sum(office->reader, &id, &sum, &office->error));
    assert_int_equal(sum.waiting + sum.dead + sum.done + sum.last.row + sum.next_ms + sum.done_ms,
                     0);
    put(office, "alarm.raised", "a");
    put(office, "alarm.raised", "b");
    put(office, "alarm.raised", "c");
    put(office, "alarm.raised", "d");
    seen = due(office);
    settle(office, &seen.rows[0], DELIVERY_DONE, 0);
    seen = due(office);
    settle(office, &seen.rows[0], DELIVERY_DEAD, 0);
    seen = due(office);
    settle(office, &seen.rows[0], DELIVERY_WAITING, office->now_ms + 7000);
    assert_ok(office, deliveries_sum(office->reader, &id, &sum, &office->error));
    assert_int_equal(sum.done, 1);
    assert_int_equal(sum.dead, 1);
    assert_int_equal(sum.waiting, 2);
    assert_int_equal(sum.next_ms, office->now_ms + 7000);
    assert_int_equal(sum.last.row, seen.rows[0].row); // the newest attempt
    assert_int_equal(sum.last.state, DELIVERY_WAITING);
    assert_true(sum.done_ms > 0 && sum.since_ms > 0);
    assert_ok(office, deliveries_sum(office->reader, &other, &sum, &office->error));
    assert_int_equal(sum.waiting + sum.dead + sum.done, 0);
}

static void what_is_done_is_forgotten_and_what_waits_is_not(void **state)
{
    struct office *office = *state;
    struct postbox_letter letter;
    struct seen seen;
    struct uuid first;

    add_hook(office, 1, "");
    put(office, "signoff.logged", "a");
    put(office, "signoff.logged", "b");
    seen = due(office);
    first = seen.rows[0].event;
    settle(office, &seen.rows[0], DELIVERY_DONE, 0);
    office->now_ms += 1000;
    office_begin(office);
    assert_ok(office, deliveries_prune(office->storage, office->now_ms, &office->error));
    office_commit(office);
    assert_int_equal(postbox_get(office->reader, &first, &letter, NULL), ERR_NOT_FOUND);
    assert_int_equal(due(office).count, 1);
}

static void an_unknown_kind_is_refused_and_words_are_whole(void **state)
{
    struct office *office = *state;
    struct postbox_event event = {.kind = "night.dones", .key = "x", .title = span_of("t")};

    office_begin(office);
    assert_int_equal(postbox_put(office->storage, &event, NULL), ERR_INVALID);
    office_commit(office);
    assert_true(hooks_wants("", "night.done"));
    assert_true(hooks_wants("a.b night.done", "night.done"));
    assert_true(hooks_wants("night.done2 night.done", "night.done"));
    assert_false(hooks_wants("night.done2 xnight.done", "night.done"));
}

static void a_token_is_found_by_its_digest_until_it_is_revoked(void **state)
{
    struct office *office = *state;
    struct token_row token = {.id = uuid_number(7),
                              .digest = digest_number(7),
                              .name = "erp",
                              .scopes = TOKEN_SITES | TOKEN_WRITE_PEOPLE,
                              .store = "东区",
                              .made_ms = 1,
                              .expires_ms = 99},
                     got;
    struct digest other = digest_number(8);

    office_begin(office);
    assert_ok(office, tokens_add(office->storage, &token, &office->error));
    assert_int_equal(tokens_add(office->storage, &token, NULL), ERR_EXISTS);
    storage_rollback(office->storage);
    office_begin(office);
    assert_ok(office, tokens_add(office->storage, &token, &office->error));
    office_commit(office);
    assert_ok(office, tokens_find(office->reader, &token.digest, &got, &office->error));
    assert_int_equal(got.scopes, token.scopes);
    assert_string_equal(got.store, "东区");
    assert_int_equal(got.revoked_ms, 0);
    assert_int_equal(tokens_find(office->reader, &other, &got, NULL), ERR_NOT_FOUND);
    office_begin(office);
    assert_ok(office, tokens_revoke(office->storage, &token.id, &office->error));
    assert_int_equal(tokens_revoke(office->storage, &token.id, NULL), ERR_NOT_FOUND);
    office_commit(office);
    assert_ok(office, tokens_find(office->reader, &token.digest, &got, &office->error));
    assert_int_equal(got.revoked_ms, office->now_ms);
    assert_int_equal(tokens_scope_find(span_of("read:nights")), TOKEN_NIGHTS);
    assert_int_equal(tokens_scope_find(span_of("read:night")), 0);
}

static void jobs_are_taken_in_order_and_expire(void **state)
{
    struct office *office = *state;
    struct job_row first = {.id = uuid_number(1), .kind = "listing", .wish = "{}"},
                   second = {.id = uuid_number(2), .kind = "listing", .wish = "{}"}, got;

    office_begin(office);
    assert_ok(office, jobs_add(office->storage, &first, &office->error));
    assert_ok(office, jobs_add(office->storage, &second, &office->error));
    assert_int_equal(jobs_add(office->storage, &second, NULL), ERR_EXISTS);
    storage_rollback(office->storage);
    assert_int_equal(jobs_next(office->reader, &got, NULL), ERR_NOT_FOUND);
    office_begin(office);
    assert_ok(office, jobs_add(office->storage, &first, &office->error));
    assert_ok(office, jobs_add(office->storage, &second, &office->error));
    office_commit(office);
    assert_ok(office, jobs_next(office->reader, &got, &office->error));
    assert_true(uuid_equal(&got.id, &first.id));
    got.state = JOB_DONE;
    got.digest = digest_number(3);
    snprintf(got.file, sizeof(got.file), "a.csv");
    office_begin(office);
    assert_ok(office, jobs_settle(office->storage, &got, &office->error));
    office_commit(office);
    assert_ok(office, jobs_next(office->reader, &got, &office->error));
    assert_true(uuid_equal(&got.id, &second.id));
    assert_ok(office, jobs_get(office->reader, &first.id, &got, &office->error));
    assert_string_equal(got.file, "a.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_goes_to_those_who_want_its_kind_and_once),
        TEST(a_receiver_is_never_sent_what_came_later_first),
        TEST(a_dead_letter_is_sent_again_when_a_person_says_so),
        TEST(a_removed_receiver_gets_nothing_more),
        TEST(a_receiver_that_rests_is_sent_all_of_it_in_order_when_it_goes_on),
        TEST(another_secret_replaces_the_old_one),
        TEST(how_a_receiver_stands_is_summed_up),
        TEST(what_is_done_is_forgotten_and_what_waits_is_not),
        TEST(an_unknown_kind_is_refused_and_words_are_whole),
        TEST(a_token_is_found_by_its_digest_until_it_is_revoked),
        TEST(jobs_are_taken_in_order_and_expire),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
