// SPDX-License-Identifier: Apache-2.0
#include "server/blobs/blob_store.h"

#include "shared/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char blobs_folder[] = "blobs", uploads_folder[] = "uploads";
enum {
    FOLDERS = 256,
    FOLDER_PATH = sizeof("blobs/ab"),
    BLOB_PATH = sizeof("blobs/ab/") + HASH_TEXT,
    UPLOAD_NAME = 16,
    UPLOAD_PATH = sizeof("uploads/") + UPLOAD_NAME,
    READ_BYTES = 64 << 10,
};

struct blob_store {
    const struct disk *disk;
};

static void folder_path(uint8_t first, char out[FOLDER_PATH])
{
    snprintf(out, FOLDER_PATH, "%s/%02x", blobs_folder, first);
}

static void blob_path(const struct digest *digest, char out[BLOB_PATH])
{
    char hex[HASH_TEXT];

    digest_format(digest, hex);
    snprintf(out, BLOB_PATH, "%s/%.2s/%s", blobs_folder, hex, hex);
}

static void upload_path(uint64_t id, char out[UPLOAD_PATH])
{
    snprintf(out, UPLOAD_PATH, "%s/%016" PRIx64, uploads_folder, id);
}

// Which of the 256 folders are there.
static bool note_folder(void *arg, const char *name)
{
    bool *there = arg;
    uint8_t first;

    if (text_parse_hex(span_of(name), &first, 1))
        there[first] = true;
    return true;
}

// All folders are made, and their names synced, before the first blob comes: then a publication
// has only its own folder to sync.
static enum err make_folders(const struct disk *disk)
{
    bool there[FOLDERS] = {false};
    char path[FOLDER_PATH];
    enum err code = disk->make_folder(disk->ctx, blobs_folder);

    if (!code)
        code = disk->make_folder(disk->ctx, uploads_folder);
    if (!code)
        code = disk->list(disk->ctx, blobs_folder, note_folder, there);
    for (unsigned i = 0; !code && i < FOLDERS; i++) {
        if (there[i])
            continue;
        folder_path((uint8_t)i, path);
        code = disk->make_folder(disk->ctx, path);
    }
    if (!code)
        code = disk->sync_folder(disk->ctx, blobs_folder);
    return code ? code : disk->sync_folder(disk->ctx, "");
}

enum err blob_store_open(const struct disk *disk, struct blob_store **out, struct error *error)
{
    enum err code = make_folders(disk);

    *out = NULL;
    if (code)
        return error_set(error, code, "the folders of blobs cannot be made");
    *out = mem_alloc(sizeof(**out));
    (*out)->disk = disk;
    return ERR_OK;
}

void blob_store_close(struct blob_store *store)
{
    mem_free(store);
}

enum err blob_store_create_upload(struct blob_store *store, uint64_t id, struct disk_file **out,
                                  struct error *error)
{
    char path[UPLOAD_PATH];

    upload_path(id, path);
    return store->disk->open(store->disk->ctx, path, DISK_CREATE, out, error);
}

static enum err open_with_size(struct blob_store *store, const char *path, enum disk_mode mode,
                               struct disk_file **out, uint64_t *size)
{
    enum err code = store->disk->open(store->disk->ctx, path, mode, out, NULL);

    if (code)
        return code;
    code = store->disk->size(*out, size);
    if (code) {
        store->disk->close(*out);
        *out = NULL;
    }
    return code;
}

enum err blob_store_open_upload(struct blob_store *store, uint64_t id, struct disk_file **out,
                                uint64_t *size, struct error *error)
{
    char path[UPLOAD_PATH];
    enum err code;

    *out = NULL;
    upload_path(id, path);
    code = open_with_size(store, path, DISK_WRITE, out, size);
    return code ? error_set(error, code, "upload %016" PRIx64 " cannot be opened", id) : ERR_OK;
}

enum err blob_store_append(struct blob_store *store, struct disk_file *file, uint64_t offset,
                           struct span bytes, struct error *error)
{
    const struct disk *disk = store->disk;
    uint64_t size = 0;
    enum err code = disk->size(file, &size);

