// SPDX-License-Identifier: Apache-2.0
#include "agent/store/shelf.h"

#include "shared/base/memory.h"
#include "shared/base/text.h"

#include <stdio.h>
#include <string.h>

enum { SHELF_PATH = 96, SHELF_CHUNK_BYTES = 64 << 10 };
// How much may be written before the free space is looked at again.
#define SHELF_LOOK_BYTES (UINT64_C(4) << 20)

static const char shelf_folder[] = "blobs", unfinished[] = "new-", coming[] = "part-";

struct shelf_draft {
    const struct disk *disk;
    struct disk_file *file;
    struct hash_stream *stream;
    struct digest digest; // once sealed
    uint64_t size_bytes, looked_at;
    bool reserved; // the free space is not looked at
    bool sealed, placed;
    char path[SHELF_PATH];
};

static void path_of(const struct digest *digest, char out[SHELF_PATH])
{
    char name[HASH_TEXT];

    digest_format(digest, name);
    snprintf(out, SHELF_PATH, "%s/%s", shelf_folder, name);
}

static void part_path_of(const struct digest *digest, char out[SHELF_PATH])
{
    char name[HASH_TEXT];

    digest_format(digest, name);
    snprintf(out, SHELF_PATH, "%s/%s%s", shelf_folder, coming, name);
}

// Removes one unfinished file a call, as a folder that is being listed should stay as it is.
struct sweep {
    char path[SHELF_PATH]; // "" none left
};

static bool find_unfinished(void *arg, const char *name)
{
    struct sweep *sweep = arg;

    if (strncmp(name, unfinished, strlen(unfinished)) != 0 || strlen(name) > 64)
        return true;
    snprintf(sweep->path, sizeof(sweep->path), "%s/%.64s", shelf_folder, name);
    return false;
}

enum err shelf_prepare(const struct disk *disk, struct error *error)
{
    struct sweep sweep;
    enum err code = disk->make_folder(disk->ctx, shelf_folder);

    if (!code)
        code = disk->sync_folder(disk->ctx, "");
    do {
        sweep.path[0] = '\0';
        if (!code)
            code = disk->list(disk->ctx, shelf_folder, find_unfinished, &sweep);
        if (!code && sweep.path[0])
            code = disk->remove(disk->ctx, sweep.path);
    } while (!code && sweep.path[0]);
    return code ? error_set(error, code, "folder %s", shelf_folder) : ERR_OK;
}

static enum err look_for_room(const struct disk *disk, struct error *error)
{
    uint64_t free_bytes = 0;
    enum err code = disk->free_bytes(disk->ctx, &free_bytes);

    if (code)
        return error_set(error, code, "the free space cannot be asked for");
    if (free_bytes < SHELF_FREE_MIN_BYTES)
        return error_set(error, ERR_FULL, "%llu MiB free, photos need %llu",
                         (unsigned long long)(free_bytes >> 20),
                         (unsigned long long)(SHELF_FREE_MIN_BYTES >> 20));
    return ERR_OK;
}

enum err shelf_begin(const struct disk *disk, const struct random *random, struct shelf_draft **out,
                     struct error *error)
{
    enum err code = look_for_room(disk, error);

    *out = NULL;
    if (!code)
        code = shelf_begin_reserved(disk, random, out, error);
    if (!code)
        (*out)->reserved = false;
    return code;
}

enum err shelf_begin_reserved(const struct disk *disk, const struct random *random,
                              struct shelf_draft **out, struct error *error)
{
    struct shelf_draft *draft = mem_alloc(sizeof(*draft));
    enum err code;

    *out = NULL;
    draft->reserved = true;
    draft->disk = disk;
    snprintf(draft->path, sizeof(draft->path), "%s/%s%016llx", shelf_folder, unfinished,
             (unsigned long long)random_u64(random));
    code = disk->open(disk->ctx, draft->path, DISK_CREATE, &draft->file, error);
    if (code) {
        mem_free(draft);
        return code;
    }
    draft->stream = hash_stream_create();
    *out = draft;
    return ERR_OK;
}

enum err shelf_add(struct shelf_draft *draft, const void *bytes, size_t len, struct error *error)
{
    enum err code = ERR_OK;

    if (!draft->reserved && draft->size_bytes - draft->looked_at >= SHELF_LOOK_BYTES) {
        code = look_for_room(draft->disk, error);
        draft->looked_at = draft->size_bytes;
    }
    if (code)
        return code;
    code = draft->disk->write(draft->file, draft->size_bytes, bytes, len);
    if (code)
        return error_set(error, code, "a file cannot be written");
    hash_stream_add(draft->stream, bytes, len);
    draft->size_bytes += len;
    return ERR_OK;
}

enum err shelf_seal(struct shelf_draft *draft, struct digest *digest, uint64_t *size_bytes,
                    struct error *error)
{
    enum err code = draft->disk->sync(draft->file);

    if (code)
        return error_set(error, code, "a file cannot be synced");
    hash_stream_finish(draft->stream, &draft->digest);
    draft->sealed = true;
    *digest = draft->digest;
    *size_bytes = draft->size_bytes;
    return ERR_OK;
}

enum err shelf_read_back(struct shelf_draft *draft, uint64_t offset, void *bytes, size_t len,
                         size_t *got)
{
    return draft->disk->read(draft->file, offset, bytes, len, got);
}

enum err shelf_place(struct shelf_draft *draft, struct error *error)
{
    const struct disk *disk = draft->disk;
    char path[SHELF_PATH];
    enum err code;

