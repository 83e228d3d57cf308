// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/thumbnail.h"

#include "agent/capture/image_head.h"
#include "shared/base/memory.h"

#include <string.h>
#include <turbojpeg.h>

enum { BYTES_A_PIXEL = 3, QUALITY = 80, EIGHTHS = 8 };

// Pixels in memory.
struct raster {
    unsigned char *pixels; // owned
    int width, height;
};

static bool raster_make(struct raster *raster, int width, int height)
{
    raster->width = width;
    raster->height = height;
    raster->pixels = mem_try((size_t)width * (size_t)height * BYTES_A_PIXEL);
    return raster->pixels != NULL;
}

static unsigned char *pixel_at(const struct raster *raster, int x, int y)
{
    return raster->pixels + ((size_t)y * (size_t)raster->width + (size_t)x) * BYTES_A_PIXEL;
}

// Such a picture is worked through once a scan, however short each is.
static bool too_many_scans(struct span jpeg)
{
    const char *at = jpeg.data, *end = jpeg.data + jpeg.len;
    int scans = 0;

    while (scans <= THUMBNAIL_SCANS_MAX && at < end
           && (at = memchr(at, 0xFF, (size_t)(end - at))) != NULL && end - at >= 2) {
        scans += (unsigned char)at[1] == 0xDA;
        at++;
    }
    return scans > THUMBNAIL_SCANS_MAX;
}

static const char *judge(struct span jpeg, struct thumbnail_facts *facts)
{
    struct image_head head;
    int64_t pixels;

    image_head_read(jpeg, &head);
    facts->width = head.width;
    facts->height = head.height;
    pixels = head.width * head.height;
    if (!head.jpeg)
        return "缩略图只用于 JPEG thumbnails are made of JPEG only";
    if (jpeg.len > THUMBNAIL_SOURCE_MAX)
        return "the file is too large for a thumbnail";
    if (pixels == 0)
        return "the picture is damaged";
    if (pixels > (head.several_scans ? THUMBNAIL_HELD_MAX : THUMBNAIL_PIXELS_MAX))
        return "the picture has too many pixels for a thumbnail";
    if (head.several_scans && too_many_scans(jpeg))
        return "the picture has too many scans for a thumbnail";
    return NULL;
}

// The decoder's smallest size that still has the thumbnail's pixels.
static tjscalingfactor choose_scale(int longer)
{
    int eighths = 1;

    while (eighths < EIGHTHS
           && TJSCALED(longer, ((tjscalingfactor){eighths, EIGHTHS})) < THUMBNAIL_SIDE)
        eighths++;
    return (tjscalingfactor){eighths, EIGHTHS};
}

static bool decode(struct span jpeg, struct raster *out)
{
    tjhandle decoder = tjInitDecompress();
    const unsigned char *bytes = (const unsigned char *)jpeg.data;
    int width = 0, height = 0, sampling, space;
    tjscalingfactor scale;
    bool decoded = false;

    if (!decoder
        || tjDecompressHeader3(decoder, bytes, (unsigned long)jpeg.len, &width, &height, &sampling,
                               &space)
               != 0
        || width < 1 || height < 1)
        goto done;
    scale = choose_scale(width > height ? width : height);
    if (!raster_make(out, TJSCALED(width, scale), TJSCALED(height, scale)))
        goto done;
    memset(out->pixels, 0x80, (size_t)out->width * (size_t)out->height * BYTES_A_PIXEL);
    decoded = tjDecompress2(decoder, bytes, (unsigned long)jpeg.len, out->pixels, out->width, 0,
                            out->height, TJPF_RGB, TJFLAG_FASTDCT | TJFLAG_LIMITSCANS)
                  == 0
              || tjGetErrorCode(decoder) == TJERR_WARNING; // cut short: what came is shown

done:
    if (decoder)
        tjDestroy(decoder);
    return decoded;
}

