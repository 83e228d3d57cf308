// SPDX-License-Identifier: Apache-2.0
// One event to one receiver: as a signed POST, or as mail.
#ifndef PLUMB_SERVER_OUTGOING_LETTER_H
#define PLUMB_SERVER_OUTGOING_LETTER_H

#include "server/outgoing/mail_setting.h"
#include "server/storage/hooks.h"
#include "server/storage/postbox.h"

#include <stdatomic.h>

enum { LETTER_TIMEOUT_MS = 15000 };

struct letter {
    const struct hook_row *hook;
    const struct postbox_letter *event;
    const struct mail_setting *mail; // for mailto: receivers; NULL: none is set
    int64_t now_ms;
    const atomic_bool *stop; // may be NULL
};
// INVALID says what is wrong with a receiver's address: https:// or mailto: with one mail address.
enum err letter_check_target(const char *target, struct error *error);
// Appends the JSON that a web receiver gets: type, timestamp, id, commit, site, title, text, data.
void letter_body(const struct postbox_letter *event, struct buffer *out);
// Sends it. OK only when the receiver has taken it (2xx of the web, 250 of mail); *status is its
// answer, 0 without one. Takes at most LETTER_TIMEOUT_MS.
enum err letter_send(const struct letter *letter, int *status, struct error *error);

#endif
