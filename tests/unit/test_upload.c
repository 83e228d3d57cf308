// SPDX-License-Identifier: Apache-2.0
#include "agent/blobs/upload.h"

#include "agent/store/shelf.h"
#include "shared/wire/error_body.h"
#include "tests/unit/scripted_transport.h"
#include "tests/unit/tablet_fixture.h"

#define TUS "Tus-Resumable: 1.0.0\r\n"

struct bench {
    struct tablet *tablet;
    struct script script;
    struct transport transport;
    struct upload_outcome out;
};

static int bench_setup(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));

    bench->tablet = tablet_create();
    tablet_open(bench->tablet);
    bench->transport = script_transport(&bench->script);
    setting_write(bench->tablet->store, "epoch", span_of("00000000000000e1"), NULL);
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

// A waiting blob of `size` bytes, all equal to `fill`.
static struct digest wait_blob(struct bench *bench, char fill, size_t size)
{
    struct tablet *tablet = bench->tablet;
    struct store_options given = tablet_options(tablet);
    struct outgoing_row row = {.size = size,
                               .lane = LANE_PHOTO,
                               .site = tablet->site,
                               .record = tablet_uuid((unsigned char)fill),
                               .added_ms = TABLET_START_MS + fill,
                               .present = true};
    struct shelf_draft *draft;
    char *bytes = malloc(size);
    uint64_t written;

    memset(bytes, fill, size);
    assert_ok(tablet, shelf_begin(&tablet->disk, &given.random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, bytes, size, &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &row.digest, &written, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    free(bytes);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    return row.digest;
}

static struct outgoing_row row_of(struct bench *bench, const struct digest *digest)
{
    struct outgoing_row row;

    assert_ok(bench->tablet,
              outgoing_get(bench->tablet->store, digest, &row, &bench->tablet->error));
    return row;
}

static enum err turn_with(struct bench *bench, unsigned in_flight)
{
    struct store_options given = tablet_options(bench->tablet);
    struct upload_options options = {.store = bench->tablet->store,
                                     .disk = &bench->tablet->disk,
                                     .transport = &bench->transport,
                                     .clock = given.clock,
                                     .random = given.random,
                                     .log = given.log,
                                     .chunk_bytes = 1000,
                                     .in_flight = in_flight};

    return upload_round(&options, &bench->out, &bench->tablet->error);
}

static enum err turn(struct bench *bench)
{
    return turn_with(bench, 1);
}

static const struct scripted_call *last(struct bench *bench)
{
    return script_last(&bench->script);
}

static void expect(struct bench *bench, enum http_method method, const char *path)
{
    assert_int_equal(last(bench)->method, method);
    assert_string_equal(last(bench)->path, path);
}

static void say(struct bench *bench, int status, const char *headers)
{
    script_say(&bench->script, status, headers, "");
}

static void refuse(struct bench *bench, enum err code, const char *headers)
{
    struct scripted_reply *said = script_say(&bench->script, err_http_status(code), headers, "");
    struct error error;

    error_set(&error, code, "said so");
    error_body_format(&error, false, &said->body);
}

// A blob of 2,500 bytes whose first 1,000 the office has.
static struct digest begun(struct bench *bench, char fill)
{
    struct digest digest = wait_blob(bench, fill, 2500);

    say(bench, 201, TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 1000\r\n");
    assert_int_equal(turn(bench), ERR_OK);
    return digest;
}

static void a_blob_is_created_with_its_first_chunk_and_goes_on(void **state)
{
    struct bench *bench = *state;
    struct digest digest = begun(bench, 'a');
    struct outgoing_row row = row_of(bench, &digest);

    expect(bench, HTTP_POST, "/v1/blobs");
    assert_non_null(strstr(last(bench)->headers, "Upload-Length: 2500\n"));
    assert_non_null(strstr(last(bench)->headers, "Tus-Resumable: 1.0.0\n"));
    assert_non_null(strstr(last(bench)->headers, "Upload-Checksum: sha256 "));
    assert_non_null(strstr(last(bench)->headers, "Upload-Metadata: sha256 "));
    assert_non_null(strstr(last(bench)->headers, ",lane cGhvdG8=\n"));
    assert_int_equal(last(bench)->body.len, 1000);
    assert_int_equal(row.offset, 1000);
    say(bench, 204, TUS "Upload-Offset: 2000\r\n");
    turn(bench);
    expect(bench, HTTP_PATCH, "/v1/blobs/up1");
    assert_non_null(strstr(last(bench)->headers, "Upload-Offset: 1000\n"));
    say(bench, 204,
        TUS "Upload-Offset: 2500\r\nPlumb-Commit: 9\r\n"
            "Plumb-Epoch: 00000000000000e1\r\n");
    assert_int_equal(turn(bench), ERR_OK);
    assert_int_equal(last(bench)->body.len, 500);
    row = row_of(bench, &digest);
    assert_int_equal(row.state, OUTGOING_DELIVERED);
    assert_int_equal(row.commit, 9);
    assert_int_equal(bench->out.finished, 1);
    turn(bench);
    assert_int_equal(bench->out.tried, 0);
}

static void after_a_cut_the_office_is_asked_where_it_stands(void **state)
{
    struct bench *bench = *state;
    struct digest digest = begun(bench, 'a');

    script_fail(&bench->script, ERR_NETWORK);
    assert_int_equal(turn(bench), ERR_NETWORK);
    say(bench, 200, TUS "Upload-Offset: 1700\r\nUpload-Length: 2500\r\n");
    assert_int_equal(turn(bench), ERR_OK);
    expect(bench, HTTP_HEAD, "/v1/blobs/up1");
    assert_int_equal(last(bench)->body.len, 0);
    say(bench, 204, TUS "Upload-Offset: 2200\r\n");
    turn(bench);
    expect(bench, HTTP_PATCH, "/v1/blobs/up1");
    assert_non_null(strstr(last(bench)->headers, "Upload-Offset: 1700\n"));
    assert_int_equal(last(bench)->body.len, 500); // half a chunk after a cut
    say(bench, 204, TUS "Upload-Offset: 2500\r\n");
    turn(bench);
    assert_int_equal(last(bench)->body.len, 300);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_DELIVERED);
}

static void a_blob_whose_last_answer_was_lost_is_created_again_for_its_commit(void **state)
{
    struct bench *bench = *state;
    struct digest digest = begun(bench, 'a');

    script_fail(&bench->script, ERR_NETWORK);
    turn(bench);
    say(bench, 200, TUS "Upload-Offset: 2500\r\n");
    turn(bench);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_WAITING);
    say(bench, 201,
        TUS "Location: /v1/blobs/up2\r\nUpload-Offset: 2500\r\nPlumb-Commit: 4\r\n"
            "Plumb-Epoch: 00000000000000e1\r\n");
    turn(bench);
    expect(bench, HTTP_POST, "/v1/blobs");
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_DELIVERED);
    assert_int_equal(row_of(bench, &digest).commit, 4);
}

