// SPDX-License-Identifier: Apache-2.0
// Change orders and deliveries (domain.md D9).
#ifndef PLUMB_SHARED_MODEL_KINDS_CHANGE_H
#define PLUMB_SHARED_MODEL_KINDS_CHANGE_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_change_change_order[10];
extern const struct kind_field kinds_change_delivery[9];

#endif
