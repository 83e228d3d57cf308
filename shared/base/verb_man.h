// SPDX-License-Identifier: Apache-2.0
// The manual page of a program, made from its verb table.
#ifndef PLUMB_SHARED_BASE_VERB_MAN_H
#define PLUMB_SHARED_BASE_VERB_MAN_H

#include "shared/base/verb.h"

// Appends a page of section `section` for man(7): every verb with its options, exit codes,
// environment.
void verb_man_print(const struct verb_table *table, int section, struct buffer *out);

#endif
