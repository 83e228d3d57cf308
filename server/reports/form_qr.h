// SPDX-License-Identifier: Apache-2.0
// A QR code drawn in squares.
#ifndef PLUMB_SERVER_REPORTS_FORM_QR_H
#define PLUMB_SERVER_REPORTS_FORM_QR_H

#include "server/reports/sheet.h"

// Draws the code of `text` into a square; nothing when it does not fit a code. The quiet zone is
// the caller's.
void form_qr_draw(struct sheet *sheet, const char *text, const struct sheet_box *square);

#endif
