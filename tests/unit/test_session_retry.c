// SPDX-License-Identifier: Apache-2.0
// When a session tries again, and when a person has to look.
#include "agent/blobs/retry.h"
#include "tests/unit/session_fixture.h"

static void refuse(struct play *play, enum err code, bool wipe, const char *headers)
{
    struct scripted_reply *said = script_say(&play->script, err_http_status(code), headers, "");
    struct error error;

    error_set(&error, code, "said so");
    assert_true(error_body_format(&error, wipe, &said->body));
}

static int64_t wait_ms(struct play *play)
{
    return session_due_ms(play->session) - play->tablet->boot_ms;
}

static void a_lost_connection_is_tried_again_by_itself(void **state)
{
    struct play *play = *state;

    script_fail(&play->script, ERR_NETWORK);
    assert_int_equal(play_step(play), ERR_OK);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    assert_in_range(wait_ms(play), 100, RETRY_FIRST_MS);
    assert_int_equal(play_figures(play).last_error, ERR_NETWORK);
    assert_int_equal(play_figures(play).backoff_until_ms, session_due_ms(play->session));
    play_ok(play, "");
    assert_int_equal(play_step(play), ERR_OK);
    assert_int_equal(play_state(play), SESSION_IDLE);
    assert_int_equal(play_figures(play).last_error, ERR_OK);
    assert_string_equal(play_figures(play).last_detail, "");
}

static void failures_in_a_row_wait_longer_but_never_beyond_five_minutes(void **state)
{
    struct play *play = *state;
    int64_t longest = 0;

    for (int i = 0; i < 40; i++) {
        script_fail(&play->script, ERR_TIMEOUT);
        play_step(play);
        longest = wait_ms(play) > longest ? wait_ms(play) : longest;
        assert_in_range(wait_ms(play), 100, RETRY_MOST_MS);
    }
    assert_true(longest > 60000);
}

static void the_office_says_for_how_long_and_a_poke_does_not_shorten_it(void **state)
{
    struct play *play = *state;
    int64_t due;

    refuse(play, ERR_BUSY, false, "Retry-After: 30\r\n");
    assert_int_equal(play_step(play), ERR_OK);
    assert_in_range(wait_ms(play), 30000, 31000);
    due = session_due_ms(play->session);
    session_poke(play->session);
    assert_int_equal(session_due_ms(play->session), due);
    refuse(play, ERR_BUSY, false, "");
    play_step(play);
    session_poke(play->session);
    assert_int_equal(session_due_ms(play->session), 0);
}

static void no_office_keeps_a_tablet_away_for_more_than_an_hour(void **state)
{
    struct play *play = *state;

    refuse(play, ERR_BUSY, false, "Retry-After: 999999999\r\n");
    play_step(play);
    assert_in_range(wait_ms(play), 3600000, 3960000);
}

static void what_a_person_must_look_at_is_shown_and_waits_an_hour(void **state)
{
    static const enum err codes[] = {ERR_AUTH, ERR_DENIED, ERR_VERSION, ERR_PROTOCOL, ERR_PARSE};
    struct play *play = *state;

    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        refuse(play, codes[i], false, "");
        assert_int_equal(play_step(play), codes[i]);
        assert_int_equal(play_state(play), SESSION_BACKOFF);
        assert_int_equal(wait_ms(play), RETRY_SLOW_MS);
        assert_non_null(strstr(play_figures(play).last_detail, "said so"));
    }
}

static void an_office_that_is_full_or_broken_is_tried_again_soon(void **state)
{
    static const enum err codes[] = {ERR_FULL, ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_INTERNAL};
    struct play *play = *state;

    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        refuse(play, codes[i], false, "");
        assert_int_equal(play_step(play), ERR_OK);
        assert_true(wait_ms(play) <= RETRY_MOST_MS);
        assert_int_equal(play_figures(play).last_error, codes[i]);
    }
}

static void a_log_in_page_is_not_our_office(void **state)
{
    static const struct {
        int status;
        const char *headers;
    } pages[] = {{200, "Content-Type: text/html\r\n"},
                 {302, "Location: http://login.example/\r\n"},
                 {403, "Content-Type: text/html\r\n"},
                 {400, ""},
                 {511, ""}};
    struct play *play = *state;

    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        script_say(&play->script, pages[i].status, pages[i].headers,
                   "<html><body>Welcome to the hotel</body></html>");
        assert_int_equal(play_step(play), ERR_OK);
        assert_int_equal(play_state(play), SESSION_BACKOFF);
        assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
        assert_true(wait_ms(play) <= RETRY_MOST_MS);
        assert_string_equal(play_setting(play, "epoch"), "");
    }
}