static void what_the_office_holds_already_is_delivered_at_once(void **state)
{
    struct bench *bench = *state;
    struct digest digest = wait_blob(bench, 'a', 2500);

    say(bench, 201,
        TUS "Upload-Offset: 2500\r\nPlumb-Commit: 3\r\n"
            "Plumb-Epoch: 00000000000000e1\r\n");
    turn(bench);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_DELIVERED);
}

static void a_commit_of_another_epoch_says_nothing(void **state)
{
    struct bench *bench = *state;
    struct digest digest = wait_blob(bench, 'a', 500);

    say(bench, 201,
        TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 500\r\nPlumb-Commit: 3\r\n"
            "Plumb-Epoch: 00000000000000e2\r\n");
    turn(bench);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_DELIVERED);
    assert_int_equal(row_of(bench, &digest).commit, 0);
}

static void a_wrong_offset_or_checksum_asks_first_and_goes_on(void **state)
{
    struct bench *bench = *state;
    static const enum err codes[] = {ERR_STALE, ERR_CHECKSUM};

    for (size_t i = 0; i < 2; i++) {
        struct digest digest = begun(bench, (char)('a' + i));

        refuse(bench, codes[i], TUS);
        assert_int_equal(turn(bench), ERR_OK);
        say(bench, 200, TUS "Upload-Offset: 1500\r\n");
        turn(bench);
        expect(bench, HTTP_HEAD, "/v1/blobs/up1");
        say(bench, 204, TUS "Upload-Offset: 2000\r\n");
        turn(bench);
        assert_int_equal(last(bench)->body.len, 500);
        say(bench, 204, TUS "Upload-Offset: 2500\r\n");
        turn(bench);
        assert_int_equal(last(bench)->body.len, 500);
        assert_int_equal(row_of(bench, &digest).state, OUTGOING_DELIVERED);
    }
}

static void a_line_that_cuts_every_chunk_gets_smaller_ones_until_they_pass(void **state)
{
    struct bench *bench = *state;
    static const size_t sizes[] = {1000, 500, 250, 125, 62, 62};

    begun(bench, 'a');
    for (size_t i = 0; i < 6; i++) {
        script_fail(&bench->script, ERR_NETWORK);
        assert_int_equal(turn(bench), ERR_NETWORK);
        assert_int_equal(last(bench)->body.len, sizes[i]);
        say(bench, 200, TUS "Upload-Offset: 1000\r\n");
        turn(bench);
    }
    say(bench, 204, TUS "Upload-Offset: 1062\r\n");
    turn(bench);
    say(bench, 204, TUS "Upload-Offset: 1187\r\n");
    turn(bench);
    assert_int_equal(last(bench)->body.len, 125); // what passes grows again
}

