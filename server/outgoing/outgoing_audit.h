// SPDX-License-Identifier: Apache-2.0
// The audit row of a deed about receivers, mail, tokens or jobs, in its own commit.
#ifndef PLUMB_SERVER_OUTGOING_OUTGOING_AUDIT_H
#define PLUMB_SERVER_OUTGOING_OUTGOING_AUDIT_H

#include "server/audit/audit.h"

struct outgoing_deed {
    const struct audit_row *by; // who, account, person, address; the rest is filled in here
    const char *act, *subject_kind;
    const struct uuid *subject; // NULL: none
    struct span after;          // a JSON object; empty: {}
};
// Inside a commit.
enum err outgoing_audit_put(struct storage *storage, const struct outgoing_deed *deed,
                            struct error *error);

#endif
