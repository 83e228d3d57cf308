// SPDX-License-Identifier: Apache-2.0
// What a signature covers, told a second way: straight from the standing writes of a site, without
// the product's facts, statements and shown values (D6.1, D6.2).
#ifndef PLUMB_TESTS_SIM_SIM_CONTENT_H
#define PLUMB_TESTS_SIM_SIM_CONTENT_H

#include "tests/sim/sim_world.h"

// All records of one site, as one replica holds them.
struct sim_states {
    struct arena arena;
    struct record *list; // owned
    size_t count, cap;
};
void sim_states_tablet(struct sim_tablet *tablet, const struct uuid *site, struct sim_states *out);
void sim_states_office(struct sim_world *world, const struct uuid *site, struct sim_states *out);
void sim_states_clear(struct sim_states *states);
const struct record *sim_states_find(const struct sim_states *states, const struct uuid *id);

// Appends what stands on the page of an attempt or change order: equal texts, equal content.
// `budget`: the form shows amounts.
struct sim_page {
    const struct sim_states *states;
    struct uuid attempt;
    bool budget;
};
void sim_content_write(const struct sim_page *page, struct buffer *out);
// Whether a record of kind void, not deleted, names the sign-off.
bool sim_content_voided(const struct sim_states *states, const struct uuid *signoff);

#endif
