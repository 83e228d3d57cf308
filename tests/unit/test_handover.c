// SPDX-License-Identifier: Apache-2.0
// What only this tablet has as a file, and such a file of another tablet carried along.
#include "agent/sync/handover.h"

#include "agent/store/delivery.h"
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "shared/wire/exchange_request.h"
#include "shared/wire/parcel_reader.h"
#include "tests/unit/faulty_disk.h"
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

static void progress(void *arg, uint64_t done, uint64_t total)
{
    struct bench *bench = arg;

    assert_true(done >= bench->done && done <= total);
    bench->done = done;
    bench->total = total;
    if (bench->meanwhile)
        bench->meanwhile(bench);
}

static int bench_setup(void **state)
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

static int bench_teardown(void **state)
{
    struct bench *bench = *state;

    sample_office_clear(&bench->office);
    sample_tablet_clear(&bench->self);
    sample_tablet_clear(&bench->colleague);
    tablet_destroy(bench->tablet);
    free(bench);
    return 0;
}

static enum err write_it(struct bench *bench)
{
    bench->done = 0;
    return handover_write(&bench->options, &bench->place, &bench->summary, &bench->error);
}

static void assert_written(struct bench *bench)
{
    if (write_it(bench) != ERR_OK)
        fail_msg("handover: %s", bench->error.detail);
    assert_int_equal(bench->done, bench->total);
}

// A photo that waits.
static struct outgoing_row wait_blob(struct bench *bench, const char *bytes, enum lane lane)
{
    struct tablet *tablet = bench->tablet;
    struct outgoing_row row = {.lane = lane,
                               .site = tablet->site,
                               .record = tablet_uuid(0xf),
                               .added_ms = TABLET_START_MS,
                               .present = true};
    struct shelf_draft *draft;

    assert_ok(tablet, shelf_begin(&tablet->disk, &bench->random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, bytes, strlen(bytes), &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &row.digest, &row.size, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    return row;
}

// What the office finds in a file.
struct found {
    int64_t entries, pushes, blobs;
    struct digest chain; // after the last entry
    struct dot first, last;
    bool with_gaps; // what was delivered meanwhile is missing in the middle
    char lanes[200], texts[2000];
};

static void read_push(struct found *found, const char *body, size_t len)
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

static void read_items(struct parcel_reader *reader, struct found *found)
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

static struct found open_with(struct bench *bench, bool with_gaps)
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

static struct found open_it(struct bench *bench)
{
    return open_with(bench, false);
}

static bool count_name(void *arg, const char *name)
{
    (void)name;
    ++*(int *)arg;
    return true;
}

static int files_in(struct bench *bench, const char *folder)
{
    struct disk *disk = &bench->tablet->disk;
    int count = 0;
    enum err code = disk->list(disk->ctx, folder, count_name, &count);

    assert_true(code == ERR_OK || code == ERR_NOT_FOUND);
    return count;
}

static void all_that_waits_is_in_it_and_nothing_changes(void **state)
{
    struct bench *bench = *state;
    struct journal_figures before, after;
    struct outgoing_figures waiting = {0}, still = {0};
    struct found found;

    for (int i = 0; i < 2500; i++)
        tablet_write(bench->tablet, NULL, "\"eins\"");
    wait_blob(bench, "photo one", LANE_PHOTO);
    wait_blob(bench, "strokes", LANE_SEAL);
    before = tablet_figures(bench->tablet);
    assert_ok(bench->tablet, outgoing_figures(bench->tablet->store, &waiting, NULL));
    assert_written(bench);
    found = open_it(bench);
    assert_int_equal(found.entries, 2500);
    assert_int_equal(found.pushes, 3);
    assert_true(digest_equal(&found.chain, &before.chain));
    assert_int_equal(dot_compare(found.last, before.last), 0);
    assert_int_equal(found.blobs, 2);
    assert_string_equal(found.lanes, "photo;seal;");
    assert_string_equal(found.texts, "photo one;strokes;");
    assert_int_equal(bench->summary.entries, 2500);
    after = tablet_figures(bench->tablet);
    assert_ok(bench->tablet, outgoing_figures(bench->tablet->store, &still, NULL));
    assert_memory_equal(&before, &after, sizeof(before));
    assert_memory_equal(&waiting, &still, sizeof(waiting));
    tablet_check(bench->tablet);
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 1);
}

static void what_a_receipt_covers_is_left_out(void **state)
{
    struct bench *bench = *state;
    struct outgoing_row photo = wait_blob(bench, "delivered", LANE_PHOTO);
    struct capture_result result = {0};
    struct found found;

    for (int i = 0; i < 5; i++)
        result = tablet_write(bench->tablet, NULL, "\"eins\"");
    tablet_receipt(bench->tablet, (struct dot){result.dot.actor, 3}, 7);
    photo.state = OUTGOING_DELIVERED;
    assert_ok(bench->tablet, outgoing_put(bench->tablet->store, &photo, NULL));
    assert_written(bench);
    found = open_it(bench);
    assert_int_equal(found.entries, 2);
    assert_int_equal(found.first.counter, 4);
    assert_int_equal(found.blobs, 0);
}

static void with_everything_delivered_there_is_nothing_to_hand_over(void **state)
{
    struct bench *bench = *state;
    struct capture_result result = tablet_write(bench->tablet, NULL, "\"eins\"");

    tablet_receipt(bench->tablet, result.dot, 7);
    assert_int_equal(write_it(bench), ERR_PRECONDITION);
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 0);
    bench->place.even_empty = true; // a wiped tablet says so in a file
    assert_written(bench);
    assert_int_equal(open_it(bench).entries, 0);
}

