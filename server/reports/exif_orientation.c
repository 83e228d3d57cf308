// SPDX-License-Identifier: Apache-2.0
#include "server/reports/exif_orientation.h"

#include <string.h>

enum { APP1 = 0xE1, START_OF_SCAN = 0xDA, TAG_ORIENTATION = 0x0112, ENTRY_BYTES = 12 };

// A TIFF block with its byte order; reads beyond it give 0.
struct tiff {
    const unsigned char *bytes;
    size_t len;
    bool big;
};

static unsigned read16(const struct tiff *tiff, size_t at)
{
    if (at > tiff->len || tiff->len - at < 2)
        return 0;
    const unsigned char *p = tiff->bytes + at;
    return tiff->big ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static size_t read32(const struct tiff *tiff, size_t at)
{
    size_t low = read16(tiff, at + (tiff->big ? 2 : 0));
    size_t high = read16(tiff, at + (tiff->big ? 0 : 2));
    return high << 16 | low;
}

static int read_tiff(const struct tiff *tiff)
{
    size_t folder = read32(tiff, 4);
    unsigned count = read16(tiff, folder);
    for (unsigned i = 0; i < count && folder + 2 + (size_t)i * ENTRY_BYTES < tiff->len; i++) {
        size_t entry = folder + 2 + (size_t)i * ENTRY_BYTES;
        unsigned value = read16(tiff, entry + 8);
        if (read16(tiff, entry) == TAG_ORIENTATION)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

int exif_orientation(struct span jpeg)
{
    const unsigned char *bytes = (const unsigned char *)jpeg.data;
    size_t at = 2;
    while (at + 4 <= jpeg.len && bytes[at] == 0xFF && bytes[at + 1] != START_OF_SCAN) {
        size_t len = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        if (len < 2 || len > jpeg.len - at - 2)
            return 1;
        if (bytes[at + 1] == APP1 && len >= 16 && memcmp(bytes + at + 4, "Exif\0\0", 6) == 0) {
            struct tiff tiff = {bytes + at + 10, len - 8, bytes[at + 10] == 'M'};
            return read_tiff(&tiff);
        }
        at += 2 + len;
    }
    return 1;
}
