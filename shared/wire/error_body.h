// SPDX-License-Identifier: Apache-2.0
// The body {"error":{…}} of every refusal (docs/PROTOCOL.md section 1).
#ifndef PLUMB_SHARED_WIRE_ERROR_BODY_H
#define PLUMB_SHARED_WIRE_ERROR_BODY_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"

// Appends the body; `wipe` is the office's order to a revoked tablet (section 9). A detail that is
// no UTF-8 goes out in ASCII. False when it does not fit.
bool error_body_format(const struct error *error, bool wipe, struct buffer *out);
// Reads one: OK, with what it says in *out. PROTOCOL for a body that is none (a captive portal's
// page); an unknown code reads as INTERNAL. *wipe is always set.
enum err error_body_parse(struct span body, struct error *out, bool *wipe);

#endif
