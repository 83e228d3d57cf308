// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_clock.h"

#include <inttypes.h>
#include <stdio.h>

void sim_clock_boot(struct sim_clock *clock, struct sim_random *random)
{
    clock->booted_ms = *clock->true_ms;
    snprintf(clock->boot_id, sizeof clock->boot_id, "%016" PRIx64, sim_random_next(random));
}

static int64_t wall_ms(void *ctx)
{
    const struct sim_clock *clock = ctx;
    int64_t now = clock->stopped ? clock->stopped_ms : *clock->true_ms;
    return now + clock->offset_ms + (now - clock->booted_ms) * clock->drift_ppm / 1000000;
}

static int64_t boot_ms(void *ctx)
{
    const struct sim_clock *clock = ctx;
    return *clock->true_ms - clock->booted_ms;
}

static const char *boot_id(void *ctx)
{
    return ((struct sim_clock *)ctx)->boot_id;
}

struct clock sim_clock_handle(struct sim_clock *clock)
{
    return (struct clock){clock, wall_ms, boot_ms, boot_id};
}
