// SPDX-License-Identifier: Apache-2.0
// A tablet that hands over, with an office of its own, and what the office finds in its files.
#ifndef PLUMB_TESTS_UNIT_HANDOVER_FIXTURE_H
#define PLUMB_TESTS_UNIT_HANDOVER_FIXTURE_H

#include "agent/store/delivery.h"
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "agent/sync/handover.h"
#include "shared/wire/exchange_request.h"
#include "shared/wire/parcel_reader.h"
#include "tests/unit/parcel_sample.h"
#include "tests/unit/tablet_fixture.h"

struct bench {
    struct tablet *tablet;
    struct sample_office office;
    struct sample_tablet self, colleague;
    struct random random;
    struct handover_options options;
    struct handover_place place;
    struct handover_summary summary;
    struct error error;
    uint64_t done, total;
    void (*meanwhile)(struct bench *bench);
};

static inline void progress(void *arg, uint64_t done, uint64_t total)
{
    struct bench *bench = arg;

    assert_true(done >= bench->done && done <= total);
    bench->done = done;
    bench->total = total;
    if (bench->meanwhile)
        bench->meanwhile(bench);
}

static inline int bench_setup(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    struct uuid self = tablet_uuid(0xde1), colleague = tablet_uuid(0xde2);

    bench->tablet = tablet_create();
    tablet_open(bench->tablet);
    bench->random = tablet_options(bench->tablet).random;
    sample_office_make(&bench->office);
    sample_tablet_make(&bench->office, &self, &bench->self);
    sample_tablet_make(&bench->office, &colleague, &bench->colleague);
    bench->options = (struct handover_options){
        .store = bench->tablet->store,
        .disk = &bench->tablet->disk,
        .random = &bench->random,
        .clock = tablet_options(bench->tablet).clock,
        .device = self,
        .key_pem = sample_span(&bench->self.key_pem),
        .certificate_pem = sample_span(&bench->self.certificate),
        .ca_pem = sample_span(&bench->office.ca_pem),
        .seal_pem = sample_span(&bench->office.seal_pem),
        .progress = progress,
        .arg = bench,
    };
    bench->place = (struct handover_place){.disk = &bench->tablet->disk, .folder = HANDOVER_FOLDER};
    *state = bench;
    return 0;
}

static inline int bench_teardown(void **state)
{
    struct bench *bench = *state;

    sample_office_clear(&bench->office);
    sample_tablet_clear(&bench->self);
    sample_tablet_clear(&bench->colleague);
    tablet_destroy(bench->tablet);
    free(bench);
    return 0;
}

static inline enum err write_it(struct bench *bench)
{
    bench->done = 0;
    return handover_write(&bench->options, &bench->place, &bench->summary, &bench->error);
}

static inline void assert_written(struct bench *bench)
{
    if (write_it(bench) != ERR_OK)
        fail_msg("handover: %s", bench->error.detail);
    assert_int_equal(bench->done, bench->total);
}

// What the office finds in a file.
struct found {
    int64_t entries, pushes, blobs;
    struct digest chain; // after the last entry
    struct dot first, last;
    bool with_gaps; // what was delivered meanwhile is missing in the middle
    char lanes[200], texts[2000];
};

static inline void read_push(struct found *found, const char *body, size_t len)
{
    struct exchange_request request;
    struct span rest, line;
    struct error error = {0};
    bool cut;

    exchange_request_init(&request);
    if (exchange_request_parse((struct span){body, len}, &request, &rest, &error))
        fail_msg("%s", error.detail);
    assert_true(request.push.present);
    if (found->pushes++ > 0 && !found->with_gaps) {
        assert_true(digest_equal(&found->chain, &request.push.from));
        assert_int_equal(dot_compare(found->last, request.push.after), 0);
    }
    struct digest chain = request.push.from;
    while (wire_line(&rest, &line, &cut)) {
        struct arena arena;
        struct write write;

        assert_false(cut);
        chain_next(&chain, line);
        arena_init(&arena, 1 << 20);
        assert_int_equal(write_parse(line, &arena, &write, NULL), ERR_OK);
        found->last = write.dot;
        if (found->entries++ == 0)
            found->first = write.dot;
        write_clear(&write);
        arena_clear(&arena);
    }
    assert_true(digest_equal(&chain, &request.push.to));
    found->chain = chain;
    exchange_request_clear(&request);
}

static inline void read_items(struct parcel_reader *reader, struct found *found)
{
    struct parcel_item item = {.kind = PARCEL_UNKNOWN};
    char *bytes = malloc(4 << 20);
    struct error error = {0};

    while (item.kind != PARCEL_END) {
        size_t got = 0, len = 0;

        if (parcel_reader_next(reader, &item, &error))
            fail_msg("%s", error.detail);
        while (parcel_reader_read(reader, bytes + len, 4096, &got, NULL) == ERR_OK && got > 0)
            len += got;
        if (item.kind == PARCEL_PUSH)
            read_push(found, bytes, len);
        if (item.kind != PARCEL_BLOB)
            continue;
        struct digest digest;
        hash_once(bytes, len, &digest);
        assert_true(digest_equal(&digest, &item.digest));
        found->blobs++;
        snprintf(found->lanes + strlen(found->lanes), 40, "%s;", item.lane);
        if (len < 100)
            snprintf(found->texts + strlen(found->texts), 102, "%.*s;", (int)len, bytes);
    }
    free(bytes);
}

static inline struct found open_with(struct bench *bench, bool with_gaps)
{
    struct parcel_source_file file = {.disk = bench->place.disk};
    struct parcel_head *head = calloc(1, sizeof(*head));
    struct parcel_reader *reader = NULL;
    struct parcel_source source;
    struct found found = {.with_gaps = with_gaps};
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", bench->place.folder, bench->summary.name);
    assert_int_equal(file.disk->open(file.disk->ctx, path, DISK_READ, &file.file, NULL), ERR_OK);
    assert_int_equal(parcel_source_of_file(&file, &source, NULL), ERR_OK);
    assert_int_equal(source.size_bytes, bench->summary.size_bytes);
    assert_int_equal(parcel_head_read(&source, head, NULL), ERR_OK);
    assert_true(uuid_equal(&head->device, &bench->options.device));
    assert_int_equal(parcel_reader_open(&source, head, bench->office.seal, &reader, NULL), ERR_OK);
    read_items(reader, &found);
    parcel_reader_free(reader);
    file.disk->close(file.file);
    free(head);
    return found;
}

static inline struct found open_it(struct bench *bench)
{
    return open_with(bench, false);
}

static inline bool count_name(void *arg, const char *name)
{
    (void)name;
    ++*(int *)arg;
    return true;
}

static inline int files_in(struct bench *bench, const char *folder)
{
    struct disk *disk = &bench->tablet->disk;
    int count = 0;
    enum err code = disk->list(disk->ctx, folder, count_name, &count);

    assert_true(code == ERR_OK || code == ERR_NOT_FOUND);
    return count;
}

static inline enum err little_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = 1000;
    return ERR_OK;
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)

#endif
