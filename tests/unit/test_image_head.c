// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/image_head.h"

#include "tests/unit/picture_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

static struct image_head read_bytes(const char *bytes, size_t len)
{
    struct image_head head;

    image_head_read((struct span){bytes, len}, &head);
    return head;
}

static void the_type_follows_the_bytes(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *mime;
    } cases[] = {
        {"\xFF\xD8\xFF\xE0", 4, "image/jpeg"},
        {"\x89PNG\r\n\x1A\n", 8, "image/png"},
        {"GIF89a", 6, "image/gif"},
        {"RIFF\0\0\0\0WEBPVP8 ", 16, "image/webp"},
        {"\0\0\0\x18"
         "ftypheic\0\0\0\0",
         16, "image/heic"},
        {"\0\0\0\x18"
         "ftypmif1\0\0\0\0",
         16, "image/heic"},
        {"\0\0\0\x18"
         "ftypavif\0\0\0\0",
         16, "image/avif"},
        {"\0\0\0\x18"
         "ftypisom\0\0\0\0",
         16, "video/mp4"},
        {"II*\0", 4, "image/tiff"},
        {"hello", 5, "application/octet-stream"},
        {"\xFF\xD8", 2, "application/octet-stream"},
        {"", 0, "application/octet-stream"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(read_bytes(cases[i].bytes, cases[i].len).mime, cases[i].mime);
}

static void size_and_exif_of_a_jpeg_are_found(void **state)
{
    struct exif_sample sample = {.orientation = 3};
    struct buffer jpeg, whole;
    struct image_head head;

    buffer_init(&jpeg, 1 << 20);
    buffer_init(&whole, 1 << 20);
    picture_jpeg(&jpeg, 70, 33, 0);
    picture_with_exif(&whole, (struct span){jpeg.data, jpeg.len}, &sample);
    head = read_bytes(whole.data, whole.len);
    assert_int_equal(head.width, 70);
    assert_int_equal(head.height, 33);
    assert_false(head.several_scans);
    assert_memory_equal(head.exif.data, "Exif\0\0MM", 8);
    buffer_reset(&jpeg);
    picture_jpeg(&jpeg, 70, 33, TJFLAG_PROGRESSIVE);
    head = read_bytes(jpeg.data, jpeg.len);
    assert_true(head.several_scans);
    assert_int_equal(head.exif.len, 0);
    buffer_clear(&jpeg);
    buffer_clear(&whole);
}

static void of_two_frames_the_first_counts_as_for_the_decoder(void **state)
{
    static const char bytes[] = "\xFF\xD8\xFF\xC0\0\x0B\x08\x75\x30\x75\x30\x01\x01\x11\0"
                                "\xFF\xC0\0\x0B\x08\0\x10\0\x10\x01\x01\x11\0\xFF\xDA";

    assert_int_equal(read_bytes(bytes, sizeof(bytes) - 1).width, 30000);
}

static void components_in_scans_of_their_own_are_told(void **state)
{
    char bytes[]
        = "\xFF\xD8\xFF\xC0\0\x0B\x08\0\x10\0\x10\x03\x01\x11\0\xFF\xDA\0\x08\x01\x01\0\0\x3F\0";

    assert_true(read_bytes(bytes, sizeof(bytes) - 1).several_scans);
    bytes[19] = 3;
    assert_false(read_bytes(bytes, sizeof(bytes) - 1).several_scans);
}

static void size_of_a_png(void **state)
{
    static const char bytes[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x31";
    static const char absurd[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\x01\x86\xA1\0\0\0\x01";

    assert_int_equal(read_bytes(bytes, sizeof(bytes) - 1).width, 30000);
    assert_int_equal(read_bytes(bytes, sizeof(bytes) - 1).height, 30001);
    assert_int_equal(read_bytes(bytes, 23).width, 0);
    assert_int_equal(read_bytes(absurd, sizeof(absurd) - 1).width, 0);
}

static void a_cut_anywhere_is_survived(void **state)
{
    struct exif_sample sample = {.orientation = 3};
    struct buffer jpeg, whole;

    buffer_init(&jpeg, 1 << 20);
    buffer_init(&whole, 1 << 20);
    picture_jpeg(&jpeg, 16, 16, 0);
    picture_with_exif(&whole, (struct span){jpeg.data, jpeg.len}, &sample);
    for (size_t len = 0; len <= whole.len; len++) {
        char *copy = malloc(len + 1);

        memcpy(copy, whole.data, len);
        read_bytes(copy, len);
        free(copy);
    }
    buffer_clear(&jpeg);
    buffer_clear(&whole);
}

static void segments_that_lie_about_their_length_end_the_walk(void **state)
{
    static const char short_one[] = "\xFF\xD8\xFF\xE1\0\x01\xFF\xC0\0\x0B\x08\0\x10\0\x10";
    static const char long_one[] = "\xFF\xD8\xFF\xE1\xFF\xFF"
                                   "Exif\0\0";
    static const char filled[] = "\xFF\xD8\xFF\xFF\xFF\xFF\xFF\xFF";

    assert_int_equal(read_bytes(short_one, sizeof(short_one) - 1).width, 0);
    assert_int_equal(read_bytes(long_one, sizeof(long_one) - 1).exif.len, 0);
    assert_int_equal(read_bytes(filled, sizeof(filled) - 1).width, 0);
}

static bool svg(const char *bytes, size_t len)
{
    return image_head_is_svg((struct span){bytes, len});
}
#define SVG(text) svg(text, sizeof(text) - 1)

static void svg_is_seen_in_any_dress(void **state)
{
    assert_true(SVG("<svg xmlns='http://www.w3.org/2000/svg'/>"));
    assert_true(SVG("\xEF\xBB\xBF  \n<?xml version='1.0'?><!-- < s v g --><SVG>"));
    assert_true(SVG("<!DOCTYPE svg><a><<svg/></a>"));
    assert_true(SVG("\xFF\xFE<\0s\0v\0g\0 \0"));
    assert_true(SVG("\xFE\xFF\0<\0s\0v\0g"));
}

static void what_only_mentions_it_is_no_svg(void **state)
{
    assert_false(SVG(""));
    assert_false(SVG("<"));
    assert_false(SVG("<sv"));
    assert_false(SVG("a note about <svg>"));
    assert_false(SVG("<html>svg</html>"));
    assert_false(SVG("\xFF\xD8\xFF\xE0 <svg>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_type_follows_the_bytes),
        cmocka_unit_test(size_and_exif_of_a_jpeg_are_found),
        cmocka_unit_test(of_two_frames_the_first_counts_as_for_the_decoder),
        cmocka_unit_test(components_in_scans_of_their_own_are_told),
        cmocka_unit_test(size_of_a_png),
        cmocka_unit_test(a_cut_anywhere_is_survived),
        cmocka_unit_test(segments_that_lie_about_their_length_end_the_walk),
        cmocka_unit_test(svg_is_seen_in_any_dress),
        cmocka_unit_test(what_only_mentions_it_is_no_svg),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
