// SPDX-License-Identifier: Apache-2.0
// An office with its sites, persons and enrolled tablets, made once a process by the real enrolment
// and copied for each fleet.
#ifndef PLUMB_TESTS_SIM_SIM_TEMPLATE_H
#define PLUMB_TESTS_SIM_SIM_TEMPLATE_H

#include "tests/sim/sim_oracle.h"
#include "tests/sim/sim_tablet.h"

enum { SITES_MAX = 4, PERSONS_MAX = 5 };
#define SIM_BEGIN_MS INT64_C(1795300000000)

struct sim_template {
    struct sim_disk *office, *tablets[PERSONS_MAX];
    struct sim_tablet like[PERSONS_MAX]; // device, person, receipt key and peer
    struct uuid sites[SITES_MAX];
    struct sim_oracle oracle;
};
// With a service: the default catalogue is published. Aborts, with words, when it cannot be made.
const struct sim_template *sim_template_get(bool service);

#endif
