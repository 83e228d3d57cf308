// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/session.h"

#include "tests/unit/session_fixture.h"

static void an_ok_is_stored_and_leads_to_rest_until_the_office_says(void **state)
{
    struct play *play = *state;
    struct session_figures figures;

    play_ok(play, "");
    assert_int_equal(play_step(play), ERR_OK);
    figures = play_figures(play);
    assert_int_equal(figures.state, SESSION_IDLE);
    assert_int_equal(figures.last_contact_ms, TABLET_START_MS + 5000); // by the office
    assert_true(figures.offset_known);
    assert_int_equal(figures.offset_ms, 5000);
    assert_int_equal(session_due_ms(play->session), play->tablet->boot_ms + 45000);
    assert_string_equal(play_setting(play, "epoch"), "00000000000000e1");
    assert_string_equal(play_setting(play, "scope"), "1");
    assert_string_equal(play_setting(play, "cursor"),
                        "1.00000000000000aa.AAAAAAAAAAAAAAAAAAAAAA==");
}

static void a_request_says_what_is_stored(void **state)
{
    struct play *play = *state;
    struct capture_result result;

    play_ok(play, "");
    play_step(play);
    play_read(play, 0);
    assert_false(play->request.epoch_known);
    assert_false(play->request.scope_known);
    assert_string_equal(play->request.cursor, "");
    assert_false(play->request.push.present);
    result = tablet_write(play->tablet, NULL, "\"one\"");
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.epoch, PLAY_EPOCH);
    assert_int_equal(play->request.scope, 1);
    assert_string_equal(play->request.cursor, "1.00000000000000aa.AAAAAAAAAAAAAAAAAAAAAA==");
    assert_int_equal(play->request.unsent.writes, 1);
    assert_int_equal(play->request.push.count, 1);
    assert_int_equal(play->request.push.after.actor, 0);
    assert_int_equal(vector_counter(&play->request.actors, result.dot.actor), 1);
    assert_true(play->request.clock.offset_known);
    assert_int_equal(play->request.clock.offset_ms, 5000);
}

static void nothing_new_is_one_short_request(void **state)
{
    struct play *play = *state;
    struct scripted_call *call;

    play_ok(play, "");
    play_step(play);
    play->tablet->boot_ms += 45000;
    play_answer(play, ANSWER_SAME);
    assert_int_equal(play_step(play), ERR_OK);
    call = script_last(&play->script);
    assert_true(call->body.len <= 512);
    play_read_last(play);
    assert_true(play->request.short_form);
    assert_string_equal(play->request.token, "token-1");
    assert_int_equal(play->script.call_count, 2);
    assert_int_equal(play_figures(play).noops, 1);
    assert_int_equal(play_state(play), SESSION_IDLE);
}

static void restart(struct play *play)
{
    struct session_options options = play_options(play);

    session_free(play->session);
    assert_ok(play->tablet, session_create(&options, &play->session, &play->tablet->error));
}

#define ANN "0197a000-0000-7000-8000-00000000000a"
static const char persons_line[]
    = "{\"persons\":[{\"id\":\"" ANN "\",\"name\":\"安娜\",\"role\":\"inspector\"}],"
      "\"version\":\"v1\"}\n";

static void a_new_process_with_nothing_to_say_asks_by_the_short_form(void **state)
{
    struct play *play = *state;

    play_ok(play, persons_line);
    play_step(play);
    restart(play);
    play_answer(play, ANSWER_SAME);
    assert_ok(play->tablet, session_drain(play->session, NULL, NULL, &play->tablet->error));
    play_read_last(play);
    assert_true(play->request.short_form);
    assert_string_equal(play->request.token, "token-1");
    assert_int_equal(play->script.call_count, 2);
    assert_int_equal(play_state(play), SESSION_IDLE);
}

