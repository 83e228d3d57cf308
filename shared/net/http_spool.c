// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_spool.h"

#include "shared/base/text.h"

#include <inttypes.h>
#include <stdio.h>

enum { LEFTOVERS_MAX = 64, NAME_BYTES = 32 };

struct leftovers {
    char names[LEFTOVERS_MAX][NAME_BYTES];
    size_t count;
};

static bool note_leftover(void *arg, const char *name)
{
    struct leftovers *leftovers = arg;

    if (text_copy(leftovers->names[leftovers->count], NAME_BYTES, span_of(name)))
        leftovers->count++;
    return leftovers->count < LEFTOVERS_MAX;
}

static enum err remove_leftovers(struct http_spool *spool)
{
    struct leftovers leftovers;
    char path[HTTP_SPOOL_PATH];
    enum err err;

    do {
        leftovers.count = 0;
        err = spool->disk.list(spool->disk.ctx, spool->folder, note_leftover, &leftovers);
        for (size_t i = 0; i < leftovers.count && err == ERR_OK; i++) {
            snprintf(path, sizeof(path), "%s/%s", spool->folder, leftovers.names[i]);
            err = spool->disk.remove(spool->disk.ctx, path);
        }
    } while (leftovers.count == LEFTOVERS_MAX && err == ERR_OK);
    return err;
}

enum err http_spool_open(struct http_spool *spool, const struct disk *disk, const char *folder,
                         struct error *error)
{
    enum err err;

    spool->disk = *disk;
    atomic_init(&spool->count, 0);
    if (!text_copy(spool->folder, sizeof(spool->folder), span_of(folder)))
        return error_set(error, ERR_INVALID, "spool: the name \"%s\" is too long", folder);
    err = disk->make_folder(disk->ctx, folder);
    if (err == ERR_OK)
        err = remove_leftovers(spool);
    return err == ERR_OK ? err : error_set(error, err, "spool: folder \"%s\"", folder);
}

enum err http_spooled_begin(struct http_spooled *spooled, struct http_spool *spool,
                            uint64_t expected_bytes)
{
    struct disk *disk = &spool->disk;
    uint64_t free_bytes = 0;
    enum err err = disk->free_bytes(disk->ctx, &free_bytes);

    if (err != ERR_OK)
        return err;
    if (free_bytes / 2 < expected_bytes || free_bytes - 2 * expected_bytes < spool->spare_bytes)
        return ERR_FULL;
    *spooled = (struct http_spooled){.spool = spool};
    snprintf(spooled->path, sizeof(spooled->path), "%s/body-%" PRIu64, spool->folder,
             atomic_fetch_add(&spool->count, 1));
    return disk->open(disk->ctx, spooled->path, DISK_CREATE, &spooled->file, NULL);
}

enum err http_spooled_append(struct http_spooled *spooled, const void *bytes, size_t len)
{
    enum err err = spooled->spool->disk.write(spooled->file, spooled->len, bytes, len);

    if (err == ERR_OK)
        spooled->len += len;
    else
        http_spooled_end(spooled);
    return err;
}

enum err http_spooled_read(const struct http_spooled *spooled, uint64_t offset, void *bytes,
                           size_t len, size_t *got)
{
    return spooled->spool->disk.read(spooled->file, offset, bytes, len, got);
}

void http_spooled_end(struct http_spooled *spooled)
{
    if (!spooled->file)
        return;
    spooled->spool->disk.close(spooled->file);
    // What stays in spite of that goes when the folder is opened again.
    spooled->spool->disk.remove(spooled->spool->disk.ctx, spooled->path);
    *spooled = (struct http_spooled){0};
}
