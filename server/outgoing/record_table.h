// SPDX-License-Identifier: Apache-2.0
// Records of one kind as a table: a column for each field that the kind table knows, typed and
// named as it says.
#ifndef PLUMB_SERVER_OUTGOING_RECORD_TABLE_H
#define PLUMB_SERVER_OUTGOING_RECORD_TABLE_H

#include "server/reports/table.h"
#include "server/storage/records.h"
#include "shared/model/kind.h"

struct record_table_wish {
    const struct kind *kind;
    const struct uuid *site; // NULL: all
    const char *store;       // sites of this one; empty: all
};
// `out` is initialised here; clear it also after an error. A row that cannot be read is one with
// its id only.
enum err record_table_make(struct view *view, const struct record_table_wish *wish,
                           struct table *out, struct error *error);

#endif
