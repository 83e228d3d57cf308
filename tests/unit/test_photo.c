// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/photo.h"

#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "tests/unit/faulty_disk.h"
#include "tests/unit/picture_sample.h"
#include "tests/unit/tablet_fixture.h"

// Bytes handed out in pieces of odd sizes.
struct memory {
    struct span bytes;
    size_t at, fail_at; // fail_at 0: never
};

static enum err read_memory(void *ctx, void *bytes, size_t len, size_t *got)
{
    struct memory *memory = ctx;
    size_t left = memory->bytes.len - memory->at;

    if (memory->fail_at && memory->at >= memory->fail_at)
        return ERR_IO;
    *got = len < 7001 ? len : 7001;
    *got = *got < left ? *got : left;
    memcpy(bytes, memory->bytes.data + memory->at, *got);
    memory->at += *got;
    return ERR_OK;
}

struct adding {
    struct uuid record;
    const char *name;
    bool again;
};

static enum err add(struct tablet *tablet, const struct adding *adding, struct span bytes,
                    struct photo_result *out)
{
    struct memory memory = {.bytes = bytes};
    struct photo_source source = {&memory, read_memory};
    struct photo_options options = {.record = adding->record,
                                    .person = tablet->person,
                                    .name = adding->name,
                                    .again = adding->again};

    return photo_add(tablet->store, &options, &source, out, &tablet->error);
}

// A JPEG with EXIF; the caller clears it.
static struct buffer sample(void)
{
    static const struct exif_sample exif = {
        .orientation = 6,
        .time = "2026:11:22 09:30:00",
        .north = "N",
        .east = "E",
        .latitude = {30, 1, 35, 1, 0, 1},
        .longitude = {114, 1, 18, 1, 0, 1},
    };
    struct buffer jpeg, whole;

    buffer_init(&jpeg, 1 << 20);
    buffer_init(&whole, 1 << 20);
    picture_jpeg(&jpeg, 640, 400, 0);
    picture_with_exif(&whole, (struct span){jpeg.data, jpeg.len}, &exif);
    buffer_clear(&jpeg);
    return whole;
}

static bool has(struct tablet *tablet, const struct uuid *id, const char *part)
{
    char *text = tablet_state(tablet, id);
    bool found = text && strstr(text, part);

    free(text);
    return found;
}

static bool count_names(void *arg, const char *name)
{
    (void)name;
    ++*(int *)arg;
    return true;
}

static int files(struct tablet *tablet)
{
    int count = 0;

    assert_ok(tablet, tablet->disk.list(tablet->disk.ctx, "blobs", count_names, &count));
    return count;
}

static struct outgoing_figures figures(struct tablet *tablet)
{
    struct outgoing_figures out;

    assert_ok(tablet, outgoing_figures(tablet->store, &out, &tablet->error));
    return out;
}

static void a_photo_becomes_a_record_two_files_and_two_uploads(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding
        = {.record = tablet_write(tablet, NULL, "\"a\"").id, .name = "/sdcard/DCIM/现场 \"1\".jpg"};
    struct buffer jpeg = sample();
    struct outgoing_row row;
    struct photo_result photo;

    assert_ok(tablet, add(tablet, &adding, (struct span){jpeg.data, jpeg.len}, &photo));
    assert_false(photo.already);
    assert_true(photo.has_thumbnail);
    assert_null(photo.sidenote);
    assert_string_equal(photo.mime, "image/jpeg");
    assert_int_equal(photo.size_bytes, jpeg.len);
    assert_ok(tablet, shelf_verify(&tablet->disk, &photo.digest, jpeg.len, &tablet->error));
    assert_ok(tablet, outgoing_get(tablet->store, &photo.digest, &row, &tablet->error));
    assert_int_equal(row.lane, LANE_PHOTO);
    assert_int_equal(row.state, OUTGOING_WAITING);
    assert_true(uuid_equal(&row.record, &photo.id) && uuid_equal(&row.site, &tablet->site));
    assert_ok(tablet, outgoing_get(tablet->store, &photo.thumbnail, &row, &tablet->error));
    assert_int_equal(row.lane, LANE_THUMBNAIL);
    assert_true(row.present);
    assert_true(has(tablet, &photo.id, "\"kind\":\"photo\""));
    assert_true(
        has(tablet, &photo.id, "\"latitude\":\"30.5833333\",\"longitude\":\"114.3000000\""));
    assert_true(has(tablet, &photo.id, "\"taken_at\":1795311000000"));
    assert_true(has(tablet, &photo.id, "\"name\":\"现场 _1_.jpg\""));
    assert_true(has(tablet, &photo.id, "\"width\":640"));
    assert_int_equal(files(tablet), 2);
    tablet_check(tablet);
    buffer_clear(&jpeg);
}

