// SPDX-License-Identifier: Apache-2.0
// Playing fleets: one, or many by several processes, so that one that crashes is only one that
// failed.
#ifndef PLUMB_TESTS_SIM_SIM_PLAY_H
#define PLUMB_TESTS_SIM_SIM_PLAY_H

#include "tests/sim/sim_world.h"

enum { JOBS_MAX = 16 };

// Plays it here; true when it is good. `say` prints how it went also then; *hash may be NULL.
bool sim_play_one(const struct sim_plan *plan, bool say, uint64_t *hash);
// The same in a process of its own, silently.
bool sim_play_apart(const struct sim_plan *plan);

struct sim_range {
    struct sim_plan plan; // its seed is the first
    uint64_t count;
    unsigned jobs;
    int64_t seconds; // stop after about this long; 0: never
    bool stop;       // at the first failure
    bool quiet;
};
struct sim_score {
    uint64_t passed, failed;
    uint64_t caught; // first seed that failed
};
void sim_play_range(const struct sim_range *range, struct sim_score *out);

#endif
