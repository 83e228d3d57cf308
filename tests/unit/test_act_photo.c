// SPDX-License-Identifier: Apache-2.0
// Photos through the interface: of what, from when, copies, and what is no photo.
#include "tests/unit/act_desk.h"

#include "tests/unit/picture_sample.h"

static int add(struct desk *desk, const struct uuid *record, struct span bytes, const char *more)
{
    return act_photo(desk, "/api/photos", bytes, "record=%s%s%s", desk_id(record),
                     more[0] ? "&" : "", more);
}

static void a_photo_is_there_with_what_its_file_says(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id, again;

    ACT_OK(desk, add(desk, &attempt, act_jpeg,
                     "moment=after&name=..%2Fa%20b.jpg&taken_at=1750000000000"));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "name", "\"a b.jpg\"");
    ACT_FIELD(desk, &id, "taken_at", "1750000000000");
    ACT_FIELD(desk, &id, "moment", "\"after\"");
    ACT_FIELD(desk, &id, "mime", "\"image/jpeg\"");
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&id)));
    assert_int_equal(desk->body.len, act_jpeg.len);
    assert_memory_equal(desk->body.data, act_jpeg.data, act_jpeg.len);
    ACT_OK(desk, add(desk, &attempt, act_jpeg, "")); // the record has it: nothing is written
    again = desk_made(desk);
    assert_true(uuid_equal(&again, &id));
    assert_int_equal(desk_count(desk, "records"), 0);
}

static void a_marked_copy_names_its_original_and_both_stay(void **state)
{
    static const struct span marked = {"\xff\xd8\xff marked", 10};
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id, copy, node;
    char of_copy[100];

    ACT_OK(desk, add(desk, &attempt, act_jpeg, ""));
    id = desk_made(desk);
    snprintf(of_copy, sizeof(of_copy), "copy_of=%s", desk_id(&id));
    ACT_OK(desk, add(desk, &attempt, marked, of_copy));
    copy = desk_made(desk);
    assert_false(uuid_equal(&copy, &id));
    snprintf(of_copy, sizeof(of_copy), "copy_of=%s", desk_id(&copy)); // a copy of a copy
    ACT_REFUSED(desk, ERR_INVALID, "original",
                add(desk, &attempt, (struct span){"\xff\xd8\xff third", 9}, of_copy));
    snprintf(of_copy, sizeof(of_copy), "copy_of=%s", desk_id(&attempt)); // no photo at all
    ACT_REFUSED(desk, ERR_NOT_FOUND, "photo",
                add(desk, &attempt, (struct span){"\xff\xd8\xff third", 9}, of_copy));
    node = act_started(desk, "briefing"); // a photo of another record
    snprintf(of_copy, sizeof(of_copy), "copy_of=%s", desk_id(&id));
    ACT_REFUSED(desk, ERR_INVALID, "same record",
                add(desk, &node, (struct span){"\xff\xd8\xff third", 9}, of_copy));
}

static void every_kind_of_picture_is_taken_and_none_but_pictures_runs_scripts(void **state)
{
    static const struct {
        struct span bytes;
        const char *mime;
    } files[] = {
        {{"\x89PNG\r\n\x1a\n rest", 13}, "\"image/png\""},
        {{"RIFF\x10\0\0\0WEBPVP8 ", 16}, "\"image/webp\""},
        {{"GIF89a....", 10}, "\"image/gif\""},
        {{"\0\0\0\x18"
          "ftypheic\0\0\0\0",
          16},
         "\"image/heic\""},
    };
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        ACT_OK(desk, add(desk, &attempt, files[i].bytes, ""));
        id = desk_made(desk);
        ACT_FIELD(desk, &id, "mime", files[i].mime);
    }
    ACT_REFUSED(desk, ERR_INVALID, "SVG",
                add(desk, &attempt, span_of("<svg xmlns='http://www.w3.org/2000/svg'/>"), ""));
    ACT_REFUSED(desk, ERR_INVALID, "empty", add(desk, &attempt, (struct span){"", 0}, ""));
    ACT_OK(desk, add(desk, &attempt, span_of("just words"), "")); // kept as it is, shown as bytes
    id = desk_made(desk);
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&id)));
    assert_string_equal(desk->type, "application/octet-stream");
}

