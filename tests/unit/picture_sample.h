// SPDX-License-Identifier: Apache-2.0
// Pictures and EXIF blocks made byte by byte, so that each can be wrong in its own way.
#ifndef PLUMB_TESTS_UNIT_PICTURE_SAMPLE_H
#define PLUMB_TESTS_UNIT_PICTURE_SAMPLE_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

// A TIFF structure under construction: three folders (main, Exif, GPS), big-endian.
struct exif_sample {
    int orientation;                    // 0: none
    const char *time, *offset;          // NULL: none
    const char *north, *east;           // references; NULL: none
    uint32_t latitude[6], longitude[6]; // numerator and denominator, three times
};

static inline void picture_put(struct buffer *out, uint32_t value, int bytes)
{
    while (bytes-- > 0)
        buffer_append_char(out, (char)(value >> (8 * bytes)));
}

static inline void picture_entry(struct buffer *out, uint32_t tag, uint32_t type, uint32_t count,
                                 uint32_t value)
{
    picture_put(out, tag, 2);
    picture_put(out, type, 2);
    picture_put(out, count, 4);
    picture_put(out, value, 4);
}

// Adds "Exif\0\0" and the structure. Values behind the folders start at fixed places.
static inline void picture_exif(struct buffer *out, const struct exif_sample *sample)
{
    enum { MAIN = 8, EXIF = 50, GPS = 80, TIME = 140, OFFSET = 160, NORTH = 168, EAST = 192 };

    buffer_append(out, "Exif\0\0MM\0*\0\0\0\x08", 14);
    picture_put(out, 3, 2);
    picture_entry(out, 0x0112, 3, 1, (uint32_t)sample->orientation << 16);
    picture_entry(out, 0x8769, 4, 1, EXIF);
    picture_entry(out, 0x8825, 4, 1, GPS);
    picture_put(out, 0, 4);
    picture_put(out, 2, 2); // EXIF
    picture_entry(out, sample->time ? 0x9003 : 0xEA1C, 2, 20, TIME);
    picture_entry(out, sample->offset ? 0x9011 : 0xEA1D, 2, 7, OFFSET);
    picture_put(out, 0, 4);
    picture_put(out, 4, 2); // GPS
    picture_entry(out, 1, 2, 2, sample->north ? (uint32_t)sample->north[0] << 24 : 0);
    picture_entry(out, 2, 5, 3, NORTH);
    picture_entry(out, 3, 2, 2, sample->east ? (uint32_t)sample->east[0] << 24 : 0);
    picture_entry(out, 4, 5, 3, EAST);
    picture_put(out, 0, 4);
    while (out->len < 6 + TIME)
        buffer_append_char(out, '\0');
    buffer_append(out, sample->time ? sample->time : "                    ", 20);
    buffer_append(out, sample->offset ? sample->offset : "       ", 7);
    buffer_append_char(out, '\0');
    for (int i = 0; i < 6; i++)
        picture_put(out, sample->latitude[i], 4);
    for (int i = 0; i < 6; i++)
        picture_put(out, sample->longitude[i], 4);
}

// A JPEG of a given size whose left half is red and right half blue, upper half bright.
static inline void picture_jpeg(struct buffer *out, int width, int height, int flags)
{
    size_t len = (size_t)width * (size_t)height * 3;
    unsigned char *pixels = malloc(len), *jpeg = NULL;
    unsigned long jpeg_len = 0;
    tjhandle encoder = tjInitCompress();

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            unsigned char *pixel = pixels + 3 * ((size_t)y * (size_t)width + (size_t)x);
            unsigned char level = y < height / 2 ? 250 : 120;

            pixel[0] = x < width / 2 ? level : 0;
            pixel[1] = 0;
            pixel[2] = x < width / 2 ? 0 : level;
        }
    if (tjCompress2(encoder, pixels, width, 0, height, TJPF_RGB, &jpeg, &jpeg_len, TJSAMP_444, 95,
                    flags)
        != 0)
        abort();
    buffer_append(out, jpeg, (size_t)jpeg_len);
    tjFree(jpeg);
    tjDestroy(encoder);
    free(pixels);
}

// The same with an EXIF segment behind the start.
static inline void picture_with_exif(struct buffer *out, struct span jpeg,
                                     const struct exif_sample *sample)
{
    struct buffer exif;

    buffer_init(&exif, 65533);
    picture_exif(&exif, sample);
    buffer_append(out, jpeg.data, 2);
    buffer_append(out, "\xFF\xE1", 2);
    picture_put(out, (uint32_t)exif.len + 2, 2);
    buffer_append(out, exif.data, exif.len);
    buffer_append(out, jpeg.data + 2, jpeg.len - 2);
    buffer_clear(&exif);
}

// Pixels of a JPEG, RGB; the caller frees them.
static inline unsigned char *picture_decode(struct span jpeg, int *width, int *height)
{
    tjhandle decoder = tjInitDecompress();
    unsigned char *pixels = NULL;
    int sampling, space;

    if (tjDecompressHeader3(decoder, (const unsigned char *)jpeg.data, (unsigned long)jpeg.len,
                            width, height, &sampling, &space)
        == 0) {
        pixels = malloc((size_t)*width * (size_t)*height * 3);
        tjDecompress2(decoder, (const unsigned char *)jpeg.data, (unsigned long)jpeg.len, pixels,
                      *width, 0, *height, TJPF_RGB, 0);
    }
    tjDestroy(decoder);
    return pixels;
}

#endif
