// SPDX-License-Identifier: Apache-2.0
#include "agent/store/outgoing.h"

#include "agent/store/shelf.h"
#include "tests/unit/tablet_fixture.h"

static struct digest digest_of(uint64_t number)
{
    struct digest digest;

    hash_once(&number, sizeof(number), &digest);
    return digest;
}

static struct outgoing_row blob(struct tablet *tablet, uint64_t number, enum lane lane)
{
    return (struct outgoing_row){
        .digest = digest_of(number),
        .size = 1000 + number,
        .lane = lane,
        .site = tablet->site,
        .record = tablet_uuid(number),
        .added_ms = tablet->wall_ms + (int64_t)number,
        .present = true,
    };
}

static void put(struct tablet *tablet, struct outgoing_row row)
{
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
}

static struct outgoing_row get(struct tablet *tablet, uint64_t number)
{
    struct digest digest = digest_of(number);
    struct outgoing_row row;

    assert_ok(tablet, outgoing_get(tablet->store, &digest, &row, &tablet->error));
    return row;
}

static struct outgoing_figures figures(struct tablet *tablet)
{
    struct outgoing_figures out;

    assert_ok(tablet, outgoing_figures(tablet->store, &out, &tablet->error));
    return out;
}

// The numbers of the next ones to send, as text.
static const char *next(struct tablet *tablet, int64_t now_ms, size_t max)
{
    static char text[128];
    struct outgoing_row rows[16];
    struct outgoing_few few = {.rows = rows, .max = max};
    size_t len = 0;

    assert_ok(tablet, outgoing_next(tablet->store, now_ms, &few, &tablet->error));
    text[0] = '\0';
    for (size_t i = 0; i < few.count; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%llu ",
                                (unsigned long long)(rows[i].size - 1000));
    return text;
}

static void every_column_reads_back(void **state)
{
    struct tablet *tablet = *state;
    struct outgoing_row row = blob(tablet, 7, LANE_SEAL), found;

    row.offset = 500;
    row.state = OUTGOING_ATTENTION;
    row.next_try_ms = 11;
    row.delivered_ms = 12;
    row.tries = 13;
    row.commit = UINT64_C(1) << 62;
    snprintf(row.upload, sizeof(row.upload), "/v1/blobs/abc");
    snprintf(row.reason, sizeof(row.reason), "太大");
    put(tablet, row);
    tablet_restart(tablet);
    found = get(tablet, 7);
    assert_memory_equal(&found.digest, &row.digest, sizeof(row.digest));
    assert_int_equal(found.size, 1007);
    assert_int_equal(found.offset, 500);
    assert_int_equal(found.lane, LANE_SEAL);
    assert_int_equal(found.state, OUTGOING_ATTENTION);
    assert_true(uuid_equal(&found.site, &row.site) && uuid_equal(&found.record, &row.record));
    assert_int_equal(found.added_ms, row.added_ms);
    assert_int_equal(found.next_try_ms, 11);
    assert_int_equal(found.delivered_ms, 12);
    assert_int_equal(found.tries, 13);
    assert_int_equal(found.commit, UINT64_C(1) << 62);
    assert_string_equal(found.upload, "/v1/blobs/abc");
    assert_string_equal(found.reason, "太大");
    assert_true(found.present);
}

static void an_unknown_blob_is_not_found(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = digest_of(1);
    struct outgoing_row row;

    assert_int_equal(outgoing_get(tablet->store, &digest, &row, NULL), ERR_NOT_FOUND);
    assert_int_equal(outgoing_drop(tablet->store, &digest, NULL), ERR_NOT_FOUND);
}

