// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/fetch_fixture.h"

struct bench {
    struct tablet *tablet;
    struct script script;
    struct transport transport;
    struct disk disk;
    uint64_t free_bytes;
    unsigned breaks;
    struct fetch_outcome out;
};
static struct bench *free_of; // whose disk is asked

static enum err free_bytes(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = free_of->free_bytes;
    return ERR_OK;
}

static int bench_setup(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));

    bench->tablet = tablet_create();
    tablet_open(bench->tablet);
    bench->transport = script_transport(&bench->script);
    bench->disk = bench->tablet->disk;
    bench->disk.free_bytes = free_bytes;
    bench->free_bytes = UINT64_C(1) << 40;
    free_of = bench;
    *state = bench;
    return 0;
}

static int bench_teardown(void **state)
{
    struct bench *bench = *state;

    script_clear(&bench->script);
    tablet_destroy(bench->tablet);
    free(bench);
    return 0;
}

static struct fetch_options options_of(struct bench *bench, unsigned in_flight)
{
    struct store_options given = tablet_options(bench->tablet);

    return (struct fetch_options){.store = bench->tablet->store,
                                  .disk = &bench->disk,
                                  .transport = &bench->transport,
                                  .clock = given.clock,
                                  .random = given.random,
                                  .log = given.log,
                                  .chunk_bytes = FETCH_CHUNK,
                                  .in_flight = in_flight,
                                  .breaks = &bench->breaks};
}

static enum err turn_with(struct bench *bench, unsigned in_flight)
{
    struct fetch_options options = options_of(bench, in_flight);

    return fetch_round(&options, &bench->out, &bench->tablet->error);
}

static enum err turn(struct bench *bench)
{
    return turn_with(bench, 1);
}

static int64_t due(struct bench *bench)
{
    struct fetch_options options = options_of(bench, 1);

    return fetch_due_in_ms(&options);
}

static void thumbnail(struct bench *bench, uint64_t number, const struct other_blob *blob)
{
    other_photo(bench->tablet, number, &bench->tablet->site, NULL, blob);
}

static void expect(struct bench *bench, const struct other_blob *blob, uint64_t number,
                   const char *range)
{
    const struct scripted_call *call = script_last(&bench->script);
    struct uuid id = tablet_uuid(number);
    char record[UUID_TEXT], path[200], header[80];

    uuid_format(&id, record);
    snprintf(path, sizeof(path), "/v1/blobs/%s?record=%s", blob->name, record);
    snprintf(header, sizeof(header), "Range: bytes=%s\n", range);
    assert_int_equal(call->method, HTTP_GET);
    assert_string_equal(call->path, path);
    assert_string_equal(call->headers, header);
}

static void a_thumbnail_comes_by_itself_in_pieces(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('a', 2500);

    assert_int_equal(due(bench), -1);
    thumbnail(bench, 1, &blob);
    assert_int_equal(due(bench), 0);
    for (size_t at = 0; at < 2500; at += FETCH_CHUNK) {
        assert_false(other_is_here(bench->tablet, &blob));
        other_piece(&bench->script, &blob, at, at == 2000 ? 500 : FETCH_CHUNK);
        assert_ok(bench->tablet, turn(bench));
    }
    expect(bench, &blob, 1, "2000-2999");
    assert_true(other_is_here(bench->tablet, &blob));
    assert_int_equal(bench->out.finished, 1);
    assert_int_equal(bench->out.bytes, 500);
    assert_int_equal(due(bench), -1);
}

