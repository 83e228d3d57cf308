// SPDX-License-Identifier: Apache-2.0
// One conflict side by side: each value with who, when and on which tablet, and what was settled of
// the record before.
#ifndef PLUMB_SERVER_CONSOLE_READ_OFFICE_CONFLICT_H
#define PLUMB_SERVER_CONSOLE_READ_OFFICE_CONFLICT_H

#include "server/reconcile/record_past.h"
#include "shared/web/route_table.h"

// The newest step in which the office settled this field, when nothing was written to the field
// since: what can be undone. NULL: nothing can. `change` is that of the field in it.
const struct past_step *read_office_conflict_settled(const struct record_past *past,
                                                     struct span field,
                                                     const struct past_change **change);

extern const struct route read_office_conflict_routes[];
extern const size_t read_office_conflict_route_count;

#endif