static void the_same_photo_again_is_one_file_and_a_record_only_when_asked(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id};
    struct uuid other = tablet_write(tablet, NULL, "\"b\"").id;
    struct buffer jpeg = sample();
    struct span bytes = {jpeg.data, jpeg.len};
    struct photo_result first, second;

    assert_ok(tablet, add(tablet, &adding, bytes, &first));
    assert_ok(tablet, add(tablet, &adding, bytes, &second));
    assert_true(second.already);
    assert_true(uuid_equal(&first.id, &second.id));
    assert_int_equal(tablet_figures(tablet).entries, 3);
    adding.again = true;
    assert_ok(tablet, add(tablet, &adding, bytes, &second));
    assert_false(second.already || uuid_equal(&first.id, &second.id));
    adding = (struct adding){.record = other};
    assert_ok(tablet, add(tablet, &adding, bytes, &second));
    assert_false(second.already);
    assert_int_equal(files(tablet), 2);
    assert_int_equal(figures(tablet).waiting, 2);
    tablet_check(tablet);
    buffer_clear(&jpeg);
}

static void a_photo_taken_away_may_come_back(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id};
    struct field deleted = {span_of("deleted"), span_of("true")};
    struct draft gone
        = {.kind = span_of("photo"), .site = tablet->site, .fields = &deleted, .field_count = 1};
    struct buffer jpeg = sample();
    struct capture_result result;
    struct photo_result photo;

    assert_ok(tablet, add(tablet, &adding, (struct span){jpeg.data, jpeg.len}, &photo));
    gone.id = photo.id;
    assert_ok(tablet, tablet_try(tablet, &gone, &result));
    assert_ok(tablet, add(tablet, &adding, (struct span){jpeg.data, jpeg.len}, &photo));
    assert_false(photo.already || uuid_equal(&photo.id, &gone.id));
    buffer_clear(&jpeg);
}

static void what_the_office_has_is_not_sent_again_but_what_it_refused_is(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id, .again = true};
    struct buffer jpeg = sample();
    struct outgoing_row row;
    struct photo_result photo;

    assert_ok(tablet, add(tablet, &adding, (struct span){jpeg.data, jpeg.len}, &photo));
    assert_ok(tablet, outgoing_get(tablet->store, &photo.digest, &row, &tablet->error));
    row.state = OUTGOING_DELIVERED;
    row.commit = 7;
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    assert_ok(tablet, outgoing_drop(tablet->store, &photo.digest, &tablet->error));
    assert_ok(tablet, add(tablet, &adding, (struct span){jpeg.data, jpeg.len}, &photo));
    assert_ok(tablet, outgoing_get(tablet->store, &photo.digest, &row, &tablet->error));
    assert_int_equal(row.state, OUTGOING_DELIVERED);
    assert_int_equal(row.commit, 7);
    assert_true(row.present);
    row.state = OUTGOING_ATTENTION;
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    assert_ok(tablet, add(tablet, &adding, (struct span){jpeg.data, jpeg.len}, &photo));
    assert_ok(tablet, outgoing_get(tablet->store, &photo.digest, &row, &tablet->error));
    assert_int_equal(row.state, OUTGOING_WAITING);
    tablet_check(tablet);
    buffer_clear(&jpeg);
}

static void what_is_refused_leaves_nothing(void **state)
{
    struct tablet *tablet = *state;
    struct uuid record = tablet_write(tablet, NULL, "\"a\"").id;
    struct adding here = {.record = record}, nowhere = {.record = tablet_uuid(5)};
    struct memory memory = {.bytes = span_of("abcdef"), .fail_at = 1};
    struct photo_source source = {&memory, read_memory};
    struct photo_options options = {.record = record, .person = tablet->person};
    struct photo_result photo;

    assert_int_equal(add(tablet, &here, span_of(""), &photo), ERR_INVALID);
    assert_int_equal(add(tablet, &here, span_of("<svg/>"), &photo), ERR_INVALID);
    assert_int_equal(add(tablet, &nowhere, span_of("abc"), &photo), ERR_NOT_FOUND);
    assert_int_equal(photo_add(tablet->store, &options, &source, &photo, &tablet->error), ERR_IO);
    options.person = uuid_nil;
    memory = (struct memory){.bytes = span_of("abcdef")};
    assert_int_equal(photo_add(tablet->store, &options, &source, &photo, &tablet->error),
                     ERR_INVALID);
    assert_int_equal(tablet_figures(tablet).entries, 1);
    assert_int_equal(files(tablet), 0);
    tablet_check(tablet);
}

static void other_kinds_of_files_are_kept_without_a_thumbnail(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *mime;
    } cases[] = {
        {"\0\0\0\x18"
         "ftypheic\0\0\0\0mif1heic",
         24, "image/heic"},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30", 24, "image/png"},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 24, "image/png"},
        {"any bytes", 9, "application/octet-stream"},
        // Claims 30,000 by 30,000 pixels.
        {"\xFF\xD8\xFF\xC0\0\x0B\x08\x75\x30\x75\x30\x01\x01\x11\0\xFF\xDA", 17, "image/jpeg"},
        {"\xFF\xD8\xFF\xE1\0\x10"
         "Exif\0\0MM\0*\xFF\xFF\xFF\xFF",
         20, "image/jpeg"},
    };
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct photo_result photo;

        assert_ok(tablet,
                  add(tablet, &adding, (struct span){cases[i].bytes, cases[i].len}, &photo));
        assert_string_equal(photo.mime, cases[i].mime);
        assert_false(photo.has_thumbnail);
        assert_non_null(photo.sidenote);
        assert_false(has(tablet, &photo.id, "thumbnail"));
        assert_ok(tablet, shelf_verify(&tablet->disk, &photo.digest, cases[i].len, &tablet->error));
    }
    tablet_check(tablet);
}

