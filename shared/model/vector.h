// SPDX-License-Identifier: Apache-2.0
// Dots and version vectors: which writes of which actors a record has seen.
#ifndef PLUMB_SHARED_MODEL_VECTOR_H
#define PLUMB_SHARED_MODEL_VECTOR_H

#include "shared/model/canon.h"

// An actor is 64 random bits naming one process life of one replica; never 0. Text form: 16
// lower-case hex digits.
enum { VECTOR_MAX = 4096, ACTOR_TEXT = 17, VECTOR_PACKED_ENTRY = 16 };

struct dot {
    uint64_t actor, counter; // counters run from 1
};
struct vector {
    struct dot *entries; // sorted by actor, each actor once, no zero counter
    size_t count, cap;
};
enum vector_order { VECTOR_EQUAL, VECTOR_BEFORE, VECTOR_AFTER, VECTOR_CONCURRENT };

void vector_init(struct vector *vector);
void vector_clear(struct vector *vector); // frees
// Makes `out`, which is initialised, equal to `from`.
void vector_copy(struct vector *out, const struct vector *from);
uint64_t vector_counter(const struct vector *vector, uint64_t actor); // 0 when absent
bool vector_covers(const struct vector *vector, struct dot dot);
// Raises the actor's entry to at least counter. INVALID past VECTOR_MAX entries, then nothing
// changed.
enum err vector_raise(struct vector *vector, struct dot dot);
// Raises every entry to the maximum of the two. INVALID as above.
enum err vector_join(struct vector *into, const struct vector *other);
enum vector_order vector_compare(const struct vector *a, const struct vector *b);
bool vector_below(const struct vector *a, const struct vector *b); // a ≤ b: EQUAL or BEFORE

int dot_compare(struct dot a, struct dot b); // by actor, then counter
void actor_format(uint64_t actor, char out[ACTOR_TEXT]);
bool actor_parse(struct span text, uint64_t *out); // refuses zero
bool dot_read_actor(struct canon_reader *reader, uint64_t *out);
bool dot_read_counter(struct canon_reader *reader, uint64_t *out); // refuses zero

// Packed form for storage: 16 bytes an entry, big-endian actor then counter, sorted: equal vectors
// are equal bytes. Unpacking replaces `out`, which is initialised; CORRUPT, and `out` unchanged, on
// unsorted entries, a zero, an odd size or more than VECTOR_MAX entries.
bool vector_pack(const struct vector *vector, struct buffer *out);
enum err vector_unpack(struct vector *out, const void *bytes, size_t len);
// Text form {"<actor>":"<counter>",…}, canonical. Reading replaces `out`, which is initialised;
// it refuses malformed or zero actors and counters and more than VECTOR_MAX entries, `out`
// unchanged.
bool vector_format(const struct vector *vector, struct buffer *out);
bool vector_read(struct canon_reader *reader, struct vector *out);

#endif
