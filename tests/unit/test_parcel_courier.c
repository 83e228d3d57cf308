// SPDX-License-Identifier: Apache-2.0
// A handover file that another tablet uploads: kept, read in the background, asked for once.
#include "server/sync/office_serve.h"
#include "tests/unit/parcel_fixture.h"

static void create_parcel(struct world *world, struct pad *pad, struct span body,
                          struct answer *answer)
{
    struct knock knock = {.method = HTTP_POST,
                          .path = "/v1/parcels",
                          .device = pad->device,
                          .certificate = pad->certificate,
                          .body = body};
    char length[24], metadata[200] = "sha256 ", digest[HASH_TEXT];
    struct buffer base64;
    struct digest of;

    hash_once(body.data, body.len, &of);
    digest_format(&of, digest);
    buffer_init(&base64, 200);
    buffer_append_base64(&base64, digest, HASH_TEXT - 1);
    snprintf(metadata + 7, sizeof(metadata) - 7, "%s", base64.data);
    snprintf(length, sizeof(length), "%zu", body.len);
    knock_header(&knock, "Tus-Resumable", "1.0.0");
    knock_header(&knock, "Upload-Length", length);
    knock_header(&knock, "Upload-Metadata", metadata);
    knock_header(&knock, "Content-Type", "application/offset+octet-stream");
    bench_knock(&world->bench, office_serve_tablets, &knock, answer);
    buffer_clear(&base64);
}

static void a_courier_uploads_it_and_a_second_one_need_not(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct parcel_row row;
    struct answer answer;
    struct buffer file;
    struct digest digest;
    char length[24];

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    create_parcel(world, &world->b, sample_span(&file), &answer);
    assert_int_equal(answer.status, 201);
    assert_non_null(answer_header(&answer, "Plumb-Commit"));
    assert_int_equal(strncmp(answer_header(&answer, "Location"), "/v1/parcels/", 12), 0);
    answer_clear(&answer);
    parcel_desk_step(world->bench.office);
    assert_true(world_holds(world, &id, "eins"));
    hash_once(file.data, file.len, &digest);
    assert_int_equal(parcels_get(world_writer(world), &digest, &row, NULL), ERR_OK);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_true(uuid_equal(&row.courier, &world->b.device));
    snprintf(length, sizeof(length), "%zu", file.len);
    create_parcel(world, &world->a, sample_span(&file), &answer);
    assert_int_equal(answer.status, 201);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), length);
    answer_clear(&answer);
    // The office's own copy of it is for nobody else.
    char path[100] = "/v1/blobs/", text[HASH_TEXT];
    digest_format(&digest, text);
    snprintf(path + 10, sizeof(path) - 10, "%s", text);
    struct knock knock = {.method = HTTP_GET,
                          .path = path,
                          .query = "record=00000000-0000-0000-0000-000000000000",
                          .device = world->b.device,
                          .certificate = world->b.certificate};
    bench_knock(&world->bench, office_serve_tablets, &knock, &answer);
    assert_int_equal(answer.status, 404);
    answer_clear(&answer);
    buffer_clear(&file);
}

static void what_came_before_a_crash_is_read_after_it(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct answer answer;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    create_parcel(world, &world->b, sample_span(&file), &answer);
    assert_int_equal(answer.status, 201);
    answer_clear(&answer);
    bench_restart(&world->bench); // before anybody looked at it
    assert_false(world_has(world, &id));
    parcel_desk_step(world->bench.office);
    assert_true(world_holds(world, &id, "eins"));
    buffer_clear(&file);
}

static int rooms; // how often there is room
static enum err free_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = rooms-- > 0 ? UINT64_C(1) << 40 : 1000;
    return ERR_OK;
}

static void a_full_disk_loses_nothing(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct sample_item photo = sample_blob(span_of("a photo"), &world->site, "photo");
    struct parcel_row row;
    struct blob_row blob;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, &photo, 1}, &file);
    world->bench.disk.free_bytes = free_room;
    rooms = 0; // not even for the file itself: nothing is kept
    assert_int_equal(parcel_import(world, &file, &row), ERR_FULL);
    assert_int_equal(parcels(world), 0);
    rooms = 1; // for the file, not for the photo in it
    assert_int_equal(parcel_import(world, &file, &row), ERR_FULL);
    assert_int_equal(parcels(world), 1);
    assert_true(world_holds(world, &id, "eins"));
    assert_int_equal(blobs_get(world_writer(world), &photo.item.digest, &blob, NULL),
                     ERR_NOT_FOUND);
    rooms = 1000;
    parcel_desk_step(world->bench.office);
    assert_int_equal(blobs_get(world_writer(world), &photo.item.digest, &blob, NULL), ERR_OK);
    assert_true(blob.held);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_string_equal(row.detail, "");
    assert_int_equal(row.entries_new, 1); // counted once, though it was begun twice
    assert_int_equal(row.files_new, 1);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_courier_uploads_it_and_a_second_one_need_not),
        IN_WORLD(what_came_before_a_crash_is_read_after_it),
        IN_WORLD(a_full_disk_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
