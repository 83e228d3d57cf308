// SPDX-License-Identifier: Apache-2.0
// What a reply may change on the tablet, and that a bad one changes nothing.
#include "agent/store/outgoing.h"
#include "tests/unit/session_fixture.h"

static void someone_else_pulls(void *arg)
{
    struct play *play = arg;

    assert_ok(play->tablet, setting_write(play->tablet->store, "cursor", span_of("elsewhere"),
                                          &play->tablet->error));
}

static void a_reply_to_a_request_that_is_out_of_date_is_not_applied(void **state)
{
    struct play *play = *state;
    struct scripted_reply *said;
    char line[800];

    play_note_line(play, 5, "five", line);
    said = play_ok(play, line);
    said->meanwhile = someone_else_pulls;
    said->arg = play;
    assert_int_equal(play_step(play), ERR_OK);
    assert_false(play_has(play, 5));
    assert_string_equal(play_setting(play, "cursor"), "elsewhere");
    assert_string_equal(play_setting(play, "epoch"), "");
    assert_int_equal(play_state(play), SESSION_EXCHANGE); // asks again, from where it is now
}

// A reply with a note, and a receipt that somebody has changed.
static void expect_refused_receipt(struct play *play, struct exchange_reply *reply)
{
    char line[800];

    play_note_line(play, 5, "five", line);
    play_say(play, reply, line);
    play_step(play);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_false(play_has(play, 5));
    assert_int_equal(tablet_figures(play->tablet).undelivered, 1);
    assert_string_equal(play_setting(play, "witness"), "");
    assert_string_equal(play_setting(play, "cursor"), "");
}

static void a_receipt_of_another_key_is_refused_with_everything_beside_it(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();

    play_receipt(play, &reply, tablet_write(play->tablet, NULL, "\"one\"").dot, play->other_key);
    expect_refused_receipt(play, &reply);
}

static void a_receipt_that_was_changed_is_refused(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();

    play_receipt(play, &reply, tablet_write(play->tablet, NULL, "\"one\"").dot, play->receipt_key);
    reply.receipt.commit++;
    expect_refused_receipt(play, &reply);
}

static void a_receipt_for_another_tablet_is_refused(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct dot dot = tablet_write(play->tablet, NULL, "\"one\"").dot;

    play->device.bytes[15]++;
    play_receipt(play, &reply, dot, play->receipt_key);
    expect_refused_receipt(play, &reply);
}

static void a_receipt_of_another_epoch_is_refused(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct dot dot = tablet_write(play->tablet, NULL, "\"one\"").dot;

    reply.epoch++;
    play_receipt(play, &reply, dot, play->receipt_key);
    reply.epoch--;
    expect_refused_receipt(play, &reply);
}

static void an_epoch_does_not_change_without_an_offer(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    char line[800];

    play_ok(play, "");
    play_step(play);
    tablet_write(play->tablet, NULL, "\"one\"");
    session_poke(play->session);
    reply.epoch++;
    play_note_line(play, 5, "five", line);
    play_say(play, &reply, line);
    play_step(play);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_false(play_has(play, 5));
    assert_string_equal(play_setting(play, "epoch"), "00000000000000e1");
}

static void a_reply_cut_at_any_byte_has_no_effect(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    char lines[1700];
    struct buffer whole;
    struct scripted_reply *said;

    play_note_line(play, 5, "five", lines);
    play_note_line(play, 6, "six", lines + strlen(lines));
    play_receipt(play, &reply, tablet_write(play->tablet, NULL, "\"one\"").dot, play->receipt_key);
    said = play_say(play, &reply, lines);
    buffer_init(&whole, 1 << 20);
    buffer_append(&whole, said->body.data, said->body.len);
    for (size_t len = 0; len < whole.len; len++) {
        script_clear(&play->script);
        buffer_append(&script_add(&play->script, 200)->body, whole.data, len);
        play->tablet->boot_ms += 3600000;
        play_step(play);
        if (play_state(play) != SESSION_BACKOFF || play_figures(play).last_error != ERR_PROTOCOL)
            fail_msg("cut at byte %zu of %zu: %s %s", len, whole.len,
                     session_state_name(play_state(play)), play_figures(play).last_detail);
        assert_false(play_has(play, 5) || play_has(play, 6));
        assert_int_equal(tablet_figures(play->tablet).undelivered, 1);
        assert_string_equal(play_setting(play, "cursor"), "");
    }
    script_clear(&play->script);
    buffer_append(&script_add(&play->script, 200)->body, whole.data, whole.len);
    play_step(play);
    assert_true(play_has(play, 5) && play_has(play, 6));
    assert_int_equal(tablet_figures(play->tablet).undelivered, 0);
    buffer_clear(&whole);
}

