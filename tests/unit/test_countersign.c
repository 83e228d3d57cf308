// SPDX-License-Identifier: Apache-2.0
// The office counter-signs sealed sign-offs: once each, in a log that only grows, whatever happens.
#include "server/storage/signoff_queue.h"
#include "server/sync/office_parts.h"
#include "server/sync/office_restore.h"
#include "tests/unit/faulty_disk.h"
#include "tests/unit/log_witness.h"
#include "tests/unit/signing_by_hand.h"

#include <sqlite3.h>

static struct uuid sign(struct world *world, const char *name)
{
    return pad_sign_as(&world->a, &world->site, name);
}

static void a_sealed_sign_off_is_in_the_log_and_its_seal_goes_to_both_tablets(void **state)
{
    struct world *world = *state;
    struct seals *seals;
    struct log_leaf leaf;
    struct signoff_leaf held;
    struct uuid id;
    struct span text;

    pad_sync(&world->a);
    assert_int_equal(log_size(world), 0);
    world->bench.now_ms += 5000;
    id = sign(world, "张三");
    pad_sync(&world->a);
    check_all(world, 1, NULL);
    assert_int_equal(signoff_log_find(writer_of(world), &id, &held, NULL), ERR_OK);
    assert_int_equal(log_leaf_parse(held.leaf, &leaf, NULL), ERR_OK);
    assert_int_equal(leaf.received_ms, world->bench.now_ms);
    assert_true(digest_equal(&leaf.certificate, &world->a.certificate));
    seals = read_seals(world);
    pad_sync(&world->a);
    assert_true(pad_state(&world->a, &seals->records[0].id, &text));
    pad_sync(&world->b);
    assert_true(pad_state(&world->b, &seals->records[0].id, &text));
    assert_true(pad_state(&world->b, &id, &text));
    free_seals(seals);
}

static void what_comes_together_gets_one_head(void **state)
{
    struct world *world = *state;
    struct heads heads;

    for (int i = 0; i < 5; i++)
        sign(world, "张三");
    pad_sync(&world->a);
    check_all(world, 5, &heads);
    assert_int_equal(heads.count, 1);
    sign(world, "李四");
    pad_sync(&world->a);
    check_all(world, 6, &heads);
    assert_int_equal(heads.count, 2);
    assert_int_equal(heads.list[0].epoch, heads.list[1].epoch);
}

static void what_is_sent_again_is_logged_once(void **state)
{
    struct world *world = *state;

    sign(world, "张三");
    pad_sync(&world->a);
    assert_int_equal(pad_exchange(&world->a, 0, world->a.count), 200);
    bench_restart(&world->bench);
    assert_int_equal(pad_exchange(&world->a, 0, world->a.count), 200);
    check_all(world, 1, NULL);
}

struct refusals {
    size_t count;
    char reason[160];
};

static bool add_refusal(void *arg, const struct signoff_unlogged *unlogged)
{
    struct refusals *refusals = arg;

    refusals->count++;
    snprintf(refusals->reason, sizeof(refusals->reason), "%s", unlogged->refused);
    return true;
}

static void expect_refusal(struct world *world, const struct autograph *wish, const char *word)
{
    struct refusals refusals = {0};
    size_t before;

    assert_int_equal(signoff_queue_list(writer_of(world), add_refusal, &refusals, NULL), ERR_OK);
    before = refusals.count;
    world->bench.now_ms += 2 * INT64_C(86400000); // past the silence of an alarm that repeats
    pad_sign(&world->a, &world->site, wish);
    pad_sync(&world->a);
    refusals.count = 0;
    assert_int_equal(signoff_queue_list(writer_of(world), add_refusal, &refusals, NULL), ERR_OK);
    assert_int_equal(refusals.count, before + 1);
    if (!strstr(refusals.reason, word))
        fail_msg("\"%s\" is not about %s", refusals.reason, word);
    assert_int_equal(alarms(world, "signoff_seal"), before + 1);
}

static void a_seal_that_does_not_verify_is_not_logged_but_told(void **state)
{
    struct world *world = *state;
    struct random random = random_system();
    struct uuid stranger = fresh_id(&world->bench);
    struct key *key = NULL;

    assert_int_equal(key_make(&random, &key, NULL), ERR_OK);
    // Ids rise with time, so that the newest is the last of the list.
    expect_refusal(world, &(struct autograph){.name = "a", .key = key}, "seal");
    expect_refusal(world, &(struct autograph){.name = "b", .record_name = "c"}, "name");
    expect_refusal(world, &(struct autograph){.name = "d", .certificate = world->b.certificate_pem},
                   "tablet");
    expect_refusal(world, &(struct autograph){.name = "e", .device = &stranger}, "seal");
    expect_refusal(
        world,
        &(struct autograph){.name = "f",
                            .certificate = office_authority(world->bench.office)->seal_pem.data},
        "seal");
    sign(world, "good");
    pad_sync(&world->a);
    check_all(world, 1, NULL);
    bench_restart(&world->bench);
    pad_sync(&world->a);
    assert_int_equal(alarms(world, "signoff_seal"), 5); // looked at once
    check_all(world, 1, NULL);
    key_free(key);
}

