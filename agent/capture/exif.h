// SPDX-License-Identifier: Apache-2.0
// Time, place and orientation of a photo, as its camera wrote them (EXIF 2.32).
#ifndef PLUMB_AGENT_CAPTURE_EXIF_H
#define PLUMB_AGENT_CAPTURE_EXIF_H

#include "shared/base/text.h"

// Cameras that state no time zone are taken to stand in China.
enum { EXIF_OFFSET_DEFAULT_MINUTES = 480, EXIF_DECIMAL = 16 };

struct exif_facts {
    bool has_time, has_place;
    int64_t taken_ms;            // Unix milliseconds
    char latitude[EXIF_DECIMAL]; // decimal degrees with 7 digits, south and west negative
    char longitude[EXIF_DECIMAL];
    int orientation; // 1 to 8, 1 when it is not told
};

// Reads "Exif\0\0" and a TIFF structure. What is damaged, absurd or missing is left out.
void exif_read(struct span segment, struct exif_facts *out);

#endif
