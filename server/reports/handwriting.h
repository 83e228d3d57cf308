// SPDX-License-Identifier: Apache-2.0
// Handwriting on paper: strokes as vectors, as wide as the pen was pressed.
#ifndef PLUMB_SERVER_REPORTS_HANDWRITING_H
#define PLUMB_SERVER_REPORTS_HANDWRITING_H

#include "server/reports/sheet.h"
#include "shared/model/strokes.h"

// Fits the ink into the box, in the middle, keeping its shape; never larger than the box it was
// written in would be.
void handwriting_draw(struct sheet *sheet, const struct strokes *strokes,
                      const struct sheet_box *box);

#endif
