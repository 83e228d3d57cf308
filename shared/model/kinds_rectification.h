// SPDX-License-Identifier: Apache-2.0
// What is put right, and the moves that carry it (domain.md D5).
#ifndef PLUMB_SHARED_MODEL_KINDS_RECTIFICATION_H
#define PLUMB_SHARED_MODEL_KINDS_RECTIFICATION_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_rectification_rectification[11];
extern const struct kind_field kinds_rectification_move[8];

#endif