static void more_lines_than_announced_are_refused(void **state)
{
    struct play *play = *state;
    char line[800];

    play_note_line(play, 5, "five", line);
    buffer_append_text(&play_ok(play, "")->body, line);
    play_step(play);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_false(play_has(play, 5));
}

static void a_line_of_a_later_version_is_passed_over(void **state)
{
    struct play *play = *state;
    char lines[900] = "{\"weather\":\"rain\"}\n";

    play_note_line(play, 5, "five", lines + strlen(lines));
    play_ok(play, lines);
    play_step(play);
    assert_int_equal(play_state(play), SESSION_IDLE);
    assert_true(play_has(play, 5));
}

// The mac with which record `id` would be offered; false when there is none.
static bool mac_of(struct play *play, const struct uuid *id, uint8_t mac[MAC_BYTES])
{
    struct buffer received;
    enum err err;

    buffer_init(&received, 1 << 20);
    err = replica_received(play->tablet->store, id, &received, mac, NULL);
    buffer_clear(&received);
    return err == ERR_OK;
}

static void write_more(void *arg)
{
    struct play *play = arg;
    struct uuid id = tablet_uuid(0x77);

    tablet_write(play->tablet, &id, "\"meanwhile\"");
}

static void a_mac_counts_only_for_the_state_it_was_made_of(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();
    struct uuid first = tablet_uuid(0x66), second = tablet_uuid(0x77), third = tablet_uuid(0x78);
    struct scripted_reply *said;
    uint8_t mac[MAC_BYTES];
    struct dot dot;

    tablet_write(play->tablet, &first, "\"one\"");
    tablet_write(play->tablet, &second, "\"two\"");
    dot = tablet_write(play->tablet, &third, "\"three\"").dot;
    play_receipt(play, &reply, dot, play->receipt_key);
    reply.mac_count = 3;
    reply.macs = mem_alloc(3 * MAC_BYTES);
    memset(reply.macs, 0x11, 2 * MAC_BYTES); // the third is zeros: the office holds another state
    said = play_say(play, &reply, "");
    said->meanwhile = write_more;
    said->arg = play;
    play_step(play);
    assert_true(mac_of(play, &first, mac));
    assert_int_equal(mac[0], 0x11);
    assert_false(mac_of(play, &second, mac)); // it went on while the reply was under way
    assert_false(mac_of(play, &third, mac));
}

static void more_macs_than_records_are_refused(void **state)
{
    struct play *play = *state;
    struct exchange_reply reply = play_reply();

    play_receipt(play, &reply, tablet_write(play->tablet, NULL, "\"one\"").dot, play->receipt_key);
    reply.mac_count = 2;
    reply.macs = mem_alloc(2 * MAC_BYTES);
    play_say(play, &reply, "");
    play_step(play);
    assert_int_equal(play_figures(play).last_error, ERR_PROTOCOL);
    assert_int_equal(tablet_figures(play->tablet).undelivered, 1);
}

static bool keep_held(void *arg, const struct replica_held *held)
{
    *(struct replica_held *)arg = *held;
    return true;
}

static void what_the_office_holds_back_is_kept_with_its_reason(void **state)
{
    struct play *play = *state;
    struct replica_held held = {.state = -1};

    play_ok(play,
            "{\"held\":{\"actor\":\"00000000000000ad\",\"counter\":\"3\",\"id\":"
            "\"00000000-0000-7000-8000-00000000abcd\",\"state\":\"held\",\"why\":\"日期\"}}\n");
    play_step(play);
    replica_held_list(play->tablet->store, keep_held, &held, NULL);
    assert_int_equal(held.state, HELD_HELD);
    assert_int_equal(held.dot.counter, 3);
    assert_string_equal(held.why, "日期");
    session_poke(play->session);
    tablet_write(play->tablet, NULL, "\"one\"");
    play_ok(play,
            "{\"held\":{\"actor\":\"00000000000000ad\",\"counter\":\"3\",\"id\":"
            "\"00000000-0000-7000-8000-00000000abcd\",\"state\":\"accepted\",\"why\":\"\"}}\n");
    play_step(play);
    replica_held_list(play->tablet->store, keep_held, &held, NULL);
    assert_int_equal(held.state, HELD_ACCEPTED);
}

static void drop_line(struct play *play, char out[100])
{
    char site[UUID_TEXT];

    uuid_format(&play->tablet->site, site);
    snprintf(out, 100, "{\"drop\":\"%s\"}\n", site);
}

