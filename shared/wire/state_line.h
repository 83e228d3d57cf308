// SPDX-License-Identifier: Apache-2.0
// The line {"mac":M,"state":{…}}, the same in offers and pulls. It is canonical, as its state is.
#ifndef PLUMB_SHARED_WIRE_STATE_LINE_H
#define PLUMB_SHARED_WIRE_STATE_LINE_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

// Appends the line with its '\n'; false when it does not fit.
bool state_line_format(const uint8_t mac[MAC_BYTES], struct span state, struct buffer *out);
// Reads a line (without '\n'). *state borrows from it: untouched bytes, canonical, but not yet read
// as a record. PARSE.
enum err state_line_parse(struct span line, uint8_t mac[MAC_BYTES], struct span *state,
                          struct error *error);

#endif
