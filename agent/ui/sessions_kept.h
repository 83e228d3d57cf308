// SPDX-License-Identifier: Apache-2.0
// What of a session outlives the process: the digest of its cookie, and the customer's hold. On a
// disk without any room the session goes on and does not outlive it: it is locked then, or still
// the customer's, never open.
#ifndef PLUMB_AGENT_UI_SESSIONS_KEPT_H
#define PLUMB_AGENT_UI_SESSIONS_KEPT_H

#include "agent/ui/sessions.h"

struct sessions_kept {
    bool there; // there is a cookie
    struct digest cookie;
    bool customer;
    struct uuid person, subject;
    char form[SESSIONS_FORM];
};
// What is not there, or cannot be read, is no session.
enum err sessions_kept_read(struct store *store, struct sessions_kept *out, struct error *error);
enum err sessions_kept_write(struct store *store, const struct sessions_kept *kept,
                             struct error *error);
enum err sessions_kept_last(struct store *store, struct uuid *out, struct error *error);
enum err sessions_kept_put_last(struct store *store, const struct uuid *person,
                                struct error *error);

#endif
