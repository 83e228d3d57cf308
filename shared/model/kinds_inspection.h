// SPDX-License-Identifier: Apache-2.0
// Inspections, patrols and reviews of a site (domain.md D3.7, D3.15, D4).
#ifndef PLUMB_SHARED_MODEL_KINDS_INSPECTION_H
#define PLUMB_SHARED_MODEL_KINDS_INSPECTION_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_inspection_inspection[6];
extern const struct kind_field kinds_inspection_presence[6];
extern const struct kind_field kinds_inspection_patrol[3];
extern const struct kind_field kinds_inspection_patrol_call[6];
extern const struct kind_field kinds_inspection_weekly_report[4];
extern const struct kind_field kinds_inspection_simulated_round[4];
extern const struct kind_field kinds_inspection_spot_check[5];
extern const struct kind_field kinds_inspection_re_inspection[4];
extern const struct kind_field kinds_inspection_drawing_review[8];

#endif
