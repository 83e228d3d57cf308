// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/thumbnail.h"

#include "tests/unit/picture_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

struct small {
    int width, height;
    unsigned char *pixels; // owned
};

static struct span span_over(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

// A thumbnail's pixels; NULL when there is none, then *why says why.
static struct small make(struct span jpeg, int orientation, const char **why)
{
    struct thumbnail_facts facts;
    struct small small = {0};
    struct buffer out;

    buffer_init(&out, 1 << 20);
    if (thumbnail_make(jpeg, orientation, &out, &facts))
        small.pixels = picture_decode(span_over(&out), &small.width, &small.height);
    *why = facts.why_not;
    buffer_clear(&out);
    return small;
}

static struct small make_sample(int width, int height, int flags, int orientation)
{
    struct buffer jpeg;
    struct small small;
    const char *why;

    buffer_init(&jpeg, 16 << 20);
    picture_jpeg(&jpeg, width, height, flags);
    small = make(span_over(&jpeg), orientation, &why);
    assert_null(why);
    assert_non_null(small.pixels);
    buffer_clear(&jpeg);
    return small;
}

static void the_longer_side_is_320_at_most_and_never_more_than_it_was(void **state)
{
    static const int sizes[][4] = {
        {1600, 1200, 320, 240}, {1200, 1600, 240, 320}, {321, 100, 320, 99}, {320, 320, 320, 320},
        {100, 50, 100, 50},     {1, 1, 1, 1},           {4000, 1, 320, 1},   {3, 2000, 1, 320},
    };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct small small = make_sample(sizes[i][0], sizes[i][1], 0, 1);

        assert_int_equal(small.width, sizes[i][2]);
        assert_int_equal(small.height, sizes[i][3]);
        free(small.pixels);
    }
}

// Which quarter of the original stands at a corner: r bright red, R dark red, b, B.
static char corner(const struct small *small, int right, int low)
{
    int x = right ? small->width * 3 / 4 : small->width / 4;
    int y = low ? small->height * 3 / 4 : small->height / 4;
    const unsigned char *pixel = small->pixels + 3 * (y * small->width + x);
    int level = pixel[0] > pixel[2] ? pixel[0] : pixel[2];

    return (char)(pixel[0] > pixel[2] ? (level > 185 ? 'r' : 'R') : (level > 185 ? 'b' : 'B'));
}

static void every_orientation_stands_upright(void **state)
{
    // As stored: r b over R B. What is seen, in reading order (EXIF 2.32, table 6).
    static const char *const seen[9] = {
        [1] = "rbRB", [2] = "brBR", [3] = "BRbr", [4] = "RBrb",
        [5] = "rRbB", [6] = "RrBb", [7] = "BbRr", [8] = "bBrR",
    };

    for (int orientation = 1; orientation <= 8; orientation++) {
        struct small small = make_sample(640, 400, 0, orientation);
        char found[5] = {corner(&small, 0, 0), corner(&small, 1, 0), corner(&small, 0, 1),
                         corner(&small, 1, 1), '\0'};

        assert_string_equal(found, seen[orientation]);
        assert_int_equal(small.width, orientation >= 5 ? 200 : 320);
        free(small.pixels);
    }
}

static void an_absurd_orientation_is_taken_as_upright(void **state)
{
    struct small small = make_sample(64, 64, 0, 99);

    assert_int_equal(corner(&small, 0, 0), 'r');
    free(small.pixels);
}

static void a_progressive_picture_gets_one_too(void **state)
{
    struct small small = make_sample(800, 600, TJFLAG_PROGRESSIVE, 1);

    assert_int_equal(small.width, 320);
    free(small.pixels);
}

static void a_picture_cut_short_is_shown_as_far_as_it_goes(void **state)
{
    struct buffer jpeg;
    struct small small;
    const char *why;

    buffer_init(&jpeg, 1 << 20);
    picture_jpeg(&jpeg, 800, 600, 0);
    small = make((struct span){jpeg.data, jpeg.len / 2}, 1, &why);
    assert_null(why);
    assert_int_equal(corner(&small, 0, 0), 'r');
    free(small.pixels);
    for (size_t len = 0; len < jpeg.len; len += 97) {
        small = make((struct span){jpeg.data, len}, 1, &why);
        assert_true((small.pixels == NULL) == (why != NULL));
        free(small.pixels);
    }
    buffer_clear(&jpeg);
}

// Writes another size into the frame header.
static void claim_size(struct buffer *jpeg, unsigned side)
{
    for (size_t i = 0; i + 9 < jpeg->len; i++) {
        unsigned char marker = (unsigned char)jpeg->data[i + 1];

        if ((unsigned char)jpeg->data[i] != 0xFF || (marker != 0xC0 && marker != 0xC2))
            continue;
        jpeg->data[i + 5] = jpeg->data[i + 7] = (char)(side >> 8);
        jpeg->data[i + 6] = jpeg->data[i + 8] = (char)(side & 0xFF);
        return;
    }
    fail();
}

static void bombs_are_refused_before_they_are_opened(void **state)
{
    struct buffer jpeg;
    const char *why;

    buffer_init(&jpeg, 1 << 20);
    picture_jpeg(&jpeg, 16, 16, 0);
    claim_size(&jpeg, 30000);
    assert_null(make(span_over(&jpeg), 1, &why).pixels);
    assert_non_null(strstr(why, "too many pixels"));
    buffer_reset(&jpeg);
    picture_jpeg(&jpeg, 16, 16, TJFLAG_PROGRESSIVE);
    claim_size(&jpeg, 5000); // allowed only for a baseline one
    assert_null(make(span_over(&jpeg), 1, &why).pixels);
    assert_non_null(strstr(why, "too many pixels"));
    buffer_reset(&jpeg);
    picture_jpeg(&jpeg, 16, 16, TJFLAG_PROGRESSIVE);
    jpeg.len -= 2;
    for (int i = 0; i < 100; i++)
        buffer_append(&jpeg, "\xFF\xDA\0\x08\x01\x01\0\0\0\0", 10);
    assert_null(make(span_over(&jpeg), 1, &why).pixels);
    assert_non_null(strstr(why, "too many scans"));
    buffer_clear(&jpeg);
}

static void what_is_no_jpeg_is_told_so(void **state)
{
    const char *why;

    assert_null(make(span_of("\x89PNG\r\n\x1A\n"), 1, &why).pixels);
    assert_non_null(why);
    assert_null(make((struct span){NULL, 0}, 1, &why).pixels);
    assert_non_null(why);
    assert_null(make(span_of("\xFF\xD8\xFF\xE0"), 1, &why).pixels);
    assert_non_null(strstr(why, "damaged"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longer_side_is_320_at_most_and_never_more_than_it_was),
        cmocka_unit_test(every_orientation_stands_upright),
        cmocka_unit_test(an_absurd_orientation_is_taken_as_upright),
        cmocka_unit_test(a_progressive_picture_gets_one_too),
        cmocka_unit_test(a_picture_cut_short_is_shown_as_far_as_it_goes),
        cmocka_unit_test(bombs_are_refused_before_they_are_opened),
        cmocka_unit_test(what_is_no_jpeg_is_told_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
