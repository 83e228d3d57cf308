// SPDX-License-Identifier: Apache-2.0
// A sign-off that another tablet brought than the one that sealed it.
#ifndef PLUMB_SERVER_SYNC_LOG_STRANGER_H
#define PLUMB_SERVER_SYNC_LOG_STRANGER_H

#include "server/sync/office.h"
#include "shared/model/fact.h"

// Inside a commit. Whoever has the key of a tablet that was lost or revoked can still bring its
// seals by another one: the log keeps what was brought, and a person is told by an alarm.
enum err log_stranger_tell(struct office *office, struct storage *storage, const struct fact *fact,
                           struct error *error);

#endif
