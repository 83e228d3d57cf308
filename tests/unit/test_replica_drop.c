// SPDX-License-Identifier: Apache-2.0
// Sites that leave a tablet: hidden, purged, and what waits for the office's backup.
#include "agent/store/replica_drop.h"

#include "agent/store/journal_batch.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica.h"
#include "agent/store/replica_held.h"
#include "agent/store/shelf.h"
#include "shared/model/erasure_mark.h"
#include "shared/wire/raw_entry.h"
#include "tests/unit/tablet_fixture.h"

struct seen {
    size_t count;
    struct uuid ids[64];
};

static bool see_uuid(void *arg, const struct uuid *site)
{
    struct seen *seen = arg;

    seen->ids[seen->count++] = *site;
    return true;
}

static bool count_one(void *arg, const struct replica_row *row)
{
    *(size_t *)arg += 1;
    return true;
}

// Records that lists show, deleted ones too.
static size_t shown(struct tablet *tablet)
{
    const struct replica_filter all = {.with_deleted = true};
    size_t count = 0;

    assert_ok(tablet, replica_list(tablet->store, &all, count_one, &count, &tablet->error));
    return count;
}

static bool purge(struct tablet *tablet)
{
    bool purged;

    assert_ok(tablet, replica_purge(tablet->store, &tablet->site, &purged, &tablet->error));
    return purged;
}

static void a_dropped_site_is_hidden_at_once_and_purged_when_all_is_sent(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result note = tablet_write(tablet, NULL, "\"a\""), hidden;
    struct seen seen = {0};

    assert_false(purge(tablet)); // was not dropped
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_null(tablet_state(tablet, &note.id));
    assert_int_equal(shown(tablet), 0);
    assert_ok(tablet, replica_dropping(tablet->store, see_uuid, &seen, &tablet->error));
    assert_int_equal(seen.count, 1);
    assert_false(purge(tablet)); // unsent
    hidden = tablet_write(tablet, &note.id, "\"field work is never refused\"");
    tablet_receipt(tablet, note.dot, 3);
    assert_false(purge(tablet));
    tablet_receipt(tablet, hidden.dot, 4);
    assert_true(purge(tablet));
    seen.count = 0;
    assert_ok(tablet, replica_dropping(tablet->store, see_uuid, &seen, &tablet->error));
    assert_int_equal(seen.count, 0);
    assert_int_equal(tablet_figures(tablet).entries, 2); // the journal stays
    tablet_check(tablet);
}

static void a_site_of_which_nothing_is_here_can_be_dropped_and_confirmed(void **state)
{
    struct tablet *tablet = *state;

    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_true(purge(tablet));
    assert_false(purge(tablet));
}

static size_t named(struct tablet *tablet)
{
    struct vector actors;
    struct digest chain;
    size_t count;

    vector_init(&actors);
    assert_ok(tablet, journal_actors(tablet->store, &actors, &chain, &tablet->error));
    count = actors.count;
    vector_clear(&actors);
    return count;
}

// Found by the simulator (seed 6010, made small): a record of a site that came back was never sent
// again, because the request still named the actor that had written it before the purge.
static void who_wrote_before_a_purge_is_not_named_again(void **state)
{
    struct tablet *tablet = *state;
    struct dot before = tablet_write(tablet, NULL, "\"before\"").dot;
    struct capture_result after;

    tablet_receipt(tablet, before, 3);
    assert_int_equal(named(tablet), 1);
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_true(purge(tablet));
    assert_int_equal(named(tablet), 0);
    tablet_restart(tablet);
    assert_int_equal(named(tablet), 0);
    after = tablet_write(tablet, NULL, "\"after\"");
    assert_int_equal(named(tablet), 1);
    assert_true(after.dot.actor != before.actor);
}

static struct digest shelve(struct tablet *tablet, const char *text)
{
    struct shelf_draft *draft;
    struct store_options options = tablet_options(tablet);
    struct digest digest;
    uint64_t size;