    if (!draft->sealed)
        return error_set(error, ERR_PRECONDITION, "the file is not sealed");
    path_of(&draft->digest, path);
    // Also over an equal one: the bytes are the same, and if those on disk rotted they are no more.
    code = disk->rename(disk->ctx, draft->path, path);
    if (code)
        return error_set(error, code, "%s cannot be put in place", path);
    draft->placed = true;
    code = disk->sync_folder(disk->ctx, shelf_folder);
    return code ? error_set(error, code, "folder %s cannot be synced", shelf_folder) : ERR_OK;
}

void shelf_free(struct shelf_draft *draft)
{
    if (!draft)
        return;
    draft->disk->close(draft->file);
    if (!draft->placed)
        draft->disk->remove(draft->disk->ctx, draft->path);
    hash_stream_free(draft->stream);
    mem_free(draft);
}

enum err shelf_open(const struct disk *disk, const struct digest *digest, struct disk_file **out,
                    struct error *error)
{
    char path[SHELF_PATH];

    path_of(digest, path);
    *out = NULL;
    return disk->open(disk->ctx, path, DISK_READ, out, error);
}

enum err shelf_size(const struct disk *disk, const struct digest *digest, uint64_t *out,
                    struct error *error)
{
    struct disk_file *file;
    enum err code = shelf_open(disk, digest, &file, error);

    if (code)
        return code;
    code = disk->size(file, out);
    disk->close(file);
    return code ? error_set(error, code, "a file's size cannot be read") : ERR_OK;
}

static enum err hash_file(const struct disk *disk, struct disk_file *file, struct digest *digest,
                          uint64_t *size_bytes)
{
    struct hash_stream *stream = hash_stream_create();
    uint8_t *chunk = mem_alloc(SHELF_CHUNK_BYTES);
    size_t got = 0;
    enum err code;

    *size_bytes = 0;
    do {
        code = disk->read(file, *size_bytes, chunk, SHELF_CHUNK_BYTES, &got);
        if (!code)
            hash_stream_add(stream, chunk, got);
        *size_bytes += got;
    } while (!code && got == SHELF_CHUNK_BYTES);
    hash_stream_finish(stream, digest);
    hash_stream_free(stream);
    mem_free(chunk);
    return code;
}

enum err shelf_verify(const struct disk *disk, const struct digest *digest, uint64_t size_bytes,
                      struct error *error)
{
    struct digest found;
    struct disk_file *file;
    uint64_t size;
    char name[HASH_TEXT];
    enum err code = shelf_open(disk, digest, &file, error);

    if (code)
        return code;
    code = hash_file(disk, file, &found, &size);
    disk->close(file);
    digest_format(digest, name);
    if (code)
        return error_set(error, code, "blob %s cannot be read", name);
    if (size != size_bytes || !digest_equal(&found, digest))
        return error_set(error, ERR_CORRUPT, "blob %s: its bytes are others", name);
    return ERR_OK;
}

enum err shelf_part_open(const struct disk *disk, const struct digest *digest,
                         struct disk_file **out, uint64_t *size_bytes, struct error *error)
{
    char path[SHELF_PATH];
    enum err code = look_for_room(disk, error);

    *out = NULL;
    *size_bytes = 0;
    if (code)
        return code;
    part_path_of(digest, path);
    code = disk->open(disk->ctx, path, DISK_WRITE, out, NULL);
    if (code == ERR_NOT_FOUND)
        code = disk->open(disk->ctx, path, DISK_CREATE, out, NULL);
    if (!code)
        code = disk->size(*out, size_bytes);
    if (code && *out) {
        disk->close(*out);
        *out = NULL;
    }
    return code ? error_set(error, code, "%s cannot be opened", path) : ERR_OK;
}

enum err shelf_part_seal(const struct disk *disk, const struct digest *digest, uint64_t size_bytes,
                         struct error *error)
{
    char path[SHELF_PATH];
    struct disk_file *file = NULL;
    struct digest found;
    uint64_t size = 0;
    enum err code;

    part_path_of(digest, path);
    code = disk->open(disk->ctx, path, DISK_WRITE, &file, error);
    if (code)
        return code;
    code = disk->sync(file); // before it is read: a sync that fails may lose what was written
    if (!code)
        code = hash_file(disk, file, &found, &size);
    disk->close(file);
    if (code)
        return error_set(error, code, "%s cannot be synced", path);
    if (size == size_bytes && digest_equal(&found, digest))
        return ERR_OK;
    code = shelf_part_remove(disk, digest, error);
    return code ? code : error_set(error, ERR_CORRUPT, "what came has another digest");
}

enum err shelf_part_place(const struct disk *disk, const struct digest *digest, struct error *error)
{
    char path[SHELF_PATH], place[SHELF_PATH];
    enum err code;

    part_path_of(digest, path);
    path_of(digest, place);
    code = disk->rename(disk->ctx, path, place);
    if (!code)
        code = disk->sync_folder(disk->ctx, shelf_folder);
    return code ? error_set(error, code, "%s cannot be put in place", place) : ERR_OK;
}

static enum err remove_path(const struct disk *disk, const char *path, struct error *error)
{
    enum err code = disk->remove(disk->ctx, path);

    if (code && code != ERR_NOT_FOUND)
        return error_set(error, code, "%s cannot be removed", path);
    return ERR_OK;
}

enum err shelf_part_remove(const struct disk *disk, const struct digest *digest,
                           struct error *error)
{
    char path[SHELF_PATH];

    part_path_of(digest, path);
    return remove_path(disk, path, error);
}

enum err shelf_remove(const struct disk *disk, const struct digest *digest, struct error *error)
{
    char path[SHELF_PATH];
    enum err code = shelf_part_remove(disk, digest, error);

    path_of(digest, path);
    return code ? code : remove_path(disk, path, error);
}
