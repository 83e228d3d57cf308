// SPDX-License-Identifier: Apache-2.0
// What a file says of itself in its first bytes: media type, size in pixels, where its EXIF lies.
#ifndef PLUMB_AGENT_CAPTURE_IMAGE_HEAD_H
#define PLUMB_AGENT_CAPTURE_IMAGE_HEAD_H

#include "shared/base/text.h"

enum { IMAGE_HEAD_SIDE_MAX = 100000 }; // pixels; a picture that claims more tells nonsense

struct image_head {
    const char *mime; // by the bytes, never by a name; static
    bool jpeg;
    bool several_scans;    // a JPEG that must be held in memory as a whole to be decoded
    int64_t width, height; // 0: not told within these bytes
    struct span exif;      // "Exif\0\0" and what follows, borrowed; empty: none
};

// Any bytes will do, also damaged and cut ones.
void image_head_read(struct span bytes, struct image_head *out);
// Whether it is markup with an <svg> in it: a picture that can carry scripts.
bool image_head_is_svg(struct span bytes);

#endif
