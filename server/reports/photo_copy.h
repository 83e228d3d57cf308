// SPDX-License-Identifier: Apache-2.0
// The small copy of a photo that goes on paper: a JPEG, upright, as many pixels as print needs.
#ifndef PLUMB_SERVER_REPORTS_PHOTO_COPY_H
#define PLUMB_SERVER_REPORTS_PHOTO_COPY_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"

enum {
    PHOTO_COPY_SIDE = 800,             // longer side in pixels: 240 a inch in its frame
    PHOTO_COPY_PIXELS_MAX = 128 << 20, // of a JPEG in one scan: decoded scaled, row by row
    PHOTO_COPY_HELD_MAX = 24 << 20,    // of other pictures: held in memory
    PHOTO_COPY_SCANS_MAX = 64,
};
struct photo_copy {
    int width, height;
    const char *why_zh, *why_en; // when there is none; static
};
// Appends the JPEG to `out`. False: not a picture that can be drawn (HEIC…), damaged, beyond the
// limits. A JPEG that is cut is shown as far as it goes.
bool photo_copy_make(struct span original, struct buffer *out, struct photo_copy *copy);

#endif
