// SPDX-License-Identifier: Apache-2.0
// What a replica has been seen to hold, record by record: on one timeline it may only grow.
#ifndef PLUMB_TESTS_SIM_SIM_FLOOR_H
#define PLUMB_TESTS_SIM_SIM_FLOOR_H

#include "shared/base/uuid.h"
#include "shared/model/vector.h"

struct sim_floor_entry {
    struct uuid record, site;
    struct vector vector; // owned
};
struct sim_floor {
    struct sim_floor_entry *entries; // owned
    size_t count, cap;
};
void sim_floor_clear(struct sim_floor *floor);
void sim_floor_copy(struct sim_floor *out, const struct sim_floor *from); // out: zeroed or in use
struct sim_floor_entry *sim_floor_find(struct sim_floor *floor, const struct uuid *record);
void sim_floor_raise(struct sim_floor *floor, const struct uuid *record, const struct uuid *site,
                     const struct vector *vector);
void sim_floor_forget(struct sim_floor *floor, size_t index);

#endif
