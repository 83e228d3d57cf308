// SPDX-License-Identifier: Apache-2.0
// The office's time, as this tablet knows it while nobody answers, however its clock was set.
#ifndef PLUMB_AGENT_STORE_OFFICE_TIME_H
#define PLUMB_AGENT_STORE_OFFICE_TIME_H

#include "agent/store/store.h"

// What time it is. Since a contact in this boot: what the office said then, and what the boot clock
// has counted since. Else the wall clock with the offset that was told last: `sure` is false then,
// since nobody knows how the machine's clock came through.
struct office_time {
    int64_t now_ms;
    int64_t contact_ms; // the office's time at the last contact; 0: there was none
    bool sure;
};
struct office_time office_time(struct store *store);
int64_t office_time_now_ms(struct store *store); // of the same
// Whether that cannot be: before the last contact, or more than a year after it, and nobody told.
bool office_time_is_odd(const struct office_time *time);
// For what is promised and what runs out: what time it is; the last contact's when that is odd.
int64_t office_time_plausible_ms(struct store *store);

// A contact told the office's time minus the wall clock: kept over restarts in the settings
// "offset_ms", as evidence for writes to come, and "clock_anchor".
void office_time_set(struct store *store, int64_t offset_ms);

#endif
