// SPDX-License-Identifier: Apache-2.0
// The photos that a statement names, in the one order in which an evidence file carries them.
#ifndef PLUMB_SHARED_MODEL_STATEMENT_ORIGINALS_H
#define PLUMB_SHARED_MODEL_STATEMENT_ORIGINALS_H

#include "shared/base/memory.h"
#include "shared/model/statement.h"

// The digests of the originals, each once: those of its items, then those shown beside. They live
// in `arena`. PARSE when it is no statement; TOO_LARGE when the arena is full.
enum err statement_originals_list(struct span statement, struct arena *arena, struct digest **out,
                                  size_t *count, struct error *error);

#endif