    if (!code && size != offset)
        return error_set(error, ERR_STALE, "the upload stands at %" PRIu64 ", not at %" PRIu64,
                         size, offset);
    if (!code)
        code = disk->write(file, offset, bytes.data, bytes.len);
    if (!code)
        return ERR_OK;
    disk->truncate(file, offset); // else the digest of the whole will tell
    return error_set(error, code, "%zu bytes at %" PRIu64 " cannot be written", bytes.len, offset);
}

enum err blob_store_sync(struct blob_store *store, struct disk_file *file, struct error *error)
{
    enum err code = store->disk->sync(file);

    return code ? error_set(error, code, "the upload cannot be synced") : ERR_OK;
}

enum err blob_store_sync_uploads(struct blob_store *store, struct error *error)
{
    enum err code = store->disk->sync_folder(store->disk->ctx, uploads_folder);

    return code ? error_set(error, code, "the folder of uploads cannot be synced") : ERR_OK;
}

void blob_store_close_file(struct blob_store *store, struct disk_file *file)
{
    store->disk->close(file);
}

enum err blob_store_remove_upload(struct blob_store *store, uint64_t id, struct error *error)
{
    char path[UPLOAD_PATH];
    enum err code;

    upload_path(id, path);
    code = store->disk->remove(store->disk->ctx, path);
    if (!code || code == ERR_NOT_FOUND)
        return ERR_OK;
    return error_set(error, code, "upload %016" PRIx64 " cannot be removed", id);
}

struct listing {
    blob_store_upload_each *upload;
    blob_store_blob_each *blob;
    void *arg;
    bool stopped;
};

static bool each_upload(void *arg, const char *name)
{
    struct listing *listing = arg;
    uint8_t bytes[UPLOAD_NAME / 2];
    uint64_t id = 0;

    if (!text_parse_hex(span_of(name), bytes, sizeof(bytes)))
        return true;
    for (size_t i = 0; i < sizeof(bytes); i++)
        id = id << 8 | bytes[i];
    listing->stopped = !listing->upload(listing->arg, id);
    return !listing->stopped;
}

enum err blob_store_list_uploads(struct blob_store *store, blob_store_upload_each *each, void *arg,
                                 struct error *error)
{
    struct listing listing = {.upload = each, .arg = arg};
    enum err code = store->disk->list(store->disk->ctx, uploads_folder, each_upload, &listing);

    return code ? error_set(error, code, "the uploads cannot be listed") : ERR_OK;
}

static bool each_blob(void *arg, const char *name)
{
    struct listing *listing = arg;
    struct digest digest;

    if (!digest_parse(name, strlen(name), &digest))
        return true;
    listing->stopped = !listing->blob(listing->arg, &digest);
    return !listing->stopped;
}

enum err blob_store_list_blobs(struct blob_store *store, blob_store_blob_each *each, void *arg,
                               struct error *error)
{
    struct listing listing = {.blob = each, .arg = arg};
    char path[FOLDER_PATH];
    enum err code = ERR_OK;

    for (unsigned i = 0; !code && !listing.stopped && i < FOLDERS; i++) {
        folder_path((uint8_t)i, path);
        code = store->disk->list(store->disk->ctx, path, each_blob, &listing);
    }
    return code ? error_set(error, code, "the blobs cannot be listed") : ERR_OK;
}

static enum err hash_file(struct blob_store *store, struct disk_file *file, struct digest *out)
{
    struct hash_stream *stream = hash_stream_create();
    char *bytes = mem_alloc(READ_BYTES);
    uint64_t offset = 0;
    size_t got = 0;
    enum err code;

    do {
        code = store->disk->read(file, offset, bytes, READ_BYTES, &got);
        if (!code)
            hash_stream_add(stream, bytes, got);
        offset += got;
    } while (!code && got == READ_BYTES);
    if (!code)
        hash_stream_finish(stream, out);
    hash_stream_free(stream);
    mem_free(bytes);
    return code;
}

// The upload is what it claims to be, and on the disk.
static enum err verify_and_sync(struct blob_store *store, struct blob_publication *item,
                                struct disk_file *file, uint64_t size, struct error *error)
{
    struct digest digest;
    enum err code = ERR_OK;

    if (size != item->length)
        return error_set(error, ERR_INVALID, "it has %" PRIu64 " bytes of %" PRIu64, size,
                         item->length);
    if (item->running)
        hash_stream_finish(item->running, &digest);
    else
        code = hash_file(store, file, &digest);
    if (code)
        return error_set(error, code, "it cannot be read");
    if (!digest_equal(&digest, &item->digest))
        return error_set(error, ERR_INVALID, "its digest is another one");
    code = store->disk->sync(file);
    return code ? error_set(error, code, "it cannot be synced") : ERR_OK;
}

