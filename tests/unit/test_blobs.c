// SPDX-License-Identifier: Apache-2.0
#include "server/storage/blobs.h"

#include "server/storage/uploads.h"
#include "tests/unit/storage_fixture.h"

static void name(struct office *office, uint64_t blob, uint64_t record, uint64_t device)
{
    struct blob_name name = {
        .digest = digest_number(blob),
        .record = uuid_number(record),
        .site = uuid_number(record + 100),
        .device = uuid_number(device),
    };

    assert_ok(office, blobs_name(office->storage, &name, &office->error));
}

static void put(struct office *office, uint64_t blob, bool held)
{
    struct blob_row row = {
        .digest = digest_number(blob),
        .size = 40000,
        .held = held,
        .commit = held ? office->stamp.number : 0,
        .since_ms = 5,
    };

    assert_ok(office, blobs_put(office->storage, &row, &office->error));
}

struct seen {
    char text[200];
    size_t count, stop_at;
};

static bool see(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct seen *seen = arg;
    size_t len = strlen(seen->text);

    assert_false(blob->held);
    assert_true(digest_equal(&blob->digest, &name->digest));
    assert_int_equal(name->site.bytes[15], name->record.bytes[15] + 100);
    for (uint64_t number = 0; number < 10; number++) {
        struct digest digest = digest_number(number);

        if (digest_equal(&digest, &blob->digest))
            snprintf(seen->text + len, sizeof(seen->text) - len, "%d@%d/%d ", (int)number,
                     name->record.bytes[15], name->device.bytes[15]);
    }
    return ++seen->count != seen->stop_at;
}

static void assert_missing(struct office *office, uint64_t device, const char *expected)
{
    struct uuid id = uuid_number(device);
    struct seen seen = {0};

    assert_ok(office, blobs_missing(office->writer, &id, see, &seen, &office->error));
    assert_string_equal(seen.text, expected);
}

static void naming_an_unknown_blob_makes_it_missing(void **state)
{
    struct office *office = *state;
    struct digest digest = digest_number(1);
    struct blob_row blob;

    assert_int_equal(blobs_get(office->reader, &digest, &blob, NULL), ERR_NOT_FOUND);
    office_begin(office);
    name(office, 1, 50, 7);
    name(office, 1, 50, 7);
    office_commit(office);
    assert_ok(office, blobs_get(office->reader, &digest, &blob, &office->error));
    assert_true(digest_equal(&blob.digest, &digest));
    assert_false(blob.held);
    assert_int_equal(blob.size, 0);
    assert_int_equal(blob.commit, 0);
    assert_int_equal(blob.since_ms, FIXTURE_START_MS);
    assert_missing(office, 7, "1@50/7 ");
    assert_missing(office, 0, "1@50/7 ");
    assert_missing(office, 8, "");
}

static void a_blob_that_came_is_missed_no_more(void **state)
{
    struct office *office = *state;
    struct digest digest = digest_number(1);
    struct blob_row blob;

    office_begin(office);
    name(office, 1, 50, 7);
    name(office, 2, 50, 7);
    name(office, 1, 51, 8);
    put(office, 1, true);
    assert_missing(office, 7, "2@50/7 ");
    assert_missing(office, 8, "");
    assert_missing(office, 0, "2@50/7 ");
    name(office, 1, 52, 8); // named again when it is there
    assert_missing(office, 8, "");
    office_commit(office);
    assert_ok(office, blobs_get(office->reader, &digest, &blob, &office->error));
    assert_true(blob.held);
    assert_int_equal(blob.size, 40000);
    assert_int_equal(blob.commit, 1);
    assert_int_equal(blob.since_ms, 5);

    office_begin(office);
    put(office, 1, false); // its file was found damaged
    assert_missing(office, 8, "1@51/8 1@52/8 ");
    assert_missing(office, 0, "1@50/7 1@51/8 1@52/8 2@50/7 ");
    storage_rollback(office->storage);
    assert_missing(office, 8, "");
}

static void a_blob_may_come_before_it_is_named(void **state)
{
    struct office *office = *state;

    office_begin(office);
    put(office, 3, true);
    assert_missing(office, 0, "");
    name(office, 3, 50, 7);
    assert_missing(office, 7, "");
    put(office, 4, false);
    assert_missing(office, 0, ""); // nobody names it
    office_commit(office);
}

static void a_blob_is_reached_through_a_record_that_names_it(void **state)
{
    struct office *office = *state;
    struct digest digest = digest_number(1), unknown = digest_number(9);
    struct uuid record = uuid_number(50), other = uuid_number(51);
    bool named = false;

    office_begin(office);
    name(office, 1, 50, 7);
    name(office, 2, 51, 7);
    office_commit(office);
    assert_ok(office, blobs_named_by(office->reader, &digest, &record, &named, NULL));
    assert_true(named);
    assert_ok(office, blobs_named_by(office->reader, &digest, &other, &named, NULL));
    assert_false(named);
    named = true;
    assert_ok(office, blobs_named_by(office->reader, &unknown, &record, &named, NULL));
    assert_false(named);
}

