// SPDX-License-Identifier: Apache-2.0
// Turns what came into the store into events, by a position that is kept with them: nothing is
// missed or told twice, also after a crash.
#ifndef PLUMB_SERVER_OUTGOING_EVENT_FEED_H
#define PLUMB_SERVER_OUTGOING_EVENT_FEED_H

#include "server/sync/office.h"

// Inside the commit that adds a receiver: what was before the first one makes no events.
enum err event_feed_begin(struct storage *storage, struct error *error);
// Puts events for what is new (issues, complaints, quarantine, alarms, sign-offs in the log), if
// there is a receiver at all. *more: there was more than one commit should hold. Waits for the
// committer; `view` is the caller's, without a snapshot.
enum err event_feed_step(struct office *office, struct view *view, bool *more, struct error *error);

#endif
