// SPDX-License-Identifier: Apache-2.0
// Running sessions: one for `plumb sync`, or a thread that syncs in the background.
#ifndef PLUMB_AGENT_SYNC_SYNCING_H
#define PLUMB_AGENT_SYNC_SYNCING_H

#include "agent/sync/tablet.h"

// Connects, drains, and keeps what became of it (last contact, last error) in the settings.
enum err syncing_once(struct tablet *tablet, void (*progress)(void *arg, struct session *session),
                      void *arg, struct session_figures *out, struct error *error);

// The same, and then a proof of convergence (session_prove), of which out->proof tells. An error
// when it came to no end: what was last in the way.
enum err syncing_prove(struct tablet *tablet, struct session_figures *out, struct error *error);

// The background thread: steps a session when it is due, woken by captures. It waits, whatever
// fails, until it is stopped; a tablet that is not enrolled yet is looked at again when it is
// woken.
struct syncing;
enum err syncing_start(struct tablet *tablet, struct syncing **out, struct error *error);
void syncing_wake(struct syncing *syncing);
void syncing_figures(struct syncing *syncing, struct session_figures *out);
void syncing_stop(struct syncing *syncing); // ends a call in flight; accepts NULL

#endif
