// SPDX-License-Identifier: Apache-2.0
// A handover file of another tablet, carried along.
#include "agent/sync/handover.h"

#include "tests/unit/handover_fixture.h"

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
    assert_int_equal(accept_it(bench, sample_span(&file)), ERR_FORGED);
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
    accept_it(bench, sample_span(&file));
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
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 2);
    handover_prepare(disk); // the next start
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_colleagues_file_is_carried_along),
        WITH(what_is_no_file_of_this_office_is_refused_and_not_kept),
        WITH(a_parcel_is_handed_over_again_with_the_rest),
        WITH(a_full_disk_takes_no_parcel),
        WITH(the_files_of_the_folder_are_listed_but_unfinished_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
