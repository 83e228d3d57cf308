// SPDX-License-Identifier: Apache-2.0
// A handover file of another tablet on its way to the office: a collection of its own, and an
// office that does not know it.
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
    struct digest digest;
};

static int bench_setup(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    struct outgoing_row row = {.lane = LANE_PARCEL, .added_ms = TABLET_START_MS, .present = true};
    struct shelf_draft *draft;
    char bytes[2500];

    bench->tablet = tablet_create();
    tablet_open(bench->tablet);
    bench->transport = script_transport(&bench->script);
    setting_write(bench->tablet->store, "epoch", span_of("00000000000000e1"), NULL);
    memset(bytes, 'p', sizeof(bytes));
    struct random random = tablet_options(bench->tablet).random;
    shelf_begin(&bench->tablet->disk, &random, &draft, NULL);
    shelf_add(draft, bytes, sizeof(bytes), NULL);
    shelf_seal(draft, &row.digest, &row.size, NULL);
    shelf_place(draft, NULL);
    shelf_free(draft);
    bench->digest = row.digest;
    assert_ok(bench->tablet, outgoing_put(bench->tablet->store, &row, &bench->tablet->error));
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

static struct outgoing_row turn(struct bench *bench)
{
    struct store_options given = tablet_options(bench->tablet);
    struct upload_options options = {.store = bench->tablet->store,
                                     .disk = &bench->tablet->disk,
                                     .transport = &bench->transport,
                                     .clock = given.clock,
                                     .random = given.random,
                                     .log = given.log,
                                     .chunk_bytes = 1000,
                                     .in_flight = 1};
    struct outgoing_row row;

    assert_ok(bench->tablet, upload_round(&options, &bench->out, &bench->tablet->error));
    assert_ok(bench->tablet, outgoing_get(bench->tablet->store, &bench->digest, &row, NULL));
    return row;
}

static void expect(struct bench *bench, enum http_method method, const char *path)
{
    assert_int_equal(script_last(&bench->script)->method, method);
    assert_string_equal(script_last(&bench->script)->path, path);
}

static void a_parcel_goes_to_its_own_collection_in_pieces(void **state)
{
    struct bench *bench = *state;
    struct outgoing_row row;

    script_say(&bench->script, 201, TUS "Location: /v1/parcels/up1\r\nUpload-Offset: 1000\r\n", "");
    row = turn(bench);
    expect(bench, HTTP_POST, "/v1/parcels");
    assert_non_null(strstr(script_last(&bench->script)->headers, "Upload-Metadata: sha256 "));
    assert_null(strstr(script_last(&bench->script)->headers, "lane"));
    assert_int_equal(row.offset, 1000);
    script_say(&bench->script, 204, TUS "Upload-Offset: 2000\r\n", "");
    turn(bench);
    expect(bench, HTTP_PATCH, "/v1/parcels/up1");
    script_say(&bench->script, 204,
               TUS "Upload-Offset: 2500\r\nPlumb-Commit: 9\r\nPlumb-Epoch: 00000000000000e1\r\n",
               "");
    row = turn(bench);
    assert_int_equal(row.state, OUTGOING_DELIVERED);
    assert_int_equal(row.commit, 9);
}

static void an_address_elsewhere_is_none(void **state)
{
    static const char *const elsewhere[] = {"/v1/blobs/up1", "/v1/parcelsup1", "/v1/sync"};
    struct bench *bench = *state;
    char headers[200];

    for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
        snprintf(headers, sizeof(headers), TUS "Location: %s\r\nUpload-Offset: 1000\r\n",
                 elsewhere[i]);
        script_say(&bench->script, 201, headers, "");
        struct outgoing_row row = turn(bench);
        assert_string_equal(row.upload, "");
        assert_int_equal(row.offset, 0);
        assert_int_equal(row.state, OUTGOING_WAITING);
    }
}

static void an_older_office_does_not_get_it_and_the_tablet_says_why(void **state)
{
    struct bench *bench = *state;
    struct scripted_reply *said = script_say(&bench->script, 404, "", "");
    struct error error;
    struct outgoing_row row;

    error_set(&error, ERR_NOT_FOUND, "no such route");
    error_body_format(&error, false, &said->body);
    row = turn(bench);
    assert_int_equal(row.state, OUTGOING_WAITING); // it is not lost, and tried again
    assert_true(row.present);
    assert_non_null(strstr(row.reason, "too old"));
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH(a_parcel_goes_to_its_own_collection_in_pieces),
        WITH(an_address_elsewhere_is_none),
        WITH(an_older_office_does_not_get_it_and_the_tablet_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
