// SPDX-License-Identifier: Apache-2.0
// A machine's clocks on the world's one true time: a wall clock that may be wrong, jump, drift or
// stand still, and a boot clock that starts anew with each boot.
#ifndef PLUMB_TESTS_SIM_SIM_CLOCK_H
#define PLUMB_TESTS_SIM_SIM_CLOCK_H

#include "shared/base/clock.h"
#include "tests/sim/sim_random.h"

#include <stdbool.h>

struct sim_clock {
    const int64_t *true_ms; // the world's
    int64_t offset_ms;      // of the wall clock
    int64_t drift_ppm;
    bool stopped; // the wall clock stands still at stopped_ms
    int64_t stopped_ms;
    int64_t booted_ms;
    char boot_id[BOOT_ID_TEXT];
};
void sim_clock_boot(struct sim_clock *clock, struct sim_random *random); // a new boot begins
struct clock sim_clock_handle(struct sim_clock *clock);

#endif
