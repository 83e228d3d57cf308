// SPDX-License-Identifier: Apache-2.0
// Answers to a fetch that are not what was asked for.
#include "tests/unit/fetch_bench.h"

static void a_range_the_office_does_not_have_begins_anew(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('r', 1500);

    thumbnail(bench, 1, &blob);
    other_piece(&bench->script, &blob, 0, FETCH_CHUNK);
    assert_ok(bench->tablet, turn(bench));
    other_refusal(&bench->script, 416, ERR_USAGE);
    assert_ok(bench->tablet, turn(bench));
    bench->tablet->wall_ms += 3600000;
    other_piece(&bench->script, &blob, 0, FETCH_CHUNK);
    assert_ok(bench->tablet, turn(bench));
    other_piece(&bench->script, &blob, FETCH_CHUNK, 500);
    assert_ok(bench->tablet, turn(bench));
    assert_true(other_is_here(bench->tablet, &blob));
}

static void nonsense_about_the_piece_is_thrown_away(void **state)
{
    static const char *const headers[] = {"",
                                          "Content-Range: bytes 0-99\r\n",
                                          "Content-Range: pages 0-99/100\r\n",
                                          "Content-Range: bytes */100\r\n",
                                          "Content-Range: bytes 1-100/101\r\n",
                                          "Content-Range: bytes 99-0/100\r\n",
                                          "Content-Range: bytes 0-100/100\r\n",
                                          "Content-Range: bytes 0-9/100\r\n",
                                          "Content-Range: bytes 0-99/18446744073709551615\r\n",
                                          "Content-Range: bytes 0-x/100\r\n"};
    struct bench *bench = *state;
    struct other_blob blob = other_blob('h', 100);

    thumbnail(bench, 1, &blob);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        struct scripted_reply *reply = other_piece(&bench->script, &blob, 0, 100);

        snprintf(reply->headers, sizeof(reply->headers), "%s", headers[i]);
        assert_ok(bench->tablet, turn(bench));
        assert_false(other_is_here(bench->tablet, &blob));
        bench->tablet->wall_ms += 3600000;
        assert_ok(bench->tablet, incoming_again(bench->tablet->store, &bench->tablet->error));
    }
    other_piece(&bench->script, &blob, 0, 100)->body.len = 0;
    assert_ok(bench->tablet, turn(bench));
    assert_false(other_is_here(bench->tablet, &blob));
    bench->tablet->wall_ms += 3600000;
    assert_ok(bench->tablet, incoming_again(bench->tablet->store, &bench->tablet->error));
    other_piece(&bench->script, &blob, 0, 100);
    assert_ok(bench->tablet, turn(bench));
    assert_true(other_is_here(bench->tablet, &blob));
}

static void a_length_that_changes_on_the_way_begins_anew(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('c', 1500), longer = other_blob('c', 1600);

    thumbnail(bench, 1, &blob);
    other_piece(&bench->script, &blob, 0, FETCH_CHUNK);
    assert_ok(bench->tablet, turn(bench));
    other_piece(&bench->script, &longer, FETCH_CHUNK, 600);
    assert_ok(bench->tablet, turn(bench));
    assert_false(other_is_here(bench->tablet, &blob));
    assert_int_equal(other_row(bench->tablet, &blob).size, 0);
}

static void an_answer_without_a_range_counts_only_when_it_is_the_blob(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('w', 400);
    struct scripted_reply *reply;

    thumbnail(bench, 1, &blob);
    script_say(&bench->script, 200, "", "<html>Welcome to Free WiFi</html>");
    assert_int_equal(turn(bench), ERR_PROTOCOL);
    assert_false(other_is_here(bench->tablet, &blob));
    reply = script_add(&bench->script, 200);
    buffer_append(&reply->body, blob.bytes, blob.size);
    assert_ok(bench->tablet, turn(bench));
    assert_true(other_is_here(bench->tablet, &blob));
}

static void a_busy_office_stops_the_round_and_a_revoked_tablet_hears_it(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('z', 400);
    struct scripted_reply *said;
    struct error error;

    thumbnail(bench, 1, &blob);
    other_refusal(&bench->script, 503, ERR_BUSY);
    snprintf(bench->script.replies[0].headers, 64, "Retry-After: 7\r\n");
    assert_int_equal(turn(bench), ERR_BUSY);
    assert_int_equal(bench->out.retry_after_ms, 7000);
    said = script_add(&bench->script, 403);
    error_set(&error, ERR_REVOKED, "revoked");
    error_body_format(&error, true, &said->body);
    assert_int_equal(turn(bench), ERR_REVOKED);
    assert_true(bench->out.wipe);
}

static void a_refusal_in_other_words_rests_and_is_shown(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('q', 400);

    thumbnail(bench, 1, &blob);
    other_refusal(&bench->script, 409, ERR_CONFLICT);
    assert_ok(bench->tablet, turn(bench));
    assert_true(due(bench) > 0);
    assert_string_equal(other_row(bench->tablet, &blob).reason, "the office says: said so");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH(a_range_the_office_does_not_have_begins_anew),
        BENCH(nonsense_about_the_piece_is_thrown_away),
        BENCH(a_length_that_changes_on_the_way_begins_anew),
        BENCH(an_answer_without_a_range_counts_only_when_it_is_the_blob),
        BENCH(a_busy_office_stops_the_round_and_a_revoked_tablet_hears_it),
        BENCH(a_refusal_in_other_words_rests_and_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
