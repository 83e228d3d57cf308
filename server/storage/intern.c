// SPDX-License-Identifier: Apache-2.0
#include "server/storage/intern.h"

#include "server/storage/row.h"
#include "shared/base/memory.h"

#include <string.h>

enum { KNOWN_MAX = 64, NAME_BYTES = 40 };
enum family { SITES, KINDS, FAMILIES };

struct known {
    int64_t row; // 0: the place is free
    size_t len;
    char name[NAME_BYTES];
};

// Each name has one place; a newer one takes it over.
struct intern {
    struct known places[FAMILIES][KNOWN_MAX];
};

struct intern *intern_create(void)
{
    return mem_alloc(sizeof(struct intern));
}

void intern_free(struct intern *intern)
{
    mem_free(intern);
}

void intern_forget(struct intern *intern)
{
    *intern = (struct intern){0};
}

static void bind(struct row *row, enum family family, struct span name)
{
    if (family == KINDS)
        row_put_text(row, name);
    else
        row_put_bytes(row, name);
}

static enum err find(struct view *view, enum family family, struct span name, int64_t *out,
                     struct error *error)
{
    struct row row = row_begin(view, family == KINDS ? STATEMENT_KIND_GET : STATEMENT_SITE_GET);
    enum err code;

    bind(&row, family, name);
    code = row_step(&row, error);
    if (code)
        return code;
    *out = row_integer(&row);
    return row_done(&row, error);
}

static enum err give(struct storage *storage, enum family family, struct span name, int64_t *out,
                     struct error *error)
{
    struct row row
        = row_begin_write(storage, family == KINDS ? STATEMENT_KIND_PUT : STATEMENT_SITE_PUT);
    enum err code;

    bind(&row, family, name);
    code = row_run(&row, error);
    if (!code)
        *out = row_added(&row);
    return code;
}

static struct known *place_of(struct known *places, struct span name)
{
    uint32_t hash = 2166136261U; // FNV-1a

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * 16777619U;
    return &places[hash % KNOWN_MAX];
}

static enum err number(struct storage *storage, enum family family, struct span name, int64_t *out,
                       struct error *error)
{
    struct view *writer = storage_writer(storage);
    struct known *place = place_of(writer->interned->places[family], name);
    enum err code;

    if (place->row && span_equal((struct span){place->name, place->len}, name)) {
        *out = place->row;
        return ERR_OK;
    }
    code = find(writer, family, name, out, NULL);
    if (code == ERR_NOT_FOUND)
        code = give(storage, family, name, out, error);
    else if (code)
        error_set(error, code, "the number of a site or kind cannot be read");
    if (!code && name.len <= NAME_BYTES) {
        place->row = *out;
        place->len = name.len;
        memcpy(place->name, name.data, name.len);
    }
    return code;
}

enum err intern_site(struct storage *storage, const struct uuid *site, int64_t *row,
                     struct error *error)
{
    return number(storage, SITES, (struct span){(const char *)site->bytes, UUID_BYTES}, row, error);
}

enum err intern_kind(struct storage *storage, struct span kind, int64_t *row, struct error *error)
{
    return number(storage, KINDS, kind, row, error);
}

enum err intern_find_kind(struct view *view, struct span kind, int64_t *row, struct error *error)
{
    return find(view, KINDS, kind, row, error);
}
