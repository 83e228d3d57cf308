// SPDX-License-Identifier: Apache-2.0
// Blobs of others in the session: after records and after ours, bounded, dropped with their site
// and when storage is short.
#include "tests/unit/fetch_fixture.h"
#include "tests/unit/session_fixture.h"

// A state line with a thumbnail of another tablet.
static void photo_line(struct play *play, uint64_t number, const struct other_blob *small,
                       char out[2200])
{
    char state[2000], fields[120];
    struct uuid id = tablet_uuid(number);

    snprintf(fields, sizeof(fields), ",\"thumbnail\":\"%s\"", small->name);
    other_state(state, "photo", &id, &play->tablet->site, fields);
    snprintf(out, 2200, "{\"mac\":\"AQEBAQEBAQEBAQEBAQEBAQ==\",\"state\":%s}\n", state);
}

static const char *path_of_call(struct play *play, size_t n)
{
    return play->script.calls[n].path;
}

static void what_a_pull_names_comes_after_it_and_then_all_is_quiet(void **state)
{
    struct play *play = *state;
    struct other_blob blob = other_blob('a', 600);
    char line[2200];

    photo_line(play, 1, &blob, line);
    play_ok(play, line);
    other_piece(&play->script, &blob, 0, 600);
    play_answer(play, ANSWER_SAME);
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_state(play), SESSION_BLOBS);
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_state(play), SESSION_IDLE);
    assert_true(session_due_ms(play->session) > play->tablet->boot_ms + 40000);
    assert_true(other_is_here(play->tablet, &blob));
    assert_int_equal(play_figures(play).blobs_fetched, 1);
    assert_int_equal(play_figures(play).blob_bytes_fetched, 600);
    play->tablet->boot_ms += 45000;
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_figures(play).noops, 1); // one short request, nothing else
    assert_int_equal(play->script.call_count, 3);
}

static void what_is_not_there_yet_is_asked_for_only_after_another_exchange(void **state)
{
    struct play *play = *state;
    struct other_blob blob = other_blob('b', 600);
    char line[2200];

    photo_line(play, 1, &blob, line);
    play_ok(play, line);
    other_refusal(&play->script, 404, ERR_NOT_FOUND);
    for (int i = 0; i < 10; i++)
        play_answer(play, ANSWER_SAME);
    assert_ok(play->tablet, play_step(play));
    assert_ok(play->tablet, play_step(play));
    for (int i = 0; i < 10; i++) {
        play->tablet->boot_ms += 3600000;
        play->tablet->wall_ms += 3600000;
        assert_ok(play->tablet, play_step(play));
        assert_int_equal(play_state(play), SESSION_IDLE);
    }
    assert_int_equal(play_figures(play).noops, 10); // no chatter
    play_answer(play, ANSWER_FULL);
    play_ok(play, "");
    other_piece(&play->script, &blob, 0, 600);
    assert_ok(play->tablet, play_step(play));
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_state(play), SESSION_BLOBS);
    assert_ok(play->tablet, play_step(play));
    assert_true(other_is_here(play->tablet, &blob));
}

static void ours_go_first_and_records_before_both(void **state)
{
    struct play *play = *state;
    struct other_blob blob = other_blob('c', 600);
    struct outgoing_row ours = {.size = 3,
                                .lane = LANE_PHOTO,
                                .site = play->tablet->site,
                                .record = tablet_uuid(9),
                                .present = true};
    struct store_options given = tablet_options(play->tablet);
    struct shelf_draft *draft;
    uint64_t size;
    char line[2200];

    assert_ok(play->tablet,
              shelf_begin(&play->tablet->disk, &given.random, &draft, &play->tablet->error));
    assert_ok(play->tablet, shelf_add(draft, "our", 3, &play->tablet->error));
    assert_ok(play->tablet, shelf_seal(draft, &ours.digest, &size, &play->tablet->error));
    assert_ok(play->tablet, shelf_place(draft, &play->tablet->error));
    shelf_free(draft);
    assert_ok(play->tablet, outgoing_put(play->tablet->store, &ours, &play->tablet->error));
    photo_line(play, 1, &blob, line);
    play_ok(play, line);
    script_say(&play->script, 201, "Location: /v1/blobs/u1\r\nUpload-Offset: 3\r\n", "");
    other_piece(&play->script, &blob, 0, 600);
    play_ok(play, "");
    assert_ok(play->tablet, play_step(play));
    assert_ok(play->tablet, play_step(play));
    assert_string_equal(path_of_call(play, 1), "/v1/blobs");
    assert_ok(play->tablet, play_step(play));
    assert_memory_equal(path_of_call(play, 2) + 10, blob.name, 64);
    assert_true(other_is_here(play->tablet, &blob));
    assert_int_equal(play_state(play), SESSION_EXCHANGE); // what was sent is followed by one
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_state(play), SESSION_IDLE);
}

static void a_line_that_breaks_is_tried_again_with_the_next_exchange(void **state)
{
    struct play *play = *state;
    struct other_blob blob = other_blob('d', 600);
    char line[2200];

    photo_line(play, 1, &blob, line);
    play_ok(play, line);
    script_fail(&play->script, ERR_NETWORK);
    play_ok(play, "");
    other_piece(&play->script, &blob, 0, 600);
    assert_ok(play->tablet, play_step(play));
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    play->tablet->boot_ms += 3600000;
    assert_ok(play->tablet, play_step(play));
    assert_int_equal(play_state(play), SESSION_BLOBS);
    assert_ok(play->tablet, play_step(play));
    assert_true(other_is_here(play->tablet, &blob));
}