static void a_tablet_that_was_never_told_its_persons_asks_in_full(void **state)
{
    struct play *play = *state;

    play_ok(play, "");
    play_step(play);
    restart(play);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.short_form);
    assert_true(play->request.persons_stated);
    assert_string_equal(play->request.persons, "");
}

static void the_list_of_persons_is_kept_and_its_version_said(void **state)
{
    struct play *play = *state;

    play_ok(play, persons_line);
    play_step(play);
    assert_string_equal(play_setting(play, "persons"),
                        "[{\"id\":\"" ANN "\",\"name\":\"安娜\",\"role\":\"inspector\"}]");
    play_answer(play, ANSWER_FULL);
    play_ok(play, "{\"persons\":[],\"version\":\"v2\"}\n");
    play_step(play);
    play_step(play);
    play_read_last(play);
    assert_string_equal(play->request.persons, "v1");
    assert_string_equal(play_setting(play, "persons"), "[]");
    assert_string_equal(play_setting(play, "persons_version"), "v2");
}

static void a_bad_list_of_persons_changes_nothing(void **state)
{
    struct play *play = *state;

    play_ok(play, "{\"persons\":[{\"name\":\"x\"}],\"version\":\"v1\"}\n");
    play_step(play);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_string_equal(play_setting(play, "persons"), "");
    assert_string_equal(play_setting(play, "persons_version"), "");
    assert_string_equal(play_setting(play, "cursor"), "");
}

static void a_new_process_with_something_to_say_needs_no_short_form(void **state)
{
    struct play *play = *state;

    play_ok(play, "");
    play_step(play);
    tablet_write(play->tablet, NULL, "\"one\"");
    restart(play);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.short_form);
    assert_int_equal(play->request.push.count, 1);
}

static void a_state_the_office_still_wants_keeps_a_new_process_from_the_short_form(void **state)
{
    struct play *play = *state;

    play_ok(play, "{\"want\":\"01890000-0000-7000-8000-000000000005\"}\n");
    play_step(play);
    restart(play);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.short_form);
}

static void a_token_the_office_forgot_is_answered_by_the_full_form(void **state)
{
    struct play *play = *state;

    play_ok(play, "");
    play_step(play);
    play_answer(play, ANSWER_FULL);
    play_step(play);
    assert_int_equal(play_state(play), SESSION_EXCHANGE);
    assert_int_equal(session_due_ms(play->session), play->tablet->boot_ms);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.short_form);
}

static void what_was_captured_meanwhile_needs_no_short_form(void **state)
{
    struct play *play = *state;

    play_ok(play, "");
    play_step(play);
    tablet_write(play->tablet, NULL, "\"one\"");
    session_poke(play->session);
    assert_int_equal(session_due_ms(play->session), 0);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.short_form);
    assert_int_equal(play->request.push.count, 1);
}

static void an_answer_of_the_wrong_form_is_refused(void **state)
{
    struct play *play = *state;

    play_answer(play, ANSWER_SAME);
    play_step(play);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    play->tablet->boot_ms += 3600000;
    play_ok(play, "");
    play_step(play);
    assert_int_equal(play_state(play), SESSION_IDLE);
    play_ok(play, "");
    play_step(play); // in answer to a short form
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
}

static void more_is_asked_for_at_once(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    char line[800];

    reply.more = true;
    reply.token[0] = '\0';
    play_note_line(play, 5, "five", line);
    play_say(play, &reply, line);
    play_step(play);
    assert_true(play_has(play, 5));
    assert_int_equal(play_state(play), SESSION_EXCHANGE);
    assert_int_equal(session_due_ms(play->session), play->tablet->boot_ms);
}

