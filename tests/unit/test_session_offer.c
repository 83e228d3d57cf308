// SPDX-License-Identifier: Apache-2.0
// A new epoch: the tablet offers what it knows before anything else.
#include "tests/unit/session_fixture.h"

#define NEW_EPOCH UINT64_C(0xe2)

static struct exchange_reply reply_of_new_epoch(enum exchange_answer answer)
{
    struct exchange_reply reply = play_reply();

    reply.answer = answer;
    reply.epoch = NEW_EPOCH;
    reply.cursor[0] = reply.token[0] = '\0';
    return reply;
}

static void say_in_new_epoch(struct play *play, enum exchange_answer answer, const char *lines)
{
    struct exchange_reply reply = reply_of_new_epoch(answer);

    play_say(play, &reply, lines);
    play_step(play);
    play_read_last(play);
}

// A tablet with two notes of others and one of its own, delivered, that meets a restored office.
static struct dot meet_new_epoch(struct play *play)
{
    struct exchange_reply reply = play_reply();
    struct dot dot = tablet_write(play->tablet, NULL, "\"one\"").dot;
    char lines[1700];

    play_note_line(play, 5, "five", lines);
    play_note_line(play, 6, "six", lines + strlen(lines));
    play_receipt(play, &reply, dot, play->receipt_key);
    play_say(play, &reply, lines);
    play_step(play);
    tablet_write(play->tablet, NULL, "\"two\"");
    say_in_new_epoch(play, ANSWER_OFFER, "");
    assert_int_equal(play_state(play), SESSION_OFFER_SITES);
    return dot;
}

static const char *site_line(struct play *play, const char *key)
{
    static char line[100];
    char site[UUID_TEXT];

    uuid_format(&play->tablet->site, site);
    snprintf(line, sizeof(line), "{\"%s\":\"%s\"}\n", key, site);
    return line;
}

static const char *want_line(uint64_t number)
{
    static char line[100];
    struct uuid uuid = tablet_uuid(number);
    char id[UUID_TEXT];

    uuid_format(&uuid, id);
    snprintf(line, sizeof(line), "{\"want\":\"%s\"}\n", id);
    return line;
}

static void offers_go_from_sites_to_vectors_to_states_to_done(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply;
    struct dot dot = meet_new_epoch(play);
    char line[800];

    say_in_new_epoch(play, ANSWER_OK, site_line(play, "differs"));
    assert_int_equal(play->request.offer, OFFER_SITES);
    assert_int_equal(play->request.offer_count, 1);
    assert_int_equal(play->request.epoch, NEW_EPOCH);
    assert_string_equal(play->request.cursor, "");
    assert_string_equal(play->request.witness, "");
    assert_false(play->request.push.present);
    assert_int_equal(play_state(play), SESSION_OFFER_VECTORS);

    say_in_new_epoch(play, ANSWER_OK, want_line(6));
    assert_int_equal(play->request.offer, OFFER_VECTORS);
    assert_int_equal(play->request.offer_count, 4);
    assert_int_equal(play_state(play), SESSION_OFFER_STATES);

    say_in_new_epoch(play, ANSWER_OK, "");
    assert_int_equal(play->request.offer, OFFER_STATES);
    assert_int_equal(play->request.offer_count, 1);
    play_note_line(play, 6, "six", line);
    assert_int_equal(play->lines.len, strlen(line));
    assert_memory_equal(play->lines.data, line, strlen(line));
    assert_int_equal(play_state(play), SESSION_OFFER_DONE);
    assert_string_equal(play_setting(play, "epoch"), "00000000000000e1");

    reply = reply_of_new_epoch(ANSWER_OK);
    reply.counters_stated = true; // the office holds nothing of ours any more
    play_receipt(play, &reply, (struct dot){0xbb, 6}, play->receipt_key);
    play_say(play, &reply, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.offer, OFFER_DONE);
    assert_int_equal(play->request.offer_count, 0);
    assert_string_equal(play_setting(play, "epoch"), "00000000000000e2");
    assert_string_equal(play_setting(play, "cursor"), "");
    assert_string_equal(play_setting(play, "scope"), "");
    assert_string_equal(play_setting(play, "witness"),
                        "7.00000000000000aa.AAAAAAAAAAAAAAAAAAAAAA==");
    assert_int_equal(tablet_figures(play->tablet).undelivered, 2);
    assert_int_equal(play_state(play), SESSION_EXCHANGE);

    say_in_new_epoch(play, ANSWER_OK, "");
    assert_int_equal(play->request.push.count, 2);
    assert_int_equal(play->request.offer, OFFER_NONE);
    assert_int_equal(vector_counter(&play->request.actors, dot.actor), 2);
    assert_true(tablet_write(play->tablet, NULL, "\"three\"").dot.actor != dot.actor);
}

