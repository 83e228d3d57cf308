// SPDX-License-Identifier: Apache-2.0
// What the office asks of everybody who signs in; kept as settings of the store.
#ifndef PLUMB_SERVER_CONSOLE_CONSOLE_RULES_H
#define PLUMB_SERVER_CONSOLE_CONSOLE_RULES_H

#include "server/storage/storage.h"

enum {
    CONSOLE_IDLE_MIN = 30,      // minutes without a deed until a session ends
    CONSOLE_HOURS = 12,         // hours until it ends whatever happens
    CONSOLE_FRESH_MIN = 5,      // minutes for which a password counts as just given
    CONSOLE_PASSWORD_LEAST = 10 // characters of a password
};
struct console_rules {
    int64_t idle_ms, life_ms, fresh_ms;
    bool totp_required; // administrators and reconcilers need one-time codes
};
// The defaults where nothing is set.
enum err console_rules_read(struct view *view, struct console_rules *out, struct error *error);
// Inside a commit.
enum err console_rules_write(struct storage *storage, const struct console_rules *rules,
                             struct error *error);

#endif
