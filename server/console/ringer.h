// SPDX-License-Identifier: Apache-2.0
// Rings a bell for what changes, but not more often than pages can follow.
#ifndef PLUMB_SERVER_CONSOLE_RINGER_H
#define PLUMB_SERVER_CONSOLE_RINGER_H

#include "shared/web/bell.h"

struct ringer;
// A thread that rings `bell`, borrowed, at once for the first change and then at most every
// `every_ms`.
enum err ringer_create(struct bell *bell, unsigned every_ms, struct ringer **out,
                       struct error *error);
void ringer_note(void *ringer);          // something changed; from any thread, never blocks
void ringer_free(struct ringer *ringer); // accepts NULL

#endif
