// SPDX-License-Identifier: Apache-2.0
// The help texts of a verb table, in Chinese and English.
#ifndef PLUMB_SHARED_BASE_VERB_HELP_H
#define PLUMB_SHARED_BASE_VERB_HELP_H

#include "shared/base/verb.h"

// Options that every verb takes, in the order of enum verb_common.
enum verb_common { VERB_DIR, VERB_JSON, VERB_HELP, VERB_VERSION, VERB_COMMON_COUNT };
extern const struct option verb_help_common[VERB_COMMON_COUNT];

// Appends the help of the call's verb; without one, of its group; without that, of the program.
void verb_help_print(const struct verb_table *table, const struct verb_call *call,
                     struct buffer *out);

#endif
