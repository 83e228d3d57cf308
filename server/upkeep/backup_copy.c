// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/backup_copy.h"

#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 256 << 10, KEY_FILE_MAX = 64 << 10, PATH_TEXT = 4096 };

// What a walk over files works with.
struct walk {
    struct backup_copy *copy;
    bool touched[256]; // folders of blobs with something new in them, by the first byte
    struct error *error;
    enum err err;
};

static enum err copy_pieces(struct backup_copy *copy, struct disk_file *in, struct disk_file *out)
{
    char *piece = mem_alloc(PIECE);
    size_t got = 1;
    enum err err = ERR_OK;
    for (uint64_t at = 0; err == ERR_OK && got > 0; at += got) {
        err = copy->from->read(in, at, piece, PIECE, &got);
        if (err == ERR_OK && got > 0)
            err = copy->to->write(out, at, piece, got);
        copy->bytes += got;
        copy->copied_bytes += got;
    }
    mem_free(piece);
    return err == ERR_OK ? copy->to->sync(out) : err;
}

// An interrupted copy has another name, so it is no copy.
enum err backup_copy_file(struct backup_copy *copy, const char *path, struct error *error)
{
    struct disk_file *in = NULL, *out = NULL;
    char part[160];
    snprintf(part, sizeof part, "%s.part", path);
    copy->to->remove(copy->to->ctx, part);
    enum err err = copy->from->open(copy->from->ctx, path, DISK_READ, &in, error);
    if (err == ERR_OK)
        err = copy->to->open(copy->to->ctx, part, DISK_CREATE, &out, error);
    if (err == ERR_OK)
        err = copy_pieces(copy, in, out);
    copy->from->close(in);
    copy->to->close(out);
    if (err == ERR_OK)
        err = copy->to->rename(copy->to->ctx, part, path);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "%s", path);
}

// Whether it is there, with its size counted.
static bool count_file(struct backup_copy *copy, const char *path)
{
    struct disk_file *file = NULL;
    uint64_t size = 0;
    if (copy->to->open(copy->to->ctx, path, DISK_READ, &file, NULL) != ERR_OK)
        return false;
    if (copy->to->size(file, &size) == ERR_OK)
        copy->bytes += size;
    copy->to->close(file);
    return true;
}

// False: it has to be copied, for whatever reason. The content is checked with all others later.
static bool link_file(struct backup_copy *copy, const char *path)
{
    char from[PATH_TEXT], to[PATH_TEXT];
    if (copy->like == NULL || !disk_system_owns(copy->to))
        return false;
    int from_len = snprintf(from, sizeof from, "%s/%s", copy->like, path);
    int to_len = snprintf(to, sizeof to, "%s/%s", copy->to->root, path);
    return from_len < PATH_TEXT && to_len < PATH_TEXT && link(from, to) == 0
           && count_file(copy, path);
}

static enum err copy_one_blob(struct walk *walk, const struct digest *digest)
{
    struct backup_copy *copy = walk->copy;
    char text[HASH_TEXT], folder[16], path[96];
    digest_format(digest, text);
    snprintf(folder, sizeof folder, "blobs/%.2s", text);
    snprintf(path, sizeof path, "%s/%s", folder, text);
    copy->blobs++;
    if (copy->progress != NULL)
        copy->progress(copy->progress_ctx, "files", copy->blobs, 0);
    if (copy->stop != NULL && atomic_load(copy->stop))
        return error_set(walk->error, ERR_CANCELLED, "told to stop");
    if (count_file(copy, path))
        return ERR_OK;
    enum err err = ERR_OK;
    if (!walk->touched[digest->bytes[0]])
        err = copy->to->make_folder(copy->to->ctx, folder);
    walk->touched[digest->bytes[0]] = true;
    if (err == ERR_OK && !link_file(copy, path))
        err = backup_copy_file(copy, path, walk->error);
    return err;
}

// Names are durable once for each folder, not for each file.
static enum err sync_folders(const struct walk *walk)
{
    const struct disk *to = walk->copy->to;
    char folder[16];
    enum err err = ERR_OK;
    for (unsigned first = 0; first < 256 && err == ERR_OK; first++) {
        snprintf(folder, sizeof folder, "blobs/%02x", first);
        if (walk->touched[first])
            err = to->sync_folder(to->ctx, folder);
    }
    return err == ERR_OK ? to->sync_folder(to->ctx, "blobs") : err;
}

static bool copy_blob(void *arg, const struct digest *digest)
{
    struct walk *walk = arg;
    walk->err = copy_one_blob(walk, digest);
    return walk->err == ERR_OK;
}

enum err backup_copy_blobs(struct backup_copy *copy, struct blob_store *store, struct error *error)
{
    struct walk walk = {.copy = copy, .error = error};
    enum err err = copy->to->make_folder(copy->to->ctx, "blobs");
    if (err == ERR_OK)
        err = blob_store_list_blobs(store, copy_blob, &walk, error);
    err = err == ERR_OK ? walk.err : err;
    return err == ERR_OK ? sync_folders(&walk) : err;
}

static enum err compare_key(struct walk *walk, const char *path, struct buffer *ours,
                            struct buffer *theirs)
{
    struct backup_copy *copy = walk->copy;
    enum err err = disk_read_file(copy->from, path, ours, walk->error);
    enum err there = disk_read_file(copy->to, path, theirs, NULL);
    if (err == ERR_OK && there == ERR_NOT_FOUND)
        return disk_write_file(copy->to, path, ours->data, ours->len, walk->error);
    if (err == ERR_OK
        && (there != ERR_OK || theirs->len != ours->len
            || memcmp(theirs->data, ours->data, ours->len) != 0))
        err = error_set(walk->error, ERR_CONFLICT, "%s is another office's", path);
    return err;
}

static bool copy_key(void *arg, const char *name)
{
    struct walk *walk = arg;
    struct buffer ours, theirs;
    char path[128];
    snprintf(path, sizeof path, "keys/%s", name);
    buffer_init(&ours, KEY_FILE_MAX);
    buffer_init(&theirs, KEY_FILE_MAX);
    walk->err = compare_key(walk, path, &ours, &theirs);
    if (ours.data != NULL)
        mem_wipe(ours.data, ours.len);
    if (theirs.data != NULL)
        mem_wipe(theirs.data, theirs.len);
    buffer_clear(&ours);
    buffer_clear(&theirs);
    return walk->err == ERR_OK;
}

enum err backup_copy_keys(struct backup_copy *copy, struct error *error)
{
    struct walk walk = {.copy = copy, .error = error};
    enum err err = copy->to->make_folder(copy->to->ctx, "keys");
    if (err == ERR_OK)
        err = copy->from->list(copy->from->ctx, "keys", copy_key, &walk);
    err = err == ERR_OK ? walk.err : err;
    return err == ERR_OK ? copy->to->sync_folder(copy->to->ctx, "") : err;
}