static void what_a_receipt_covers_is_not_sent_again(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct capture_result first = tablet_write(play->tablet, NULL, "\"one\"");

    tablet_write(play->tablet, NULL, "\"two\"");
    play_receipt(play, &reply, first.dot, play->receipt_key);
    play_say(play, &reply, "");
    play_step(play);
    assert_int_equal(tablet_figures(play->tablet).undelivered, 1);
    assert_string_equal(play_setting(play, "witness"),
                        "7.00000000000000aa.AAAAAAAAAAAAAAAAAAAAAA==");
    assert_int_equal(play_state(play), SESSION_EXCHANGE);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.push.count, 1);
    assert_int_equal(play->request.push.after.counter, 1);
}

static bool states_a_site(struct play *play)
{
    play_ok(play, "");
    assert_int_equal(play_step(play), ERR_OK);
    play_read_last(play);
    return play->request.have_stated;
}

// Found by the simulator (seed 5086): what was written to a site of somebody else's stayed on the
// tablet for as long as its process ran, after the office had said no.
static void a_site_that_a_write_brought_is_stated_with_it_and_only_then(void **state)
{
    struct play *play = *state;

    assert_true(states_a_site(play)); // once a session
    tablet_write(play->tablet, NULL, "\"one\"");
    assert_true(states_a_site(play));
    assert_int_equal(play->request.have_count, 1);
    assert_true(uuid_equal(&play->request.have[0], &play->tablet->site));
    tablet_write(play->tablet, NULL, "\"two\"");
    assert_false(states_a_site(play));
    assert_int_equal(play->request.push.count, 2);
    play->tablet->site = tablet_uuid(0x51u);
    tablet_write(play->tablet, NULL, "\"elsewhere\"");
    play_answer(play, ANSWER_OK)->status = 503; // not heard: it is said again
    play_step(play);
    play->tablet->boot_ms += 3600000;
    assert_true(states_a_site(play));
    assert_int_equal(play->request.have_count, 2);
}

static struct exchange_reply gap(uint64_t actor, uint64_t counter)
{
    struct exchange_reply reply = play_reply();

    reply.answer = ANSWER_GAP;
    reply.cursor[0] = reply.token[0] = '\0';
    reply.counters_stated = true;
    if (counter > 0)
        vector_raise(&reply.counters, (struct dot){actor, counter});
    return reply;
}

static void a_gap_makes_the_tablet_send_what_is_missing(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct dot dot;

    tablet_write(play->tablet, NULL, "\"one\"");
    dot = tablet_write(play->tablet, NULL, "\"two\"").dot;
    play_receipt(play, &reply, dot, play->receipt_key);
    play_say(play, &reply, "");
    play_step(play);
    tablet_write(play->tablet, NULL, "\"three\"");
    reply = gap(dot.actor, 1);
    play_say(play, &reply, "");
    play_step(play);
    assert_int_equal(tablet_figures(play->tablet).undelivered, 2);
    assert_int_equal(play_state(play), SESSION_EXCHANGE);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.push.count, 2);
    assert_int_equal(play->request.push.after.counter, 1);
    assert_false(play->request.push.broken);
}

static void a_gap_with_nothing_missing_is_a_break_and_said_once(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply;
    struct dot dot = tablet_write(play->tablet, NULL, "\"one\"").dot;

    reply = gap(dot.actor, 0);
    play_say(play, &reply, "");
    assert_int_equal(play_step(play), ERR_OK);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_true(play->request.push.broken);
    session_poke(play->session);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_false(play->request.push.broken);
}

static void an_office_that_refuses_a_stated_break_is_left_alone(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply;
    struct dot dot = tablet_write(play->tablet, NULL, "\"one\"").dot;

    for (int i = 0; i < 2; i++) {
        reply = gap(dot.actor, 0);
        play_say(play, &reply, "");
        play_step(play);
    }
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_int_equal(tablet_figures(play->tablet).undelivered, 1);
}

static void a_gap_must_say_where_the_office_stands(void **state)
{
    struct play *play = *state;

    tablet_write(play->tablet, NULL, "\"one\"");
    play_answer(play, ANSWER_GAP);
    play_step(play);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
}

