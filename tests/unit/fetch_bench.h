// SPDX-License-Identifier: Apache-2.0
// Rounds of fetching on a store of a tablet, over a script, on a disk whose room the test sets.
#ifndef PLUMB_TESTS_UNIT_FETCH_BENCH_H
#define PLUMB_TESTS_UNIT_FETCH_BENCH_H

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

static inline enum err free_bytes(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = free_of->free_bytes;
    return ERR_OK;
}

static inline int bench_setup(void **state)
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

static inline int bench_teardown(void **state)
{
    struct bench *bench = *state;

    script_clear(&bench->script);
    tablet_destroy(bench->tablet);
    free(bench);
    return 0;
}

static inline struct fetch_options options_of(struct bench *bench, unsigned in_flight)
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

static inline enum err turn_with(struct bench *bench, unsigned in_flight)
{
    struct fetch_options options = options_of(bench, in_flight);

    return fetch_round(&options, &bench->out, &bench->tablet->error);
}

static inline enum err turn(struct bench *bench)
{
    return turn_with(bench, 1);
}

static inline int64_t due(struct bench *bench)
{
    struct fetch_options options = options_of(bench, 1);

    return fetch_due_in_ms(&options);
}

static inline void thumbnail(struct bench *bench, uint64_t number, const struct other_blob *blob)
{
    other_photo(bench->tablet, number, &bench->tablet->site, NULL, blob);
}

static inline void expect(struct bench *bench, const struct other_blob *blob, uint64_t number,
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

#define BENCH(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

#endif
