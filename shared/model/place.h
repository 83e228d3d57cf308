// SPDX-License-Identifier: Apache-2.0
// A place on earth as people and photos give it: latitude and longitude in decimal degrees.
#ifndef PLUMB_SHARED_MODEL_PLACE_H
#define PLUMB_SHARED_MODEL_PLACE_H

#include "shared/base/text.h"

// Both are decimals, from -90 to 90 and from -180 to 180.
bool place_valid(struct span latitude, struct span longitude);

#endif
