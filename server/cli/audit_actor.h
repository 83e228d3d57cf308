// SPDX-License-Identifier: Apache-2.0
// Who acts when a verb does: the user of the operating system.
#ifndef PLUMB_SERVER_CLI_AUDIT_ACTOR_H
#define PLUMB_SERVER_CLI_AUDIT_ACTOR_H

#include "server/audit/audit.h"

struct audit_actor {
    char who[96];         // "unix:wang"
    struct audit_row row; // of that one, to be completed; borrows from here and `act`
};
void audit_actor_make(struct audit_actor *out, const char *act);

#endif
