// SPDX-License-Identifier: Apache-2.0
// Fields of a record as plain text, as lists and pages show them.
#ifndef PLUMB_SERVER_CONSOLE_PLAIN_FIELD_H
#define PLUMB_SERVER_CONSOLE_PLAIN_FIELD_H

#include "shared/base/memory.h"
#include "shared/model/record.h"

// The value that is shown, by the kind's policy: a text without its quotes, anything else as it is
// written ("true"). "" when nothing stands, or nothing of it can be shown alone. In the arena.
const char *plain_field(const struct record *record, const char *name, struct arena *arena);

#endif
