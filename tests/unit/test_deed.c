// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/deed.h"

#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "tests/unit/day_fixture.h"

static const char jpeg[] = "\xff\xd8\xff\xe0 not really a picture";

// A note and a patrol, then what `given` says.
struct wish {
    bool fail_late, bad_text, photos;
    struct uuid *of;
};

static enum err make(struct deed *deed, const void *given, struct error *error)
{
    const struct wish *wish = given;
    struct uuid note;
    enum err code;

    deed_open(deed, "note", NULL);
    deed_word(deed, "text", wish->bad_text ? "\xff" : "先");
    code = deed_close(deed, &note, error);
    if (code)
        return code;
    deed_open(deed, "patrol", NULL);
    deed_integer(deed, "started_at", deed->now_ms);
    deed_word(deed, "result", wish->fail_late ? "excellent" : "pass");
    deed_word(deed, "note", NULL); // left out
    code = deed_close(deed, NULL, error);
    if (wish->photos)
        deed_photos(deed, wish->of ? wish->of : &note, "before");
    deed_say(deed, "好 good %d", 1);
    return code;
}

static enum err nothing(struct deed *deed, const void *given, struct error *error)
{
    (void)given;
    (void)error;
    deed->subject = tablet_uuid(7);
    return ERR_OK;
}

static void a_deed_is_one_group_with_its_photos(void **state)
{
    struct site_day *day = *state;
    struct wish wish = {.photos = true};
    struct journal_batch batch;
    struct digest digest;
    struct outgoing_row row;

    day_photo(day, span_of(jpeg));
    digest = photo_outcome(day->photos[0])->digest;
    DAY_OK(day, deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.count, 3);
    assert_true(uuid_equal(&day->report.id, &day->report.saved[0].id));
    assert_string_equal(day->report.saved[2].kind, "photo");
    assert_true(day_said(day, "好 good 1\n"));
    day_assert(day, &day->report.saved[2].id, "moment", "\"before\"");
    day_assert(day, &day->report.id, "photos", "1");
    assert_ok(day->tablet, outgoing_get(day->tablet->store, &digest, &row, NULL));
    journal_batch_init(&batch);
    assert_ok(day->tablet,
              journal_batch_next(day->tablet->store, 10, 1 << 20, &batch, &day->tablet->error));
    assert_non_null(strstr(batch.lines.data, "\"index\":1,\"size\":3}"));
    assert_non_null(strstr(batch.lines.data, "\"index\":3,\"size\":3}"));
    journal_batch_clear(&batch);
    tablet_check(day->tablet);
}

