// SPDX-License-Identifier: Apache-2.0
// When a complaint came in, if nobody on the tablet knew the time then: what was written is
// provisional, and put right by the tablet itself at the next contact with the office.
#ifndef PLUMB_AGENT_CAPTURE_COMPLAIN_TIME_H
#define PLUMB_AGENT_CAPTURE_COMPLAIN_TIME_H

#include "agent/capture/deed.h"

// Within the deed that opens the complaint: notes that its time is provisional; nothing when the
// time is known.
enum err complain_time_note(struct deed *deed, const struct uuid *complaint, int64_t received_ms,
                            struct error *error);
// Once the time is known: each complaint that was noted gets the time it came in, by the boot clock
// when the tablet was not started anew since, else the time of this contact. One that somebody
// changed, or that is gone, stays as it is. *changed: how many; an error leaves the rest for later.
enum err complain_time_mend(struct store *store, size_t *changed, struct error *error);

#endif
