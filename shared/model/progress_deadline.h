// SPDX-License-Identifier: Apache-2.0
// What is due when, and what is overdue, by the deadlines of the catalogue.
#ifndef PLUMB_SHARED_MODEL_PROGRESS_DEADLINE_H
#define PLUMB_SHARED_MODEL_PROGRESS_DEADLINE_H

#include "shared/model/progress.h"

// Hours run from the moment; days and months are calendar days in Shanghai, up to the end of the
// last. A date counts from the start of its day. Weekly: by the end of each ISO week (and so much
// later), for the last PROGRESS_DEADLINE_WEEKS weeks up to the present one.
enum { PROGRESS_DEADLINE_WEEKS = 520 };
// All deadlines of all records, unmet ones first, by due time. Incomplete when the arena is full:
// its `failed` stands.
void progress_deadline_read(const struct progress_options *options,
                            const struct catalogue *catalogue, struct progress *out);

#endif