static void a_name_that_is_no_text_is_left_out(void **state)
{
    struct tablet *tablet = *state;
    struct uuid record = tablet_write(tablet, NULL, "\"a\"").id;
    char longest[600];
    struct photo_result photo;

    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    assert_ok(tablet,
              add(tablet, &(struct adding){record, "bad\xFF.jpg", true}, span_of("abc"), &photo));
    assert_false(has(tablet, &photo.id, "\"name\""));
    assert_ok(tablet,
              add(tablet, &(struct adding){record, "folder/", true}, span_of("abc"), &photo));
    assert_false(has(tablet, &photo.id, "\"name\""));
    assert_ok(tablet, add(tablet, &(struct adding){record, longest, true}, span_of("abc"), &photo));
    assert_true(has(tablet, &photo.id, "\"name\":\"xxx"));
    assert_ok(tablet,
              add(tablet, &(struct adding){record, "a\nb\\c\x7F", true}, span_of("abc"), &photo));
    assert_true(has(tablet, &photo.id, "\"name\":\"a_b_c_\""));
}

static enum err no_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = SHELF_FREE_MIN_BYTES - 1;
    return ERR_OK;
}

static void a_photo_is_refused_where_a_text_still_fits(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id};
    struct photo_result photo;

    tablet->disk.free_bytes = no_room;
    assert_int_equal(add(tablet, &adding, span_of("abc"), &photo), ERR_FULL);
    tablet_write(tablet, &adding.record, "\"b\"");
    tablet_check(tablet);
}

// A disk that fails at any one operation, and one that fails from there on: no half photo is
// known, and it can be taken in later.
static void a_failing_disk_at_any_step_shows_no_half_photo(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id, .again = true};
    struct buffer jpeg = sample();
    struct span bytes = {jpeg.data, jpeg.len};
    int64_t before, waiting;
    unsigned steps, failed = 0;
    struct photo_result photo;

    store_close(tablet->store);
    faulty_wrap(&tablet->disk);
    tablet_open(tablet);
    assert_ok(tablet, add(tablet, &adding, span_of("warm"), &photo));
    faulty_forget();
    assert_ok(tablet, add(tablet, &adding, bytes, &photo));
    steps = faulty.changes;
    assert_true(steps > 8);
    for (unsigned at = 1; at <= 2 * steps; at++) {
        jpeg.data[jpeg.len - 20] = (char)at; // another photo each time
        before = tablet_figures(tablet).entries;
        waiting = figures(tablet).waiting;
        faulty_forget();
        faulty.fail_in = at <= steps ? at : at - steps;
        faulty.fail_also = at <= steps ? 0 : 1000;
        if (add(tablet, &adding, bytes, &photo) != ERR_OK) {
            failed++;
            assert_int_equal(tablet_figures(tablet).entries, before);
            assert_int_equal(figures(tablet).waiting, waiting);
        }
        faulty_forget();
        tablet_check(tablet);
        tablet_restart(tablet);
        tablet_check(tablet);
        assert_ok(tablet, add(tablet, &adding, bytes, &photo));
        assert_ok(tablet, shelf_verify(&tablet->disk, &photo.digest, jpeg.len, &tablet->error));
    }
    assert_true(failed > steps);
    buffer_clear(&jpeg);
}

static void files_are_synced_and_placed_before_they_are_known(void **state)
{
    struct tablet *tablet = *state;
    struct adding adding = {.record = tablet_write(tablet, NULL, "\"a\"").id};
    struct photo_result photo;

    faulty_wrap(&tablet->disk);
    assert_ok(tablet, add(tablet, &adding, span_of("abc"), &photo));
    assert_string_equal(faulty.trace, "create write sync rename sync_folder ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_photo_becomes_a_record_two_files_and_two_uploads),
        TEST(the_same_photo_again_is_one_file_and_a_record_only_when_asked),
        TEST(a_photo_taken_away_may_come_back),
        TEST(what_the_office_has_is_not_sent_again_but_what_it_refused_is),
        TEST(what_is_refused_leaves_nothing),
        TEST(other_kinds_of_files_are_kept_without_a_thumbnail),
        TEST(a_name_that_is_no_text_is_left_out),
        TEST(a_photo_is_refused_where_a_text_still_fits),
        TEST(a_failing_disk_at_any_step_shows_no_half_photo),
        TEST(files_are_synced_and_placed_before_they_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
