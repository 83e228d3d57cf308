// SPDX-License-Identifier: Apache-2.0
// Small allocations that abort on exhaustion, capped ones that fail cleanly, and an arena for parse
// trees.
#ifndef PLUMB_SHARED_BASE_MEMORY_H
#define PLUMB_SHARED_BASE_MEMORY_H

#include <stddef.h>

// Small bounded allocations (zeroed, abort on exhaustion, never NULL even for size 0).
void *mem_alloc(size_t size_bytes);
void *mem_alloc_array(size_t count, size_t size_bytes); // aborts on overflow of the product
void *mem_resize(void *memory, size_t size_bytes);      // the new tail is not zeroed
char *mem_dup_text(const char *text);                   // copies; NULL gives NULL
void *mem_dup(const void *bytes, size_t size_bytes);    // copies
// An array of `*room` elements (NULL and 0 at first) with room for one more than `count`: when it
// is full it moves to one of twice the size. Returns where it is; what is new in it is not zeroed.
// Aborts like the others; data-sized arrays are bounded by their callers.
void *mem_room(void *array, size_t count, size_t *room, size_t size_bytes);
// Data-sized allocation: NULL on exhaustion.
void *mem_try(size_t size_bytes);
void mem_free(void *memory); // accepts NULL
// Overwrites secrets in a way the compiler does not remove.
void mem_wipe(void *memory, size_t size_bytes);

// An arena: many small pieces freed at once. Starts empty ({0} with a maximum), pieces are aligned
// to 16 bytes and zeroed. Past `max_bytes` arena_take returns NULL and `failed` stays set.
struct arena_block;
struct arena {
    struct arena_block *first, *current;
    size_t used_bytes, max_bytes;
    int failed;
};
void arena_init(struct arena *arena, size_t max_bytes);
void *arena_take(struct arena *arena, size_t size_bytes);
char *arena_dup(struct arena *arena, const char *bytes, size_t size_bytes); // adds a final NUL
void arena_reset(struct arena *arena); // forgets all pieces, keeps the first block for reuse
void arena_clear(struct arena *arena); // frees everything; the arena may be used again

#endif