// P17: dropped with the site, whole or begun; what another site names stays.
static void they_go_with_their_site(void **state)
{
    struct play *play = *state;
    struct tablet *tablet = play->tablet;
    struct other_blob whole = other_blob('e', 300), half = other_blob('f', 900),
                      shared = other_blob('g', 300);
    struct uuid other_site = tablet_uuid(0x51);
    struct fetch_options options = {.store = tablet->store,
                                    .disk = &tablet->disk,
                                    .transport = &play->transport,
                                    .clock = tablet_options(tablet).clock,
                                    .random = tablet_options(tablet).random,
                                    .log = tablet_options(tablet).log,
                                    .chunk_bytes = 500,
                                    .in_flight = 1};
    struct outgoing_row row;
    struct fetch_outcome out;
    struct disk_file *file;
    uint64_t size;
    bool purged;

    other_photo(tablet, 1, &tablet->site, NULL, &whole);
    other_piece(&play->script, &whole, 0, 300);
    assert_ok(tablet, fetch_round(&options, &out, &tablet->error));
    other_photo(tablet, 2, &tablet->site, NULL, &shared);
    other_photo(tablet, 3, &other_site, NULL, &shared);
    other_piece(&play->script, &shared, 0, 300);
    assert_ok(tablet, fetch_round(&options, &out, &tablet->error));
    other_photo(tablet, 4, &tablet->site, NULL, &half);
    other_piece(&play->script, &half, 0, 500);
    assert_ok(tablet, fetch_round(&options, &out, &tablet->error));
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_int_equal(fetch_due_in_ms(&options), -1); // nothing more for a site that goes
    assert_ok(tablet, replica_purge(tablet->store, &tablet->site, &purged, &tablet->error));
    assert_true(purged);
    assert_int_equal(shelf_size(&tablet->disk, &whole.digest, &size, NULL), ERR_NOT_FOUND);
    assert_int_equal(outgoing_get(tablet->store, &half.digest, &row, NULL), ERR_NOT_FOUND);
    assert_ok(tablet, shelf_part_open(&tablet->disk, &half.digest, &file, &size, &tablet->error));
    tablet->disk.close(file);
    assert_int_equal(size, 0); // what had come of it is gone
    assert_true(other_is_here(tablet, &shared));
    row = other_row(tablet, &shared);
    assert_true(uuid_equal(&row.site, &other_site));
}

// P17: when storage is full what the office has anyway goes first, originals before papers.
static enum err little_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = SHELF_FREE_MIN_BYTES;
    return ERR_OK;
}

static void short_storage_drops_what_was_received_and_fetches_small_ones_again_later(void **state)
{
    struct play *play = *state;
    struct tablet *tablet = play->tablet;
    struct other_blob blob = other_blob('h', 600);
    enum err (*before)(void *, uint64_t *) = tablet->disk.free_bytes;
    char line[2200];

    photo_line(play, 1, &blob, line);
    play_ok(play, line);
    other_piece(&play->script, &blob, 0, 600);
    play_answer(play, ANSWER_SAME);
    assert_ok(tablet, play_step(play));
    assert_ok(tablet, play_step(play));
    assert_true(other_is_here(tablet, &blob));
    tablet->disk.free_bytes = little_room;
    play->tablet->boot_ms += 45000;
    assert_ok(tablet, play_step(play));
    assert_int_equal(shelf_verify(&tablet->disk, &blob.digest, 600, NULL), ERR_NOT_FOUND);
    assert_false(other_row(tablet, &blob).present);
    assert_int_equal(others(tablet).absent, 1);
    tablet->disk.free_bytes = before;
    play_answer(play, ANSWER_FULL);
    play_ok(play, "");
    other_piece(&play->script, &blob, 0, 600);
    play->tablet->boot_ms += 45000;
    for (int i = 0; i < 3; i++)
        assert_ok(tablet, play_step(play));
    assert_true(other_is_here(tablet, &blob));
}

static void a_state_that_comes_twice_wants_its_blob_once(void **state)
{
    struct play *play = *state;
    struct tablet *tablet = play->tablet;
    struct other_blob blob = other_blob('i', 600);

    other_photo(tablet, 1, &tablet->site, NULL, &blob);
    other_photo(tablet, 1, &tablet->site, NULL, &blob); // the same state again
    assert_int_equal(others(tablet).wanted, 1);
    assert_int_equal(other_row(tablet, &blob).state, OUTGOING_WANTED);
    assert_int_equal(other_row(tablet, &blob).lane, LANE_THUMBNAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAY(what_a_pull_names_comes_after_it_and_then_all_is_quiet),
        PLAY(what_is_not_there_yet_is_asked_for_only_after_another_exchange),
        PLAY(ours_go_first_and_records_before_both),
        PLAY(a_line_that_breaks_is_tried_again_with_the_next_exchange),
        PLAY(they_go_with_their_site),
        PLAY(short_storage_drops_what_was_received_and_fetches_small_ones_again_later),
        PLAY(a_state_that_comes_twice_wants_its_blob_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
