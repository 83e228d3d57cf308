// SPDX-License-Identifier: Apache-2.0
#include "server/reports/photo_copy.h"

#include "server/reports/exif_orientation.h"
#include "server/reports/raster.h"

#include <cairo.h>
#include <stdint.h>
#include <string.h>
#include <turbojpeg.h>

enum { QUALITY = 82, EIGHTHS = 8, PNG_HEAD = 24 };

static bool refuse(struct photo_copy *copy, const char *zh, const char *en)
{
    copy->why_zh = zh;
    copy->why_en = en;
    return false;
}

// What the frame markers tell: whether it must be held as a whole, and how often it is gone
// through.
static int count_scans(struct span jpeg, bool *whole)
{
    const char *at = jpeg.data, *end = jpeg.data + jpeg.len;
    int scans = 0;
    *whole = false;
    while (scans <= PHOTO_COPY_SCANS_MAX && at < end
           && (at = memchr(at, 0xFF, (size_t)(end - at))) != NULL && end - at >= 2) {
        unsigned char marker = (unsigned char)at[1];
        scans += marker == 0xDA;
        *whole = *whole || marker == 0xC2 || marker == 0xC6 || marker == 0xCA || marker == 0xCE;
        at++;
    }
    *whole = *whole || scans > 1;
    return scans;
}

static bool judge_jpeg(struct span jpeg, int64_t pixels)
{
    bool whole;
    int scans = count_scans(jpeg, &whole);
    return pixels > 0 && scans <= PHOTO_COPY_SCANS_MAX
           && pixels <= (whole ? PHOTO_COPY_HELD_MAX : PHOTO_COPY_PIXELS_MAX);
}

// The decoder's smallest size that still has the copy's pixels.
static tjscalingfactor choose_scale(int longer)
{
    int eighths = 1;
    while (eighths < EIGHTHS
           && TJSCALED(longer, ((tjscalingfactor){eighths, EIGHTHS})) < PHOTO_COPY_SIDE)
        eighths++;
    return (tjscalingfactor){eighths, EIGHTHS};
}

static bool decode_jpeg(struct span jpeg, struct raster *out)
{
    tjhandle decoder = tjInitDecompress();
    const unsigned char *bytes = (const unsigned char *)jpeg.data;
    int width = 0, height = 0, sampling, space;
    bool decoded = false;
    if (decoder == NULL
        || tjDecompressHeader3(decoder, bytes, (unsigned long)jpeg.len, &width, &height, &sampling,
                               &space)
               != 0
        || width < 1 || height < 1 || !judge_jpeg(jpeg, (int64_t)width * height))
        goto done;
    tjscalingfactor scale = choose_scale(width > height ? width : height);
    if (!raster_make(out, TJSCALED(width, scale), TJSCALED(height, scale)))
        goto done;
    decoded = tjDecompress2(decoder, bytes, (unsigned long)jpeg.len, out->pixels, out->width, 0,
                            out->height, TJPF_RGB, TJFLAG_LIMITSCANS)
                  == 0
              || tjGetErrorCode(decoder) == TJERR_WARNING; // cut short: what came is shown
done:
    if (decoder != NULL)
        tjDestroy(decoder);
    return decoded;
}

static cairo_status_t read_png(void *closure, unsigned char *data, unsigned length)
{
    struct span *rest = closure;
    if (rest->len < length)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, rest->data, length);
    *rest = (struct span){rest->data + length, rest->len - length};
    return CAIRO_STATUS_SUCCESS;
}

// The surface's pixels on white paper, as three bytes each.
static bool flatten(cairo_surface_t *surface, struct raster *out)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    cairo_format_t format = cairo_image_surface_get_format(surface);
    if (data == NULL || (format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24)
        || !raster_make(out, cairo_image_surface_get_width(surface),
                        cairo_image_surface_get_height(surface)))
        return false;
    for (int y = 0; y < out->height; y++)
        for (int x = 0; x < out->width; x++) {
            uint32_t pixel;
            memcpy(&pixel, data + (size_t)y * (size_t)stride + (size_t)x * 4, 4);
            unsigned paper = format == CAIRO_FORMAT_RGB24 ? 0 : 255 - (pixel >> 24);
            for (int c = 0; c < RASTER_PIXEL; c++) {
                unsigned level = ((pixel >> (16 - 8 * c)) & 255) + paper; // premultiplied
                raster_at(out, x, y)[c] = (unsigned char)(level > 255 ? 255 : level);
            }
        }
    return true;
}

static bool decode_png(struct span png, struct raster *out)
{
    const unsigned char *head = (const unsigned char *)png.data;
    int64_t side[2];
    if (png.len < PNG_HEAD)
        return false;
    for (int i = 0; i < 2; i++) {
        const unsigned char *at = head + 16 + 4 * i;
        side[i] = (int64_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
    }
    if (side[0] < 1 || side[1] < 1 || side[0] > PHOTO_COPY_HELD_MAX
        || side[1] > PHOTO_COPY_HELD_MAX / side[0])
        return false;
    struct span rest = png;
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_png, &rest);
    bool decoded = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS && flatten(surface, out);
    cairo_surface_destroy(surface);
    return decoded;
}

static bool encode(const struct raster *raster, struct buffer *out)
{
    tjhandle encoder = tjInitCompress();
    unsigned char *jpeg = NULL;
    unsigned long len = 0;
    bool encoded = encoder != NULL
                   && tjCompress2(encoder, raster->pixels, raster->width, 0, raster->height,
                                  TJPF_RGB, &jpeg, &len, TJSAMP_420, QUALITY, 0)
                          == 0
                   && buffer_append(out, jpeg, (size_t)len);
    tjFree(jpeg);
    if (encoder != NULL)
        tjDestroy(encoder);
    return encoded;
}

bool photo_copy_make(struct span original, struct buffer *out, struct photo_copy *copy)
{
    struct raster raster = {0};
    bool jpeg = original.len > 3 && memcmp(original.data, "\xFF\xD8\xFF", 3) == 0;
    bool png = original.len > 8 && memcmp(original.data, "\x89PNG\r\n\x1A\n", 8) == 0;
    *copy = (struct photo_copy){.why_zh = "", .why_en = ""};
    if (!jpeg && !png)
        return refuse(copy, "此格式不能印在纸上", "this format cannot be printed");
    bool made = jpeg ? decode_jpeg(original, &raster) : decode_png(original, &raster);
    made = made && raster_shrink(&raster, PHOTO_COPY_SIDE)
           && raster_turn(&raster, jpeg ? exif_orientation(original) : 1) && encode(&raster, out);
    copy->width = raster.width;
    copy->height = raster.height;
    raster_free(&raster);
    return made || refuse(copy, "照片已损坏或过大", "the photo is damaged or too large");
}
