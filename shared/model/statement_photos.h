// SPDX-License-Identifier: Apache-2.0
// The photos that a statement names, in the one order in which an evidence file carries them.
#ifndef PLUMB_SHARED_MODEL_STATEMENT_PHOTOS_H
#define PLUMB_SHARED_MODEL_STATEMENT_PHOTOS_H

#include "shared/base/memory.h"
#include "shared/model/statement.h"

// The digests of the originals under "shown", each once, by the bytes of the digest; what
// `content` covers is among them. They live in `arena`. PARSE when it is no statement; TOO_LARGE
// when the arena is full.
enum err statement_photos_list(struct span statement, struct arena *arena, struct digest **out,
                               size_t *count, struct error *error);

#endif