static void a_reply_with_a_broken_coding_is_tried_again_soon(void **state)
{
    struct play *play = *state;

    script_say(&play->script, 200, "Content-Encoding: zstd\r\n", "not zstd at all");
    assert_int_equal(play_step(play), ERR_OK);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    script_say(&play->script, 200, "Content-Encoding: br\r\n", "{}\n");
    assert_int_equal(play_step(play), ERR_OK);
    assert_true(wait_ms(play) <= RETRY_MOST_MS);
}

static void a_revoked_tablet_never_asks_again(void **state)
{
    struct play *play = *state;

    refuse(play, ERR_REVOKED, false, "");
    assert_int_equal(play_step(play), ERR_REVOKED);
    assert_int_equal(play_state(play), SESSION_REVOKED);
    assert_false(play_figures(play).wipe);
    assert_int_equal(play_step(play), ERR_REVOKED);
    session_poke(play->session);
    assert_int_equal(play_step(play), ERR_REVOKED);
    assert_int_equal(play->script.call_count, 1);
}

static void an_order_to_wipe_is_told_apart_from_a_revocation(void **state)
{
    struct play *play = *state;

    refuse(play, ERR_REVOKED, true, "");
    assert_int_equal(play_step(play), ERR_REVOKED);
    assert_true(play_figures(play).wipe);
}

static void a_page_that_only_looks_like_a_revocation_wipes_nothing(void **state)
{
    struct play *play = *state;

    script_say(&play->script, 403, "", "<html>REVOKED \"wipe\":true</html>");
    assert_int_equal(play_step(play), ERR_OK);
    assert_false(play_figures(play).wipe);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
}

static void after_a_failure_the_short_form_is_not_trusted(void **state)
{
    struct play *play = *state;

    play_ok(play, "");
    play_step(play);
    script_fail(&play->script, ERR_NETWORK);
    play_step(play);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.short_form);
}

static void rest_ends_when_the_next_blob_may_be_tried(void **state)
{
    struct play *play = *state;
    struct outgoing_row row = {.size = 100,
                               .lane = LANE_PHOTO,
                               .site = play->tablet->site,
                               .record = tablet_uuid(9),
                               .next_try_ms = TABLET_START_MS + 7000,
                               .present = true};

    assert_ok(play->tablet, outgoing_put(play->tablet->store, &row, &play->tablet->error));
    play_ok(play, "");
    play_step(play);
    assert_int_equal(play_state(play), SESSION_IDLE);
    assert_int_equal(wait_ms(play), 7000);
}

static void delays_stay_within_their_bounds(void **state)
{
    struct play *play = *state;
    struct random random = tablet_options(play->tablet).random;

    for (unsigned failures = 0; failures < 100; failures++) {
        assert_in_range(retry_delay_ms(failures, 0, &random), 100, RETRY_MOST_MS);
        assert_in_range(retry_delay_ms(failures, 600000, &random), 600000, 640000);
    }
    assert_in_range(retry_delay_ms(UINT32_MAX, 0, &random), 100, RETRY_MOST_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAY(a_lost_connection_is_tried_again_by_itself),
        PLAY(failures_in_a_row_wait_longer_but_never_beyond_five_minutes),
        PLAY(the_office_says_for_how_long_and_a_poke_does_not_shorten_it),
        PLAY(no_office_keeps_a_tablet_away_for_more_than_an_hour),
        PLAY(what_a_person_must_look_at_is_shown_and_waits_an_hour),
        PLAY(an_office_that_is_full_or_broken_is_tried_again_soon),
        PLAY(a_log_in_page_is_not_our_office),
        PLAY(a_reply_with_a_broken_coding_is_tried_again_soon),
        PLAY(a_revoked_tablet_never_asks_again),
        PLAY(an_order_to_wipe_is_told_apart_from_a_revocation),
        PLAY(a_page_that_only_looks_like_a_revocation_wipes_nothing),
        PLAY(after_a_failure_the_short_form_is_not_trusted),
        PLAY(rest_ends_when_the_next_blob_may_be_tried),
        PLAY(delays_stay_within_their_bounds),
    };

    return cmocka_run_group_tests_name("session retry", tests, NULL, NULL);
}
