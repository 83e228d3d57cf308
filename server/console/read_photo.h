// SPDX-License-Identifier: Apache-2.0
// The pictures that the office holds.
#ifndef PLUMB_SERVER_CONSOLE_READ_PHOTO_H
#define PLUMB_SERVER_CONSOLE_READ_PHOTO_H

#include "shared/web/route_table.h"

extern const struct route read_photo_routes[];
extern const size_t read_photo_route_count;

#endif