static void lanes_go_first_then_the_site_last_worked_on(void **state)
{
    struct tablet *tablet = *state;
    struct outgoing_row row;

    for (uint64_t number = 1; number <= 6; number++) {
        row = blob(tablet, number, number == 5 ? LANE_SEAL : LANE_PHOTO);
        if (number == 2 || number == 6)
            row.site = tablet_uuid(0x07e5); // worked on last
        put(tablet, row);
    }
    put(tablet, blob(tablet, 9, LANE_THUMBNAIL));
    row = blob(tablet, 8, LANE_RECORD);
    row.next_try_ms = tablet->wall_ms + 100; // not yet
    put(tablet, row);
    // 9 is the newest of the first site: its photos go before the other site's.
    assert_string_equal(next(tablet, tablet->wall_ms, 16), "5 9 1 3 4 2 6 ");
    assert_string_equal(next(tablet, tablet->wall_ms + 100, 16), "5 8 9 1 3 4 2 6 ");
    assert_string_equal(next(tablet, tablet->wall_ms + 100, 3), "5 8 9 ");
    assert_string_equal(next(tablet, tablet->wall_ms, 0), "");
    row = blob(tablet, 10, LANE_PHOTO);
    row.site = tablet_uuid(0x07e5);
    put(tablet, row);
    assert_string_equal(next(tablet, tablet->wall_ms, 16), "5 9 2 6 10 1 3 4 ");
}

static void only_what_waits_and_is_here_is_sent(void **state)
{
    struct tablet *tablet = *state;
    struct outgoing_row row;

    for (uint64_t number = 1; number <= 4; number++) {
        row = blob(tablet, number, LANE_PHOTO);
        row.state = (enum outgoing_state)(number - 1);
        put(tablet, row);
    }
    row = blob(tablet, 5, LANE_PHOTO);
    row.present = false;
    put(tablet, row);
    assert_string_equal(next(tablet, INT64_MAX, 16), "1 ");
}

static bool count_row(void *arg, const struct outgoing_row *row)
{
    *(uint64_t *)arg += row->size - 1000;
    return true;
}

static void figures_add_up(void **state)
{
    struct tablet *tablet = *state;
    struct outgoing_figures found = figures(tablet);
    struct outgoing_row row;
    uint64_t sum = 0;

    assert_int_equal(found.waiting, 0);
    assert_int_equal(found.oldest_ms, -1);
    assert_int_equal(found.next_try_ms, -1);
    row = blob(tablet, 1, LANE_PHOTO);
    row.offset = 1;
    row.next_try_ms = 77;
    put(tablet, row);
    put(tablet, blob(tablet, 2, LANE_PHOTO));
    row = blob(tablet, 3, LANE_PHOTO);
    row.state = OUTGOING_ATTENTION;
    put(tablet, row);
    found = figures(tablet);
    assert_int_equal(found.waiting, 2);
    assert_int_equal(found.waiting_bytes, 2002);
    assert_int_equal(found.attention, 1);
    assert_int_equal(found.present_bytes, 3006);
    assert_int_equal(found.oldest_ms, tablet->wall_ms + 1);
    assert_int_equal(found.next_try_ms, 0);
    row.digest = digest_of(4);
    row.size = 1004;
    row.state = OUTGOING_DELIVERED;
    put(tablet, row);
    assert_ok(tablet, outgoing_list(tablet->store, true, count_row, &sum, &tablet->error));
    assert_int_equal(sum, 6);
    sum = 0;
    assert_ok(tablet, outgoing_list(tablet->store, false, count_row, &sum, &tablet->error));
    assert_int_equal(sum, 10);
}

static void a_new_epoch_sends_again_what_is_here(void **state)
{
    struct tablet *tablet = *state;
    struct outgoing_row row;

    for (uint64_t number = 1; number <= 2; number++) {
        row = blob(tablet, number, LANE_PHOTO);
        row.state = OUTGOING_DELIVERED;
        row.offset = row.size;
        row.commit = 9;
        row.delivered_ms = 5;
        row.present = number == 1;
        put(tablet, row);
    }
    assert_ok(tablet, outgoing_forget(tablet->store, &tablet->error));
    row = get(tablet, 1);
    assert_int_equal(row.state, OUTGOING_WAITING);
    assert_int_equal(row.offset, 0);
    assert_int_equal(row.commit, 0);
    row = get(tablet, 2);
    assert_int_equal(row.state, OUTGOING_DELIVERED);
    assert_int_equal(row.commit, 0);
}

