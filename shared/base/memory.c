// SPDX-License-Identifier: Apache-2.0
#include "shared/base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGN = 16, ARENA_BLOCK_BYTES = 16 * 1024, ROOM_FIRST = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size_bytes, used_bytes;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

// Small allocations only fail when the machine is lost anyway; dying is then the safe answer, since
// everything acknowledged is on disk already.
static void *require(void *memory)
{
    if (!memory) {
        fputs("plumbline: out of memory\n", stderr);
        abort();
    }
    return memory;
}

void *mem_alloc(size_t size_bytes)
{
    return require(calloc(1, size_bytes ? size_bytes : 1));
}

void *mem_alloc_array(size_t count, size_t size_bytes)
{
    size_t total;

    if (__builtin_mul_overflow(count, size_bytes, &total))
        require(NULL);
    return mem_alloc(total);
}

void *mem_resize(void *memory, size_t size_bytes)
{
    return require(realloc(memory, size_bytes ? size_bytes : 1));
}

void *mem_room(void *array, size_t count, size_t *room, size_t size_bytes)
{
    const size_t more = *room ? 2 * *room : ROOM_FIRST;
    size_t total;

    if (count < *room)
        return array;
    if (__builtin_mul_overflow(more, size_bytes, &total))
        require(NULL);
    *room = more;
    return mem_resize(array, total);
}

char *mem_dup_text(const char *text)
{
    return text ? mem_dup(text, strlen(text) + 1) : NULL;
}

void *mem_dup(const void *bytes, size_t size_bytes)
{
    void *copy = mem_alloc(size_bytes);

    if (size_bytes)
        memcpy(copy, bytes, size_bytes);
    return copy;
}

void *mem_try(size_t size_bytes)
{
    return malloc(size_bytes ? size_bytes : 1);
}

void mem_free(void *memory)
{
    free(memory);
}

void mem_wipe(void *memory, size_t size_bytes)
{
    if (size_bytes)
        explicit_bzero(memory, size_bytes);
}

void arena_init(struct arena *arena, size_t max_bytes)
{
    *arena = (struct arena){.max_bytes = max_bytes};
}

// Makes `current` a block with room for size_bytes, or returns NULL.
static struct arena_block *arena_grow(struct arena *arena, size_t size_bytes)
{
    size_t room = size_bytes > ARENA_BLOCK_BYTES ? size_bytes : ARENA_BLOCK_BYTES;
    struct arena_block *block = mem_try(sizeof(*block) + room);

    if (!block)
        return NULL;
    block->next = NULL;
    block->size_bytes = room;
    block->used_bytes = 0;
    if (arena->current)
        arena->current->next = block;
    else
        arena->first = block;
    arena->current = block;
    return block;
}

void *arena_take(struct arena *arena, size_t size_bytes)
{
    struct arena_block *block = arena->current;
    size_t rounded;
    void *piece;

    if (arena->failed || __builtin_add_overflow(size_bytes, (size_t)(ARENA_ALIGN - 1), &rounded))
        goto failed;
    rounded &= ~(size_t)(ARENA_ALIGN - 1);
    if (rounded > arena->max_bytes - arena->used_bytes)
        goto failed;
    if (!block || rounded > block->size_bytes - block->used_bytes) {
        block = arena_grow(arena, rounded);
        if (!block)
            goto failed;
    }
    piece = block->bytes + block->used_bytes;
    memset(piece, 0, rounded);
    block->used_bytes += rounded;
    arena->used_bytes += rounded;
    return piece;

failed:
    arena->failed = 1;
    return NULL;
}

char *arena_dup(struct arena *arena, const char *bytes, size_t size_bytes)
{
    char *copy = size_bytes < SIZE_MAX ? arena_take(arena, size_bytes + 1) : NULL;

    if (copy && size_bytes)
        memcpy(copy, bytes, size_bytes);
    return copy;
}

static void arena_free_after(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;

        free(block);
        block = next;
    }
}

void arena_reset(struct arena *arena)
{
    if (arena->first) {
        arena_free_after(arena->first->next);
        arena->first->next = NULL;
        arena->first->used_bytes = 0;
    }
    arena->current = arena->first;
    arena->used_bytes = 0;
    arena->failed = 0;
}

void arena_clear(struct arena *arena)
{
    arena_free_after(arena->first);
    arena_init(arena, arena->max_bytes);
}
