// SPDX-License-Identifier: Apache-2.0
// A small JPEG of a JPEG, turned upright.
#ifndef PLUMB_AGENT_CAPTURE_THUMBNAIL_H
#define PLUMB_AGENT_CAPTURE_THUMBNAIL_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"

enum {
    THUMBNAIL_SIDE = 320,             // longer side in pixels, at most
    THUMBNAIL_SOURCE_MAX = 32 << 20,  // bytes: the decoder needs the whole file at once
    THUMBNAIL_PIXELS_MAX = 128 << 20, // of a picture in one scan: it is decoded scaled, row by row
    THUMBNAIL_HELD_MAX = 12 << 20,    // of one in several: it is held in memory, 3 to 8 bytes each
    THUMBNAIL_SCANS_MAX = 64,
};

// What is known of the picture on the way.
struct thumbnail_facts {
    int64_t width, height; // in pixels as stored, 0 when it could not be read
    const char *why_not;   // in words when there is no thumbnail; static
};
// Appends the thumbnail to `out`. Orientation as in EXIF, 1 to 8. False, and facts->why_not, when
// there is none: not a JPEG, damaged beyond use, beyond the limits above. A picture that is cut is
// shown as far as it goes.
bool thumbnail_make(struct span jpeg, int orientation, struct buffer *out,
                    struct thumbnail_facts *facts);

#endif
