// SPDX-License-Identifier: Apache-2.0
// Completion of verbs and options in shells, made from a program's verb table.
#ifndef PLUMB_SHARED_BASE_VERB_COMPLETION_H
#define PLUMB_SHARED_BASE_VERB_COMPLETION_H

#include "shared/base/verb.h"

// Appends a script for bash, zsh or fish; false for any other name.
bool verb_completion_print(const struct verb_table *table, const char *shell, struct buffer *out);

#endif
