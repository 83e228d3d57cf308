// SPDX-License-Identifier: Apache-2.0
// The segment of an owner, by how long ago they moved in (domain.md D2.4).
#ifndef PLUMB_SHARED_MODEL_SEGMENT_H
#define PLUMB_SHARED_MODEL_SEGMENT_H

#include "shared/model/kind_word.h"

// prospective 准业主 (not moved in: no date, or one to come), settling 磨合期 (up to a year after),
// stable 稳定期 (up to two), old 老业主. `move_in_date` is plain text, "YYYY-MM-DD", empty when
// there is none; what is no date counts as none. `now_ms` lies on today.
const struct kind_word *segment_find(struct span move_in_date, int64_t now_ms);

#endif