static void an_original_waits_until_somebody_asks(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('o', 900);
    struct uuid id = tablet_uuid(1);
    struct record record;
    struct arena arena;
    char state_text[2000], fields[120];
    size_t asked = 0;

    other_photo(bench->tablet, 1, &bench->tablet->site, &blob, NULL);
    assert_int_equal(due(bench), -1);
    snprintf(fields, sizeof(fields), ",\"digest\":\"%s\"", blob.name);
    other_state(state_text, "photo", &id, &bench->tablet->site, fields);
    arena_init(&arena, 1 << 20);
    assert_ok(bench->tablet,
              record_parse(span_of(state_text), &arena, &record, &bench->tablet->error));
    assert_ok(bench->tablet,
              incoming_ask(bench->tablet->store, &record, &asked, &bench->tablet->error));
    assert_int_equal(asked, 1);
    other_piece(&bench->script, &blob, 0, 900);
    assert_ok(bench->tablet, turn(bench));
    assert_true(other_is_here(bench->tablet, &blob));
    assert_ok(bench->tablet,
              incoming_ask(bench->tablet->store, &record, &asked, &bench->tablet->error));
    assert_int_equal(asked, 0);
    record_clear(&record);
    arena_clear(&arena);
}

// Cut at any byte, as if that were all, and the line lost now and then: it goes on where it stands.
static void cut_at_any_byte_it_goes_on_where_it_stands(void **state)
{
    struct bench *bench = *state;

    for (size_t cut = 1; cut < 60; cut += 7) {
        struct other_blob blob = other_blob((char)('a' + cut % 20), 300 + cut);
        struct scripted_reply *piece;
        char range[40];

        thumbnail(bench, 100 + cut, &blob);
        piece = other_piece(&bench->script, &blob, 0, blob.size);
        piece->body.len = cut;
        assert_ok(bench->tablet, turn(bench));
        script_fail(&bench->script, ERR_NETWORK);
        assert_int_equal(turn(bench), ERR_NETWORK);
        assert_false(other_is_here(bench->tablet, &blob));
        tablet_restart(bench->tablet);
        other_piece(&bench->script, &blob, cut, blob.size - cut);
        assert_ok(bench->tablet, turn(bench));
        snprintf(range, sizeof(range), "%zu-%zu", cut, cut + FETCH_CHUNK / 2 - 1);
        expect(bench, &blob, 100 + cut, range); // smaller after a break
        assert_true(other_is_here(bench->tablet, &blob));
        script_clear(&bench->script);
    }
}

static void a_line_that_breaks_gets_smaller_chunks_until_they_pass(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('v', 700);

    thumbnail(bench, 1, &blob);
    for (int i = 0; i < 7; i++) {
        script_fail(&bench->script, ERR_NETWORK);
        assert_int_equal(turn(bench), ERR_NETWORK);
    }
    expect(bench, &blob, 1, "0-61");
    other_piece(&bench->script, &blob, 0, 62);
    assert_ok(bench->tablet, turn(bench));
    other_piece(&bench->script, &blob, 62, 125);
    assert_ok(bench->tablet, turn(bench));
    expect(bench, &blob, 1, "62-186");
}

static void wrong_bytes_are_never_seen_and_do_not_stop_the_next(void **state)
{
    struct bench *bench = *state;
    struct other_blob bad = other_blob('b', 700), good = other_blob('g', 800);
    struct scripted_reply *piece;

    thumbnail(bench, 1, &bad);
    bench->tablet->wall_ms += 1000;
    thumbnail(bench, 2, &good);
    piece = other_piece(&bench->script, &bad, 0, 700);
    piece->body.data[350] ^= 1;
    other_piece(&bench->script, &good, 0, 800);
    assert_ok(bench->tablet, turn_with(bench, 2));
    assert_true(other_is_here(bench->tablet, &good));
    assert_int_equal(shelf_verify(&bench->tablet->disk, &bad.digest, 700, NULL), ERR_NOT_FOUND);
    assert_true(due(bench) > 0); // not at once
    bench->tablet->wall_ms += 60000;
    other_piece(&bench->script, &bad, 0, 700);
    assert_ok(bench->tablet, turn(bench));
    expect(bench, &bad, 1, "0-999"); // from the start
    assert_true(other_is_here(bench->tablet, &bad));
}

static void a_damaged_one_is_not_asked_for_without_end(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('d', 700);
    int tries = 0;

    thumbnail(bench, 1, &blob);
    while (due(bench) >= 0 && tries < 30) {
        struct scripted_reply *piece = other_piece(&bench->script, &blob, 0, 700);

        bench->tablet->wall_ms += due(bench);
        piece->body.data[0] ^= 1;
        assert_ok(bench->tablet, turn(bench));
        tries++;
    }
    assert_in_range(tries, 3, 20);
    assert_int_equal(others(bench->tablet).absent, 1);
}

