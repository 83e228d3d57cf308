// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/catalogue_desk.h"

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

enum err catalogue_desk_list(struct view *view, struct catalogue_cache *out, struct error *error)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of("catalogue")};
    struct listing listing = {.cache = out, .error = error};
    enum err err = records_list(view, &filter, add, &listing, error);

    return err == ERR_OK ? listing.err : err;
}

// NOT_FOUND: nothing is published under this version; OK: the same is.
static enum err compare_published(const struct catalogue_cache *cache, struct span version,
                                  struct span file, struct error *error)
{
    struct buffer content;
    enum err err;

    buffer_init(&content, RECORD_BYTES_MAX);
    err = catalogue_cache_content(cache, version, &content, error);
    if (err == ERR_OK && !catalogue_record_same((struct span){content.data, content.len}, file))
        err = error_set(
            error, ERR_EXISTS,
            "版本 %.*s 已发布过，内容不同；没有改动；请换一个新的版本号 version %.*s is "
            "published already with other content, and nodes may have been started "
            "with it: give the file a new version (D3.13)",
            (int)version.len, version.data, (int)version.len, version.data);
    buffer_clear(&content);
    return err;
}

// Whether the newest is still the one that the editor began from.
static enum err check_newest(const struct catalogue_cache *cache, const char *newest,
                             struct error *error)
{
    struct span now = {0};

    if (!newest)
        return ERR_OK;
    if (catalogue_cache_count(cache))
        now = catalogue_cache_at(cache, 0).version;
    if (span_equal(now, span_of(newest)))
        return ERR_OK;
    return error_set(
        error, ERR_PRECONDITION,
        "在您修改期间，有人发布了版本 %.*s；您的没有发布，已发布的都完好；请看一看新"
        "版本改了什么，再决定 somebody published version %.*s meanwhile; yours was not "
        "published, all that are published are intact; look at what the new one "
        "changes, then decide",
        (int)now.len, now.data, (int)now.len, now.data);
}

// What publishing takes for granted: asked once before, so that nothing is written for nothing,
// and once more inside the commit.
struct premise {
    struct office_premise shared; // first
    const struct catalogue_wish *wish;
    struct span version;
};

static enum err holds(const struct office_premise *shared, struct view *view, struct error *error)
{
    const struct premise *premise = (const struct premise *)shared;
    struct catalogue_cache *cache = catalogue_cache_create();
    enum err err = catalogue_desk_list(view, cache, error);

    if (err == ERR_OK)
        err = check_newest(cache, premise->wish->newest, error);
    if (err == ERR_OK) {
        err = compare_published(cache, premise->version, premise->wish->file, error);
        if (err == ERR_OK)
            err = error_set(error, ERR_EXISTS, "it was published meanwhile with the same content");
        else if (err == ERR_NOT_FOUND)
            err = ERR_OK;
    }
    catalogue_cache_free(cache);
    return err;
}

static enum err publish(struct office *office, const struct catalogue_wish *wish,
                        const struct catalogue_record *record, struct error *error)
{
    struct premise premise = {{.holds = holds}, wish, record->version};
    struct office_edit edit = {
        .id = record->id,
        .person = wish->person,
        .kind = "catalogue",
        .fields = record->fields,
        .field_count = CATALOGUE_RECORD_FIELDS,
        .audit = wish->audit,
        .ruling = true,
        .premise = &premise.shared,
    };

    error_clear(error);
    return office_edit(office, &edit, 1, error);
}

static enum err look(struct office *office, const struct catalogue_wish *wish, struct span version,
                     struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct view *view = NULL;
    enum err err = storage_open_view(office_storage(office), &view, error);

    if (err == ERR_OK)
        err = view_begin(view, error);
    if (err == ERR_OK)
        err = catalogue_desk_list(view, cache, error);
    if (err == ERR_OK)
        err = check_newest(cache, wish->newest, error);
    if (err == ERR_OK)
        err = compare_published(cache, version, wish->file, error);
    storage_close_view(view);
    catalogue_cache_free(cache);
    return err;
}

enum err catalogue_desk_publish(struct office *office, const struct catalogue_wish *wish,
                                struct catalogue_published *out, struct error *error)
{
    struct catalogue_record record;
    struct arena arena;
    enum err err;

    *out = (struct catalogue_published){0};
    arena_init(&arena, 2 * CATALOGUE_ARENA_MAX);
    err = catalogue_record_make(wish->file, wish->now_ms, &arena, &record, error);
    if (err == ERR_OK) {
        text_copy(out->version, sizeof(out->version), record.version);
        err = look(office, wish, record.version, error);
    }
    if (err == ERR_NOT_FOUND) {
        err = publish(office, wish, &record, error);
        out->made = err == ERR_OK;
    }
    arena_clear(&arena);
    return err;
}
