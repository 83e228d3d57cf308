// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/proving_blobs.h"

#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "tests/unit/tablet_fixture.h"

// A file of this tablet as its row has it; `here`: the bytes are there, too.
static struct digest put_file(struct tablet *tablet, const char *text, enum outgoing_state state,
                              bool here)
{
    struct outgoing_row row = {.size = strlen(text),
                               .offset = strlen(text),
                               .lane = LANE_RECORD,
                               .state = state,
                               .site = tablet->site,
                               .record = tablet_uuid(7),
                               .commit = 3,
                               .present = true};
    struct shelf_draft *draft = NULL;
    struct store_options given = tablet_options(tablet);
    uint64_t size;

    assert_ok(tablet, shelf_prepare(&tablet->disk, &tablet->error));
    assert_ok(tablet, shelf_begin(&tablet->disk, &given.random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, text, strlen(text), &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &row.digest, &size, &tablet->error));
    if (here)
        assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    return row.digest;
}

static struct outgoing_row row_of(struct tablet *tablet, const struct digest *digest)
{
    struct outgoing_row row;

    assert_ok(tablet, outgoing_get(tablet->store, digest, &row, &tablet->error));
    return row;
}

// What the look at the files finds when the office lacks these (NULL: nothing).
static struct proof_log_row look(struct tablet *tablet, const struct digest *lacking)
{
    struct store_options given = tablet_options(tablet);
    struct proving_options options
        = {tablet->store, &tablet->disk, given.clock, given.random, given.log};
    struct proof_reply reply = {.lacking_count = lacking != NULL};
    struct proof_log_row row = {0};

    if (lacking)
        proof_places_add_digest(&reply.lacking, lacking);
    assert_ok(tablet, proving_blobs(&options, &reply, &row, &tablet->error));
    proof_reply_clear(&reply);
    return row;
}

static void files_that_are_where_they_should_be_are_left_alone(void **state)
{
    struct tablet *tablet = *state;
    struct digest sent = put_file(tablet, "sent", OUTGOING_DELIVERED, true);
    struct digest waits = put_file(tablet, "waits", OUTGOING_WAITING, true);
    struct proof_log_row row = look(tablet, &waits); // it was never said to be there

    assert_int_equal(row.sent + row.gone + row.fetched, 0);
    assert_int_equal(row.lacking, 1);
    assert_int_equal(row_of(tablet, &sent).state, OUTGOING_DELIVERED);
    assert_int_equal(row_of(tablet, &waits).state, OUTGOING_WAITING);
    assert_int_equal(tablet->alarms, 0);
}

static void what_the_office_lost_is_sent_again_whoever_made_it(void **state)
{
    struct tablet *tablet = *state;
    enum outgoing_state states[] = {OUTGOING_DELIVERED, OUTGOING_RECEIVED};
    const char *texts[] = {"ours", "of others"};

    for (size_t i = 0; i < 2; i++) {
        struct digest digest = put_file(tablet, texts[i], states[i], true);
        struct proof_log_row row = look(tablet, &digest);
        struct outgoing_row now = row_of(tablet, &digest);

        assert_int_equal(row.sent, 1);
        assert_int_equal(row.gone, 0);
        assert_int_equal(now.state, OUTGOING_WAITING);
        assert_int_equal(now.offset, 0);
        assert_int_equal(now.commit, 0);
        assert_true(now.present);
    }
}

static void what_is_lost_here_is_fetched_again(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = put_file(tablet, "lost", OUTGOING_DELIVERED, false);
    struct proof_log_row row = look(tablet, NULL);

    assert_int_equal(row.fetched, 1);
    assert_int_equal(row.gone, 0);
    assert_int_equal(row_of(tablet, &digest).state, OUTGOING_WANTED);
    assert_false(row_of(tablet, &digest).present);
}

// A file cut short is no file: what is left of it is not what was taken.
static void a_file_cut_short_is_lost(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = put_file(tablet, "whole", OUTGOING_RECEIVED, true);
    char name[HASH_TEXT], path[200];

    digest_format(&digest, name);
    snprintf(path, sizeof(path), "%s/blobs/%s", tablet->folder, name);
    assert_int_equal(truncate(path, 2), 0);
    assert_int_equal(look(tablet, NULL).fetched, 1);
}

static void what_nobody_has_any_more_needs_a_person(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = put_file(tablet, "only here", OUTGOING_WAITING, false);
    struct proof_log_row row = look(tablet, &digest);
    struct outgoing_row now = row_of(tablet, &digest);

    assert_int_equal(row.gone, 1);
    assert_int_equal(row.fetched, 0);
    assert_int_equal(now.state, OUTGOING_ATTENTION);
    assert_false(now.present);
    assert_non_null(strstr(now.reason, "重拍"));
    assert_true(tablet->alarms > 0);
    // Said once; it does not come up in every proof.
    assert_int_equal(look(tablet, &digest).gone, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_that_are_where_they_should_be_are_left_alone),
        TEST(what_the_office_lost_is_sent_again_whoever_made_it),
        TEST(what_is_lost_here_is_fetched_again),
        TEST(a_file_cut_short_is_lost),
        TEST(what_nobody_has_any_more_needs_a_person),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
