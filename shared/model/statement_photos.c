// SPDX-License-Identifier: Apache-2.0
#include "shared/model/statement_photos.h"

#include "shared/model/shape.h"

#include <stdlib.h>
#include <string.h>

struct listing {
    struct arena *arena;
    struct digest *list;
    size_t count, cap;
};

static bool grow(struct listing *listing)
{
    const size_t cap = listing->cap ? listing->cap * 2 : 16;
    struct digest *list = arena_take(listing->arena, cap * sizeof(*list));

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
    if (listing->count == listing->cap && !grow(listing))
        canon_refuse(reader, "more photos than fit in memory");
    else if (!digest_parse(hex.data, hex.len, &listing->list[listing->count]))
        canon_refuse(reader, "expected a digest of 64 lower-case hex digits");
    else
        listing->count++;
    return !reader->fault;
}

static bool read_photos(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"digest", read_digest, false}};
    static const struct shape shape = {members, 1, true};

    canon_array(reader);
    while (canon_element(reader))
        shape_read(reader, &shape, into);
    return !reader->fault;
}

static bool read_shown(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {{"photos", read_photos, false}};
    static const struct shape shape = {members, 1, true};

    return shape_read(reader, &shape, into);
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct digest));
}

enum err statement_photos_list(struct span statement, struct arena *arena, struct digest **out,
                               size_t *count, struct error *error)
{
    static const struct shape_member members[] = {{"shown", read_shown, false}};
    static const struct shape shape = {members, 1, true};
    struct listing listing = {.arena = arena};
    struct canon_reader reader;
    size_t kept = 0;
    enum err err;

    canon_open(&reader, statement);
    shape_read(&reader, &shape, &listing);
    err = canon_end(&reader, error);
    if (err)
        return arena->failed ? error_set(error, ERR_TOO_LARGE, "statement: too many photos") : err;
    if (listing.count)
        qsort(listing.list, listing.count, sizeof(*listing.list), by_bytes);
    for (size_t i = 0; i < listing.count; i++)
        if (!kept || !digest_equal(&listing.list[kept - 1], &listing.list[i]))
            listing.list[kept++] = listing.list[i];
    *out = listing.list;
    *count = kept;
    return ERR_OK;
}
