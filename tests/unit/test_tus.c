// SPDX-License-Identifier: Apache-2.0
// Uploads by tus 1.0.0, point by point of its specification, and what a blob must never do.
#include "server/storage/blobs.h"
#include "server/sync/office_serve.h"
#include "tests/unit/photo_fixture.h"

static void create(struct world *world, const struct photo *photo, char path[64])
{
    struct knock knock = creation(&world->a, photo);
    struct answer answer;

    assert_int_equal(ask(world, &knock, &answer), 201);
    snprintf(path, 64, "%s", answer_header(&answer, "Location"));
    assert_non_null(answer_header(&answer, "Upload-Expires"));
    answer_clear(&answer);
}

static int append(struct world *world, const char *path, const char *offset, struct span body)
{
    struct knock knock = knock_of(&world->a, HTTP_PATCH, path);

    knock_header(&knock, "Upload-Offset", offset);
    with_body(&knock, body);
    return status_of(world, &knock);
}

static bool is_held(struct world *world, const struct photo *photo)
{
    struct digest digest;
    struct blob_row row;

    digest_parse(photo->digest, HASH_TEXT - 1, &digest);
    return blobs_get(storage_writer(office_storage(world->bench.office)), &digest, &row, NULL)
               == ERR_OK
           && row.held;
}

static void options_tells_versions_extensions_and_limits(void **state)
{
    struct world *world = *state;
    struct knock knock = {.method = HTTP_OPTIONS,
                          .path = "/v1/blobs",
                          .device = world->a.device,
                          .certificate = world->a.certificate};
    struct answer answer;

    assert_int_equal(ask(world, &knock, &answer), 204); // without Tus-Resumable
    assert_string_equal(answer_header(&answer, "Tus-Version"), "1.0.0");
    assert_string_equal(answer_header(&answer, "Tus-Max-Size"), "2147483648");
    assert_string_equal(answer_header(&answer, "Tus-Checksum-Algorithm"), "sha256");
    assert_string_equal(answer_header(&answer, "Tus-Extension"),
                        "creation,creation-with-upload,checksum,termination,expiration");
    answer_clear(&answer);
}

static void another_version_is_refused_with_412_and_ours(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "x");
    struct knock knock = creation(&world->a, &photo);
    struct answer answer;

    knock.headers[0].value = "0.2.2";
    assert_int_equal(ask(world, &knock, &answer), 412);
    assert_string_equal(answer_header(&answer, "Tus-Version"), "1.0.0");
    answer_clear(&answer);
    knock.headers[0].name = "X-Nothing"; // not said at all
    assert_int_equal(status_of(world, &knock), 412);
}

static void an_upload_goes_on_in_pieces_until_the_blob_is_held(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    struct answer answer;
    char path[64];

    create(world, &photo, path);
    assert_int_equal(strncmp(path, "/v1/blobs/", 10), 0);
    assert_int_equal(append(world, path, "0", (struct span){"0123", 4}), 204);
    knock = knock_of(&world->a, HTTP_HEAD, path);
    assert_int_equal(ask(world, &knock, &answer), 200);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), "4");
    assert_string_equal(answer_header(&answer, "Upload-Length"), "10");
    assert_string_equal(answer_header(&answer, "Cache-Control"), "no-store");
    assert_string_equal(answer_header(&answer, "Upload-Metadata"), photo.metadata);
    assert_int_equal(answer.body.len, 0);
    answer_clear(&answer);
    assert_false(is_held(world, &photo));
    knock = knock_of(&world->a, HTTP_PATCH, path);
    knock_header(&knock, "Upload-Offset", "4");
    with_body(&knock, (struct span){"456789", 6});
    assert_int_equal(ask(world, &knock, &answer), 204);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), "10");
    assert_non_null(answer_header(&answer, "Plumb-Commit"));
    assert_int_equal(strlen(answer_header(&answer, "Plumb-Epoch")), 16);
    answer_clear(&answer);
    assert_true(is_held(world, &photo));
    knock = knock_of(&world->a, HTTP_HEAD, path); // the answer was lost
    assert_int_equal(ask(world, &knock, &answer), 200);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), "10");
    answer_clear(&answer);
    assert_int_equal(append(world, path, "10", (struct span){"", 0}), 204);
    assert_int_equal(append(world, path, "4", (struct span){"456789", 6}), 409);
}

