// SPDX-License-Identifier: Apache-2.0
// POST /api/enrol: the tablet joins an office while the page waits; the network is asked on a
// thread of its own, so that nothing else waits.
#ifndef PLUMB_AGENT_UI_ADMISSION_H
#define PLUMB_AGENT_UI_ADMISSION_H

#include "shared/web/route_table.h"

// One attempt at a time.
struct admission;
struct admission *admission_create(void);
// Gives up an attempt that is under way and waits for its end; its page is answered.
void admission_stop(struct admission *admission);
void admission_free(struct admission *admission); // stopped before; accepts NULL

extern const struct route admission_routes[];
extern const size_t admission_route_count;

#endif
