// SPDX-License-Identifier: Apache-2.0
// What this process found out already about bytes that never change their meaning: an answer under
// the digest of the whole question. Thread-safe.
#ifndef PLUMB_SHARED_WIRE_ANSWER_MEMORY_H
#define PLUMB_SHARED_WIRE_ANSWER_MEMORY_H

#include "shared/crypto/hash.h"

// It keeps at most so many answers; a newer one may take the place of an older one.
enum { ANSWER_MEMORY_ENTRIES = 8192 };
bool answer_memory_get(const struct digest *question, bool *answer); // false: not known
void answer_memory_put(const struct digest *question, bool answer);

#endif