static void creation_may_bring_the_whole(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock = creation(&world->a, &photo);
    struct answer answer;

    with_body(&knock, photo.bytes);
    assert_int_equal(ask(world, &knock, &answer), 201);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), "10");
    assert_non_null(answer_header(&answer, "Plumb-Commit"));
    assert_null(answer_header(&answer, "Upload-Expires"));
    answer_clear(&answer);
    assert_true(is_held(world, &photo));
}

static void creation_may_bring_a_part(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock = creation(&world->a, &photo);
    struct answer answer;

    with_body(&knock, (struct span){"0123", 4});
    assert_int_equal(ask(world, &knock, &answer), 201);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), "4");
    bench_restart(&world->bench); // what was told stays
    assert_int_equal(
        append(world, answer_header(&answer, "Location"), "4", (struct span){"456789", 6}), 204);
    assert_true(is_held(world, &photo));
    answer_clear(&answer);
}

static void a_wrong_offset_is_a_conflict_and_changes_nothing(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    char path[64];

    create(world, &photo, path);
    assert_int_equal(append(world, path, "3", (struct span){"3456", 4}), 409);
    assert_int_equal(append(world, path, "0", (struct span){"0123", 4}), 204);
    assert_int_equal(append(world, path, "0", (struct span){"0123", 4}), 409);
    assert_int_equal(append(world, path, "99", (struct span){"4", 1}), 409);
    assert_int_equal(append(world, path, "4", (struct span){"456789X", 7}), 413);
    assert_int_equal(append(world, path, "4", (struct span){"456789", 6}), 204);
}

static void offsets_and_lengths_are_single_plain_numbers(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    static const char *const wrong[] = {"-1", "1e3", "0x10", "", " 1", "00", "1,1"};
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(append(world, path, wrong[i], (struct span){"0", 1}), 400);
        knock = creation(&world->a, &photo);
        knock.headers[1].value = wrong[i];
        assert_int_equal(status_of(world, &knock), 400);
    }
    knock = creation(&world->a, &photo);
    knock_header(&knock, "Upload-Length", "10"); // twice
    assert_int_equal(status_of(world, &knock), 400);
    knock = creation(&world->a, &photo);
    knock.headers[1].name = "X-Nothing";
    assert_int_equal(status_of(world, &knock), 400);
    knock.headers[1] = (struct http_header){"Upload-Defer-Length", "1"};
    assert_int_equal(status_of(world, &knock), 400);
    knock.headers[1] = (struct http_header){"Upload-Length", "2147483649"};
    assert_int_equal(status_of(world, &knock), 413);
    knock.headers[1].value = "0";
    assert_int_equal(status_of(world, &knock), 400);
}

static void another_content_type_is_refused(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    knock = knock_of(&world->a, HTTP_PATCH, path);
    knock_header(&knock, "Upload-Offset", "0");
    knock.body = photo.bytes;
    assert_int_equal(status_of(world, &knock), 415);
    knock_header(&knock, "Content-Type", "application/octet-stream");
    assert_int_equal(status_of(world, &knock), 415);
    knock = creation(&world->a, &photo);
    knock.body = photo.bytes;
    assert_int_equal(status_of(world, &knock), 415);
}

static void a_checksum_is_compared_and_its_algorithm_known(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct digest digest;
    struct knock knock;
    struct buffer sum;
    char path[64];

    create(world, &photo, path);
    buffer_init(&sum, 200);
    hash_once("0123", 4, &digest);
    buffer_append_text(&sum, "sha256 ");
    buffer_append_base64(&sum, digest.bytes, HASH_BYTES);
    knock = knock_of(&world->a, HTTP_PATCH, path);
    knock_header(&knock, "Upload-Offset", "0");
    knock_header(&knock, "Upload-Checksum", sum.data);
    with_body(&knock, (struct span){"0124", 4});
    assert_int_equal(status_of(world, &knock), 460);
    knock.body.data = "0123";
    assert_int_equal(status_of(world, &knock), 204);
    knock.headers[1].value = "4";
    knock.headers[2].value = "md5 1B2M2Y8AsgTpgAmY7PhCfg==";
    assert_int_equal(status_of(world, &knock), 400);
    knock.headers[2].value = "sha256 AAAA";
    assert_int_equal(status_of(world, &knock), 400);
    assert_int_equal(append(world, path, "4", (struct span){"456789", 6}), 204);
    assert_true(is_held(world, &photo)); // the refused one is not in its digest
    buffer_clear(&sum);
}

