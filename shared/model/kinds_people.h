// SPDX-License-Identifier: Apache-2.0
// People and their sites (domain.md D1).
#ifndef PLUMB_SHARED_MODEL_KINDS_PEOPLE_H
#define PLUMB_SHARED_MODEL_KINDS_PEOPLE_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_people_person[3];
extern const struct kind_field kinds_people_assignment[3];

#endif
