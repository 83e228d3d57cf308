// SPDX-License-Identifier: Apache-2.0
// Who calls: a session, its account, the granted roles, and what of signing in is still owed.
#ifndef PLUMB_SERVER_CONSOLE_SIGNED_IN_H
#define PLUMB_SERVER_CONSOLE_SIGNED_IN_H

#include "server/console/console_rules.h"
#include "server/console/role_rights.h"
#include "server/storage/accounts.h"
#include "server/storage/office_sessions.h"

enum signed_in_state {
    SIGNED_IN_STRANGER,
    SIGNED_IN_CODE,     // owes a one-time code
    SIGNED_IN_PASSWORD, // owes a password of its own
    SIGNED_IN_TOTP,     // must set up one-time codes
    SIGNED_IN,
};
const char *signed_in_name(enum signed_in_state state); // "out", "code", …, "in"

enum { SIGNED_IN_GRANTS_MAX = 64 };
struct signed_in_grant {
    const struct role_rights *role;
    char store[ACCOUNT_STORE]; // empty: all
};
struct signed_in {
    enum signed_in_state state;
    struct office_session_row session; // but for a stranger
    struct account_row account;
    struct signed_in_grant grants[SIGNED_IN_GRANTS_MAX];
    size_t grant_count;
    unsigned access; // bits of enum console_access
};
// Looks a session up as the view shows it. A missing, ended, expired or unused one, and that of a
// blocked account, is a stranger's. `secret` NULL: a stranger.
struct signed_in_question {
    const struct digest *secret;
    const struct console_rules *rules;
    int64_t now_ms;
};
enum err signed_in_read(struct view *view, const struct signed_in_question *question,
                        struct signed_in *out, struct error *error);
// Fills grants of an account, and from them rights in `access`, whatever is owed.
enum err signed_in_grants(struct view *view, const struct uuid *account, struct signed_in *out,
                          struct error *error);
// Whether a capability is granted for this store; for one that is global, for all stores.
bool signed_in_may(const struct signed_in *who, unsigned capability, struct span store);

#endif
