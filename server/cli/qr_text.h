// SPDX-License-Identifier: Apache-2.0
// A QR code drawn with half blocks, for a terminal.
#ifndef PLUMB_SERVER_CLI_QR_TEXT_H
#define PLUMB_SERVER_CLI_QR_TEXT_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"

// Appends the code of `text`, dark on light, two modules a character row, with the quiet zone.
// TOO_LARGE: it does not fit.
enum err qr_text(const char *text, struct buffer *out, struct error *error);

#endif