static bool count_name(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    size_t *count = arg;

    assert_true(blob->held == (blob->size != 0));
    assert_true(digest_equal(&blob->digest, &name->digest));
    return ++*count != 3;
}

static void all_names_are_listed_held_or_not(void **state)
{
    struct office *office = *state;
    struct seen seen = {.stop_at = 1};
    struct uuid anybody = uuid_number(0);
    size_t count = 0;

    office_begin(office);
    name(office, 1, 50, 7);
    name(office, 1, 50, 8);
    name(office, 2, 51, 7);
    name(office, 3, 51, 7);
    put(office, 2, true);
    office_commit(office);
    assert_ok(office, blobs_names(office->reader, count_name, &count, NULL));
    assert_int_equal(count, 3);
    assert_ok(office, blobs_missing(office->reader, &anybody, see, &seen, NULL));
    assert_string_equal(seen.text, "1@50/7 ");
}

static struct upload_row sample(uint64_t id, int64_t expires_ms)
{
    return (struct upload_row){
        .id = id,
        .device = uuid_number(1),
        .site = uuid_number(2),
        .record = uuid_number(3),
        .digest = digest_number(4),
        .lane = "thumbnail",
        .length = (uint64_t)1 << 31,
        .offset = 6,
        .expires_ms = expires_ms,
    };
}

static void an_upload_comes_back_whole_and_goes(void **state)
{
    struct office *office = *state;
    struct upload_row upload = sample(UINT64_MAX - 1, 10), got;

    office_begin(office);
    assert_ok(office, uploads_put(office->storage, &upload, &office->error));
    upload.offset = 7;
    assert_ok(office, uploads_put(office->storage, &upload, &office->error));
    office_commit(office);
    assert_ok(office, uploads_get(office->reader, upload.id, &got, &office->error));
    assert_true(got.id == upload.id);
    assert_true(uuid_equal(&got.device, &upload.device));
    assert_true(uuid_equal(&got.site, &upload.site));
    assert_true(uuid_equal(&got.record, &upload.record));
    assert_true(digest_equal(&got.digest, &upload.digest));
    assert_string_equal(got.lane, "thumbnail");
    assert_true(got.length == upload.length);
    assert_int_equal(got.offset, 7);
    assert_int_equal(got.expires_ms, 10);
    office_begin(office);
    assert_ok(office, uploads_remove(office->storage, upload.id, &office->error));
    assert_ok(office, uploads_remove(office->storage, upload.id, &office->error));
    office_commit(office);
    assert_int_equal(uploads_get(office->reader, upload.id, &got, NULL), ERR_NOT_FOUND);
    office_begin(office);
    upload.length = UINT64_MAX;
    assert_int_equal(uploads_put(office->storage, &upload, NULL), ERR_INVALID);
    storage_rollback(office->storage);
}

static bool see_upload(void *arg, const struct upload_row *upload)
{
    struct seen *seen = arg;

    seen->text[seen->count++] = (char)('0' + upload->id);
    return seen->count != seen->stop_at;
}

static void uploads_that_ran_out_are_found(void **state)
{
    static const int64_t expires[] = {30, 10, 20};
    struct office *office = *state;
    struct seen seen = {0};

    office_begin(office);
    for (uint64_t i = 0; i < 3; i++) {
        struct upload_row upload = sample(i, expires[i]);

        assert_ok(office, uploads_put(office->storage, &upload, &office->error));
    }
    office_commit(office);
    assert_ok(office, uploads_expired(office->reader, 20, see_upload, &seen, NULL));
    assert_string_equal(seen.text, "12");
    seen = (struct seen){0};
    assert_ok(office, uploads_expired(office->reader, 9, see_upload, &seen, NULL));
    assert_string_equal(seen.text, "");
    seen = (struct seen){.stop_at = 1};
    assert_ok(office, uploads_expired(office->reader, 30, see_upload, &seen, NULL));
    assert_string_equal(seen.text, "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(naming_an_unknown_blob_makes_it_missing),
        TEST(a_blob_that_came_is_missed_no_more),
        TEST(a_blob_may_come_before_it_is_named),
        TEST(a_blob_is_reached_through_a_record_that_names_it),
        TEST(all_names_are_listed_held_or_not),
        TEST(an_upload_comes_back_whole_and_goes),
        TEST(uploads_that_ran_out_are_found),
    };

    return cmocka_run_group_tests_name("blobs", tests, NULL, NULL);
}