static void what_fails_late_leaves_neither_record_nor_photo(void **state)
{
    struct site_day *day = *state;
    struct wish wish = {.fail_late = true, .photos = true};
    struct digest digest;
    uint64_t size;

    day_photo(day, span_of(jpeg));
    digest = photo_outcome(day->photos[0])->digest;
    DAY_REFUSED(day, ERR_INVALID, "result",
                deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(shelf_size(&day->tablet->disk, &digest, &size, NULL), ERR_NOT_FOUND);
    wish = (struct wish){.bad_text = true};
    DAY_REFUSED(day, ERR_INVALID, "text", deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    tablet_check(day->tablet);
}

static void a_photo_is_of_a_record_once(void **state)
{
    struct site_day *day = *state;
    struct wish wish = {.photos = true};
    struct uuid note;

    day_photo(day, span_of(jpeg));
    day_photo(day, span_of(jpeg));
    day_photo(day, span_of("\xff\xd8\xff another"));
    DAY_OK(day, deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.count, 4); // two of the three
    note = day->report.id;
    wish.of = &note;
    day_photo(day, span_of(jpeg));
    DAY_OK(day, deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.count, 2);
    assert_int_equal(day_count(day, "photo"), 2);
}

static void a_deed_may_find_nothing_to_do(void **state)
{
    struct site_day *day = *state;
    struct uuid subject = tablet_uuid(7);

    DAY_OK(day, deed_run(&day->options, nothing, NULL, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.count, 0);
    assert_true(uuid_equal(&day->report.id, &subject));
    assert_int_equal(tablet_figures(day->tablet).entries, 0);
}

static void a_tap_that_comes_again_is_answered_as_before_and_changes_nothing(void **state)
{
    struct site_day *day = *state;
    struct wish wish = {.photos = true};
    struct once tap = {.id = tablet_uuid(0x0ce)};
    struct deed_report first, again;

    day->options.once = &tap;
    day_photo(day, span_of(jpeg));
    assert_ok(day->tablet, deed_run(&day->options, make, &wish, &first, &day->tablet->error));
    assert_false(first.repeated);
    day_done(day, ERR_OK);
    tablet_restart(day->tablet);
    day->options.store = day->tablet->store;
    day_photo(day, span_of(jpeg)); // the page sends it again
    assert_ok(day->tablet, deed_run(&day->options, make, &wish, &again, &day->tablet->error));
    assert_true(again.repeated);
    day_done(day, ERR_OK);
    assert_true(uuid_equal(&again.id, &first.id));
    assert_int_equal(again.count, first.count);
    for (size_t i = 0; i < first.count; i++) {
        assert_true(uuid_equal(&again.saved[i].id, &first.saved[i].id));
        assert_string_equal(again.saved[i].kind, first.saved[i].kind);
        assert_true(again.saved[i].dot.actor == first.saved[i].dot.actor);
        assert_true(again.saved[i].dot.counter == first.saved[i].dot.counter);
        assert_string_equal(again.saved[i].label, first.saved[i].label);
    }
    assert_string_equal(again.said.data, first.said.data);
    assert_non_null(first.undo.data);
    assert_string_equal(again.undo.data, first.undo.data);
    assert_int_equal(day_count(day, "photo"), 1);
    assert_int_equal(day_count(day, "note"), 1);
    deed_report_clear(&first);
    deed_report_clear(&again);
}

static void a_tap_that_failed_may_come_again(void **state)
{
    struct site_day *day = *state;
    struct wish wish = {.fail_late = true};
    struct once tap = {.id = tablet_uuid(0x0ce)};

    day->options.once = &tap;
    DAY_REFUSED(day, ERR_INVALID, "result",
                deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    wish.fail_late = false;
    DAY_OK(day, deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    assert_false(day->report.repeated);
    memset(tap.asked.bytes, 1, sizeof(tap.asked.bytes));
    DAY_REFUSED(day, ERR_CONFLICT, "something else",
                deed_run(&day->options, make, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(day_count(day, "note"), 1);
}

static int tries;

static enum err full_at_first(struct deed *deed, const void *given, struct error *error)
{
    if (tries++ == 0)
        return error_set(error, ERR_FULL, "the disk is full");
    return make(deed, given, error);
}

static void on_a_full_disk_the_reserve_is_used_once_but_not_for_photos(void **state)
{
    struct site_day *day = *state;
    struct wish wish = {.photos = true};

    tries = 0;
    DAY_OK(day, deed_run(&day->options, full_at_first, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(tries, 2);
    assert_int_equal(day->report.count, 2); // nothing of the first try is left
    tries = 0;
    day_photo(day, span_of(jpeg));
    DAY_REFUSED(day, ERR_FULL, "full",
                deed_run(&day->options, full_at_first, &wish, DAY_ARGUMENTS(day)));
    assert_int_equal(tries, 1);
    tablet_check(day->tablet);
}

// D1.10 and the rights of a role hold for deeds as for any write.
static void d1_10_a_role_writes_only_what_is_its_own(void **state)
{
    struct site_day *day = *state;
    struct node_started started;
    struct uuid auditor = tablet_uuid(0xaaaa);
    struct node_start start = {.code = span_of("briefing")};

    day_office(day, "person", &auditor, "\"name\":\"审计\",\"role\":\"auditor\"");
    day->options.person = auditor;
    DAY_REFUSED(day, ERR_DENIED, "auditor",
                node_start(&day->options, &start, &started, DAY_ARGUMENTS(day)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(a_deed_is_one_group_with_its_photos),
        DAY(what_fails_late_leaves_neither_record_nor_photo),
        DAY(a_photo_is_of_a_record_once),
        DAY(a_deed_may_find_nothing_to_do),
        DAY(a_tap_that_comes_again_is_answered_as_before_and_changes_nothing),
        DAY(a_tap_that_failed_may_come_again),
        DAY(on_a_full_disk_the_reserve_is_used_once_but_not_for_photos),
        DAY(d1_10_a_role_writes_only_what_is_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