// Who has the key of another tablet, a revoked one perhaps, can seal with it and bring it by his
// own: the seal holds, and so it is in the log, but somebody must hear of it.
static void a_sign_off_that_another_tablet_brings_raises_an_alarm(void **state)
{
    struct world *world = *state;
    const struct autograph forged = {.name = "伪造",
                                     .key = world->a.key,
                                     .certificate = world->a.certificate_pem,
                                     .device = &world->a.device};

    pad_sign(&world->b, &world->site, &forged);
    pad_sync(&world->b);
    assert_int_equal(alarms(world, "signoff_device"), 1);
    check_all(world, 1, NULL);
}

static void copy_open_folder(struct world *world, const char *to)
{
    char path[1200];

    snprintf(path, sizeof(path), "%s-%s", world->bench.folder, to);
    run((char *[]){"cp", "-a", world->bench.folder, path, NULL});
}

// Ends as a crash does between the ledger and the commit: what the ledger says becomes true.
static void a_crash_after_the_ledger_brings_the_very_same_head(void **state)
{
    struct world *world = *state;
    struct http_request request;
    struct heads before, after;
    struct answer answer;
    struct knock knock;

    sign(world, "张三");
    pad_sync(&world->a);
    sign(world, "李四");
    pad_build(&world->a, world->a.sent, world->a.count);
    knock = (struct knock){.method = HTTP_POST,
                           .path = "/v1/sync",
                           .device = world->a.device,
                           .certificate = world->a.certificate,
                           .body = {world->a.body.data, world->a.body.len}};
    request = bench_request(&knock);
    bench_hand_in(&world->bench, office_serve_tablets, &request, &answer);
    assert_int_equal(committer_step(office_committer(world->bench.office), 1), 1);
    assert_true(answer.came);
    assert_int_equal(log_size(world), 1); // received, not yet countersigned
    copy_open_folder(world, "crash");
    world->bench.now_ms += 1000;
    committer_step(office_committer(world->bench.office), 0);
    check_all(world, 2, &before);
    bring_back(world, "crash", false);
    world->bench.now_ms += 1000;
    bench_start(&world->bench);
    check_all(world, 2, &after);
    assert_memory_equal(&before.list[1], &after.list[1], sizeof(before.list[1]));
    assert_int_equal(countersign_deleted(world->bench.office->countersign), 0);
    sign(world, "王五");
    assert_int_equal(pad_exchange(&world->a, 0, world->a.count), 200);
    check_all(world, 3, NULL);
    answer_clear(&answer);
}

// A commit that brings a sign-off is not the one that logs it: a leaf is never of a sign-off that
// could get lost again.
static void what_waits_when_the_office_stops_is_logged_when_it_starts(void **state)
{
    struct world *world = *state;
    char path[1200];

    sign(world, "张三");
    pad_build(&world->a, 0, world->a.count);
    struct knock knock = {.method = HTTP_POST,
                          .path = "/v1/sync",
                          .device = world->a.device,
                          .certificate = world->a.certificate,
                          .body = {world->a.body.data, world->a.body.len}};
    struct http_request request = bench_request(&knock);
    struct answer answer;

    bench_hand_in(&world->bench, office_serve_tablets, &request, &answer);
    assert_int_equal(committer_step(office_committer(world->bench.office), 1), 1);
    copy_open_folder(world, "stopped");
    snprintf(path, sizeof(path), "%s-stopped/ledger", world->bench.folder);
    bring_back(world, "stopped", true); // before anything was signed
    bench_start(&world->bench);
    check_all(world, 1, NULL);
    answer_clear(&answer);
}