static void a_wanted_state_is_offered_in_the_next_request(void **state)
{
    struct play *play = *state;
    char line[800], want[100], id[UUID_TEXT];
    struct uuid uuid = tablet_uuid(5);

    play_note_line(play, 5, "five", line);
    play_ok(play, line);
    play_step(play);
    session_poke(play->session);
    tablet_write(play->tablet, NULL, "\"one\"");
    uuid_format(&uuid, id);
    snprintf(want, sizeof(want), "{\"want\":\"%s\"}\n", id);
    play_ok(play, want);
    play_step(play);
    assert_int_equal(play_state(play), SESSION_EXCHANGE);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.offer, OFFER_STATES);
    assert_int_equal(play->request.offer_count, 1);
    assert_int_equal(play->request.push.count, 1); // beside the push
    assert_non_null(strstr(play->lines.data, line));
    session_poke(play->session);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.offer, OFFER_NONE);
}

static void a_wanted_state_that_is_not_here_is_no_obstacle(void **state)
{
    struct play *play = *state;

    play_ok(play, "{\"want\":\"00000000-0000-7000-8000-00000000abcd\"}\n");
    play_step(play);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.offer_count, 0);
    assert_int_equal(play_state(play), SESSION_IDLE);
}

static void nobody_syncs_without_an_enrolment(void **state)
{
    struct play *play = *state;
    struct session_options options = play_options(play);
    struct session *session;

    options.receipt_key = NULL;
    assert_int_equal(session_create(&options, &session, &play->tablet->error), ERR_AUTH);
    options = play_options(play);
    options.device = uuid_nil;
    assert_int_equal(session_create(&options, &session, &play->tablet->error), ERR_AUTH);
}

static void draining_ends_when_nothing_is_left(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();

    reply.more = true;
    reply.token[0] = '\0';
    play_say(play, &reply, "");
    play_ok(play, "");
    assert_ok(play->tablet, session_drain(play->session, NULL, NULL, &play->tablet->error));
    assert_int_equal(play->script.call_count, 2);
    assert_int_equal(play_state(play), SESSION_IDLE);
    assert_int_equal(session_drain(play->session, NULL, NULL, &play->tablet->error), ERR_NETWORK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAY(an_ok_is_stored_and_leads_to_rest_until_the_office_says),
        PLAY(a_request_says_what_is_stored),
        PLAY(nothing_new_is_one_short_request),
        PLAY(a_new_process_with_nothing_to_say_asks_by_the_short_form),
        PLAY(a_tablet_that_was_never_told_its_persons_asks_in_full),
        PLAY(the_list_of_persons_is_kept_and_its_version_said),
        PLAY(a_bad_list_of_persons_changes_nothing),
        PLAY(a_new_process_with_something_to_say_needs_no_short_form),
        PLAY(a_state_the_office_still_wants_keeps_a_new_process_from_the_short_form),
        PLAY(a_token_the_office_forgot_is_answered_by_the_full_form),
        PLAY(what_was_captured_meanwhile_needs_no_short_form),
        PLAY(an_answer_of_the_wrong_form_is_refused),
        PLAY(more_is_asked_for_at_once),
        PLAY(what_a_receipt_covers_is_not_sent_again),
        PLAY(a_site_that_a_write_brought_is_stated_with_it_and_only_then),
        PLAY(a_gap_makes_the_tablet_send_what_is_missing),
        PLAY(a_gap_with_nothing_missing_is_a_break_and_said_once),
        PLAY(an_office_that_refuses_a_stated_break_is_left_alone),
        PLAY(a_gap_must_say_where_the_office_stands),
        PLAY(a_wanted_state_is_offered_in_the_next_request),
        PLAY(a_wanted_state_that_is_not_here_is_no_obstacle),
        PLAY(nobody_syncs_without_an_enrolment),
        PLAY(draining_ends_when_nothing_is_left),
    };

    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
