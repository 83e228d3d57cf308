// SPDX-License-Identifier: Apache-2.0
// Red stamps: void (已作废), changed after signing (签后变更), a seal that does not verify
// (封签不符).
#ifndef PLUMB_SERVER_REPORTS_FORM_STAMP_H
#define PLUMB_SERVER_REPORTS_FORM_STAMP_H

#include "server/reports/sheet.h"

struct form_stamp {
    const char *word, *line; // the line below it: a date, or ""
};
// Draws it slightly turned around its middle; `scale` 1: 132 points wide.
void form_stamp_draw(struct sheet *sheet, const struct form_stamp *stamp, double x, double y,
                     double scale);

#endif
