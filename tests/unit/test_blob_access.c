// SPDX-License-Identifier: Apache-2.0
// Who may bring, have and know of a blob.
#include "tests/unit/photo_fixture.h"

// The photo's record, pushed by a tablet.
static void push_photo(struct world *world, const struct photo *photo)
{
    char digest[HASH_TEXT + 2], of[UUID_TEXT + 2];
    struct field fields[]
        = {{{"digest", 6}, {digest, HASH_TEXT + 1}}, {{"of", 2}, {of, UUID_TEXT + 1}}};
    struct pad_write wish
        = {.id = photo->record, .site = photo->site, .kind = "photo", .fields = fields, .count = 2};

    snprintf(digest, sizeof(digest), "\"%s\"", photo->digest);
    of[0] = '"';
    uuid_format(&photo->site, of + 1);
    of[UUID_TEXT] = '"';
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
}

static void a_site_that_is_not_the_tablets_is_refused_whether_there_is_one_or_not(void **state)
{
    struct world *world = *state;
    struct uuid own = world->site;
    struct knock knock;

    for (int i = 0; i < 2; i++) {
        world->site = i ? bench_site(&world->bench) : fresh_id(&world->bench);
        struct photo photo = take_photo(world, "0123456789");
        world->site = own;
        knock = creation(&world->a, &photo);
        assert_int_equal(status_of(world, &knock), 403);
    }
}

static int get(struct world *world, const struct pad *pad, const struct photo *photo,
               const char *range, struct answer *answer)
{
    char path[100], query[100], id[UUID_TEXT];
    struct knock knock = {.method = HTTP_GET,
                          .path = path,
                          .query = query,
                          .device = pad->device,
                          .certificate = pad->certificate};

    uuid_format(&photo->record, id);
    snprintf(path, sizeof(path), "/v1/blobs/%s", photo->digest);
    snprintf(query, sizeof(query), "record=%s", id);
    if (range)
        knock_header(&knock, "Range", range);
    return ask(world, &knock, answer);
}

static void upload_whole(struct world *world, const struct pad *pad, const struct photo *photo)
{
    struct knock knock = creation(pad, photo);

    with_body(&knock, photo->bytes);
    assert_int_equal(status_of(world, &knock), 201);
}

static void a_blob_comes_back_through_its_record(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    static const struct {
        const char *range, *expected;
        int status;
    } cases[] = {
        {NULL, "0123456789", 200},        {"bytes=0-3", "0123", 206},
        {"bytes=4-", "456789", 206},      {"bytes=-3", "789", 206},
        {"bytes=8-99", "89", 206},        {"bytes=5-2", "0123456789", 200},
        {"lines=1-2", "0123456789", 200}, {"bytes=1-2,4-5", "0123456789", 200},
    };
    struct answer answer;

    push_photo(world, &photo);
    assert_int_equal(get(world, &world->b, &photo, NULL, &answer), 404); // not here yet
    answer_clear(&answer);
    upload_whole(world, &world->a, &photo);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(get(world, &world->b, &photo, cases[i].range, &answer), cases[i].status);
        assert_int_equal(answer.body.len, strlen(cases[i].expected));
        assert_memory_equal(answer.body.data, cases[i].expected, answer.body.len);
        answer_clear(&answer);
    }
    assert_int_equal(get(world, &world->b, &photo, "bytes=10-", &answer), 416);
    assert_string_equal(answer_header(&answer, "Content-Range"), "bytes */10");
    answer_clear(&answer);
    bench_set_active(&world->bench, &world->assignment, false);
    assert_int_equal(get(world, &world->b, &photo, NULL, &answer), 404);
    answer_clear(&answer);
}

static void a_blob_the_office_has_is_created_complete(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");
    struct knock knock;
    struct answer answer;

    upload_whole(world, &world->a, &photo);
    knock = creation(&world->b, &photo);
    assert_int_equal(ask(world, &knock, &answer), 201);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), "10");
    assert_non_null(answer_header(&answer, "Plumb-Commit"));
    answer_clear(&answer);
    knock.headers[1].value = "11";
    assert_int_equal(status_of(world, &knock), 422);
}

static void to_name_a_digest_is_not_to_have_the_blob(void **state)
{
    struct world *world = *state;
    struct photo secret = take_photo(world, "0123456789"), mine;
    struct uuid other_person = bench_person(&world->bench), other = bench_site(&world->bench);
    struct uuid site = world->site;
    struct knock knock;
    struct answer answer;

    upload_whole(world, &world->a, &secret);
    bench_assign(&world->bench, &other_person, &other);
    office_device_person(world->bench.office,
                         &(struct office_device_seat){
                             .device = world->b.device, .person = other_person, .active = true},
                         NULL);
    office_device_person(world->bench.office,
                         &(struct office_device_seat){
                             .device = world->b.device, .person = world->person, .active = false},
                         NULL);
    world->b.person = other_person;
    world->site = other; // b knows the digest, and writes a record of its own that names it
    mine = take_photo(world, "0123456789");
    world->site = site;
    struct pad a = world->a;
    world->a = world->b;
    push_photo(world, &mine);
    world->b = world->a;
    world->a = a;
    assert_int_equal(get(world, &world->b, &mine, NULL, &answer), 404);
    answer_clear(&answer);
    knock = creation(&world->b, &mine);
    assert_int_equal(ask(world, &knock, &answer), 201);
    assert_null(answer_header(&answer, "Plumb-Commit")); // nothing tells that the office has it
    answer_clear(&answer);
    upload_whole(world, &world->b, &mine);
    assert_int_equal(get(world, &world->b, &mine, NULL, &answer), 200);
    answer_clear(&answer);
}

static void a_missing_blob_is_asked_for_until_it_comes(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, "0123456789");

    push_photo(world, &photo);
    world->a.cursor[0] = '\0';
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_BLOB), 1);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_BLOB), 0); // once per epoch and scope
    upload_whole(world, &world->a, &photo);
    world->a.cursor[0] = '\0';
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_BLOB), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_site_that_is_not_the_tablets_is_refused_whether_there_is_one_or_not),
        IN_WORLD(a_blob_comes_back_through_its_record),
        IN_WORLD(a_blob_the_office_has_is_created_complete),
        IN_WORLD(to_name_a_digest_is_not_to_have_the_blob),
        IN_WORLD(a_missing_blob_is_asked_for_until_it_comes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