    assert_ok(tablet, shelf_begin(&tablet->disk, &options.random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, text, strlen(text), &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &digest, &size, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    return digest;
}

static void add_blob(struct tablet *tablet, const struct digest *digest, struct uuid site,
                     uint64_t record)
{
    struct outgoing_row row = {.digest = *digest,
                               .size = 5,
                               .lane = LANE_PHOTO,
                               .site = site,
                               .record = tablet_uuid(record),
                               .present = true};

    outgoing_get(tablet->store, digest, &row, NULL);
    row.site = site;
    row.record = tablet_uuid(record);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
}

static bool is_there(struct tablet *tablet, const struct digest *digest)
{
    uint64_t size;

    return shelf_size(&tablet->disk, digest, &size, NULL) == ERR_OK;
}

static void p17_a_purge_leaves_what_no_backup_holds(void **state)
{
    struct tablet *tablet = *state;
    struct uuid other = tablet_uuid(0x07e5);
    struct digest own = shelve(tablet, "own!!"), shared = shelve(tablet, "both!");
    struct outgoing_row row;

    add_blob(tablet, &own, tablet->site, 1);
    add_blob(tablet, &shared, other, 2);
    add_blob(tablet, &shared, tablet->site, 3);
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_false(purge(tablet)); // a photo waits
    for (int i = 0; i < 2; i++) {
        assert_ok(tablet, outgoing_get(tablet->store, i ? &own : &shared, &row, &tablet->error));
        row.state = OUTGOING_ATTENTION;
        assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
        assert_false(purge(tablet)); // nothing that the office lacks goes unseen
        row.state = OUTGOING_DELIVERED;
        assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    }
    assert_true(purge(tablet));
    assert_true(is_there(tablet, &own)); // the office may be put back before it
    assert_ok(tablet, outgoing_get(tablet->store, &shared, &row, &tablet->error));
    assert_true(uuid_equal(&row.site, &other));

    assert_ok(tablet, outgoing_forget(tablet->store, &tablet->error)); // it was
    assert_ok(tablet, outgoing_get(tablet->store, &own, &row, &tablet->error));
    assert_int_equal(row.state, OUTGOING_WAITING);
    tablet_check(tablet);
}

// A delivered blob that a record of the site names.
static struct digest deliver(struct tablet *tablet, const char *bytes, uint64_t commit)
{
    struct capture_result note = tablet_write(tablet, NULL, "\"a\"");
    struct digest digest = shelve(tablet, bytes);
    struct outgoing_row row = {.digest = digest,
                               .site = tablet->site,
                               .record = note.id,
                               .size = 5,
                               .state = OUTGOING_DELIVERED,
                               .commit = commit,
                               .present = true};

    tablet_receipt(tablet, note.dot, 1);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    return digest;
}

static void p17_what_a_purge_left_goes_with_the_backup(void **state)
{
    struct tablet *tablet = *state;
    struct digest own = deliver(tablet, "own!!", 7), above = deliver(tablet, "above", 8),
                  received = deliver(tablet, "other", 7);
    struct outgoing_row row;

    assert_ok(tablet, outgoing_get(tablet->store, &received, &row, &tablet->error));
    row.state = OUTGOING_RECEIVED;
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    assert_ok(tablet, replica_purge_kept(tablet->store, 7, &tablet->error));
    assert_true(is_there(tablet, &own)); // a record here names it
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_true(purge(tablet));
    assert_false(is_there(tablet, &received)); // the office has it from somebody else
    // Delivered once more, after the office was put back.
    assert_ok(tablet, outgoing_get(tablet->store, &own, &row, &tablet->error));
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));

    assert_ok(tablet, replica_purge_kept(tablet->store, 6, &tablet->error));
    assert_true(is_there(tablet, &own));
    assert_ok(tablet, replica_purge_kept(tablet->store, 7, &tablet->error));
    assert_false(is_there(tablet, &own));
    assert_int_equal(outgoing_get(tablet->store, &own, &row, NULL), ERR_NOT_FOUND);
    assert_true(is_there(tablet, &above));
    tablet_check(tablet);
}

static bool see_held(void *arg, const struct replica_held *held)
{
    *(struct replica_held *)arg = *held;
    return true;
}

static void quarantine_notices_are_kept_by_dot(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result note = tablet_write(tablet, NULL, "\"a\"");
    struct replica_held held = {.dot = note.dot, .record = note.id, .why = "缺少必填项"}, found;

    assert_ok(tablet, replica_held_put(tablet->store, &held, &tablet->error));
    held.state = 2;
    assert_ok(tablet, replica_held_put(tablet->store, &held, &tablet->error));
    found = (struct replica_held){0};
    assert_ok(tablet, replica_held_list(tablet->store, see_held, &found, &tablet->error));
    assert_int_equal(found.state, 2);
    assert_int_equal(found.dot.counter, 1);
    assert_string_equal(found.why, "缺少必填项");
    // They go with their record.
    tablet_receipt(tablet, note.dot, 1);
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_true(purge(tablet));
    found = (struct replica_held){0};
    assert_ok(tablet, replica_held_list(tablet->store, see_held, &found, &tablet->error));
    assert_int_equal(found.dot.actor, 0);
}

