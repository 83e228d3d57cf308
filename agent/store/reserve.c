// SPDX-License-Identifier: Apache-2.0
#include "agent/store/reserve.h"

enum { RESERVE_CHUNK_BYTES = 64 << 10, RESERVE_SPARE = 4 };

static const char reserve_path[] = "reserve";

static bool is_whole(const struct disk *disk, uint64_t size_bytes)
{
    struct disk_file *file = NULL;
    uint64_t size = 0;
    bool whole = disk->open(disk->ctx, reserve_path, DISK_READ, &file, NULL) == ERR_OK
                 && disk->size(file, &size) == ERR_OK && size == size_bytes;

    disk->close(file);
    return whole;
}

// Random bytes: a file system that compresses, or leaves out zeros, would hold back nothing.
static enum err fill(const struct disk *disk, const struct random *random, uint64_t size_bytes)
{
    static _Thread_local uint8_t chunk[RESERVE_CHUNK_BYTES];
    struct disk_file *file = NULL;
    enum err code = disk->open(disk->ctx, reserve_path, DISK_CREATE, &file, NULL);

    random_fill(random, chunk, sizeof(chunk));
    for (uint64_t at = 0; !code && at < size_bytes; at += sizeof(chunk)) {
        uint64_t left = size_bytes - at;

        code = disk->write(file, at, chunk, left < sizeof(chunk) ? (size_t)left : sizeof(chunk));
    }
    if (!code)
        code = disk->sync(file);
    disk->close(file);
    return code;
}

bool reserve_keep(const struct disk *disk, const struct random *random, uint64_t size_bytes)
{
    uint64_t free_bytes = 0;

    if (is_whole(disk, size_bytes))
        return true;
    reserve_release(disk); // a part of one, from a crash
    if (disk->free_bytes(disk->ctx, &free_bytes) || free_bytes / RESERVE_SPARE < size_bytes)
        return false;
    if (fill(disk, random, size_bytes) == ERR_OK)
        return true;
    reserve_release(disk);
    return false;
}

bool reserve_release(const struct disk *disk)
{
    return disk->remove(disk->ctx, reserve_path) == ERR_OK;
}
