// SPDX-License-Identifier: Apache-2.0
// The simulator's only randomness: xoshiro256** (Blackman, Vigna, 2018), seeded by splitmix64.
#ifndef PLUMB_TESTS_SIM_SIM_RANDOM_H
#define PLUMB_TESTS_SIM_SIM_RANDOM_H

#include "shared/crypto/random.h"

#include <stdbool.h>

struct sim_random {
    uint64_t s[4];
};
void sim_random_seed(struct sim_random *random, uint64_t seed);
uint64_t sim_random_next(struct sim_random *random);
uint64_t sim_random_below(struct sim_random *random, uint64_t limit); // limit > 0
bool sim_random_chance(struct sim_random *random, unsigned per_mille);
struct random sim_random_handle(struct sim_random *random); // as the product's struct random

#endif
