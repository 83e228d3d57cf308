// SPDX-License-Identifier: Apache-2.0
// A message of RFC 5322 with one text part in UTF-8 that every mail program and server takes: no
// line over 76 bytes, nothing but ASCII on the wire.
#ifndef PLUMB_SHARED_NET_MAIL_TEXT_H
#define PLUMB_SHARED_NET_MAIL_TEXT_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"

enum { MAIL_ADDRESS_MAX = 254 };

struct mail_message {
    const char *from, *to; // addresses that mail_text_address takes
    struct span subject;   // one line of UTF-8
    struct span text;      // UTF-8, lines end with \n
    const char *id;        // what is left of the '@' in Message-ID: the same when sent again
    int64_t at_ms;
};
// "local@domain": ASCII, one '@', no blanks or marks that could end a header or a command.
bool mail_text_address(const char *text);
// Appends the whole message with CRLF line ends, dots not doubled. The buffer is marked failed when
// it is full.
void mail_text_format(const struct mail_message *message, struct buffer *out);

#endif