static enum err put_in_place(struct blob_store *store, struct blob_publication *item,
                             struct error *error)
{
    char from[UPLOAD_PATH], to[BLOB_PATH];
    struct disk_file *file = NULL;
    uint64_t size = 0;
    enum err code;

    upload_path(item->upload, from);
    blob_path(&item->digest, to);
    code = open_with_size(store, from, DISK_WRITE, &file, &size);
    if (code)
        error_set(error, code, "it cannot be opened");
    else
        code = verify_and_sync(store, item, file, size, error);
    store->disk->close(file);
    if (code)
        return code;
    code = store->disk->rename(store->disk->ctx, from, to);
    return code ? error_set(error, code, "it cannot be put in place") : ERR_OK;
}

// Syncs each folder into which something was put, once.
static void sync_folders(struct blob_store *store, struct blob_publication *items, size_t count)
{
    enum err codes[FOLDERS] = {ERR_OK};
    bool touched[FOLDERS] = {false};
    char path[FOLDER_PATH];

    for (size_t i = 0; i < count; i++)
        if (!items[i].code)
            touched[items[i].digest.bytes[0]] = true;
    for (unsigned i = 0; i < FOLDERS; i++) {
        if (!touched[i])
            continue;
        folder_path((uint8_t)i, path);
        codes[i] = store->disk->sync_folder(store->disk->ctx, path);
    }
    for (size_t i = 0; i < count; i++)
        if (!items[i].code)
            items[i].code = codes[items[i].digest.bytes[0]];
}

enum err blob_store_publish_many(struct blob_store *store, struct blob_publication *items,
                                 size_t count, struct error *error)
{
    struct error detail = {.detail = "its folder cannot be synced"}, first = detail;
    size_t bad = count;

    for (size_t i = 0; i < count; i++) {
        items[i].code = put_in_place(store, &items[i], &detail);
        if (items[i].code && bad == count) {
            bad = i;
            first = detail;
        }
    }
    sync_folders(store, items, count);
    for (size_t i = 0; i < count && bad == count; i++)
        if (items[i].code)
            bad = i;
    return bad == count ? ERR_OK
                        : error_set(error, items[bad].code, "upload %016" PRIx64 ": %s",
                                    items[bad].upload, first.detail);
}

enum err blob_store_publish(struct blob_store *store, struct blob_publication *item,
                            struct error *error)
{
    return blob_store_publish_many(store, item, 1, error);
}

enum err blob_store_open_blob(struct blob_store *store, const struct digest *digest,
                              struct disk_file **out, uint64_t *size, struct error *error)
{
    char path[BLOB_PATH];
    enum err code;

    *out = NULL;
    blob_path(digest, path);
    code = open_with_size(store, path, DISK_READ, out, size);
    return code ? error_set(error, code, "%s cannot be opened", path) : ERR_OK;
}

enum err blob_store_remove_blob(struct blob_store *store, const struct digest *digest,
                                struct error *error)
{
    char path[BLOB_PATH], folder[FOLDER_PATH];
    enum err code;

    blob_path(digest, path);
    folder_path(digest->bytes[0], folder);
    code = store->disk->remove(store->disk->ctx, path);
    if (code == ERR_NOT_FOUND)
        return ERR_OK;
    if (!code)
        code = store->disk->sync_folder(store->disk->ctx, folder);
    return code ? error_set(error, code, "%s cannot be removed", path) : ERR_OK;
}

enum err blob_store_verify(struct blob_store *store, const struct digest *digest, uint64_t *size,
                           struct error *error)
{
    struct disk_file *file = NULL;
    struct digest computed;
    char path[BLOB_PATH];
    enum err code = blob_store_open_blob(store, digest, &file, size, error);

    if (code)
        return code;
    blob_path(digest, path);
    code = hash_file(store, file, &computed);
    store->disk->close(file);
    if (code)
        return error_set(error, code, "%s cannot be read", path);
    return digest_equal(&computed, digest)
               ? ERR_OK
               : error_set(error, ERR_CORRUPT, "%s is not what its name says", path);
}
