// SPDX-License-Identifier: Apache-2.0
// The list of records whose fields stand with several values, and one of them side by side.
#ifndef PLUMB_SERVER_CONSOLE_READ_OFFICE_CONFLICTS_H
#define PLUMB_SERVER_CONSOLE_READ_OFFICE_CONFLICTS_H

#include "shared/web/route_table.h"

// Whether records of this kind are about the customer: shown to who may see personal data only.
bool read_office_conflicts_personal(struct span kind);

extern const struct route read_office_conflicts_routes[];
extern const size_t read_office_conflicts_route_count;

#endif
