// SPDX-License-Identifier: Apache-2.0
// Route of photos for a record that is here.
#ifndef PLUMB_AGENT_UI_ACT_PHOTO_H
#define PLUMB_AGENT_UI_ACT_PHOTO_H

#include "shared/web/route_table.h"

extern const struct route act_photo_routes[];
extern const size_t act_photo_route_count;

#endif
