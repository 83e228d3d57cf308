// SPDX-License-Identifier: Apache-2.0
#include "server/reports/photo_copy.h"

#include "tests/unit/picture_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cairo.h>
#include <cmocka.h>

static cairo_status_t write_png(void *closure, const unsigned char *data, unsigned len)
{
    return buffer_append(closure, data, len) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static bool copy_of(struct span original, struct photo_copy *copy)
{
    struct buffer out;
    bool made;

    buffer_init(&out, 8 << 20);
    made = photo_copy_make(original, &out, copy);
    if (made) {
        int width = 0, height = 0;
        unsigned char *pixels = picture_decode((struct span){out.data, out.len}, &width, &height);

        assert_non_null(pixels);
        assert_int_equal(width, copy->width);
        assert_int_equal(height, copy->height);
        free(pixels);
    } else
        assert_string_not_equal(copy->why_zh, "");
    buffer_clear(&out);
    return made;
}

static void a_copy_has_as_many_pixels_as_print_needs(void **state)
{
    static const int sizes[][4]
        = {{4000, 3000, 800, 600}, {3000, 4000, 600, 800}, {801, 10, 800, 9},
           {640, 480, 640, 480},   {1, 1, 1, 1},           {2, 3000, 1, 800}};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct buffer jpeg;
        struct photo_copy copy;

        buffer_init(&jpeg, 64 << 20);
        picture_jpeg(&jpeg, sizes[i][0], sizes[i][1], 0);
        assert_true(copy_of((struct span){jpeg.data, jpeg.len}, &copy));
        assert_int_equal(copy.width, sizes[i][2]);
        assert_int_equal(copy.height, sizes[i][3]);
        buffer_clear(&jpeg);
    }
}

// The JPEG with an EXIF block put in behind its first marker.
static void put_oriented(struct buffer *out, int orientation)
{
    struct buffer jpeg, exif;

    buffer_init(&jpeg, 1 << 20);
    buffer_init(&exif, 1 << 16);
    picture_jpeg(&jpeg, 400, 200, 0);
    picture_exif(&exif, &(struct exif_sample){.orientation = orientation});
    buffer_append(out, jpeg.data, 2);
    picture_put(out, 0xFFE1, 2);
    picture_put(out, (uint32_t)exif.len + 2, 2);
    buffer_append(out, exif.data, exif.len);
    buffer_append(out, jpeg.data + 2, jpeg.len - 2);
    buffer_clear(&jpeg);
    buffer_clear(&exif);
}

static void a_photo_stands_upright(void **state)
{
    for (int orientation = 0; orientation <= 9; orientation++) {
        bool lies = orientation >= 5 && orientation <= 8;
        struct buffer jpeg;
        struct photo_copy copy;

        buffer_init(&jpeg, 1 << 20);
        put_oriented(&jpeg, orientation);
        assert_true(copy_of((struct span){jpeg.data, jpeg.len}, &copy));
        assert_int_equal(copy.width, lies ? 200 : 400);
        assert_int_equal(copy.height, lies ? 400 : 200);
        buffer_clear(&jpeg);
    }
}

static void a_jpeg_cut_anywhere_is_drawn_or_refused(void **state)
{
    struct buffer jpeg;
    struct photo_copy copy;
    size_t drawn = 0;

    buffer_init(&jpeg, 1 << 20);
    put_oriented(&jpeg, 6);
    for (size_t len = 0; len < jpeg.len; len += 13) {
        // In memory of its own, so that a step beyond is seen.
        char *cut = malloc(len + 1);

        memcpy(cut, jpeg.data, len);
        drawn += copy_of((struct span){cut, len}, &copy);
        free(cut);
    }
    assert_true(drawn > 0);
    buffer_clear(&jpeg);
}

static void a_png_is_drawn_on_white_paper(void **state)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 900, 300);
    struct buffer png;
    struct photo_copy copy;

    buffer_init(&png, 1 << 20);
    assert_int_equal(cairo_surface_write_to_png_stream(surface, write_png, &png),
                     CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
    assert_true(copy_of((struct span){png.data, png.len}, &copy));
    assert_int_equal(copy.width, 800);
    assert_int_equal(copy.height, 266);
    memset(png.data + 16, 0x7F, 8); // claims 4 million million pixels
    assert_false(copy_of((struct span){png.data, png.len}, &copy));
    png.len = 20;
    assert_false(copy_of((struct span){png.data, png.len}, &copy));
    buffer_clear(&png);
}

static void other_formats_are_refused_in_words(void **state)
{
    static const struct span others[] = {
        {"", 0},         {"GIF89a", 6}, {"\0\0\0\030ftypheic\0\0\0\0", 16}, {"\xFF\xD8\xFF", 3},
        {"%PDF-1.4", 8}, {"<svg/>", 6},
    };
    struct photo_copy copy;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(copy_of(others[i], &copy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_has_as_many_pixels_as_print_needs),
        cmocka_unit_test(a_photo_stands_upright),
        cmocka_unit_test(a_jpeg_cut_anywhere_is_drawn_or_refused),
        cmocka_unit_test(a_png_is_drawn_on_white_paper),
        cmocka_unit_test(other_formats_are_refused_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
