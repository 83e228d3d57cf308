// SPDX-License-Identifier: Apache-2.0
// Coming in: a login with its password, and the new session that stands for it.
#ifndef PLUMB_SERVER_CONSOLE_SIGN_IN_H
#define PLUMB_SERVER_CONSOLE_SIGN_IN_H

#include "server/console/console_call.h"

// Judges login and password with the same work and the same words whichever was wrong, counts what
// was wrong, and begins a session (its cookie is on its way out, the one that came ends). AUTH;
// BUSY with `wait_s` beside the error; DENIED: the account has no role that works here.
enum err sign_in(struct route_call *call, struct span login, struct span password,
                 struct error *error);
// Judges the password of who is in already, counted as above. DENIED, BUSY.
enum err sign_in_password(struct route_call *call, struct span password, struct error *error);
// Another secret for the session that is there, under which it goes on; `change` runs in the same
// commit on account and session. After each step in, so that a secret from before is worth nothing.
struct sign_in_step {
    enum err (*change)(struct account_row *account, const void *arg, int64_t now_ms,
                       struct error *error); // NULL: the account stays
    const void *arg;
    const char *act; // of the audit row
    bool code_given; // the one-time code was right
    bool fresh;      // the password was given
    bool end_others; // all other sessions of the account end
};
enum err sign_in_renew(struct route_call *call, const struct sign_in_step *step,
                       struct error *error);
// Whether who is in, or partly in, may try a secret now. BUSY as above.
enum err sign_in_may_try(struct route_call *call, struct error *error);
// A wrong secret of the account of who is in was given: counts it. Always DENIED, or the error of
// counting it.
enum err sign_in_wrong(struct route_call *call, const char *act, struct error *error);

#endif