static void what_does_not_differ_is_not_offered(void **state)
{
    struct play *play = *state;

    meet_new_epoch(play);
    say_in_new_epoch(play, ANSWER_OK, "");
    assert_int_equal(play_state(play), SESSION_OFFER_DONE);
}

static void many_records_are_offered_in_pages(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct scripted_reply *said;
    int64_t offered = 0;
    char line[800];

    reply.lines = 2000;
    said = play_say(play, &reply, "");
    for (uint64_t i = 1; i <= 2000; i++) {
        play_note_line(play, i, "text", line);
        buffer_append_text(&said->body, line);
    }
    play_step(play);
    assert_int_equal(play_state(play), SESSION_IDLE);
    tablet_write(play->tablet, NULL, "\"one\"");
    say_in_new_epoch(play, ANSWER_OFFER, "");
    say_in_new_epoch(play, ANSWER_OK, site_line(play, "differs"));
    while (play_state(play) == SESSION_OFFER_VECTORS) {
        say_in_new_epoch(play, ANSWER_OK, "");
        assert_true(play->request.offer_count <= 1000);
        offered += play->request.offer_count;
        assert_true(play->script.call_count < 10);
    }
    assert_int_equal(offered, 2001);
    assert_int_equal(play_state(play), SESSION_OFFER_DONE);
}

static void no_site_is_dropped_before_its_offer_has_a_receipt(void **state)
{
    struct play *play = *state;

    meet_new_epoch(play);
    say_in_new_epoch(play, ANSWER_OK, site_line(play, "drop"));
    assert_true(play_has(play, 5));
}

static void an_offer_that_is_cut_off_goes_on_from_its_beginning(void **state)
{
    struct play *play = *state;

    meet_new_epoch(play);
    say_in_new_epoch(play, ANSWER_OK, site_line(play, "differs"));
    script_fail(&play->script, ERR_NETWORK);
    play_step(play);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    say_in_new_epoch(play, ANSWER_OFFER, "");
    assert_int_equal(play->request.epoch, PLAY_EPOCH); // still the stored one
    assert_int_equal(play_state(play), SESSION_OFFER_SITES);
    say_in_new_epoch(play, ANSWER_OK, "");
    assert_int_equal(play_state(play), SESSION_OFFER_DONE);
}

static void an_epoch_is_entered_only_with_counters(void **state)
{
    struct play *play = *state;

    meet_new_epoch(play);
    say_in_new_epoch(play, ANSWER_OK, "");
    say_in_new_epoch(play, ANSWER_OK, "");
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_string_equal(play_setting(play, "epoch"), "00000000000000e1");
    assert_int_equal(tablet_figures(play->tablet).undelivered, 1);
}

static void a_second_new_epoch_in_the_midst_starts_the_offer_again(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = reply_of_new_epoch(ANSWER_OFFER);

    meet_new_epoch(play);
    reply.epoch = NEW_EPOCH + 1;
    play_say(play, &reply, "");
    play_step(play);
    assert_int_equal(play_state(play), SESSION_OFFER_SITES);
    say_in_new_epoch(play, ANSWER_OK, ""); // of an epoch that is over
    assert_int_equal(play->request.epoch, NEW_EPOCH + 1);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAY(offers_go_from_sites_to_vectors_to_states_to_done),
        PLAY(what_does_not_differ_is_not_offered),
        PLAY(many_records_are_offered_in_pages),
        PLAY(no_site_is_dropped_before_its_offer_has_a_receipt),
        PLAY(an_offer_that_is_cut_off_goes_on_from_its_beginning),
        PLAY(an_epoch_is_entered_only_with_counters),
        PLAY(a_second_new_epoch_in_the_midst_starts_the_offer_again),
    };

    return cmocka_run_group_tests_name("session offer", tests, NULL, NULL);
}
