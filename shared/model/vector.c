// SPDX-License-Identifier: Apache-2.0
#include "shared/model/vector.h"

#include "shared/base/memory.h"

#include <string.h>

enum { VECTOR_FIRST_ENTRIES = 4 };

void vector_init(struct vector *vector)
{
    *vector = (struct vector){0};
}

void vector_clear(struct vector *vector)
{
    mem_free(vector->entries);
    vector_init(vector);
}

// Room for `count` entries in all, count ≤ VECTOR_MAX.
static void vector_grow(struct vector *vector, size_t count)
{
    size_t cap = vector->cap ? vector->cap : VECTOR_FIRST_ENTRIES;

    if (count <= vector->cap)
        return;
    while (cap < count)
        cap *= 2;
    vector->entries = mem_resize(vector->entries, cap * sizeof(*vector->entries));
    vector->cap = cap;
}

void vector_copy(struct vector *out, const struct vector *from)
{
    vector_grow(out, from->count);
    out->count = from->count;
    if (from->count)
        memmove(out->entries, from->entries, from->count * sizeof(*from->entries));
}

// Where the actor's entry is or would have to be.
static size_t vector_place(const struct vector *vector, uint64_t actor)
{
    size_t low = 0, high = vector->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (vector->entries[middle].actor < actor)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t vector_counter(const struct vector *vector, uint64_t actor)
{
    size_t place = vector_place(vector, actor);

    if (place == vector->count || vector->entries[place].actor != actor)
        return 0;
    return vector->entries[place].counter;
}

bool vector_covers(const struct vector *vector, struct dot dot)
{
    return vector_counter(vector, dot.actor) >= dot.counter;
}

enum err vector_raise(struct vector *vector, struct dot dot)
{
    size_t place = vector_place(vector, dot.actor);
    struct dot *entry;

    if (place == vector->count || vector->entries[place].actor != dot.actor) {
        if (vector->count == VECTOR_MAX)
            return ERR_INVALID;
        vector_grow(vector, vector->count + 1);
        entry = vector->entries + place;
        memmove(entry + 1, entry, (vector->count - place) * sizeof(*entry));
        *entry = dot;
        vector->count++;
        return ERR_OK;
    }
    entry = vector->entries + place;
    if (entry->counter < dot.counter)
        entry->counter = dot.counter;
    return ERR_OK;
}

// How many actors of `other` are not in `vector`.
static size_t vector_missing(const struct vector *vector, const struct vector *other)
{
    size_t missing = 0, at = 0;

    for (size_t i = 0; i < other->count; i++) {
        while (at < vector->count && vector->entries[at].actor < other->entries[i].actor)
            at++;
        missing += at == vector->count || vector->entries[at].actor != other->entries[i].actor;
    }
    return missing;
}

enum err vector_join(struct vector *into, const struct vector *other)
{
    size_t total = into->count + vector_missing(into, other);
    size_t mine = into->count, theirs = other->count;

    if (total > VECTOR_MAX)
        return ERR_INVALID;
    if (theirs == 0)
        return ERR_OK;
    vector_grow(into, total);
    into->count = total;
    // From the back, so that nothing is overwritten before it was read.
    for (struct dot *out = into->entries + total; theirs > 0;) {
        struct dot next = other->entries[theirs - 1];

        if (mine > 0 && into->entries[mine - 1].actor > next.actor) {
            *--out = into->entries[--mine];
            continue;
        }
        if (mine > 0 && into->entries[mine - 1].actor == next.actor) {
            mine--;
            if (into->entries[mine].counter > next.counter)
                next = into->entries[mine];
        }
        *--out = next;
        theirs--;
    }
    return ERR_OK;
}

bool vector_below(const struct vector *a, const struct vector *b)
{
    size_t at = 0;

    for (size_t i = 0; i < a->count; i++) {
        while (at < b->count && b->entries[at].actor < a->entries[i].actor)
            at++;
        if (at == b->count || b->entries[at].actor != a->entries[i].actor
            || b->entries[at].counter < a->entries[i].counter)
            return false;
    }
    return true;
}

enum vector_order vector_compare(const struct vector *a, const struct vector *b)
{
    static const enum vector_order orders[2][2] = {
        {VECTOR_CONCURRENT, VECTOR_AFTER},
        {VECTOR_BEFORE, VECTOR_EQUAL},
    };

    return orders[vector_below(a, b)][vector_below(b, a)];
}

int dot_compare(struct dot a, struct dot b)
{
    if (a.actor != b.actor)
        return a.actor < b.actor ? -1 : 1;
    return a.counter < b.counter ? -1 : a.counter > b.counter;
}

static void put_u64(unsigned char *out, uint64_t number)
{
    for (int i = 7; i >= 0; i--) {
        out[i] = (unsigned char)number;
        number >>= 8;
    }
}

static uint64_t get_u64(const unsigned char *in)
{
    uint64_t number = 0;

    for (int i = 0; i < 8; i++)
        number = number << 8 | in[i];
    return number;
}

void actor_format(uint64_t actor, char out[ACTOR_TEXT])
{
    unsigned char bytes[8];

    put_u64(bytes, actor);
    text_format_hex(out, bytes, sizeof(bytes));
}

bool actor_parse(struct span text, uint64_t *out)
{
    unsigned char bytes[8];
    uint64_t actor;

    if (!text_parse_hex(text, bytes, sizeof(bytes)))
        return false;
    actor = get_u64(bytes);
    if (actor == 0)
        return false;
    *out = actor;
    return true;
}

bool vector_pack(const struct vector *vector, struct buffer *out)
{
    for (size_t i = 0; i < vector->count; i++) {
        unsigned char entry[VECTOR_PACKED_ENTRY];

        put_u64(entry, vector->entries[i].actor);
        put_u64(entry + 8, vector->entries[i].counter);
        buffer_append(out, entry, sizeof(entry));
    }
    return !out->failed;
}

enum err vector_unpack(struct vector *out, const void *bytes, size_t len)
{
    const unsigned char *in = bytes;
    size_t count = len / VECTOR_PACKED_ENTRY;
    uint64_t last = 0; // no actor is 0, so the first one must be above it

    if (len % VECTOR_PACKED_ENTRY || count > VECTOR_MAX)
        return ERR_CORRUPT;
    for (size_t i = 0; i < count; i++) {
        uint64_t actor = get_u64(in + i * VECTOR_PACKED_ENTRY);

        if (actor <= last || get_u64(in + i * VECTOR_PACKED_ENTRY + 8) == 0)
            return ERR_CORRUPT;
        last = actor;
    }
    vector_grow(out, count);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        out->entries[i].actor = get_u64(in + i * VECTOR_PACKED_ENTRY);
        out->entries[i].counter = get_u64(in + i * VECTOR_PACKED_ENTRY + 8);
    }
    return ERR_OK;
}

