// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_originals.h"

#include "shared/model/shape.h"

#include <stdlib.h>
#include <string.h>

struct original {
    struct digest digest;
    size_t place;
};
struct listing {
    struct arena *arena;
    struct original *list;
    size_t count, cap;
};

static bool grow(struct listing *listing)
{
    const size_t cap = listing->cap ? listing->cap * 2 : 16;
    struct original *list = arena_take(listing->arena, cap * sizeof(*list));

    if (!list)
        return false;
    if (listing->count)
        memcpy(list, listing->list, listing->count * sizeof(*list));
    listing->list = list;
    listing->cap = cap;
    return true;
}

static bool read_digest(struct canon_reader *reader, void *into)
{
    struct listing *listing = into;
    struct span hex;

    if (!canon_string(reader, &hex))
        return false;
    if (listing->count == listing->cap && !grow(listing)) {
        canon_refuse(reader, "more photos than fit in memory");
        return false;
    }
    if (!digest_parse(hex.data, hex.len, &listing->list[listing->count].digest)) {
        canon_refuse(reader, "expected a digest of 64 lower-case hex digits");
        return false;
    }
    listing->list[listing->count].place = listing->count;
    listing->count++;
    return true;
}

static bool read_digests(struct canon_reader *reader, void *into)
{
    canon_array(reader);
    while (canon_element(reader))
        read_digest(reader, into);
    return !reader->fault;
}

// Each element of an array of objects by an open shape.
static bool read_each(struct canon_reader *reader, const struct shape *shape, void *into)
{
    canon_array(reader);
    while (canon_element(reader))
        shape_read(reader, shape, into);
    return !reader->fault;
}

static bool read_items(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"photos", read_digests, false}};
    static const struct shape shape = {members, 1, true};

    return read_each(reader, &shape, into);
}

static bool read_photos(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"digest", read_digest, false}};
    static const struct shape shape = {members, 1, true};

    return read_each(reader, &shape, into);
}

static bool read_content(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"items", read_items, false}};
    static const struct shape shape = {members, 1, true};

    return shape_read(reader, &shape, into);
}

static bool read_shown(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"photos", read_photos, false}};
    static const struct shape shape = {members, 1, true};

    return shape_read(reader, &shape, into);
}

static int by_digest(const void *a, const void *b)
{
    const struct original *one = a, *other = b;
    int order = memcmp(&one->digest, &other->digest, sizeof(one->digest));

    return order ? order : (one->place > other->place) - (one->place < other->place);
}

static int by_place(const void *a, const void *b)
{
    const struct original *one = a, *other = b;

    return (one->place > other->place) - (one->place < other->place);
}

// Of each digest the first place.
static void drop_repeated(struct listing *listing)
{
    size_t kept = 0;

    qsort(listing->list, listing->count, sizeof(*listing->list), by_digest);
    for (size_t i = 0; i < listing->count; i++)
        if (!kept || !digest_equal(&listing->list[kept - 1].digest, &listing->list[i].digest))
            listing->list[kept++] = listing->list[i];
    qsort(listing->list, kept, sizeof(*listing->list), by_place);
    listing->count = kept;
}

enum err statement_originals_list(struct span statement, struct arena *arena, struct digest **out,
                                  size_t *count, struct error *error)
{
    static const struct shape_member members[]
        = {{"content", read_content, false}, {"shown", read_shown, false}};
    static const struct shape shape = {members, 2, true};
    struct listing listing = {.arena = arena};
    struct canon_reader reader;
    enum err err;

    canon_open(&reader, statement);
    shape_read(&reader, &shape, &listing);
    err = canon_end(&reader, error);
    *out = err ? NULL : arena_take(arena, (listing.count + 1) * sizeof(**out));
    if (arena->failed)
        return error_set(error, ERR_TOO_LARGE, "statement: more photos than fit in memory");
    if (err)
        return err;
    if (listing.count)
        drop_repeated(&listing);
    for (size_t i = 0; i < listing.count; i++)
        (*out)[i] = listing.list[i].digest;
    *count = listing.count;
    return ERR_OK;
}