static void an_upload_the_office_forgot_begins_anew(void **state)
{
    static const int statuses[] = {404, 410};
    struct bench *bench = *state;

    for (size_t i = 0; i < 2; i++) {
        struct digest digest = begun(bench, (char)('a' + i));

        script_fail(&bench->script, ERR_NETWORK);
        turn(bench);
        say(bench, statuses[i], TUS); // to HEAD: no body
        assert_int_equal(turn(bench), ERR_OK);
        say(bench, 201, TUS "Location: /v1/blobs/up2\r\nUpload-Offset: 1000\r\n");
        turn(bench);
        expect(bench, HTTP_POST, "/v1/blobs");
        say(bench, 204, TUS "Upload-Offset: 2000\r\n");
        turn(bench);
        say(bench, 204, TUS "Upload-Offset: 2500\r\n");
        turn(bench);
        assert_int_equal(row_of(bench, &digest).state, OUTGOING_DELIVERED);
    }
}

static void a_blob_the_office_refuses_waits_for_a_person_and_not_the_next_one(void **state)
{
    struct bench *bench = *state;
    struct digest bad = wait_blob(bench, 'b', 500), good = wait_blob(bench, 'a', 500);

    for (int i = 0; i < 2; i++) {
        if (bench->script.call_count == 0)
            refuse(bench, ERR_TOO_LARGE, TUS);
        else
            say(bench, 201, TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 500\r\n");
        assert_int_equal(turn(bench), ERR_OK);
    }
    assert_int_equal(row_of(bench, &bad).state + row_of(bench, &good).state,
                     OUTGOING_ATTENTION + OUTGOING_DELIVERED);
    turn(bench);
    assert_int_equal(bench->out.tried, 0);
}

static void a_blob_that_arrives_damaged_is_sent_again(void **state)
{
    struct bench *bench = *state;
    struct digest digest = begun(bench, 'a');

    refuse(bench, ERR_INVALID, TUS); // 422: the whole does not match
    assert_int_equal(turn(bench), ERR_OK);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_WAITING);
    assert_int_equal(row_of(bench, &digest).offset, 0);
    say(bench, 201, TUS "Location: /v1/blobs/up2\r\nUpload-Offset: 1000\r\n");
    turn(bench);
    expect(bench, HTTP_POST, "/v1/blobs");
}

static void a_blob_that_is_damaged_here_is_shown(void **state)
{
    struct bench *bench = *state;
    struct digest digest = begun(bench, 'a');
    char name[HASH_TEXT], path[200];
    FILE *file;

    digest_format(&digest, name);
    snprintf(path, sizeof(path), "%s/blobs/%s", bench->tablet->folder, name);
    file = fopen(path, "r+b");
    assert_non_null(file);
    fputc('z', file);
    fclose(file);
    refuse(bench, ERR_INVALID, TUS);
    assert_int_equal(turn(bench), ERR_OK);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_ATTENTION);
    assert_non_null(strstr(row_of(bench, &digest).reason, "damaged"));
}