static void a_dropped_site_is_hidden_then_purged_then_confirmed(void **state)
{
    struct play *play = *state;
    char line[800], drop[100];
    struct exchange_reply reply;
    struct dot late;

    play_note_line(play, 5, "five", line);
    play_ok(play, line);
    play_step(play);
    drop_line(play, drop);
    late = tablet_write(play->tablet, NULL, "\"late\"").dot;
    play_ok(play, drop);
    play_step(play);
    assert_false(play_has(play, 5));
    play_ok(play, drop); // unsent work of it: it cannot go yet
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.dropped_count, 0);
    assert_int_equal(play->request.push.count, 1);
    reply = play_reply();
    play_receipt(play, &reply, late, play->receipt_key);
    play_say(play, &reply, drop);
    play_step(play);
    play_ok(play, "");
    play_step(play);
    play_read_last(play);
    assert_int_equal(play->request.dropped_count, 1);
    assert_true(uuid_equal(&play->request.dropped[0], &play->tablet->site));
    assert_int_equal(play_state(play), SESSION_IDLE);
}

// Found by the simulator (seed 766): such a tablet sent its whole form at every turn, for ever.
static void a_dropped_site_with_a_file_the_office_refuses_waits_in_silence(void **state)
{
    struct play *play = *state;
    struct outgoing_row row = {.size = 5,
                               .lane = LANE_PHOTO,
                               .state = OUTGOING_ATTENTION,
                               .site = play->tablet->site,
                               .record = tablet_uuid(5),
                               .present = true};
    char line[800], drop[100];
    struct dot late;

    play_note_line(play, 5, "five", line);
    play_ok(play, line);
    play_step(play);
    assert_ok(play->tablet, outgoing_put(play->tablet->store, &row, &play->tablet->error));
    late = tablet_write(play->tablet, NULL, "\"late\"").dot;
    drop_line(play, drop);
    play_ok(play, drop);
    play_step(play);
    while (play_state(play) != SESSION_IDLE) {
        struct exchange_reply reply = play_reply();

        play_receipt(play, &reply, late, play->receipt_key);
        play_say(play, &reply, drop);
        assert_int_equal(play_step(play), ERR_OK);
    }
    assert_int_equal(play->script.call_count, 4); // one whole one after what was delivered
    play_answer(play, ANSWER_SAME);
    play_step(play);
    play_read_last(play);
    assert_true(play->request.short_form);
    assert_int_equal(play_state(play), SESSION_IDLE);
}

static void a_reply_that_grows_beyond_all_bounds_is_refused(void **state)
{
    struct play *play = *state;
    struct buffer zeros;
    struct scripted_reply *said;

    said = play_ok(play, "");
    for (size_t i = 0; i < (6 << 20); i++)
        buffer_append_char(&said->body, ' ');
    play_step(play);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    buffer_init(&zeros, 64 << 20);
    buffer_reserve(&zeros, 64 << 20);
    memset(zeros.data, ' ', 64 << 20);
    said = script_say(&play->script, 200, "Content-Encoding: zstd\r\n", "");
    assert_int_equal(codec_encode_zstd((struct span){zeros.data, 64 << 20}, &said->body, NULL),
                     ERR_OK);
    assert_true(said->body.len < 1 << 20);
    play->tablet->boot_ms += 3600000;
    play_step(play);
    assert_int_equal(play_state(play), SESSION_BACKOFF);
    assert_string_equal(play_setting(play, "epoch"), "");
    buffer_clear(&zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAY(a_reply_to_a_request_that_is_out_of_date_is_not_applied),
        PLAY(a_receipt_of_another_key_is_refused_with_everything_beside_it),
        PLAY(a_receipt_that_was_changed_is_refused),
        PLAY(a_receipt_for_another_tablet_is_refused),
        PLAY(a_receipt_of_another_epoch_is_refused),
        PLAY(an_epoch_does_not_change_without_an_offer),
        PLAY(a_reply_cut_at_any_byte_has_no_effect),
        PLAY(more_lines_than_announced_are_refused),
        PLAY(a_line_of_a_later_version_is_passed_over),
        PLAY(a_mac_counts_only_for_the_state_it_was_made_of),
        PLAY(more_macs_than_records_are_refused),
        PLAY(what_the_office_holds_back_is_kept_with_its_reason),
        PLAY(a_dropped_site_is_hidden_then_purged_then_confirmed),
        PLAY(a_dropped_site_with_a_file_the_office_refuses_waits_in_silence),
        PLAY(a_reply_that_grows_beyond_all_bounds_is_refused),
    };

    return cmocka_run_group_tests_name("session reply", tests, NULL, NULL);
}
