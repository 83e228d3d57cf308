// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/proof_set.h"

#include "shared/base/memory.h"

#include <stdlib.h>
#include <string.h>

void proof_set_clear(struct proof_set *set)
{
    mem_free(set->items);
    *set = (struct proof_set){0};
}

static void put_u64(uint8_t out[8], uint64_t value)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(value >> (56 - 8 * i));
}

static uint64_t get_u64(const uint8_t bytes[8])
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint64_t proof_set_place(const struct uuid *id)
{
    struct digest digest;

    hash_once(id->bytes, UUID_BYTES, &digest);
    return get_u64(digest.bytes);
}

static struct digest make_mark(const struct uuid *id, struct span state)
{
    struct digest digest, mark;

    hash_once(state.data, state.len, &digest);
    hash_pair(id->bytes, UUID_BYTES, digest.bytes, HASH_BYTES, &mark);
    return mark;
}

void proof_set_add(struct proof_set *set, const struct uuid *id, struct span state)
{
    struct proof_item item = {proof_set_place(id), make_mark(id, state), *id};

    set->items = mem_room(set->items, set->count, &set->cap, sizeof(*set->items));
    set->unsorted = set->unsorted || (set->count && set->items[set->count - 1].place > item.place);
    set->items[set->count++] = item;
}

// Ids break ties, so that both sides have one order.
static int compare(const void *a, const void *b)
{
    const struct proof_item *one = a, *other = b;

    if (one->place != other->place)
        return one->place < other->place ? -1 : 1;
    return uuid_compare(&one->id, &other->id);
}

static void sort(struct proof_set *set)
{
    if (set->unsorted)
        qsort(set->items, set->count, sizeof(*set->items), compare);
    set->unsorted = false;
}

// The first item at this place or behind it.
static size_t find(const struct proof_set *set, uint64_t place)
{
    size_t low = 0, high = set->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (set->items[middle].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct proof_item *find_id(struct proof_set *set, const struct uuid *id)
{
    uint64_t place = proof_set_place(id);

    sort(set);
    for (size_t i = find(set, place); i < set->count && set->items[i].place == place; i++)
        if (uuid_equal(&set->items[i].id, id))
            return &set->items[i];
    return NULL;
}

void proof_set_put(struct proof_set *set, const struct uuid *id, struct span state)
{
    struct proof_item *item = find_id(set, id);

    if (item)
        item->mark = make_mark(id, state);
    else
        proof_set_add(set, id, state);
}

bool proof_set_drop(struct proof_set *set, const struct uuid *id)
{
    struct proof_item *item = find_id(set, id);

    if (!item)
        return false;
    set->count--;
    memmove(item, item + 1, (set->count - (size_t)(item - set->items)) * sizeof(*item));
    return true;
}

bool proof_set_has(struct proof_set *set, uint64_t place, const uint8_t mark[8])
{
    sort(set);
    for (size_t i = find(set, place); i < set->count && set->items[i].place == place; i++)
        if (memcmp(set->items[i].mark.bytes, mark, 8) == 0)
            return true;
    return false;
}

const struct proof_item *proof_set_at(struct proof_set *set, uint64_t place)
{
    size_t at;

    sort(set);
    at = find(set, place);
    return at < set->count && set->items[at].place == place ? &set->items[at] : NULL;
}

bool proof_range_holds(struct proof_range range, uint64_t place)
{
    unsigned shift = 64 - PROOF_DIGIT_BITS * range.digits;

    return range.digits == 0 || place >> shift == range.first >> shift;
}

struct proof_range proof_range_child(struct proof_range range, unsigned digit)
{
    unsigned shift = 64 - PROOF_DIGIT_BITS * (range.digits + 1);

    return (struct proof_range){range.first | (uint64_t)digit << shift, range.digits + 1};
}

void proof_set_span(struct proof_set *set, struct proof_range range, size_t *from, size_t *to)
{
    uint64_t width = range.digits ? UINT64_C(1) << (64 - PROOF_DIGIT_BITS * range.digits) : 0;

    sort(set);
    *from = find(set, range.first);
    // The last range of all ends where the numbers end.
    *to = range.first + width ? find(set, range.first + width) : set->count;
}

// Adds the mark to the sum, both 256 bits big-endian, as four numbers, the lowest last.
static void add(uint64_t sum[4], const struct digest *mark)
{
    unsigned carry = 0;

    for (int i = 3; i >= 0; i--) {
        uint64_t more = get_u64(mark->bytes + 8 * i), before = sum[i];

        sum[i] = before + more + carry;
        carry = carry ? sum[i] <= before : sum[i] < before;
    }
}

enum { TALLY_BYTES = 8 + HASH_BYTES };

// count ‖ sum of some items.
static void tally(const struct proof_set *set, size_t from, size_t to, uint8_t out[TALLY_BYTES])
{
    uint64_t sum[4] = {0};

    for (size_t i = from; i < to; i++)
        add(sum, &set->items[i].mark);
    put_u64(out, to - from);
    for (int i = 0; i < 4; i++)
        put_u64(out + 8 + 8 * i, sum[i]);
}

void proof_set_print(struct proof_set *set, struct proof_range range,
                     uint8_t out[PROOF_PRINT_BYTES])
{
    uint8_t key[8], bytes[TALLY_BYTES];
    struct digest digest;
    size_t from, to;

    proof_set_span(set, range, &from, &to);
    tally(set, from, to, bytes);
    put_u64(key, set->proof);
    hash_pair(key, sizeof(key), bytes, sizeof(bytes), &digest);
    memcpy(out, digest.bytes, PROOF_PRINT_BYTES);
}

void proof_set_digest(struct proof_set *set, struct digest *out)
{
    uint8_t bytes[TALLY_BYTES];

    tally(set, 0, set->count, bytes);
    hash_once(bytes, sizeof(bytes), out);
}
