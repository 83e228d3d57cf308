// SPDX-License-Identifier: Apache-2.0
// What one side of a proof of convergence holds: a record is an item, and any range of items has a
// fingerprint (docs/PROTOCOL.md section 8).
#ifndef PLUMB_SHARED_WIRE_PROOF_SET_H
#define PLUMB_SHARED_WIRE_PROOF_SET_H

#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

// Places are spread evenly whatever the ids are: a digit of 5 bits halves a range five times, and
// a range is named by the digits that its places begin with.
enum { PROOF_FAN = 32, PROOF_DIGIT_BITS = 5, PROOF_DIGITS_MAX = 12, PROOF_PRINT_BYTES = 8 };

struct proof_item {
    uint64_t place;     // the first 8 bytes of SHA-256(id), big-endian
    struct digest mark; // SHA-256(id ‖ SHA-256(state))
    struct uuid id;
};
struct proof_set {
    struct proof_item *items; // owned; by place once sorted
    size_t count, cap;
    bool unsorted;
    uint64_t proof; // number of the proof that it was read for
};
void proof_set_clear(struct proof_set *set); // frees; accepts a zeroed struct
uint64_t proof_set_place(const struct uuid *id);
// Adds the record, or gives it its present state. Adding costs little; the next question sorts.
void proof_set_add(struct proof_set *set, const struct uuid *id, struct span state);
void proof_set_put(struct proof_set *set, const struct uuid *id, struct span state);
// Takes the record out, if it is in; true when it was.
bool proof_set_drop(struct proof_set *set, const struct uuid *id);

// A range: all places that begin with these digits.
struct proof_range {
    uint64_t first; // its first place
    unsigned digits;
};
struct proof_range proof_range_child(struct proof_range range, unsigned digit);
// Items [*from, *to) of the set are those of the range.
void proof_set_span(struct proof_set *set, struct proof_range range, size_t *from, size_t *to);
// Whether an item at this place has a mark that begins so.
bool proof_set_has(struct proof_set *set, uint64_t place, const uint8_t mark[8]);
// The first item at this place; NULL: none. Lives until the set changes.
const struct proof_item *proof_set_at(struct proof_set *set, uint64_t place);
bool proof_range_holds(struct proof_range range, uint64_t place);
// The fingerprint of a range in its proof: the first bytes of SHA-256(proof ‖ count ‖ sum), sum
// being that of its marks mod 2^256. Another proof has others, so that no two states are mistaken
// for each other twice.
void proof_set_print(struct proof_set *set, struct proof_range range,
                     uint8_t out[PROOF_PRINT_BYTES]);
// SHA-256(count ‖ sum) over everything: equal digests are equal records.
void proof_set_digest(struct proof_set *set, struct digest *out);

#endif
