// SPDX-License-Identifier: Apache-2.0
// The role of a person, by their record, and what it may write (domain.md D1).
#ifndef PLUMB_SHARED_MODEL_ROLE_H
#define PLUMB_SHARED_MODEL_ROLE_H

#include "shared/model/kind.h"

enum { ROLE_TEXT = 41 }; // longer ones are no role of the table: cut

// The role in the state bytes of a person's record, plain text. Empty, and false, when they cannot
// be read, or the role is missing or in conflict: then nothing is refused (kind_may_write).
bool role_read(struct span state, char out[ROLE_TEXT]);
// OK, or DENIED with the role and the kind in words, Chinese and English.
enum err role_check(struct span role, struct span kind, struct error *error);

#endif
