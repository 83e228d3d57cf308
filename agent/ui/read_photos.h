// SPDX-License-Identifier: Apache-2.0
// The bytes of photos.
#ifndef PLUMB_AGENT_UI_READ_PHOTOS_H
#define PLUMB_AGENT_UI_READ_PHOTOS_H

#include "shared/web/route_table.h"

extern const struct route read_photos_routes[];
extern const size_t read_photos_route_count;

#endif
