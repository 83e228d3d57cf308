// SPDX-License-Identifier: Apache-2.0
// A QR code as the path of an SVG: drawn by the page, without a picture to fetch.
#ifndef PLUMB_SHARED_WEB_QR_PATH_H
#define PLUMB_SHARED_WEB_QR_PATH_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"

// Modules of the quiet zone on each side, which the path leaves free (ISO/IEC 18004).
enum { QR_PATH_QUIET = 4 };

// Appends the data of a path that fills the dark modules of `text`, a module being one unit; *side
// is the length of the whole square, quiet zone included: viewBox "0 0 side side". TOO_LARGE: it
// does not fit a code.
enum err qr_path(const char *text, struct buffer *out, int *side, struct error *error);

#endif
