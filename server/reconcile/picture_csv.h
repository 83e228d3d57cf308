// SPDX-License-Identifier: Apache-2.0
// The morning picture as a table for spreadsheets: RFC 4180, UTF-8 with a byte order mark.
#ifndef PLUMB_SERVER_RECONCILE_PICTURE_CSV_H
#define PLUMB_SERVER_RECONCILE_PICTURE_CSV_H

#include "server/reconcile/picture.h"

// One row a figure: section, tablet, name, site, record, item, value, detail, since. Cells that a
// spreadsheet would take for a formula (=, +, -, @, tab at their start) get a leading apostrophe.
void picture_csv(const struct picture *picture, struct buffer *out);

#endif