// A sync that delivers, and a person who writes, while the file is written.
static void deliver_meanwhile(struct bench *bench)
{
    struct journal_figures figures = tablet_figures(bench->tablet);

    bench->meanwhile = NULL;
    tablet_receipt(bench->tablet, (struct dot){figures.last.actor, 1500}, 7);
    tablet_write(bench->tablet, NULL, "\"meanwhile\"");
}

static void a_sync_and_a_person_may_go_on_meanwhile(void **state)
{
    struct bench *bench = *state;
    struct found found = {.entries = 0};

    for (int i = 0; i < 2000; i++)
        tablet_write(bench->tablet, NULL, "\"eins\"");
    bench->meanwhile = deliver_meanwhile;
    assert_written(bench);
    assert_null(bench->meanwhile);
    assert_int_equal(tablet_figures(bench->tablet).undelivered, 501);
    found = open_with(bench, true);
    // 1,000 were read before; of the rest 500 are delivered, and one is new.
    assert_int_equal(found.entries, 1501);
    struct journal_figures figures = tablet_figures(bench->tablet);
    assert_true(digest_equal(&found.chain, &figures.chain));
}

static void a_missing_photo_does_not_keep_the_rest_here(void **state)
{
    struct bench *bench = *state;
    struct outgoing_row gone = wait_blob(bench, "gone", LANE_PHOTO);
    struct found found;

    wait_blob(bench, "here", LANE_PHOTO);
    assert_ok(bench->tablet, shelf_remove(&bench->tablet->disk, &gone.digest, NULL));
    assert_written(bench);
    found = open_it(bench);
    assert_string_equal(found.texts, "here;");
}

static void a_disk_that_fails_at_any_moment_leaves_no_half_file(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;
    char big[70000];

    memset(big, 'x', sizeof(big));
    big[sizeof(big) - 1] = '\0';
    wait_blob(bench, big, LANE_PHOTO);
    tablet_write(bench->tablet, NULL, "\"eins\"");
    faulty_wrap(&disk);
    faulty.code = ERR_FULL;
    bench->place.disk = &disk;
    bench->place.name = "a.plumbhand";
    for (unsigned i = 1;; i++) {
        faulty_forget();
        faulty.fail_in = i;
        enum err code = write_it(bench);
        if (faulty.fail_in > 0) { // it got by without
            assert_int_equal(code, ERR_OK);
            assert_true(i > 8);
            break;
        }
        // What stands there under its name is whole, or it is not there.
        if (code == ERR_OK)
            assert_int_equal(open_it(bench).entries, 1);
        else
            assert_int_equal(code, ERR_FULL);
        bench->place.replace = true;
    }
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 1);
}

