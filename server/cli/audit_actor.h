// SPDX-License-Identifier: Apache-2.0
// Who acts when a verb does: the user of the operating system.
#ifndef PLUMB_SERVER_CLI_AUDIT_ACTOR_H
#define PLUMB_SERVER_CLI_AUDIT_ACTOR_H

#include "server/audit/audit.h"

struct audit_actor {
    char who[96]; // "unix:wang"
};
void audit_actor_make(struct audit_actor *out);
// An audit row of that one, to be completed; borrows from the actor, and `act` as it is.
struct audit_row audit_actor_row(const struct audit_actor *actor, const char *act);

#endif
