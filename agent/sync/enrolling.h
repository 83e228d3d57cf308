// SPDX-License-Identifier: Apache-2.0
// Joining an office by its link, from the command line or the page, with a way to give it up.
#ifndef PLUMB_AGENT_SYNC_ENROLLING_H
#define PLUMB_AGENT_SYNC_ENROLLING_H

#include "agent/sync/tablet.h"

// One attempt. May be cancelled from another thread while it runs.
struct enrolling {
    pthread_mutex_t mutex;
    struct transport transport;
    bool connected, cancelled;
};
void enrolling_init(struct enrolling *enrolling);
void enrolling_clear(struct enrolling *enrolling);
// Joins, and reads the identity. `name`: of the tablet, for the office's list; NULL or empty: the
// machine's. Errors of join_office; INVALID: no such link; CANCELLED. Not while this thread holds
// the identity.
enum err enrolling_run(struct enrolling *enrolling, struct tablet *tablet, const char *link,
                       const char *name, struct error *error);
void enrolling_cancel(struct enrolling *enrolling); // it ends soon; what comes later ends at once

#endif
