// SPDX-License-Identifier: Apache-2.0
#include "server/cli/catalogue_publish.h"

#include "server/cli/audit_actor.h"
#include "server/storage/records.h"
#include "server/sync/office_edit.h"
#include "shared/data/catalogue_file.h"
#include "shared/data/catalogue_record.h"

#include <string.h>

struct listing {
    struct catalogue_cache *cache;
    struct error *error;
    enum err err;
};

static bool add(void *arg, const struct record_row *row)
{
    struct listing *listing = arg;

    listing->err = catalogue_cache_add(listing->cache, row->state, listing->error);
    return listing->err == ERR_OK;
}

enum err catalogue_publish_list(struct desk *desk, struct catalogue_cache *out, struct error *error)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of("catalogue")};
    struct listing listing = {.cache = out, .error = error};
    struct view *view = NULL;
    enum err err = desk_view(desk, &view, error);

    if (err == ERR_OK)
        err = records_list(view, &filter, add, &listing, error);
    storage_close_view(view);
    return err == ERR_OK ? listing.err : err;
}

// NOT_FOUND: nothing is published under this version; OK: the same is.
static enum err compare_published(struct desk *desk, const struct catalogue_record *record,
                                  struct span file, struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct buffer content;
    enum err err = catalogue_publish_list(desk, cache, error);

    buffer_init(&content, RECORD_BYTES_MAX);
    if (err == ERR_OK)
        err = catalogue_cache_content(cache, record->version, &content, error);
    if (err == ERR_OK && !catalogue_record_same((struct span){content.data, content.len}, file))
        err = error_set(error, ERR_EXISTS,
                        "version %.*s is published already with other content, and nodes may have "
                        "been started with it: give the file a new version (D3.13)",
                        (int)record->version.len, record->version.data);
    buffer_clear(&content);
    catalogue_cache_free(cache);
    return err;
}

static enum err publish(struct desk *desk, const struct catalogue_record *record,
                        struct error *error)
{
    struct audit_actor actor;
    struct office_edit edit = {
        .id = record->id,
        .kind = "catalogue",
        .fields = record->fields,
        .field_count = CATALOGUE_RECORD_FIELDS,
        .audit = &actor.row,
    };

    audit_actor_make(&actor, "catalogue.publish");
    return office_edit(desk->office, &edit, 1, error);
}

enum err catalogue_publish(struct desk *desk, struct span file, struct catalogue_published *out,
                           struct error *error)
{
    struct catalogue_record record;
    struct arena arena;
    enum err err;

    *out = (struct catalogue_published){0};
    arena_init(&arena, 2 * CATALOGUE_ARENA_MAX);
    err = catalogue_record_make(file, clock_wall_ms(&desk->clock), &arena, &record, error);
    if (err == ERR_OK) {
        text_copy(out->version, sizeof(out->version), record.version);
        err = compare_published(desk, &record, file, error);
    }
    if (err == ERR_NOT_FOUND) {
        error_clear(error);
        err = publish(desk, &record, error);
        out->made = err == ERR_OK;
    }
    arena_clear(&arena);
    return err;
}
