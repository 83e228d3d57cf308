// SPDX-License-Identifier: Apache-2.0
// Which way up a JPEG was taken.
#ifndef PLUMB_SERVER_REPORTS_EXIF_ORIENTATION_H
#define PLUMB_SERVER_REPORTS_EXIF_ORIENTATION_H

#include "shared/base/text.h"

// 1 to 8 as its EXIF says; 1 when it says nothing or nonsense. Any bytes will do.
int exif_orientation(struct span jpeg);

#endif
