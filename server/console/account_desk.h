// SPDX-License-Identifier: Apache-2.0
// Accounts as an administrator rules them: made, granted, blocked, given a new password. Each is
// one commit with its audit row; sessions of the account end where the deed takes rights away.
#ifndef PLUMB_SERVER_CONSOLE_ACCOUNT_DESK_H
#define PLUMB_SERVER_CONSOLE_ACCOUNT_DESK_H

#include "server/audit/audit.h"
#include "server/storage/accounts.h"
#include "server/sync/office.h"

enum { ACCOUNT_DESK_PASSWORD = 25 }; // a one-time password with its NUL

// Who rules, as the audit says it: account, person, who, address; act and subject are filled in.
struct account_desk {
    struct office *office;
    struct random random;
    struct audit_row by;
};

// "wang-01": letters of any script in lower case, digits, and . _ - ; INVALID says what is wrong.
enum err account_desk_login(struct span text, char out[ACCOUNT_LOGIN], struct error *error);

struct account_wish {
    struct uuid person;
    const char *login;
    struct account_grant grant; // role empty: none yet
};
// Makes an account with a one-time password, which must be changed at the first sign-in; *id is the
// account's. EXISTS: the login is taken; NOT_FOUND: no such person; INVALID: login or role.
enum err account_desk_add(const struct account_desk *desk, const struct account_wish *wish,
                          char password[ACCOUNT_DESK_PASSWORD], struct uuid *id,
                          struct error *error);
// INVALID: a role that is none, or that nobody can sign in with.
enum err account_desk_grant(const struct account_desk *desk, const struct uuid *account,
                            const struct account_grant *grant, struct error *error);
// CONFLICT: it is the last account that may manage people.
enum err account_desk_revoke(const struct account_desk *desk, const struct uuid *account,
                             const struct account_grant *grant, struct error *error);
// A blocked account cannot sign in, and its sessions end; `why` goes into the audit. Unblocking
// forgets wrong passwords too. CONFLICT as above.
enum err account_desk_block(const struct account_desk *desk, const struct uuid *account,
                            bool blocked, const char *why, struct error *error);
// Another one-time password; all sessions end.
enum err account_desk_reset(const struct account_desk *desk, const struct uuid *account,
                            char password[ACCOUNT_DESK_PASSWORD], struct error *error);
// No one-time codes any more, for who lost the phone; all sessions end.
enum err account_desk_totp_off(const struct account_desk *desk, const struct uuid *account,
                               struct error *error);

#endif
