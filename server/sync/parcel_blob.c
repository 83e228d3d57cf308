// SPDX-License-Identifier: Apache-2.0
#include "server/sync/parcel_blob.h"

#include "server/sync/office_parts.h"
#include "shared/base/memory.h"

enum { PIECE_BYTES = 256 << 10 };
#define SPARE_BYTES (UINT64_C(64) << 20) // of the disk: as uploads leave it

struct taking {
    struct office *office;
    const struct parcel_blob_wish *wish;
    struct hash_stream *hash;
    struct disk_file *file; // NULL: only compared
    uint64_t upload, size;
    struct error *error;
};

static enum err check_room(const struct taking *t)
{
    const struct disk *disk = t->office->disk;
    uint64_t bytes = 0;

    if (disk->free_bytes(disk->ctx, &bytes) != ERR_OK || bytes >= t->wish->size_bytes + SPARE_BYTES)
        return ERR_OK;
    return error_set(t->error, ERR_FULL,
                     "办公室磁盘只剩 %llu MB the office's disk has %llu MB left",
                     (unsigned long long)(bytes >> 20), (unsigned long long)(bytes >> 20));
}

static enum err copy(struct taking *t)
{
    char *piece = mem_alloc(PIECE_BYTES);
    enum err result = ERR_OK;

    for (;;) {
        size_t got = 0;

        result = t->wish->read(t->wish->ctx, piece, PIECE_BYTES, &got, t->error);
        if (result != ERR_OK || got == 0)
            break;
        hash_stream_add(t->hash, piece, got);
        if (t->file)
            result = blob_store_append(t->office->blobs, t->file, t->size,
                                       (struct span){piece, got}, t->error);
        t->size += got;
        if (result != ERR_OK)
            break;
    }
    mem_free(piece);
    return result;
}

static enum err publish(struct taking *t, bool *good)
{
    struct blob_publication item = {.upload = t->upload,
                                    .length = t->wish->size_bytes,
                                    .digest = t->wish->digest,
                                    .running = t->hash};
    enum err result = blob_store_publish(t->office->blobs, &item, t->error);

    *good = result == ERR_OK;
    return result == ERR_INVALID ? ERR_OK : result;
}

static bool is_same(struct taking *t)
{
    struct digest digest;

    hash_stream_finish(t->hash, &digest);
    return t->size == t->wish->size_bytes && digest_equal(&digest, &t->wish->digest);
}

enum err parcel_blob_take(struct office *office, const struct parcel_blob_wish *wish, bool *good,
                          struct error *error)
{
    struct taking t = {.office = office, .wish = wish, .error = error};
    enum err result = wish->held ? ERR_OK : check_room(&t);

    *good = false;
    if (result != ERR_OK)
        return result;
    t.hash = hash_stream_create();
    t.upload = random_u64(&office->random);
    if (!wish->held)
        result = blob_store_create_upload(office->blobs, t.upload, &t.file, error);
    if (result == ERR_OK)
        result = copy(&t);
    blob_store_close_file(office->blobs, t.file);
    if (result == ERR_OK && wish->held)
        *good = is_same(&t);
    else if (result == ERR_OK)
        result = publish(&t, good);
    if (!wish->held && !*good)
        blob_store_remove_upload(office->blobs, t.upload, NULL);
    hash_stream_free(t.hash);
    return result;
}
