// SPDX-License-Identifier: Apache-2.0
// Range lines of a proof, the same from both sides: what one holds in a range, and what the other
// finds when it compares (docs/PROTOCOL.md section 8).
#ifndef PLUMB_SHARED_WIRE_PROOF_WALK_H
#define PLUMB_SHARED_WIRE_PROOF_WALK_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/wire/proof_set.h"

// A range with at most PROOF_FEW items is told item by item; a message has at most PROOF_LINES_MAX
// lines of ranges.
enum { PROOF_FEW = 64, PROOF_LINES_MAX = 64, PROOF_PLACES_MAX = 1000, PROOF_RANGES_MAX = 4096 };

// Places where the two sides differ, without order, each once.
struct proof_places {
    uint64_t *places; // owned
    size_t count, cap;
};
void proof_places_clear(struct proof_places *list); // frees; accepts a zeroed struct
// False when there are PROOF_PLACES_MAX already.
bool proof_places_add(struct proof_places *list, uint64_t place);
// A file, by the first 8 bytes of its digest.
bool proof_places_add_digest(struct proof_places *list, const struct digest *digest);
bool proof_places_has(const struct proof_places *list, uint64_t place);
bool proof_places_has_digest(const struct proof_places *list, const struct digest *digest);
// 8 bytes each, big-endian, in base64. PARSE also when there are too many.
void proof_places_format(const struct proof_places *list, struct buffer *out); // only the base64
enum err proof_places_parse(struct span text, struct proof_places *out, struct error *error);

// What is still to be looked at.
struct proof_walk {
    struct proof_range *ranges; // owned: these differ
    size_t range_count, range_cap;
    struct proof_places places; // and so does what is here
    bool full;                  // there is more than fits: the rest shows in another proof
};
void proof_walk_clear(struct proof_walk *walk); // frees; accepts a zeroed struct

// Appends the line, with '\n', of what the set holds in the range. False when it does not fit.
bool proof_walk_tell(struct proof_set *set, struct proof_range range, struct buffer *out);
// Reads the other's line (without '\n') and adds to `walk` what differs from the set: ranges, when
// it gave fingerprints; places, when it gave items. `range` is that of the line; *items tells which
// of the two it was. PARSE.
struct proof_told {
    struct proof_range range;
    bool items, differs;
};
enum err proof_walk_hear(struct proof_set *set, struct span line, struct proof_walk *walk,
                         struct proof_told *told, struct error *error);

#endif