static uint64_t droppable(struct tablet *tablet, uint64_t through, bool full)
{
    struct outgoing_question question
        = {.backed_up_through = through, .now_ms = tablet->wall_ms, .full = full};
    uint64_t sum = 0;

    assert_ok(tablet,
              outgoing_droppable(tablet->store, &question, count_row, &sum, &tablet->error));
    return sum;
}

static void a_blob_is_dropped_only_under_a_backup_or_when_full_after_thirty_days(void **state)
{
    const int64_t day = 86400000;
    struct tablet *tablet = *state;
    struct outgoing_row row;

    for (uint64_t number = 1; number <= 16; number *= 2) {
        row = blob(tablet, number, LANE_PHOTO);
        row.state = OUTGOING_DELIVERED;
        row.commit = number == 4 ? 0 : number; // 4: delivered, commit forgotten
        row.delivered_ms = tablet->wall_ms - (number == 1 ? 31 * day : 29 * day);
        row.present = number != 8;
        if (number == 16)
            row.state = OUTGOING_WAITING;
        put(tablet, row);
    }
    assert_int_equal(droppable(tablet, 0, false), 0);
    assert_int_equal(droppable(tablet, 1, false), 1);
    assert_int_equal(droppable(tablet, UINT64_MAX, false), 3);
    assert_int_equal(droppable(tablet, 0, true), 1);
    tablet->wall_ms += 2 * day;
    assert_int_equal(droppable(tablet, 0, true), 7);
}

static void dropping_removes_the_file_of_a_delivered_one_only(void **state)
{
    struct tablet *tablet = *state;
    struct store_options options = tablet_options(tablet);
    struct shelf_draft *draft;
    struct outgoing_row row = blob(tablet, 1, LANE_PHOTO);
    uint64_t size;

    assert_ok(tablet, shelf_begin(&tablet->disk, &options.random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, "photo", 5, &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &row.digest, &row.size, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    put(tablet, row);
    assert_int_equal(outgoing_drop(tablet->store, &row.digest, &tablet->error), ERR_PRECONDITION);
    assert_ok(tablet, shelf_size(&tablet->disk, &row.digest, &size, &tablet->error));
    row.state = OUTGOING_DELIVERED;
    put(tablet, row);
    assert_ok(tablet, outgoing_drop(tablet->store, &row.digest, &tablet->error));
    assert_int_equal(shelf_size(&tablet->disk, &row.digest, &size, NULL), ERR_NOT_FOUND);
    assert_ok(tablet, outgoing_get(tablet->store, &row.digest, &row, &tablet->error));
    assert_false(row.present);
    tablet_check(tablet);
}

static bool see_use(void *arg, const struct uuid *site, const struct uuid *record)
{
    int *count = arg;

    ++*count;
    return !uuid_is_nil(site) && !uuid_is_nil(record);
}

static void every_record_that_names_it_is_remembered(void **state)
{
    struct tablet *tablet = *state;
    struct outgoing_row row = blob(tablet, 1, LANE_PHOTO);
    int uses = 0;

    put(tablet, row);
    put(tablet, row);
    row.record = tablet_uuid(2);
    put(tablet, row);
    assert_ok(tablet, outgoing_uses(tablet->store, &row.digest, see_use, &uses, &tablet->error));
    assert_int_equal(uses, 2);
}

static void lanes_have_the_names_of_the_protocol(void **state)
{
    assert_string_equal(lane_name(LANE_SEAL), "seal");
    assert_string_equal(lane_name(LANE_RECORD), "record");
    assert_string_equal(lane_name(LANE_THUMBNAIL), "thumbnail");
    assert_string_equal(lane_name(LANE_PHOTO), "photo");
    assert_string_equal(lane_name(LANE_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_column_reads_back),
        TEST(an_unknown_blob_is_not_found),
        TEST(lanes_go_first_then_the_site_last_worked_on),
        TEST(only_what_waits_and_is_here_is_sent),
        TEST(figures_add_up),
        TEST(a_new_epoch_sends_again_what_is_here),
        TEST(a_blob_is_dropped_only_under_a_backup_or_when_full_after_thirty_days),
        TEST(dropping_removes_the_file_of_a_delivered_one_only),
        TEST(every_record_that_names_it_is_remembered),
        TEST(lanes_have_the_names_of_the_protocol),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
