// SPDX-License-Identifier: Apache-2.0
// What a tablet may drop of its files, and what it keeps.
#include "agent/store/shelf.h"
#include "tests/unit/session_fixture.h"

enum { NAMING = 0x66 };

// The record that names the blobs: written by the test, or delivered already.
static struct uuid naming_record(struct play *play)
{
    struct uuid id = tablet_uuid(NAMING);
    struct replica_row row;

    if (replica_get(play->tablet->store, &id, &row, NULL) == ERR_NOT_FOUND)
        tablet_receipt(play->tablet, tablet_write(play->tablet, &id, "\"photo\"").dot, 1);
    return id;
}

// A blob of `size` bytes on the shelf, delivered under `commit`.
static struct digest delivered_blob(struct play *play, enum lane lane, size_t size, uint64_t commit)
{
    struct store_options given = tablet_options(play->tablet);
    struct outgoing_row row = {.size = size,
                               .offset = size,
                               .lane = lane,
                               .state = OUTGOING_DELIVERED,
                               .site = play->tablet->site,
                               .record = naming_record(play),
                               .delivered_ms = TABLET_START_MS,
                               .commit = commit,
                               .present = true};
    struct shelf_draft *draft;
    char *bytes = calloc(1, size);
    uint64_t written;

    assert_ok(play->tablet,
              shelf_begin(&play->tablet->disk, &given.random, &draft, &play->tablet->error));
    shelf_add(draft, bytes, size, NULL);
    shelf_seal(draft, &row.digest, &written, NULL);
    assert_ok(play->tablet, shelf_place(draft, &play->tablet->error));
    shelf_free(draft);
    free(bytes);
    assert_ok(play->tablet, outgoing_put(play->tablet->store, &row, &play->tablet->error));
    return row.digest;
}

static bool is_here(struct play *play, const struct digest *digest)
{
    uint64_t size;
    struct outgoing_row row;

    assert_ok(play->tablet, outgoing_get(play->tablet->store, digest, &row, &play->tablet->error));
    assert_int_equal(row.present, shelf_size(&play->tablet->disk, digest, &size, NULL) == ERR_OK);
    return row.present;
}

static void what_a_backup_holds_makes_room_here(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct uuid id = tablet_uuid(NAMING);
    struct dot dot = tablet_write(play->tablet, &id, "\"one\"").dot;
    struct digest under = delivered_blob(play, LANE_PHOTO, 1000, 7);
    struct digest small = delivered_blob(play, LANE_THUMBNAIL, 100, 7);
    struct digest above = delivered_blob(play, LANE_PHOTO, 1001, 8);

    play_receipt(play, &reply, dot, play->receipt_key);
    reply.backed_up_through = 7;
    reply.mac_count = 1;
    reply.macs = mem_alloc(MAC_BYTES);
    memset(reply.macs, 0x11, MAC_BYTES);
    play_say(play, &reply, "");
    play_step(play);
    assert_false(is_here(play, &under));
    assert_true(is_here(play, &small));
    assert_true(is_here(play, &above));
    struct vector trimmed = {0};
    delivery_trimmed(play->tablet->store, &trimmed, NULL);
    assert_int_equal(trimmed.count, 1);
    vector_clear(&trimmed);
    tablet_check(play->tablet);
}

static void without_a_backup_nothing_goes(void **state)
{
    struct play *play = *state;
    struct digest blob = delivered_blob(play, LANE_PHOTO, 1000, 7);

    play_ok(play, "");
    play_step(play);
    assert_true(is_here(play, &blob));
}

static enum err little_is_free(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = 1 << 20;
    return ERR_OK;
}

static void on_a_full_tablet_old_deliveries_go_by_name(void **state)
{
    struct play *play = *state;
    struct digest blob = delivered_blob(play, LANE_PHOTO, 1000, 0);
    char name[HASH_TEXT];

    play->tablet->disk.free_bytes = little_is_free;
    play_ok(play, "");
    play_step(play);
    assert_true(is_here(play, &blob));
    play->tablet->wall_ms += INT64_C(31) * 86400000;
    session_poke(play->session);
    play_answer(play, ANSWER_SAME);
    play_step(play);
    assert_false(is_here(play, &blob));
    digest_format(&blob, name);
    assert_non_null(strstr(play->tablet->last_line, name));
}

// Statement and handwriting are small, and a customer's copy is made of them.
static void papers_of_sign_offs_stay_on_a_full_tablet_and_under_a_backup(void **state)
{
    struct play *play = *state;
    struct digest paper = delivered_blob(play, LANE_SEAL, 1000, 7);
    struct digest photo = delivered_blob(play, LANE_PHOTO, 1001, 7);

    assert_ok(play->tablet,
              setting_write(play->tablet->store, "backed_up_through", span_of("9"), NULL));
    play->tablet->disk.free_bytes = little_is_free;
    play->tablet->wall_ms += INT64_C(31) * 86400000;
    play_ok(play, "");
    play_step(play);
    assert_true(is_here(play, &paper));
    assert_false(is_here(play, &photo));
}

// The office that was restored says so, and then the papers go first.
static void a_paper_that_the_office_lacks_waits_again_before_everything_else(void **state)
{
    struct play *play = *state;
    struct digest photo = delivered_blob(play, LANE_PHOTO, 1001, 7);
    struct digest paper = delivered_blob(play, LANE_SEAL, 1000, 7);
    char first[HASH_TEXT], second[HASH_TEXT], lines[300];
    struct outgoing_row rows[2];
    struct outgoing_few few = {.rows = rows, .max = 2};

    digest_format(&photo, first);
    digest_format(&paper, second);
    snprintf(lines, sizeof(lines), "{\"blob\":\"%s\"}\n{\"blob\":\"%s\"}\n", first, second);
    play_ok(play, lines);
    play_step(play);
    assert_ok(play->tablet, outgoing_next(play->tablet->store, play->tablet->wall_ms, &few,
                                          &play->tablet->error));
    assert_int_equal(few.count, 2);
    assert_true(digest_equal(&rows[0].digest, &paper));
    assert_int_equal(rows[0].offset, 0);
    assert_true(digest_equal(&rows[1].digest, &photo));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAY(what_a_backup_holds_makes_room_here),
        PLAY(without_a_backup_nothing_goes),
        PLAY(on_a_full_tablet_old_deliveries_go_by_name),
        PLAY(papers_of_sign_offs_stay_on_a_full_tablet_and_under_a_backup),
        PLAY(a_paper_that_the_office_lacks_waits_again_before_everything_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