static struct disk lying;
static enum err read_otherwise(struct disk_file *file, uint64_t offset, void *bytes, size_t len,
                               size_t *got)
{
    enum err code = lying.read(file, offset, bytes, len, got);

    if (code == ERR_OK && *got > 40)
        ((char *)bytes)[*got / 2] ^= 1;
    return code;
}

static void a_stick_that_keeps_other_bytes_is_found_out(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;

    lying = disk;
    disk.read = read_otherwise;
    bench->place.disk = &disk;
    tablet_write(bench->tablet, NULL, "\"eins\"");
    assert_int_equal(write_it(bench), ERR_CORRUPT);
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 0);
}

static enum err little_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = 1000;
    return ERR_OK;
}

static void with_too_little_room_nothing_is_begun(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;

    disk.free_bytes = little_room;
    bench->place.disk = &disk;
    tablet_write(bench->tablet, NULL, "\"eins\"");
    assert_int_equal(write_it(bench), ERR_FULL);
    assert_non_null(strstr(bench->error.detail, "MB"));
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 0);
}

static void a_name_is_kept_and_what_has_it_is_not_written_over(void **state)
{
    static const char *const bad[] = {"../x", "a b", "中文.plumbhand", "", "a/b"};
    struct bench *bench = *state;

    tablet_write(bench->tablet, NULL, "\"eins\"");
    bench->place.name = "mine.plumbhand";
    assert_written(bench);
    assert_string_equal(bench->summary.name, "mine.plumbhand");
    assert_int_equal(write_it(bench), ERR_EXISTS);
    bench->place.replace = true;
    assert_written(bench);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        bench->place.name = bad[i];
        assert_int_equal(write_it(bench), ERR_INVALID);
    }
    bench->place.name = NULL;
    assert_written(bench);
    assert_int_equal(strncmp(bench->summary.name, "plumbline-00000de1-", 19), 0);
    assert_non_null(strstr(bench->summary.name, ".plumbhand"));
}

// A file of a colleague of this office, or of whom the test says.
static void colleague_file(struct bench *bench, const struct sample_tablet *tablet,
                           struct buffer *out)
{
    struct sample_parties parties = {.device = tablet->device,
                                     .certificate = sample_span(&tablet->certificate),
                                     .device_key = tablet->key,
                                     .office_key = bench->office.seal};
    struct sample_item item = sample_push(span_of("whatever\n"));

    buffer_init(out, 1 << 20);
    sample_parcel(&parties, &item, 1, out);
}

static enum err accept_it(struct bench *bench, struct span bytes)
{
    struct parcel_source source = parcel_source_of_bytes(&bytes);

    bench->done = 0;
    return handover_accept(&bench->options, &source, &bench->summary, &bench->error);
}

static struct outgoing_figures figures_of(struct bench *bench)
{
    struct outgoing_figures figures;

    assert_ok(bench->tablet, outgoing_figures(bench->tablet->store, &figures, NULL));
    return figures;
}

static void a_colleagues_file_is_carried_along(void **state)
{
    struct bench *bench = *state;
    struct outgoing_row row;
    struct buffer file;

    colleague_file(bench, &bench->colleague, &file);
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_OK);
    assert_true(uuid_equal(&bench->summary.device, &bench->colleague.device));
    assert_int_equal(figures_of(bench).waiting, 1);
    assert_int_equal(figures_of(bench).parcels, 1);
    assert_int_equal(figures_of(bench).parcel_bytes, file.len);
    assert_ok(bench->tablet,
              outgoing_get(bench->tablet->store, &bench->summary.digest, &row, NULL));
    assert_int_equal(row.lane, LANE_PARCEL);
    assert_int_equal(row.state, OUTGOING_WAITING);
    assert_ok(bench->tablet, shelf_verify(&bench->tablet->disk, &row.digest, file.len, NULL));
    // Once is enough, also after it was delivered.
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_OK);
    assert_int_equal(figures_of(bench).parcels, 1);
    row.state = OUTGOING_DELIVERED;
    assert_ok(bench->tablet, outgoing_put(bench->tablet->store, &row, NULL));
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_OK);
    assert_int_equal(figures_of(bench).parcels, 0);
    tablet_check(bench->tablet);
    buffer_clear(&file);
}

