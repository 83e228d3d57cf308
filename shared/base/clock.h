// SPDX-License-Identifier: Apache-2.0
// The only way to the time: a struct of functions, the machine's or a simulated one.
#ifndef PLUMB_SHARED_BASE_CLOCK_H
#define PLUMB_SHARED_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

enum { BOOT_ID_TEXT = 17 };

struct clock {
    void *ctx;
    int64_t (*wall_ms)(void *ctx);     // Unix milliseconds, may jump
    int64_t (*boot_ms)(void *ctx);     // milliseconds since boot, sleep included, never goes back
    const char *(*boot_id)(void *ctx); // sixteen lower-case hex digits that name this boot
};

// The machine's: CLOCK_REALTIME, CLOCK_BOOTTIME, the first 16 hex digits of /proc's boot id.
struct clock clock_system(void);
int64_t clock_wall_ms(const struct clock *clock);
int64_t clock_boot_ms(const struct clock *clock);
const char *clock_boot_id(const struct clock *clock);
// The moment `ms` from now on CLOCK_MONOTONIC, for pthread_cond_timedwait on a condition of that
// clock: real threads wait in real time.
struct timespec clock_deadline(int64_t ms);
// "2026-11-22T09:30:00.123+08:00" for Asia/Shanghai, which has no daylight saving time.
enum { CLOCK_TEXT = 40 };
void clock_format(int64_t unix_ms, char out[CLOCK_TEXT]);

#endif
