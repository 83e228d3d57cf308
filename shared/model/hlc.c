// SPDX-License-Identifier: Apache-2.0
#include "shared/model/hlc.h"

enum { HLC_ORDER_BITS = 16 };

// The year 9999. It leaves so much room above it that counting on can never overflow, whatever a
// clock says.
#define HLC_WALL_MAX_MS INT64_C(253402300799999)

// A dead battery may put a clock before 1970: that is the beginning of time here.
uint64_t hlc_start(int64_t wall_ms)
{
    if (wall_ms < 0)
        wall_ms = 0;
    if (wall_ms > HLC_WALL_MAX_MS)
        wall_ms = HLC_WALL_MAX_MS;
    return (uint64_t)wall_ms << HLC_ORDER_BITS;
}

uint64_t hlc_tick(struct hlc *clock, int64_t wall_ms)
{
    uint64_t start = hlc_start(wall_ms);

    clock->last = clock->last < start ? start : clock->last + 1;
    return clock->last;
}

void hlc_observe(struct hlc *clock, uint64_t time, int64_t corrected_now_ms)
{
    uint64_t limit = hlc_start(corrected_now_ms) + hlc_start(HLC_AHEAD_MAX_MS);

    if (time > limit)
        time = limit;
    if (clock->last < time)
        clock->last = time;
}

int64_t hlc_wall_ms(uint64_t time)
{
    return (int64_t)(time >> HLC_ORDER_BITS);
}

uint64_t hlc_counted(uint64_t time, int64_t received_ms)
{
    if (received_ms > 0 && hlc_wall_ms(time) - HLC_AHEAD_MAX_MS > received_ms)
        return hlc_start(received_ms);
    return time;
}