static void a_whole_that_is_another_is_thrown_away(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    assert_int_equal(append(world, path, "0", (struct span){"0123456780", 10}), 422);
    assert_false(is_held(world, &photo));
    knock = knock_of(&world->a, HTTP_HEAD, path);
    assert_int_equal(status_of(world, &knock), 404);
}

static void what_a_restart_may_have_hurt_is_begun_again(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    char path[64];

    create(world, &photo, path);
    assert_int_equal(append(world, path, "0", (struct span){"9123", 4}), 204);
    bench_restart(&world->bench);
    assert_int_equal(append(world, path, "4", (struct span){"456789", 6}), 410);
    assert_false(is_held(world, &photo));
}

static void an_upload_can_be_ended(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    knock = knock_of(&world->a, HTTP_DELETE, path);
    assert_int_equal(status_of(world, &knock), 204);
    assert_int_equal(status_of(world, &knock), 404);
    knock = knock_of(&world->a, HTTP_HEAD, path);
    assert_int_equal(status_of(world, &knock), 404);
    assert_int_equal(append(world, path, "0", photo.bytes), 404);
}

static void an_upload_runs_out(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    world->bench.now_ms += INT64_C(15) * 86400000;
    knock = knock_of(&world->a, HTTP_HEAD, path);
    assert_int_equal(status_of(world, &knock), 410);
    office_tidy(world->bench.office);
    assert_int_equal(status_of(world, &knock), 404);
}

static void the_method_may_be_said_in_a_header(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    knock = knock_of(&world->a, HTTP_POST, path);
    knock_header(&knock, "X-HTTP-Method-Override", "PATCH");
    knock_header(&knock, "Upload-Offset", "0");
    with_body(&knock, photo.bytes);
    assert_int_equal(status_of(world, &knock), 204);
    assert_true(is_held(world, &photo));
}

static void an_upload_is_its_own_tablets_only(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    char path[64];

    create(world, &photo, path);
    knock = knock_of(&world->b, HTTP_HEAD, path);
    assert_int_equal(status_of(world, &knock), 404);
    knock = knock_of(&world->b, HTTP_DELETE, path);
    assert_int_equal(status_of(world, &knock), 404);
    knock = knock_of(&world->a, HTTP_HEAD, "/v1/blobs/00000000000000zz");
    assert_int_equal(status_of(world, &knock), 404);
    knock = knock_of(&world->a, HTTP_PUT, path);
    assert_int_equal(status_of(world, &knock), 405);
    knock = knock_of(&world->a, HTTP_DELETE, "/v1/blobs");
    assert_int_equal(status_of(world, &knock), 405);
}

static void metadata_is_checked(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    static const char *const wrong[] = {
        "sha256",
        "sha256 !!!",
        "sha256 AAAA",
        "filename d29ybGQ=",
        "a YQ==,a YQ==",
        ", ,",
        "site bm9uZQ==,sha256 YQ==",
        "k\tx YQ==",
    };
    struct knock knock;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        knock = creation(&world->a, &photo);
        knock.headers[2].value = wrong[i];
        assert_int_equal(status_of(world, &knock), 400);
    }
    struct buffer more;
    buffer_init(&more, 1000);
    buffer_printf(&more, "filename d29ybGQ=, is_confidential, %s", photo.metadata);
    knock = creation(&world->a, &photo);
    knock.headers[2].value = more.data;
    assert_int_equal(status_of(world, &knock), 201);
    buffer_clear(&more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(options_tells_versions_extensions_and_limits),
        IN_WORLD(another_version_is_refused_with_412_and_ours),
        IN_WORLD(an_upload_goes_on_in_pieces_until_the_blob_is_held),
        IN_WORLD(creation_may_bring_the_whole),
        IN_WORLD(creation_may_bring_a_part),
        IN_WORLD(a_wrong_offset_is_a_conflict_and_changes_nothing),
        IN_WORLD(offsets_and_lengths_are_single_plain_numbers),
        IN_WORLD(another_content_type_is_refused),
        IN_WORLD(a_checksum_is_compared_and_its_algorithm_known),
        IN_WORLD(a_whole_that_is_another_is_thrown_away),
        IN_WORLD(what_a_restart_may_have_hurt_is_begun_again),
        IN_WORLD(an_upload_can_be_ended),
        IN_WORLD(an_upload_runs_out),
        IN_WORLD(the_method_may_be_said_in_a_header),
        IN_WORLD(an_upload_is_its_own_tablets_only),
        IN_WORLD(metadata_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
