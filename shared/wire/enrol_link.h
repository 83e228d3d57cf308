// SPDX-License-Identifier: Apache-2.0
// The enrolment link plumb://HOST:PORT/CODE?pin=P&ca=C and its one-time code (PROTOCOL.md 3).
#ifndef PLUMB_SHARED_WIRE_ENROL_LINK_H
#define PLUMB_SHARED_WIRE_ENROL_LINK_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

enum { CODE_TEXT = 27, HOST_PORT_TEXT = 280 };

struct enrol_link {
    char office[HOST_PORT_TEXT]; // host:port, an IPv6 address in brackets
    char code[CODE_TEXT];
    struct digest pin, ca;
};
// PARSE, naming the part at fault. Parameters may come in any order; unknown ones are ignored.
enum err enrol_link_parse(struct span text, struct enrol_link *out, struct error *error);
bool enrol_link_format(const struct enrol_link *link, struct buffer *out);

void enrol_code_make(const uint8_t random[17], char out[CODE_TEXT]); // 130 bits in base 32
// Crockford base 32 as people type it: upper-cases, reads O as 0, I and L as 1, drops hyphens.
bool enrol_code_parse(struct span text, char out[CODE_TEXT]);

#endif
