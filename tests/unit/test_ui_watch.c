// SPDX-License-Identifier: Apache-2.0
// The page hears at once what changed; a tap whose answer was lost counts once; enrolling waits for
// nobody else.
#include "agent/capture/capture.h"
#include "shared/web/bell.h"
#include "tests/unit/ui_fixture.h"

static void write_note(struct desk *desk)
{
    struct field field = {span_of("text"), span_of("\"水管\"")};
    struct draft draft
        = {.kind = span_of("note"), .site = desk->site, .fields = &field, .field_count = 1};
    struct capture_options options
        = {.drafts = &draft, .count = 1, .person = desk_person(INSPECTOR)};
    struct capture_result result;

    DESK_OK(desk, capture_commit(desk->tablet.store, &options, &result, &desk->error));
}

static int64_t start_watching(struct desk *desk)
{
    int64_t seen;

    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    seen = desk_integer(desk, "seen");
    desk_get(desk, "/api/watch?seen=%lld", (long long)seen);
    assert_false(desk->answered);
    return seen;
}

static void a_change_of_the_store_is_told_at_once(void **state)
{
    struct desk *desk = *state;
    int64_t seen = start_watching(desk);

    write_note(desk);
    desk_await(desk);
    assert_int_equal(desk->status, 200);
    assert_true(desk_integer(desk, "seen") > seen);
    assert_string_equal(desk_text(desk, "state"), "open");
    assert_int_equal(desk_integer(desk, "strip.waiting"), 1);
    assert_int_equal(desk_integer(desk, "strip.only_here"), 1);
    assert_false(desk_truth(desk, "strip.safe"));
    // What was missed in between is told without waiting.
    desk_get(desk, "/api/watch?seen=%lld", (long long)seen);
    desk_await(desk);
}

static void a_step_of_the_sync_is_told_at_once(void **state)
{
    struct desk *desk = *state;

    start_watching(desk);
    desk->tablet.synced(desk->tablet.synced_arg); // a step of the sync
    desk_await(desk);
    assert_int_equal(desk->status, 200);
}

static void who_loses_the_session_while_waiting_is_told_so(void **state)
{
    struct desk *desk = *state;
    char token[UI_LAUNCH_TEXT];

    start_watching(desk);
    ui_launch(desk->ui, token);
    // Another window takes over; what it is answered lands in the same place, first.
    DESK_STATUS(desk, 200, desk_post(desk, "/api/launch", "\"token\":\"%s\"", token));
    desk->answered = false;
    desk_await(desk);
    assert_int_equal(desk->status, 401);
}

static void an_ending_program_answers_who_waits(void **state)
{
    struct desk *desk = *state;

    start_watching(desk);
    ui_quiet(desk->ui);
    desk_await(desk);
    assert_int_equal(desk->status, 200);
}

static void a_watch_keeps_no_session_open(void **state)
{
    struct desk *desk = *state;
    int64_t seen;

    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    seen = desk_integer(desk, "seen");
    desk->boot_ms += 300000;
    write_note(desk);
    desk_get(desk, "/api/watch?seen=%lld", (long long)seen);
    desk_await(desk);
    assert_string_equal(desk_text(desk, "state"), "locked");
}

// ---- taps ----

static void the_same_tap_again_is_answered_as_the_first_time(void **state)
{
    static const char *const tap = "00000000-0000-7000-8000-0000000000aa";
    struct desk *desk = *state;
    char first[4096];
    int64_t entries;

    desk->once = tap;
    DESK_STATUS(
        desk, 200,
        desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"水管\"", desk_id(&desk->site)));
    text_copy(first, sizeof(first), (struct span){desk->body.data, desk->body.len});
    entries = desk_entries(desk);
    desk_restart(desk);
    desk_enter(desk, INSPECTOR);
    desk->once = tap;
    DESK_STATUS(
        desk, 200,
        desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"水管\"", desk_id(&desk->site)));
    assert_string_equal(desk->body.data, first);
    assert_true(desk_entries(desk) == entries);
    // The same tap cannot say something else, nor be somebody else's.
    desk->once = tap;
    DESK_STATUS(
        desk, 409,
        desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"电线\"", desk_id(&desk->site)));
    desk_enter(desk, FOREMAN);
    desk->once = tap;
    DESK_STATUS(
        desk, 409,
        desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"水管\"", desk_id(&desk->site)));
    assert_true(desk_entries(desk) == entries);
}

// ---- enrolling ----

static int bare(void **state)
{
    struct desk *desk = desk_bare();

    desk_launch(desk);
    *state = desk;
    return 0;
}

static void a_tablet_that_is_not_enrolled_says_so_and_serves_the_rest(void **state)
{
    struct desk *desk = *state;

    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_false(desk_truth(desk, "enrolled"));
    assert_int_equal(desk_count(desk, "persons"), 0);
    assert_true(json_is_null(desk_at(desk, "person")));
    DESK_STATUS(desk, 401, desk_get(desk, "/api/today"));
    DESK_STATUS(
        desk, 401,
        desk_post(desk, "/api/pin", "\"person\":\"%s\",\"pin\":\"2580\"", desk_id(&desk->site)));
}

static void a_link_that_is_none_is_refused_in_words(void **state)
{
    struct desk *desk = *state;

    desk_post(desk, "/api/enrol", "\"link\":\"plumb://nonsense\",\"name\":\"t\"");
    desk_await(desk);
    assert_true(desk->status >= 400 && desk->status < 500);
    assert_true(strlen(desk_text(desk, "error.zh")) > 10);
    // And again: the attempt before is over.
    desk_post(desk, "/api/enrol", "\"link\":\"plumb://nonsense\",\"name\":\"t\"");
    desk_await(desk);
    assert_int_not_equal(desk->status, 503);
}

static void an_enrolled_tablet_does_not_enrol_again(void **state)
{
    struct desk *desk = *state;

    DESK_STATUS(desk, 409, desk_post(desk, "/api/enrol", "\"link\":\"plumb://x\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(a_change_of_the_store_is_told_at_once),
        DESK(a_step_of_the_sync_is_told_at_once),
        DESK(who_loses_the_session_while_waiting_is_told_so),
        DESK(an_ending_program_answers_who_waits),
        DESK(a_watch_keeps_no_session_open),
        DESK(the_same_tap_again_is_answered_as_the_first_time),
        cmocka_unit_test_setup_teardown(a_tablet_that_is_not_enrolled_says_so_and_serves_the_rest,
                                        bare, desk_teardown),
        cmocka_unit_test_setup_teardown(a_link_that_is_none_is_refused_in_words, bare,
                                        desk_teardown),
        DESK(an_enrolled_tablet_does_not_enrol_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
