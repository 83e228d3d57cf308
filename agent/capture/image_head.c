// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/image_head.h"

#include <string.h>

// Markers of JPEG (ITU-T T.81, table B.1).
enum {
    MARKER_TEM = 0x01,
    MARKER_SOF0 = 0xC0,
    MARKER_DHT = 0xC4,
    MARKER_JPG = 0xC8,
    MARKER_DAC = 0xCC,
    MARKER_SOF15 = 0xCF,
    MARKER_RST0 = 0xD0,
    MARKER_SOI = 0xD8,
    MARKER_EOI = 0xD9,
    MARKER_SOS = 0xDA,
    MARKER_APP1 = 0xE1,
};

struct magic {
    const char *mime;
    size_t offset, len;
    const char *bytes;
};

// The first that fits counts; ISO base media (….ftyp) stands from the closest brand to any.
static const struct magic magics[] = {
    {"image/jpeg", 0, 3, "\xFF\xD8\xFF"}, {"image/png", 0, 8, "\x89PNG\r\n\x1A\n"},
    {"image/gif", 0, 4, "GIF8"},          {"image/webp", 8, 4, "WEBP"},
    {"image/tiff", 0, 4, "II*\0"},        {"image/tiff", 0, 4, "MM\0*"},
    {"image/heic", 4, 8, "ftypheic"},     {"image/heic", 4, 8, "ftypheix"},
    {"image/heic", 4, 8, "ftyphevc"},     {"image/heic", 4, 8, "ftypmif1"},
    {"image/heic", 4, 8, "ftypmsf1"},     {"image/avif", 4, 8, "ftypavif"},
    {"video/mp4", 4, 4, "ftyp"},
};

static const char *mime_of(struct span bytes)
{
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        const struct magic *magic = &magics[i];

        if (bytes.len >= magic->offset + magic->len
            && memcmp(bytes.data + magic->offset, magic->bytes, magic->len) == 0)
            return magic->mime;
    }
    return "application/octet-stream";
}

static size_t number16(struct span bytes, size_t at)
{
    const unsigned char *two = (const unsigned char *)bytes.data + at;

    return (size_t)two[0] << 8 | two[1];
}

static int64_t number32(struct span bytes, size_t at)
{
    return (int64_t)(number16(bytes, at) << 16 | number16(bytes, at + 2));
}

static bool is_frame(unsigned marker)
{
    return marker >= MARKER_SOF0 && marker <= MARKER_SOF15 && marker != MARKER_DHT
           && marker != MARKER_JPG && marker != MARKER_DAC;
}

// What the frame header says of the scans to come.
struct frame {
    bool progressive;
    unsigned components;
};

// A segment's contents, behind its length.
static void read_segment(unsigned marker, struct span segment, struct frame *frame,
                         struct image_head *out)
{
    static const char exif[6] = "Exif\0";

    if (is_frame(marker) && segment.len >= 6 && out->width == 0) {
        out->height = (int64_t)number16(segment, 1);
        out->width = (int64_t)number16(segment, 3);
        frame->progressive = marker % 4 == 2;
        frame->components = (unsigned char)segment.data[5];
    } else if (marker == MARKER_SOS && segment.len >= 1) {
        out->several_scans
            = frame->progressive || (unsigned char)segment.data[0] < frame->components;
    } else if (marker == MARKER_APP1 && out->exif.len == 0 && segment.len > sizeof(exif)
               && memcmp(segment.data, exif, sizeof(exif)) == 0) {
        out->exif = segment;
    }
}

static bool has_length(unsigned marker)
{
    return marker != MARKER_TEM && !(marker >= MARKER_RST0 && marker <= MARKER_SOI);
}

static void read_jpeg(struct span bytes, struct image_head *out)
{
    struct frame frame = {0};
    size_t at = 2;

    while (at + 4 <= bytes.len) {
        unsigned marker = (unsigned char)bytes.data[at + 1];
        size_t len;

        if ((unsigned char)bytes.data[at] != 0xFF)
            return; // damaged, or what was between two markers
        if (marker == 0xFF) {
            at++; // fill
            continue;
        }
        if (marker == MARKER_EOI)
            return;
        at += 2;
        if (!has_length(marker))
            continue;
        len = number16(bytes, at);
        if (len < 2 || len > bytes.len - at)
            return;
        read_segment(marker, (struct span){bytes.data + at + 2, len - 2}, &frame, out);
        if (marker == MARKER_SOS)
            return; // behind it lies the picture
        at += len;
    }
}

void image_head_read(struct span bytes, struct image_head *out)
{
    *out = (struct image_head){.mime = mime_of(bytes)};
    out->jpeg = strcmp(out->mime, "image/jpeg") == 0;
    if (out->jpeg) {
        read_jpeg(bytes, out);
    } else if (strcmp(out->mime, "image/png") == 0 && bytes.len >= 24) {
        out->width = number32(bytes, 16); // IHDR comes first (PNG, 5.6)
        out->height = number32(bytes, 20);
        if (out->width > IMAGE_HEAD_SIDE_MAX || out->height > IMAGE_HEAD_SIDE_MAX)
            out->width = out->height = 0;
    }
}

// The bytes of a text in any Unicode encoding, without zeros, byte order marks and case.
static bool next_letter(struct span bytes, size_t *at, char *out)
{
    while (*at < bytes.len) {
        unsigned char c = (unsigned char)bytes.data[(*at)++];

        if (c == 0 || c == 0xEF || c == 0xBB || c == 0xBF || c == 0xFE || c == 0xFF)
            continue;
        *out = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        return true;
    }
    return false;
}

bool image_head_is_svg(struct span bytes)
{
    static const char wanted[] = "<svg";
    size_t at = 0, matched = 0;
    bool markup = false;
    char c;

    while (next_letter(bytes, &at, &c)) {
        if (!markup && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
            continue;
        if (!markup && c != '<')
            return false;
        markup = true;
        if (c != wanted[matched])
            matched = 0; // no part of "<svg" repeats its beginning
        matched += c == wanted[matched];
        if (!wanted[matched])
            return true;
    }
    return false;
}
