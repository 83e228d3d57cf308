// SPDX-License-Identifier: Apache-2.0
// The office's mail server tried: one message to an address, now.
#ifndef PLUMB_SERVER_OUTGOING_MAIL_DESK_H
#define PLUMB_SERVER_OUTGOING_MAIL_DESK_H

#include "server/audit/audit.h"
#include "server/sync/office.h"

// OK: the mail server has taken it; *status is its answer, 0 without one. INVALID: it is no mail
// address. NOT_FOUND: no mail server is set. Waits for the committer and takes as long as
// letter_send.
enum err mail_desk_test(struct office *office, const char *address, const struct audit_row *by,
                        int *status, struct error *error);

#endif