static void what_is_no_file_of_this_office_is_refused_and_not_kept(void **state)
{
    struct bench *bench = *state;
    struct sample_office other;
    struct sample_tablet stranger;
    struct buffer file;

    colleague_file(bench, &bench->self, &file);
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_INVALID);
    buffer_clear(&file);
    sample_office_make(&other);
    sample_tablet_make(&other, &bench->colleague.device, &stranger);
    colleague_file(bench, &stranger, &file);
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_DENIED);
    buffer_clear(&file);
    sample_tablet_clear(&stranger);
    sample_office_clear(&other);
    colleague_file(bench, &bench->colleague, &file);
    file.data[file.len - 100] ^= 1;
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_CORRUPT);
    file.data[file.len - 100] ^= 1;
    for (size_t len = 0; len < file.len; len += 113)
        assert_int_not_equal(accept_it(bench, (struct span){file.data, len}), ERR_OK);
    assert_int_equal(figures_of(bench).parcels, 0);
    assert_int_equal(files_in(bench, "blobs"), 0);
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_OK);
    buffer_clear(&file);
}

static void a_parcel_is_handed_over_again_with_the_rest(void **state)
{
    struct bench *bench = *state;
    struct buffer file;

    colleague_file(bench, &bench->colleague, &file);
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_OK);
    assert_written(bench);
    assert_string_equal(open_it(bench).lanes, "parcel;");
    assert_int_equal(bench->summary.parcels, 1);
    buffer_clear(&file);
}

static void a_full_disk_takes_no_parcel(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;
    struct buffer file;

    colleague_file(bench, &bench->colleague, &file);
    disk.free_bytes = little_room;
    bench->options.disk = &disk;
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_FULL);
    assert_int_equal(figures_of(bench).parcels, 0);
    buffer_clear(&file);
}

static bool note_file(void *arg, const char *name, uint64_t size)
{
    snprintf(arg, 100, "%s %llu", name, (unsigned long long)size);
    return true;
}

static void the_files_of_the_folder_are_listed_but_unfinished_ones(void **state)
{
    struct bench *bench = *state;
    struct disk *disk = &bench->tablet->disk;
    char text[100] = "";

    assert_int_equal(handover_list(disk, note_file, text, NULL), ERR_OK);
    assert_string_equal(text, "");
    tablet_write(bench->tablet, NULL, "\"eins\"");
    bench->place.name = "a";
    assert_written(bench);
    assert_int_equal(disk_write_file(disk, HANDOVER_FOLDER "/b.part", "x", 1, NULL), ERR_OK);
    assert_int_equal(handover_list(disk, note_file, text, NULL), ERR_OK);
    assert_int_equal(strncmp(text, "a ", 2), 0);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH(all_that_waits_is_in_it_and_nothing_changes),
        WITH(what_a_receipt_covers_is_left_out),
        WITH(with_everything_delivered_there_is_nothing_to_hand_over),
        WITH(a_sync_and_a_person_may_go_on_meanwhile),
        WITH(a_missing_photo_does_not_keep_the_rest_here),
        WITH(a_disk_that_fails_at_any_moment_leaves_no_half_file),
        WITH(a_stick_that_keeps_other_bytes_is_found_out),
        WITH(with_too_little_room_nothing_is_begun),
        WITH(a_name_is_kept_and_what_has_it_is_not_written_over),
        WITH(a_colleagues_file_is_carried_along),
        WITH(what_is_no_file_of_this_office_is_refused_and_not_kept),
        WITH(a_parcel_is_handed_over_again_with_the_rest),
        WITH(a_full_disk_takes_no_parcel),
        WITH(the_files_of_the_folder_are_listed_but_unfinished_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