// A full disk keeps the office from countersigning, and from nothing else.
static void what_the_ledger_cannot_take_is_tried_again_later(void **state)
{
    struct world *world = *state;
    struct uuid note = fresh_id(&world->bench), other = fresh_id(&world->bench);
    struct commit_stamp before, after;

    pad_sync(&world->a);
    office_close(world->bench.office);
    faulty_wrap(&world->bench.disk);
    bench_start(&world->bench);
    sign(world, "张三");
    faulty_forget();
    faulty.code = ERR_FULL;
    faulty.fail_in = 1;
    faulty.fail_also = 100;
    pad_sync(&world->a);
    assert_int_equal(log_size(world), 0);
    assert_true(faulty.changes > 0);
    faulty_forget();
    pad_note(&world->a, &note, &world->site, "at once", NULL);
    pad_sync(&world->a);
    assert_int_equal(log_size(world), 0); // not again and again
    world->bench.now_ms += 61000;
    pad_note(&world->a, &other, &world->site, "later", NULL);
    pad_sync(&world->a);
    check_all(world, 1, NULL);
    pad_sync(&world->a);
    assert_int_equal(commit_head(writer_of(world), &before, NULL), ERR_OK);
    faulty_forget();
    pad_sync(&world->a); // nothing waits: no commit, no line
    assert_int_equal(commit_head(writer_of(world), &after, NULL), ERR_OK);
    assert_int_equal(before.number, after.number);
    assert_int_equal(faulty.changes, 0);
}