// The mean of the pixels of `from` that fall on pixel (x, y) of `to`.
static void average(const struct raster *from, const struct raster *to, int x, int y)
{
    int left = (int)((int64_t)x * from->width / to->width);
    int right = (int)(((int64_t)x + 1) * from->width / to->width);
    int top = (int)((int64_t)y * from->height / to->height);
    int bottom = (int)(((int64_t)y + 1) * from->height / to->height);
    unsigned sum[BYTES_A_PIXEL] = {0}, count = (unsigned)((right - left) * (bottom - top));

    for (int v = top; v < bottom; v++)
        for (int u = left; u < right; u++)
            for (int c = 0; c < BYTES_A_PIXEL; c++)
                sum[c] += pixel_at(from, u, v)[c];
    for (int c = 0; c < BYTES_A_PIXEL; c++)
        pixel_at(to, x, y)[c] = (unsigned char)(sum[c] / count);
}

// Down to THUMBNAIL_SIDE, never up; each pixel of the smaller one gets at least one of the larger.
static bool shrink(const struct raster *from, struct raster *to)
{
    int longer = from->width > from->height ? from->width : from->height;
    int side = longer < THUMBNAIL_SIDE ? longer : THUMBNAIL_SIDE;
    int width = (int)((int64_t)from->width * side / longer);
    int height = (int)((int64_t)from->height * side / longer);

    if (!raster_make(to, width > 0 ? width : 1, height > 0 ? height : 1))
        return false;
    for (int y = 0; y < to->height; y++)
        for (int x = 0; x < to->width; x++)
            average(from, to, x, y);
    return true;
}

// EXIF orientations: whether to swap the axes, then which of them to mirror.
static const struct {
    bool swap, mirror_x, mirror_y;
} turns[9] = {
    [2] = {.mirror_x = true},
    [3] = {.mirror_x = true, .mirror_y = true},
    [4] = {.mirror_y = true},
    [5] = {.swap = true},
    [6] = {.swap = true, .mirror_x = true},
    [7] = {.swap = true, .mirror_x = true, .mirror_y = true},
    [8] = {.swap = true, .mirror_y = true},
};

static bool turn(const struct raster *from, int orientation, struct raster *to)
{
    bool swap = turns[orientation].swap;

    if (!raster_make(to, swap ? from->height : from->width, swap ? from->width : from->height))
        return false;
    for (int y = 0; y < to->height; y++) {
        for (int x = 0; x < to->width; x++) {
            int u = turns[orientation].mirror_x ? to->width - 1 - x : x;
            int v = turns[orientation].mirror_y ? to->height - 1 - y : y;

            memcpy(pixel_at(to, x, y), swap ? pixel_at(from, v, u) : pixel_at(from, u, v),
                   BYTES_A_PIXEL);
        }
    }
    return true;
}

static bool encode(const struct raster *raster, struct buffer *out)
{
    tjhandle encoder = tjInitCompress();
    unsigned char *jpeg = NULL;
    unsigned long len = 0;
    bool encoded = encoder
                   && tjCompress2(encoder, raster->pixels, raster->width, 0, raster->height,
                                  TJPF_RGB, &jpeg, &len, TJSAMP_420, QUALITY, TJFLAG_FASTDCT)
                          == 0
                   && buffer_append(out, jpeg, (size_t)len);

    tjFree(jpeg);
    if (encoder)
        tjDestroy(encoder);
    return encoded;
}

bool thumbnail_make(struct span jpeg, int orientation, struct buffer *out,
                    struct thumbnail_facts *facts)
{
    struct raster decoded = {0}, small = {0}, upright = {0};

    *facts = (struct thumbnail_facts){0};
    facts->why_not = judge(jpeg, facts);
    if (facts->why_not)
        return false;
    if (orientation < 1 || orientation > 8)
        orientation = 1;
    if (!decode(jpeg, &decoded) || !shrink(&decoded, &small) || !turn(&small, orientation, &upright)
        || !encode(&upright, out))
        facts->why_not = "the picture is damaged, or of a kind that cannot be shown";
    mem_free(decoded.pixels);
    mem_free(small.pixels);
    mem_free(upright.pixels);
    return facts->why_not == NULL;
}
