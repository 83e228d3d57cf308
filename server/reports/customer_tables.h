// SPDX-License-Identifier: Apache-2.0
// Everything recorded at one site as tables, one a kind, as people read it.
#ifndef PLUMB_SERVER_REPORTS_CUSTOMER_TABLES_H
#define PLUMB_SERVER_REPORTS_CUSTOMER_TABLES_H

#include "server/reports/table.h"
#include "shared/model/fact.h"

struct customer_tables {
    struct table *list; // owned; in the order of kinds, each with at least one row
    size_t count;
};
// Of settled facts (office_facts): kinds that belong to the site. A field in conflict shows all its
// values; records that were deleted are in it and say so. Clear it in either case.
enum err customer_tables_make(const struct facts *facts, struct customer_tables *out,
                              struct error *error);
void customer_tables_clear(struct customer_tables *tables); // accepts a zeroed struct

#endif
