// SPDX-License-Identifier: Apache-2.0
// Pictures of real cameras, which are not part of the tree: from PLUMB_PHOTOS, else from
// ../shared/photos beside it. Skipped, visibly, where that folder is missing.
#include "agent/capture/photo.h"

#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "tests/unit/picture_sample.h"
#include "tests/unit/tablet_fixture.h"

#include <dirent.h>

static const char *photo_folder(void)
{
    static char path[1024];
    const char *given = getenv("PLUMB_PHOTOS"), *here = strstr(__FILE__, "tests/unit/");

    if (given)
        return given;
    snprintf(path, sizeof(path), "%.*s../shared/photos", (int)(here ? here - __FILE__ : 0),
             __FILE__);
    return path;
}

static void skip_without_photos(void)
{
    if (access(photo_folder(), R_OK) == 0)
        return;
    print_message("%s is not there\n", photo_folder());
    skip();
}

static enum err read_stream(void *ctx, void *bytes, size_t len, size_t *got)
{
    *got = fread(bytes, 1, len, ctx);
    return ferror(ctx) ? ERR_IO : ERR_OK;
}

static struct photo_result add(struct tablet *tablet, const char *name)
{
    struct photo_options options = {.person = tablet->person, .name = name};
    struct photo_source source = {.read = read_stream};
    struct photo_result photo;
    char path[1200];

    options.record = tablet_write(tablet, NULL, "\"a\"").id;
    snprintf(path, sizeof(path), "%s/%s", photo_folder(), name);
    source.ctx = fopen(path, "rb");
    assert_non_null(source.ctx);
    assert_ok(tablet, photo_add(tablet->store, &options, &source, &photo, &tablet->error));
    fclose(source.ctx);
    return photo;
}

static struct span read_blob(struct tablet *tablet, const struct digest *digest, char **bytes)
{
    struct disk_file *file = NULL;
    uint64_t size;
    size_t got = 0;

    assert_ok(tablet, shelf_size(&tablet->disk, digest, &size, &tablet->error));
    assert_ok(tablet, shelf_open(&tablet->disk, digest, &file, &tablet->error));
    *bytes = malloc((size_t)size);
    assert_ok(tablet, tablet->disk.read(file, 0, *bytes, (size_t)size, &got));
    tablet->disk.close(file);
    return (struct span){*bytes, got};
}

static bool has(struct tablet *tablet, const struct uuid *id, const char *part)
{
    char *text = tablet_state(tablet, id);
    bool found = text && strstr(text, part);

    free(text);
    return found;
}

// The pixels of the thumbnail; the caller frees them.
static unsigned char *thumbnail_of(struct tablet *tablet, const struct photo_result *photo,
                                   int *width, int *height)
{
    unsigned char *pixels;
    char *bytes;

    assert_true(photo->has_thumbnail);
    pixels = picture_decode(read_blob(tablet, &photo->thumbnail, &bytes), width, height);
    free(bytes);
    assert_non_null(pixels);
    return pixels;
}

static void every_original_is_kept_byte_for_byte(void **state)
{
    struct tablet *tablet = *state;
    struct dirent *entry;
    DIR *folder;
    int seen = 0;

    skip_without_photos();
    folder = opendir(photo_folder());
    while ((entry = readdir(folder)) != NULL) {
        bool jpeg = strstr(entry->d_name, ".jpg") != NULL;
        struct photo_result photo;
        int width, height;

        if (!jpeg && !strstr(entry->d_name, ".heic"))
            continue;
        photo = add(tablet, entry->d_name);
        assert_ok(tablet,
                  shelf_verify(&tablet->disk, &photo.digest, photo.size_bytes, &tablet->error));
        assert_string_equal(photo.mime, jpeg ? "image/jpeg" : "image/heic");
        assert_int_equal(photo.has_thumbnail, jpeg);
        if (jpeg) {
            free(thumbnail_of(tablet, &photo, &width, &height));
            assert_int_equal(width > height ? width : height, 320);
        }
        seen++;
    }
    closedir(folder);
    assert_in_range(seen, 15, 1000);
    tablet_check(tablet);
}

static void time_and_place_are_what_the_camera_wrote(void **state)
{
    struct tablet *tablet = *state;
    struct photo_result photo;

    skip_without_photos();
    photo = add(tablet, "DSCN0010.jpg"); // 2008:10:22 16:28:39, 43° 28′ 2.814″, 11° 53′ 6.456″
    assert_true(has(tablet, &photo.id, "\"taken_at\":1224664119000"));
    assert_true(has(tablet, &photo.id, "\"latitude\":\"43.4674483\",\"longitude\":\"11.8851267\""));
    assert_true(has(tablet, &photo.id, "\"width\":640"));
    photo = add(tablet, "iphone_hdr_YES.jpg");
    assert_true(has(tablet, &photo.id, "\"longitude\":\"-3.7247528\""));
    photo = add(tablet, "no_exif.jpg");
    assert_false(has(tablet, &photo.id, "taken_at"));
    assert_false(has(tablet, &photo.id, "latitude"));
    photo = add(tablet, "damaged.jpg");
    assert_true(has(tablet, &photo.id, "\"width\":3648"));
}

// The mean difference of two pictures of one size, 0 to 255.
static int difference(const unsigned char *a, const unsigned char *b, int pixels)
{
    int64_t sum = 0;

    for (int i = 0; i < 3 * pixels; i++)
        sum += abs(a[i] - b[i]);
    return (int)(sum / (3 * pixels));
}

static void one_scene_looks_alike_however_the_camera_was_held(void **state)
{
    static const char *const scenes[][2] = {{"Landscape_3.jpg", "Landscape_6.jpg"},
                                            {"Landscape_3.jpg", "Landscape_8.jpg"},
                                            {"Portrait_1.jpg", "Portrait_6.jpg"}};
    struct tablet *tablet = *state;

    skip_without_photos();
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        struct photo_result one = add(tablet, scenes[i][0]), other = add(tablet, scenes[i][1]);
        int width, height, other_width, other_height;
        unsigned char *a = thumbnail_of(tablet, &one, &width, &height);
        unsigned char *b = thumbnail_of(tablet, &other, &other_width, &other_height);

        assert_int_equal(width, other_width);
        assert_int_equal(height, other_height);
        assert_in_range(difference(a, b, width * height), 0, 12);
        free(a);
        free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_original_is_kept_byte_for_byte),
        TEST(time_and_place_are_what_the_camera_wrote),
        TEST(one_scene_looks_alike_however_the_camera_was_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
