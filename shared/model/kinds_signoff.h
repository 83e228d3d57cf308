// SPDX-License-Identifier: Apache-2.0
// Sign-offs, their voids and the office's seal on them (domain.md D6, sync.md 8).
#ifndef PLUMB_SHARED_MODEL_KINDS_SIGNOFF_H
#define PLUMB_SHARED_MODEL_KINDS_SIGNOFF_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_signoff_signoff[18];
extern const struct kind_field kinds_signoff_voiding[2];
extern const struct kind_field kinds_signoff_counter_seal[8];

#endif