static void what_the_office_does_not_have_rests_until_after_an_exchange(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('l', 100), next = other_blob('n', 100);

    thumbnail(bench, 1, &blob);
    bench->tablet->wall_ms += 1;
    thumbnail(bench, 2, &next);
    other_refusal(&bench->script, 404, ERR_NOT_FOUND);
    other_piece(&bench->script, &next, 0, 100);
    assert_ok(bench->tablet, turn_with(bench, 2));
    assert_true(other_is_here(bench->tablet, &next));
    bench->tablet->wall_ms += 90000000;
    assert_int_equal(due(bench), -1);
    assert_int_equal(others(bench->tablet).absent, 1);
    assert_ok(bench->tablet, incoming_again(bench->tablet->store, &bench->tablet->error));
    assert_int_equal(due(bench), 0);
    other_piece(&bench->script, &blob, 0, 100);
    assert_ok(bench->tablet, turn(bench));
    assert_true(other_is_here(bench->tablet, &blob));
}

static void its_pauses_grow(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('p', 100);
    int64_t pause_ms = 0;

    thumbnail(bench, 1, &blob);
    for (int i = 0; i < 14; i++) {
        other_refusal(&bench->script, 404, ERR_NOT_FOUND);
        assert_ok(bench->tablet, turn(bench));
        assert_ok(bench->tablet, incoming_again(bench->tablet->store, &bench->tablet->error));
        assert_true(due(bench) >= pause_ms);
        pause_ms = due(bench);
        bench->tablet->wall_ms += pause_ms;
    }
    assert_int_equal(pause_ms, 3600000);
}

static void through_another_record_that_names_it_it_may_be_there(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('s', 100);

    thumbnail(bench, 1, &blob);
    thumbnail(bench, 2, &blob);
    assert_int_equal(others(bench->tablet).wanted, 1);
    other_refusal(&bench->script, 404, ERR_NOT_FOUND);
    assert_ok(bench->tablet, turn(bench));
    expect(bench, &blob, 1, "0-999");
    assert_int_equal(due(bench), 0);
    other_refusal(&bench->script, 404, ERR_NOT_FOUND);
    assert_ok(bench->tablet, turn(bench));
    expect(bench, &blob, 2, "0-999");
    assert_int_equal(due(bench), -1);
}

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

static void short_storage_takes_only_what_somebody_asked_for_and_then_nothing(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('f', 400);
    struct outgoing_row row;

    thumbnail(bench, 1, &blob);
    bench->free_bytes = 3 * SHELF_FREE_MIN_BYTES;
    assert_int_equal(due(bench), -1);
    assert_ok(bench->tablet, turn(bench));
    assert_int_equal(bench->script.call_count, 0);
    row = other_row(bench->tablet, &blob);
    row.lane = LANE_PHOTO;
    assert_ok(bench->tablet, outgoing_put(bench->tablet->store, &row, &bench->tablet->error));
    assert_int_equal(due(bench), 0);
    bench->free_bytes = SHELF_FREE_MIN_BYTES;
    assert_int_equal(due(bench), -1);
    assert_ok(bench->tablet, turn(bench));
    assert_int_equal(bench->script.call_count, 0);
}

static void the_setting_bounds_what_comes_by_itself(void **state)
{
    struct bench *bench = *state;
    struct other_blob first = other_blob('1', 400), second = other_blob('2', 400);

    thumbnail(bench, 1, &first);
    other_piece(&bench->script, &first, 0, 400);
    assert_ok(bench->tablet, turn(bench));
    thumbnail(bench, 2, &second);
    setting_write(bench->tablet->store, FETCH_MOST_SETTING, span_of("0"), NULL);
    assert_int_equal(due(bench), -1);
    setting_write(bench->tablet->store, FETCH_MOST_SETTING, span_of("1"), NULL);
    assert_int_equal(due(bench), 0);
}

