// SPDX-License-Identifier: Apache-2.0
// Two readings of one night against each other, row by row.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_COMPARE_H
#define PLUMB_SERVER_RECONCILE_NIGHT_COMPARE_H

#include "server/reconcile/night.h"
#include "shared/base/buffer.h"

// Appends a line for each row that only one of them has, and for each tablet that they tell
// otherwise; figures that could only be observed are left out. *findings counts the lines.
void night_compare(const struct night *kept, const struct night *again, struct buffer *report,
                   uint64_t *findings);

#endif
