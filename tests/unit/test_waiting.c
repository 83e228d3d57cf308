// SPDX-License-Identifier: Apache-2.0
// What only this tablet has, item by item.
#include "agent/sync/waiting.h"

#include "agent/capture/item_set.h"
#include "agent/capture/rectify.h"
#include "agent/store/outgoing.h"
#include "tests/unit/day_fixture.h"

static struct waiting read_all(struct site_day *day, struct waiting_sum *sum)
{
    struct waiting waiting;

    assert_ok(day->tablet,
              waiting_read(day->tablet->store, &day->arena, &waiting, &day->tablet->error));
    waiting_add_up(&waiting, sum);
    return waiting;
}

static void put_file(struct site_day *day, enum lane lane, const struct outgoing_row *like)
{
    struct outgoing_row row = *like;

    row.lane = lane;
    row.present = true;
    row.added_ms = TABLET_START_MS;
    assert_ok(day->tablet, outgoing_put(day->tablet->store, &row, &day->tablet->error));
}

static void what_the_office_gave_is_not_only_here(void **state)
{
    struct waiting_sum sum;
    struct waiting waiting = read_all(*state, &sum);

    assert_int_equal(waiting.count, 0);
    assert_int_equal(sum.bytes, 0);
}

static void edits_of_a_record_are_one_item(void **state)
{
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    struct capture_result first = tablet_write(tablet, NULL, "\"one\"");
    struct capture_result other = tablet_write(tablet, NULL, "\"other\"");
    const struct waiting_item *item;
    struct waiting_sum sum;
    struct waiting waiting;

    tablet->wall_ms += 5000;
    tablet_write(tablet, &first.id, "\"two\"");
    waiting = read_all(day, &sum);
    assert_int_equal(waiting.count, 2);
    assert_int_equal(sum.count[WAITING_TEXT], 2);
    assert_int_equal(sum.bytes, tablet_figures(tablet).undelivered_bytes);
    item = waiting_find(&waiting, &first.id);
    assert_non_null(item);
    assert_int_equal(item->edits, 2);
    assert_true(span_is(item->record_kind, "note"));
    assert_true(uuid_equal(&item->site, &tablet->site));
    assert_in_range(item->saved_ms, TABLET_START_MS, TABLET_START_MS + 1000);
    tablet_receipt(tablet, other.dot, 1); // covers what was written before it
    waiting = read_all(day, &sum);
    assert_int_equal(waiting.count, 1);
    assert_int_equal(waiting.items[0].edits, 1);
    assert_null(waiting_find(&waiting, &other.id));
}

static void a_photo_waits_until_its_files_are_delivered_too(void **state)
{
    struct site_day *day = *state;
    struct node_started started = day_start(day, "water_electric");
    struct uuid fix = day_fail(day, &started.node, "standard"), photo;
    struct rectify_finding finding
        = {.of = uuid_nil, .fields = day_fields(day, "rectification", "summary=x", NULL)};
    struct waiting_sum before, sum;
    struct waiting waiting;

    read_all(day, &before);
    assert_int_equal(before.count[WAITING_PHOTO], 0);
    day_photo(day, span_of("\xff\xd8\xff picture"));
    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    photo = day_saved(day, "photo");
    waiting = read_all(day, &sum);
    assert_int_equal(sum.count[WAITING_PHOTO], 1);
    assert_true(waiting_find(&waiting, &photo)->bytes > 11);
    tablet_receipt(day->tablet, day->report.saved[day->report.count - 1].dot, 1);
    waiting = read_all(day, &sum);
    assert_int_equal(waiting.count, 1); // the picture
    assert_int_equal(waiting.items[0].bytes, 11);
    assert_int_equal(waiting.items[0].edits, 0);
    assert_null(waiting_find(&waiting, &fix));
}

static void a_refused_file_says_why_and_a_resting_one_until_when(void **state)
{
    struct site_day *day = *state;
    struct uuid a = tablet_uuid(1), b = tablet_uuid(2);
    struct outgoing_row row = {.digest = {{1}}, .size = 100, .offset = 30, .record = a};
    struct waiting_sum sum;
    struct waiting waiting;

    row.tries = 2;
    row.next_try_ms = 77;
    put_file(day, LANE_PHOTO, &row);
    row = (struct outgoing_row){.digest = {{2}},
                                .size = 8,
                                .record = b,
                                .state = OUTGOING_ATTENTION,
                                .reason = "too large"};
    put_file(day, LANE_SEAL, &row);
    row.digest.bytes[0] = 3; // delivered: nothing waits
    row.state = OUTGOING_DELIVERED;
    put_file(day, LANE_SEAL, &row);
    waiting = read_all(day, &sum);
    assert_int_equal(waiting.count, 2);
    assert_int_equal(sum.bytes, 78);
    assert_int_equal(sum.count[WAITING_SIGNATURE], 1);
    assert_true(waiting_find(&waiting, &a)->sending);
    assert_int_equal(waiting_find(&waiting, &a)->retry_ms, 77);
    assert_true(waiting_find(&waiting, &b)->attention);
    assert_string_equal(waiting_find(&waiting, &b)->reason, "too large");
}

static void each_parcel_is_an_item_of_its_own(void **state)
{
    struct site_day *day = *state;
    struct outgoing_row row = {.digest = {{1}}, .size = 5};
    struct waiting_sum sum;

    put_file(day, LANE_PARCEL, &row);
    row.digest.bytes[0] = 2;
    put_file(day, LANE_PARCEL, &row);
    assert_int_equal(read_all(day, &sum).count, 2);
    assert_int_equal(sum.count[WAITING_PARCEL], 2);
    assert_int_equal(sum.bytes, 10);
}

static void what_does_not_fit_in_memory_is_said(void **state)
{
    struct site_day *day = *state;
    struct waiting waiting;
    struct arena small;

    tablet_write(day->tablet, NULL, "\"one\"");
    arena_init(&small, 64);
    assert_int_equal(waiting_read(day->tablet->store, &small, &waiting, NULL), ERR_TOO_LARGE);
    assert_int_equal(waiting.count, 0);
    arena_clear(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(what_the_office_gave_is_not_only_here),
        DAY(edits_of_a_record_are_one_item),
        DAY(a_photo_waits_until_its_files_are_delivered_too),
        DAY(a_refused_file_says_why_and_a_resting_one_until_when),
        DAY(each_parcel_is_an_item_of_its_own),
        DAY(what_does_not_fit_in_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