// ---- a customer who was erased by law ----

static bool lies_around(struct tablet *tablet, const char *text)
{
    char *const argv[] = {"grep", "-rqaF", (char *)text, tablet->folder, NULL};
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return WEXITSTATUS(status) == 0;
}

static void an_erased_site_goes_at_once_sent_or_not(void **state)
{
    struct tablet *tablet = *state;
    struct digest photo = shelve(tablet, "ZQCANARY photo");
    struct capture_result sent = tablet_write(tablet, NULL, "\"ZQCANARY sent\"");
    struct journal_figures before, after;

    tablet_receipt(tablet, sent.dot, 3);
    tablet_write(tablet, &sent.id, "\"ZQCANARY unsent\"");
    add_blob(tablet, &photo, tablet->site, 7);
    before = tablet_figures(tablet);
    assert_true(lies_around(tablet, "ZQCANARY sent") && lies_around(tablet, "ZQCANARY photo"));
    assert_ok(tablet, replica_drop_erased(tablet->store, &tablet->site, &tablet->error));
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error)); // is no less
    assert_true(purge(tablet));
    assert_ok(tablet, store_scrub(tablet->store, &tablet->error));
    assert_false(lies_around(tablet, "ZQCANARY"));
    after = tablet_figures(tablet);
    assert_int_equal(after.entries, before.entries);
    assert_true(digest_equal(&after.chain, &before.chain));
    tablet_check(tablet); // the chain holds
    tablet_restart(tablet);
    assert_int_equal(tablet_figures(tablet).undelivered, 1);
    tablet_check(tablet);
}

static void what_was_not_sent_of_an_erased_site_is_pushed_as_a_mark(void **state)
{
    struct tablet *tablet = *state;
    struct journal_batch batch;
    struct raw_entry raw;
    struct buffer bytes;
    struct uuid site;

    tablet_write(tablet, NULL, "\"ZQCANARY unsent\"");
    assert_ok(tablet, replica_drop_erased(tablet->store, &tablet->site, &tablet->error));
    assert_true(purge(tablet));
    journal_batch_init(&batch);
    buffer_init(&bytes, 1 << 16);
    assert_ok(tablet, journal_batch_next(tablet->store, 10, 1 << 16, &batch, &tablet->error));
    assert_int_equal(batch.count, 1);
    assert_true(batch.raw);
    assert_ok(tablet, raw_entry_parse((struct span){batch.lines.data, batch.lines.len - 1}, &raw,
                                      &bytes, &tablet->error));
    assert_true(erasure_mark_parse((struct span){bytes.data, bytes.len}, &site));
    assert_true(uuid_equal(&site, &tablet->site));
    assert_true(digest_equal(&raw.chain, &batch.to));
    journal_batch_clear(&batch);
    buffer_clear(&bytes);
}

static void another_sites_entries_and_files_stay(void **state)
{
    struct tablet *tablet = *state;
    struct uuid own = tablet->site, other = tablet_uuid(77);
    struct capture_result kept;
    struct digest both = shelve(tablet, "both5");
    char *state_of_kept;

    tablet_write(tablet, NULL, "\"ZQCANARY erased\"");
    tablet->site = other;
    kept = tablet_write(tablet, NULL, "\"it says \\\"site\\\" and stays\"");
    add_blob(tablet, &both, own, 7);
    add_blob(tablet, &both, other, 8);
    tablet->site = own;
    assert_ok(tablet, replica_drop_erased(tablet->store, &own, &tablet->error));
    assert_true(purge(tablet));
    assert_ok(tablet, store_scrub(tablet->store, &tablet->error));
    state_of_kept = tablet_state(tablet, &kept.id);
    assert_non_null(state_of_kept);
    free(state_of_kept);
    assert_true(lies_around(tablet, "and stays") && lies_around(tablet, "both5"));
    assert_false(lies_around(tablet, "ZQCANARY"));
    tablet_check(tablet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_dropped_site_is_hidden_at_once_and_purged_when_all_is_sent),
        TEST(who_wrote_before_a_purge_is_not_named_again),
        TEST(a_site_of_which_nothing_is_here_can_be_dropped_and_confirmed),
        TEST(p17_a_purge_leaves_what_no_backup_holds),
        TEST(p17_what_a_purge_left_goes_with_the_backup),
        TEST(quarantine_notices_are_kept_by_dot),
        TEST(an_erased_site_goes_at_once_sent_or_not),
        TEST(what_was_not_sent_of_an_erased_site_is_pushed_as_a_mark),
        TEST(another_sites_entries_and_files_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
