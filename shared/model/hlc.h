// SPDX-License-Identifier: Apache-2.0
// Hybrid logical clock (Kulkarni et al., 2014): 48 bits of Unix milliseconds, 16 bits of order;
// evidence, never a verdict.
#ifndef PLUMB_SHARED_MODEL_HLC_H
#define PLUMB_SHARED_MODEL_HLC_H

#include <stdint.h>

#define HLC_AHEAD_MAX_MS INT64_C(120000)

struct hlc {
    uint64_t last;
};
// The time of a new local event at wall time `wall_ms`: later than any earlier one, even if the
// wall clock went back.
uint64_t hlc_tick(struct hlc *clock, int64_t wall_ms);
// Takes a pulled time into account, but never beyond corrected now + 2 min (sync.md section 5,
// wrong clock).
void hlc_observe(struct hlc *clock, uint64_t time, int64_t corrected_now_ms);
// The time a write counts as when it was received at `received_ms` (0: not known): one more than 2
// min ahead of its receipt comes from a wrong clock, and counts as its receipt.
uint64_t hlc_counted(uint64_t time, int64_t received_ms);
int64_t hlc_wall_ms(uint64_t time);
uint64_t hlc_start(
    int64_t wall_ms); // the first time of a millisecond; 1970 to 9999, beyond it the nearest

#endif