// Taken in here while it was under way: ours, to be sent.
struct meanwhile {
    struct bench *bench;
    struct digest digest;
};

static void becomes_ours(void *arg)
{
    struct meanwhile *m = arg;
    struct outgoing_row row;

    outgoing_get(m->bench->tablet->store, &m->digest, &row, NULL);
    row.state = OUTGOING_WAITING;
    outgoing_put(m->bench->tablet->store, &row, NULL);
}

static void what_became_ours_meanwhile_stays_to_be_sent(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('m', 400);
    struct meanwhile meanwhile = {bench, blob.digest};
    struct scripted_reply *piece;

    thumbnail(bench, 1, &blob);
    piece = other_piece(&bench->script, &blob, 0, 400);
    piece->meanwhile = becomes_ours;
    piece->arg = &meanwhile;
    assert_ok(bench->tablet, turn(bench));
    assert_int_equal(other_row(bench->tablet, &blob).state, OUTGOING_WAITING);
    assert_false(other_row(bench->tablet, &blob).present);
}

static void a_file_that_is_on_the_shelf_already_is_not_asked_for(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('k', 400);
    struct store_options given = tablet_options(bench->tablet);
    struct shelf_draft *draft;
    struct digest digest;
    uint64_t size;

    assert_ok(bench->tablet,
              shelf_begin(&bench->tablet->disk, &given.random, &draft, &bench->tablet->error));
    assert_ok(bench->tablet, shelf_add(draft, blob.bytes, blob.size, &bench->tablet->error));
    assert_ok(bench->tablet, shelf_seal(draft, &digest, &size, &bench->tablet->error));
    assert_ok(bench->tablet, shelf_place(draft, &bench->tablet->error));
    shelf_free(draft);
    thumbnail(bench, 1, &blob);
    assert_ok(bench->tablet, turn(bench));
    assert_int_equal(bench->script.call_count, 0);
    assert_true(other_is_here(bench->tablet, &blob));
}

static void pieces_whose_length_a_crash_lost_begin_anew(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('y', 400);
    struct disk_file *file;
    uint64_t size;

    thumbnail(bench, 1, &blob);
    assert_ok(bench->tablet, shelf_part_open(&bench->tablet->disk, &blob.digest, &file, &size,
                                             &bench->tablet->error));
    bench->tablet->disk.write(file, 0, "half", 4);
    bench->tablet->disk.close(file);
    other_piece(&bench->script, &blob, 0, 400);
    assert_ok(bench->tablet, turn(bench));
    expect(bench, &blob, 1, "0-999");
    assert_true(other_is_here(bench->tablet, &blob));
}

#define BENCH(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH(a_thumbnail_comes_by_itself_in_pieces),
        BENCH(an_original_waits_until_somebody_asks),
        BENCH(cut_at_any_byte_it_goes_on_where_it_stands),
        BENCH(a_line_that_breaks_gets_smaller_chunks_until_they_pass),
        BENCH(wrong_bytes_are_never_seen_and_do_not_stop_the_next),
        BENCH(a_damaged_one_is_not_asked_for_without_end),
        BENCH(what_the_office_does_not_have_rests_until_after_an_exchange),
        BENCH(its_pauses_grow),
        BENCH(through_another_record_that_names_it_it_may_be_there),
        BENCH(a_range_the_office_does_not_have_begins_anew),
        BENCH(nonsense_about_the_piece_is_thrown_away),
        BENCH(a_length_that_changes_on_the_way_begins_anew),
        BENCH(an_answer_without_a_range_counts_only_when_it_is_the_blob),
        BENCH(a_busy_office_stops_the_round_and_a_revoked_tablet_hears_it),
        BENCH(a_refusal_in_other_words_rests_and_is_shown),
        BENCH(short_storage_takes_only_what_somebody_asked_for_and_then_nothing),
        BENCH(the_setting_bounds_what_comes_by_itself),
        BENCH(what_became_ours_meanwhile_stays_to_be_sent),
        BENCH(a_file_that_is_on_the_shelf_already_is_not_asked_for),
        BENCH(pieces_whose_length_a_crash_lost_begin_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
