// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/fetch_bench.h"

static void a_thumbnail_comes_by_itself_in_pieces(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('a', 2500);

    thumbnail(bench, 1, &blob);
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

// A clock that was ahead when the pause was set does not make it last.
static void a_clock_set_back_does_not_prolong_a_pause(void **state)
{
    struct bench *bench = *state;
    struct other_blob blob = other_blob('t', 100);

    thumbnail(bench, 1, &blob);
    bench->tablet->wall_ms += INT64_C(86400000) * 365;
    other_refusal(&bench->script, 404, ERR_NOT_FOUND);
    assert_ok(bench->tablet, turn(bench));
    bench->tablet->wall_ms -= INT64_C(86400000) * 365;
    assert_ok(bench->tablet, incoming_again(bench->tablet->store, &bench->tablet->error));
    assert_int_equal(due(bench), 0);
    other_piece(&bench->script, &blob, 0, 100);
    assert_ok(bench->tablet, turn(bench));
    assert_true(other_is_here(bench->tablet, &blob));
}

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
        BENCH(a_clock_set_back_does_not_prolong_a_pause),
        BENCH(through_another_record_that_names_it_it_may_be_there),
        BENCH(short_storage_takes_only_what_somebody_asked_for_and_then_nothing),
        BENCH(the_setting_bounds_what_comes_by_itself),
        BENCH(what_became_ours_meanwhile_stays_to_be_sent),
        BENCH(a_file_that_is_on_the_shelf_already_is_not_asked_for),
        BENCH(pieces_whose_length_a_crash_lost_begin_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
