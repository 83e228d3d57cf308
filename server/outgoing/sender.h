// SPDX-License-Identifier: Apache-2.0
// Delivers events in the background: at least once, in order for each receiver, again and again for
// three days.
#ifndef PLUMB_SERVER_OUTGOING_SENDER_H
#define PLUMB_SERVER_OUTGOING_SENDER_H

#include "server/sync/office.h"

#define SENDER_GIVE_UP_MS (INT64_C(3) * 24 * 3600 * 1000)
enum { SENDER_FIRST_MS = 5000, SENDER_LONGEST_MS = 6 * 3600 * 1000 };

struct sender;
// Starts its threads: one that looks out every second for what is new or due, and a few that send.
// A receiver that is slow or away holds up nobody else.
enum err sender_create(struct office *office, struct sender **out, struct error *error);
// Ends what is being sent (it is sent again later) and the threads, before the office is closed.
// Accepts NULL.
void sender_free(struct sender *sender);
// How long to wait after so many attempts that failed: 5 s doubling to 6 h, and up to a quarter
// more or less by `random`, so that receivers that come back are not run over.
int64_t sender_pause_ms(int64_t attempts, const struct random *random);

#endif