// A tablet that tells everything again, as after a new epoch.
static void tell_again(struct pad *pad)
{
    pad->epoch_known = pad->scope_known = false;
    pad->cursor[0] = pad->witness[0] = pad->token[0] = '\0';
    assert_int_equal(pad_exchange(pad, 0, pad->count), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    pad->sent = pad->count;
}

static void a_restored_backup_does_not_make_the_log_shorter(void **state)
{
    struct world *world = *state;
    struct heads before, after;

    sign(world, "一");
    pad_sync(&world->a);
    save(world, "backup");
    for (int i = 0; i < 3; i++) {
        sign(world, "二");
        pad_sync(&world->a);
    }
    check_all(world, 4, &before);
    bring_back(world, "backup", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    check_all(world, 4, &after); // with the office's seals, before the sign-offs are back
    assert_memory_equal(before.list, after.list, 4 * sizeof(before.list[0]));
    assert_int_equal(countersign_deleted(world->bench.office->countersign), 0);
    tell_again(&world->a);
    check_all(world, 4, NULL);
    sign(world, "三");
    pad_sync(&world->a);
    check_all(world, 5, &after);
    assert_int_not_equal(after.list[4].epoch, after.list[3].epoch);
}

static void without_its_ledger_a_restored_log_goes_on_in_a_new_epoch(void **state)
{
    struct world *world = *state;
    struct heads before, after;
    char path[1200];

    sign(world, "一");
    pad_sync(&world->a);
    save(world, "backup");
    save(world, "older");
    sign(world, "二");
    pad_sync(&world->a);
    check_all(world, 2, &before);
    bring_back(world, "backup", false);
    snprintf(path, sizeof(path), "%s/ledger", world->bench.folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    check_all(world, 1, NULL);
    world->bench.now_ms += 1000;
    tell_again(&world->a);
    check_all(world, 2, &after);
    assert_int_not_equal(after.list[1].epoch, before.list[1].epoch);
    // The new ledger has all of it, also what was there before it.
    bring_back(world, "older", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    check_all(world, 2, &before);
    assert_memory_equal(before.list, after.list, 2 * sizeof(before.list[0]));
}

static void tamper(struct world *world, const char *sql)
{
    char path[1200];
    sqlite3 *handle = NULL;
    char *why = NULL;

    office_close(world->bench.office);
    snprintf(path, sizeof(path), "%s/office.db", world->bench.folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_close(handle);
    bench_start(&world->bench);
}

static void a_tail_that_was_deleted_comes_back_from_the_ledger_with_an_alarm(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < 3; i++) {
        sign(world, "张三");
        pad_sync(&world->a);
    }
    tamper(world, "DROP TRIGGER log_leaves_stay; DROP TRIGGER log_heads_stay;"
                  "DELETE FROM log_leaves WHERE number > 1; DELETE FROM log_heads WHERE size > 1");
    check_all(world, 3, NULL);
    assert_int_equal(countersign_deleted(world->bench.office->countersign), 2);
    assert_int_equal(alarms(world, "signoff_log"), 1);
    bench_restart(&world->bench);
    assert_int_equal(countersign_deleted(world->bench.office->countersign), 0);
    check_all(world, 3, NULL);
}

// A log that is whole beside a ledger that is whole: another office's day.
static void a_ledger_of_another_timeline_begins_a_new_epoch_once(void **state)
{
    struct world *world = *state;
    struct heads heads;
    char script[1300];
    uint64_t epoch;

    sign(world, "一");
    pad_sync(&world->a);
    save(world, "then");
    sign(world, "二");
    pad_sync(&world->a);
    office_close(world->bench.office);
    snprintf(script, sizeof(script), "cd %s && mv ledger ../%s-other", world->bench.folder,
             world->bench.folder + sizeof("/tmp/") - 1);
    run((char *[]){"sh", "-c", script, NULL});
    world->bench.office = NULL;
    bring_back(world, "then", true);
    world->bench.now_ms += 1000;
    bench_start(&world->bench);
    tell_again(&world->a);
    check_all(world, 2, &heads);
    epoch = office_epoch(world->bench.office);
    office_close(world->bench.office);
    snprintf(script, sizeof(script), "cd %s && mv ../%s-other ledger", world->bench.folder,
             world->bench.folder + sizeof("/tmp/") - 1);
    run((char *[]){"sh", "-c", script, NULL});
    bench_start(&world->bench);
    assert_int_not_equal(office_epoch(world->bench.office), epoch);
    assert_int_equal(alarms(world, "signoff_log"), 1);
    check_all(world, 2, NULL);
    epoch = office_epoch(world->bench.office);
    bench_restart(&world->bench);
    assert_int_equal(office_epoch(world->bench.office), epoch);
    sign(world, "三");
    tell_again(&world->a);
    check_all(world, 3, &heads);
    assert_int_equal(heads.list[2].epoch, epoch);
}

static void nothing_is_signed_on_top_of_a_damaged_log(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < 3; i++) {
        sign(world, "张三");
        pad_sync(&world->a);
        if (i == 1)
            save(world, "backup");
    }
    tamper(world, "DROP TRIGGER log_heads_keep; UPDATE log_heads SET head ="
                  " replace(CAST(head AS TEXT), '\"size\":\"2\"', '\"size\":\"9\"')"
                  " WHERE size = 2");
    assert_int_equal(alarms(world, "signoff_log"), 1);
    sign(world, "李四");
    pad_sync(&world->a); // everything else goes on
    assert_int_equal(log_size(world), 3);
    bring_back(world, "backup", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    tell_again(&world->a);
    check_all(world, 4, NULL);
}

static void an_older_folder_gets_the_key_of_the_log(void **state)
{
    struct world *world = *state;
    char path[1200];

    office_close(world->bench.office);
    snprintf(path, sizeof(path), "%s/keys/log.pem", world->bench.folder);
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof(path), "%s/keys/log.key", world->bench.folder);
    assert_int_equal(unlink(path), 0);
    bench_start(&world->bench);
    sign(world, "张三");
    pad_sync(&world->a);
    check_all(world, 1, NULL);
}

static void a_log_key_that_is_not_its_certificates_is_not_used(void **state)
{
    struct world *world = *state;
    char script[1300];

    office_close(world->bench.office);
    snprintf(script, sizeof(script), "cd %s/keys && cp receipt.key log.key", world->bench.folder);
    run((char *[]){"sh", "-c", script, NULL});
    assert_int_equal(office_open(&world->bench.options, &world->bench.office, &world->bench.error),
                     ERR_CORRUPT);
    world->bench.office = NULL;
}

static void a_thousand_sign_offs_have_consistent_heads(void **state)
{
    struct world *world = *state;
    struct heads heads;

    for (int i = 0; i < 1000; i++) {
        sign(world, "张三");
        if (i % 125 == 124)
            pad_sync(&world->a);
    }
    check_all(world, 1000, &heads);
    assert_int_equal(heads.count, 8);
    for (int i = 0; i < 300; i++)
        sign(world, "李四");
    pad_sync(&world->a); // more than one commit takes
    check_all(world, 1300, &heads);
    assert_int_equal(heads.count, 8 + 2);
    bench_restart(&world->bench);
    check_all(world, 1300, &heads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_sealed_sign_off_is_in_the_log_and_its_seal_goes_to_both_tablets),
        IN_WORLD(what_comes_together_gets_one_head),
        IN_WORLD(what_is_sent_again_is_logged_once),
        IN_WORLD(a_seal_that_does_not_verify_is_not_logged_but_told),
        IN_WORLD(a_sign_off_that_another_tablet_brings_raises_an_alarm),
        IN_WORLD(a_crash_after_the_ledger_brings_the_very_same_head),
        IN_WORLD(what_waits_when_the_office_stops_is_logged_when_it_starts),
        IN_WORLD(what_the_ledger_cannot_take_is_tried_again_later),
        IN_WORLD(a_restored_backup_does_not_make_the_log_shorter),
        IN_WORLD(without_its_ledger_a_restored_log_goes_on_in_a_new_epoch),
        IN_WORLD(a_tail_that_was_deleted_comes_back_from_the_ledger_with_an_alarm),
        IN_WORLD(a_ledger_of_another_timeline_begins_a_new_epoch_once),
        IN_WORLD(nothing_is_signed_on_top_of_a_damaged_log),
        IN_WORLD(an_older_folder_gets_the_key_of_the_log),
        IN_WORLD(a_log_key_that_is_not_its_certificates_is_not_used),
        IN_WORLD(a_thousand_sign_offs_have_consistent_heads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