static void a_photo_that_is_cut_off_is_kept_as_far_as_it_goes(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id;
    struct buffer jpeg;

    buffer_init(&jpeg, 1 << 20);
    picture_jpeg(&jpeg, 640, 480, 0);
    ACT_OK(desk, add(desk, &attempt, (struct span){jpeg.data, jpeg.len / 2}, ""));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "width", "640");
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/small", desk_id(&id)));
    assert_string_equal(desk->type, "image/jpeg");
    buffer_clear(&jpeg);
}

static void a_photo_of_41_megabytes_is_taken_without_a_thumbnail(void **state)
{
    enum { BIG = 41 << 20 };
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id;
    char *bytes = calloc(1, BIG);

    memcpy(bytes, act_jpeg.data, act_jpeg.len);
    ACT_OK(desk, add(desk, &attempt, (struct span){bytes, BIG}, ""));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "size", "42991616");
    ACT_FIELD(desk, &id, "thumbnail", "");
    free(bytes);
}

static void each_parameter_is_judged(void **state)
{
    static const char *const wrong[] = {"moment=during", "copy_of=x", "taken_at=yesterday",
                                        "colour=red",    "moment=",   "taken_at=-1"};
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), gone = desk_uuid(0x404);

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char name[20];

        snprintf(name, sizeof(name), "%.*s", (int)strcspn(wrong[i], "="), wrong[i]);
        ACT_REFUSED(desk, ERR_INVALID, name, add(desk, &attempt, act_jpeg, wrong[i]));
    }
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet", add(desk, &gone, act_jpeg, ""));
    ACT_REFUSED(desk, ERR_INVALID, "没有照片",
                desk_post(desk, "/api/photos", "\"record\":\"%s\"", desk_id(&attempt)));
    act_auditor(desk);
    ACT_REFUSED(desk, ERR_DENIED, "审计", add(desk, &attempt, act_jpeg, ""));
}

static bool count_file(void *arg, const char *name)
{
    (void)name;
    ++*(int *)arg;
    return true;
}

// Files on the shelf, whatever their folder.
static int files(struct desk *desk)
{
    int count = 0;

    desk->tablet.disk.list(desk->tablet.disk.ctx, "blobs", count_file, &count);
    return count;
}

static void what_is_refused_leaves_no_file_behind(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), person = desk_person(FOREMAN);
    int before = files(desk);

    // The photo is whole on the disk before the deed finds that the item does not exist.
    ACT_REFUSED(
        desk, ERR_NOT_FOUND, "sauna",
        act_photo(desk, "/api/items", act_jpeg, "of=%s&item=sauna&result=fail", desk_id(&attempt)));
    ACT_REFUSED(desk, ERR_INVALID, "deadline",
                act_photo(desk, "/api/items", act_jpeg,
                          "of=%s&item=contract_signed&result=fail&responsible=%s",
                          desk_id(&attempt), desk_id(&person)));
    assert_int_equal(files(desk), before);
}

static void a_photo_whose_answer_was_lost_is_saved_once(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id, again;
    int64_t entries;

    ACT_OK(desk, add(desk, &attempt, act_jpeg, "name=a.jpg"));
    id = desk_made(desk);
    entries = desk_entries(desk);
    desk_restart(desk); // the program was killed before the browser heard of it
    desk_enter(desk, INSPECTOR);
    desk->taps -= 2;
    ACT_OK(desk, add(desk, &attempt, act_jpeg, "name=a.jpg"));
    again = desk_made(desk);
    assert_true(uuid_equal(&id, &again));
    assert_int_equal(desk_count(desk, "records"), 1); // as the first time
    assert_int_equal(desk_entries(desk), entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(a_photo_is_there_with_what_its_file_says),
        DESK(a_marked_copy_names_its_original_and_both_stay),
        DESK(every_kind_of_picture_is_taken_and_none_but_pictures_runs_scripts),
        DESK(a_photo_that_is_cut_off_is_kept_as_far_as_it_goes),
        DESK(a_photo_of_41_megabytes_is_taken_without_a_thumbnail),
        DESK(each_parameter_is_judged),
        DESK(what_is_refused_leaves_no_file_behind),
        DESK(a_photo_whose_answer_was_lost_is_saved_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