static void a_blob_whose_file_is_gone_does_not_stop_the_next(void **state)
{
    struct bench *bench = *state;
    struct digest gone = wait_blob(bench, 'a', 500), good = wait_blob(bench, 'b', 400);

    shelf_remove(&bench->tablet->disk, &gone, NULL);
    say(bench, 201, TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 400\r\n");
    assert_int_equal(turn_with(bench, 4), ERR_OK);
    assert_int_equal(bench->out.tried, 1);
    assert_int_equal(row_of(bench, &gone).state, OUTGOING_ATTENTION);
    assert_int_equal(row_of(bench, &good).state, OUTGOING_DELIVERED);
}

static void a_busy_office_stops_the_round_and_says_for_how_long(void **state)
{
    struct bench *bench = *state;
    struct digest digest = begun(bench, 'a');

    refuse(bench, ERR_BUSY, TUS "Retry-After: 12\r\n");
    assert_int_equal(turn(bench), ERR_BUSY);
    assert_int_equal(bench->out.retry_after_ms, 12000);
    assert_int_equal(row_of(bench, &digest).state, OUTGOING_WAITING);
    say(bench, 503, TUS "Retry-After: 5\r\n"); // to HEAD: no body
    assert_int_equal(turn(bench), ERR_BUSY);
    expect(bench, HTTP_HEAD, "/v1/blobs/up1");
    assert_int_equal(bench->out.retry_after_ms, 5000);
}

static void a_revoked_tablet_hears_it_here_too(void **state)
{
    struct bench *bench = *state;
    struct scripted_reply *said;
    struct error error;

    wait_blob(bench, 'a', 500);
    said = script_say(&bench->script, 403, "", "");
    error_set(&error, ERR_REVOKED, "lost");
    error_body_format(&error, true, &said->body);
    assert_int_equal(turn(bench), ERR_REVOKED);
    assert_true(bench->out.wipe);
}

// No header a stranger sends may lead the tablet astray.
static void nonsense_in_the_answer_neither_delivers_nor_redirects(void **state)
{
    static const char *const answers[] = {
        TUS "Location: https://elsewhere/v1/blobs/x\r\nUpload-Offset: 1000\r\n",
        TUS "Location: /v1/sync\r\nUpload-Offset: 1000\r\n",
        TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 2501\r\n",
        TUS "Location: /v1/blobs/up1\r\nUpload-Offset: -1\r\n",
        TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 18446744073709551616\r\n",
        TUS "",
        TUS "Location: /v1/blobs/"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"};
    struct bench *bench = *state;
    struct digest digest = wait_blob(bench, 'a', 2500);

    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        struct outgoing_row row;

        bench->tablet->wall_ms += 3600000;
        say(bench, 201, answers[i]);
        turn(bench);
        row = row_of(bench, &digest);
        assert_int_equal(row.state, OUTGOING_WAITING);
        assert_true(row.offset <= row.size);
        assert_true(row.upload[0] == '\0' || strcmp(row.upload, "/v1/blobs/up1") == 0);
        row.upload[0] = '\0';
        outgoing_put(bench->tablet->store, &row, NULL);
    }
}

static void an_answer_that_never_moves_on_is_not_asked_without_a_pause(void **state)
{
    struct bench *bench = *state;
    int tries = 0;

    wait_blob(bench, 'a', 2500);
    do {
        say(bench, 201, TUS);
        turn(bench);
        tries += bench->out.tried > 0;
    } while (bench->out.tried > 0 && tries < 20);
    assert_in_range(tries, 2, 6);
}

static void a_chunk_that_is_never_taken_is_not_sent_without_a_pause(void **state)
{
    static const enum err answers[] = {ERR_CHECKSUM, ERR_STALE, ERR_OK};
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        int tries = 0;

        script_clear(&bench->script);
        begun(bench, (char)('a' + i));
        do {
            if (tries % 2 == 0 && answers[i] != ERR_OK)
                refuse(bench, answers[i], TUS);
            else
                say(bench, tries % 2 == 0 ? 204 : 200, TUS "Upload-Offset: 1000\r\n");
            turn(bench);
            tries += bench->out.tried > 0;
        } while (bench->out.tried > 0 && tries < 30);
        assert_in_range(tries, 4, 12);
    }
}

static void four_are_under_way_at_most(void **state)
{
    struct bench *bench = *state;

    for (char fill = 'a'; fill < 'a' + 6; fill++)
        wait_blob(bench, fill, 300);
    for (int i = 0; i < 6; i++)
        say(bench, 201, TUS "Location: /v1/blobs/up1\r\nUpload-Offset: 300\r\n");
    turn_with(bench, 9);
    assert_int_equal(bench->out.tried, 4);
    assert_int_equal(bench->out.finished, 4);
    assert_int_equal(bench->out.bytes, 1200);
    turn_with(bench, 9);
    assert_int_equal(bench->out.finished, 2);
}

#define BENCH(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH(a_blob_is_created_with_its_first_chunk_and_goes_on),
        BENCH(after_a_cut_the_office_is_asked_where_it_stands),
        BENCH(a_blob_whose_last_answer_was_lost_is_created_again_for_its_commit),
        BENCH(what_the_office_holds_already_is_delivered_at_once),
        BENCH(a_commit_of_another_epoch_says_nothing),
        BENCH(a_wrong_offset_or_checksum_asks_first_and_goes_on),
        BENCH(a_line_that_cuts_every_chunk_gets_smaller_ones_until_they_pass),
        BENCH(an_upload_the_office_forgot_begins_anew),
        BENCH(a_blob_the_office_refuses_waits_for_a_person_and_not_the_next_one),
        BENCH(a_blob_that_arrives_damaged_is_sent_again),
        BENCH(a_blob_that_is_damaged_here_is_shown),
        BENCH(a_blob_whose_file_is_gone_does_not_stop_the_next),
        BENCH(a_busy_office_stops_the_round_and_says_for_how_long),
        BENCH(a_revoked_tablet_hears_it_here_too),
        BENCH(nonsense_in_the_answer_neither_delivers_nor_redirects),
        BENCH(an_answer_that_never_moves_on_is_not_asked_without_a_pause),
        BENCH(a_chunk_that_is_never_taken_is_not_sent_without_a_pause),
        BENCH(four_are_under_way_at_most),
    };

    return cmocka_run_group_tests_name("upload", tests, NULL, NULL);
}