bool vector_format(const struct vector *vector, struct buffer *out)
{
    char actor[ACTOR_TEXT];

    buffer_append_char(out, '{');
    for (size_t i = 0; i < vector->count; i++) {
        actor_format(vector->entries[i].actor, actor);
        buffer_append_text(out, i ? ",\"" : "\"");
        buffer_append(out, actor, ACTOR_TEXT - 1);
        buffer_append(out, "\":", 2);
        canon_put_u64(out, vector->entries[i].counter);
    }
    buffer_append_char(out, '}');
    return !out->failed;
}

static const char actor_wanted[] = "an actor is 16 lower-case hexadecimal digits, not all zero";

bool dot_read_actor(struct canon_reader *reader, uint64_t *out)
{
    struct span text;

    if (canon_string(reader, &text) && !actor_parse(text, out))
        canon_refuse(reader, actor_wanted);
    return !reader->fault;
}

bool dot_read_counter(struct canon_reader *reader, uint64_t *out)
{
    if (canon_u64(reader, out) && *out == 0)
        canon_refuse(reader, "counters run from 1");
    return !reader->fault;
}

// One member of the object. The reader has made sure that keys rise, and hexadecimal text sorts as
// its numbers do.
static bool vector_read_entry(struct canon_reader *reader, struct span key, struct vector *out)
{
    struct dot dot;

    if (out->count == VECTOR_MAX)
        canon_refuse(reader, "a vector has at most 4096 actors");
    if (!actor_parse(key, &dot.actor))
        canon_refuse(reader, actor_wanted);
    if (!dot_read_counter(reader, &dot.counter))
        return false;
    vector_grow(out, out->count + 1);
    out->entries[out->count++] = dot;
    return true;
}

bool vector_read(struct canon_reader *reader, struct vector *out)
{
    struct vector read = {0};
    struct span key;

    canon_object(reader);
    while (canon_member(reader, &key) && vector_read_entry(reader, key, &read))
        continue;
    if (reader->fault) {
        vector_clear(&read);
        return false;
    }
    vector_clear(out);
    *out = read;
    return true;
}
