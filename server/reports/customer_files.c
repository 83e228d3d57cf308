// SPDX-License-Identifier: Apache-2.0
#include "server/reports/customer_files.h"

#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = 256 << 10, MANIFEST_MAX = 256 << 20 };

void customer_files_open(struct customer_files *files, const struct disk *from,
                         const struct customer_sink *to)
{
    *files = (struct customer_files){.from = from, .to = to};
}

void customer_files_close(struct customer_files *files)
{
    mem_free(files->list);
    *files = (struct customer_files){0};
}

static struct customer_file *add(struct customer_files *files, const char *path)
{
    struct customer_file *file;

    files->list = mem_room(files->list, files->used, &files->cap, sizeof(*files->list));
    file = &files->list[files->used++];
    *file = (struct customer_file){.size = 0};
    text_copy(file->path, sizeof(file->path), span_of(path));
    return file;
}

static void note(struct customer_files *files, const char *path, uint64_t size,
                 const struct digest *digest)
{
    struct customer_file *file = add(files, path);

    file->size = size;
    file->digest = *digest;
    files->count++;
    files->bytes += size;
}

enum err customer_files_put(struct customer_files *files, const char *path,
                            const struct buffer *bytes, struct error *error)
{
    const struct customer_sink *to = files->to;
    struct digest digest;
    enum err result;

    if (bytes->failed)
        return error_set(error, ERR_TOO_LARGE, "%s is too long", path);
    result = to->begin(to->ctx, path, error);
    if (result == ERR_OK)
        result = to->add(to->ctx, bytes->data ? bytes->data : "", bytes->len, error);
    if (result == ERR_OK)
        result = to->end(to->ctx, error);
    hash_once(bytes->data, bytes->len, &digest);
    if (result == ERR_OK)
        note(files, path, bytes->len, &digest);
    return result == ERR_OK ? ERR_OK : error_wrap(error, result, "%s", path);
}

// A file on its way: read piece by piece, hashed, written.
struct passing {
    struct disk_file *in;
    struct hash_stream *stream;
    uint64_t size;
};

static enum err pass(struct customer_files *files, struct passing *p, struct error *error)
{
    char *piece = mem_alloc(PIECE);
    enum err result = ERR_OK;
    size_t got = 1;

    for (; result == ERR_OK && got > 0; p->size += got) {
        result = files->from->read(p->in, p->size, piece, PIECE, &got);
        if (result != ERR_OK)
            break;
        hash_stream_add(p->stream, piece, got);
        if (got > 0)
            result = files->to->add(files->to->ctx, piece, got, error);
    }
    mem_free(piece);
    return result;
}

// `wanted` NULL: whatever is in it.
static enum err copy(struct customer_files *files, struct disk_file *in,
                     const struct digest *wanted, const char *path, struct error *error)
{
    struct passing p = {.in = in, .stream = hash_stream_create()};
    struct digest digest;
    enum err result = files->to->begin(files->to->ctx, path, error);

    if (result == ERR_OK)
        result = pass(files, &p, error);
    if (result == ERR_OK)
        result = files->to->end(files->to->ctx, error);
    hash_stream_finish(p.stream, &digest);
    hash_stream_free(p.stream);
    if (result == ERR_OK && wanted && !digest_equal(&digest, wanted))
        result = error_set(error, ERR_CORRUPT, "%s is not what its name says: plumbd verify", path);
    if (result == ERR_OK)
        note(files, path, p.size, &digest);
    return result == ERR_OK ? ERR_OK : error_wrap(error, result, "%s", path);
}

enum err customer_files_copy(struct customer_files *files, const char *from, const char *path,
                             struct error *error)
{
    struct disk_file *in = NULL;
    enum err result = files->from->open(files->from->ctx, from, DISK_READ, &in, error);

    if (result == ERR_OK)
        result = copy(files, in, NULL, path, error);
    files->from->close(in);
    return result;
}

// What a file is, by how it begins.
static const char *ending_of(struct customer_files *files, struct disk_file *in)
{
    static const struct {
        const char *start, *ending;
    } list[] = {{"\xff\xd8\xff", "jpg"}, {"\x89PNG", "png"}, {"<svg", "svg"}, {"{", "json"}};
    char head[8] = "";
    size_t got = 0;

    files->from->read(in, 0, head, sizeof(head), &got);
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        size_t len = strlen(list[i].start);

        if (got >= len && memcmp(head, list[i].start, len) == 0)
            return list[i].ending;
    }
    return "bin";
}

enum err customer_files_blob(struct customer_files *files, struct blob_store *store,
                             const struct blob_row *blob, struct error *error)
{
    char digest[HASH_TEXT], start[96], path[128];
    struct disk_file *in = NULL;
    uint64_t size;
    enum err result;

    digest_format(&blob->digest, digest);
    snprintf(start, sizeof(start), "files/%s", digest);
    // Names of one blob stand together.
    if (files->used > 0 && strncmp(files->list[files->used - 1].path, start, strlen(start)) == 0)
        return ERR_OK;
    result = blob->held ? blob_store_open_blob(store, &blob->digest, &in, &size, error)
                        : ERR_NOT_FOUND;
    if (result == ERR_NOT_FOUND) {
        customer_files_missing(files, start, "没有从平板送达 no tablet has brought it");
        return ERR_OK;
    }
    if (result != ERR_OK)
        return result;
    snprintf(path, sizeof(path), "%s.%s", start, ending_of(files, in));
    result = copy(files, in, &blob->digest, path, error);
    blob_store_close_file(store, in);
    return result;
}

void customer_files_missing(struct customer_files *files, const char *path, const char *why)
{
    struct customer_file *file = add(files, path);

    text_copy(file->missing, sizeof(file->missing), span_of(why[0] ? why : "?"));
    files->missing_count++;
}

bool customer_files_has(const struct customer_files *files, const char *path)
{
    for (size_t i = 0; i < files->used; i++)
        if (strcmp(files->list[i].path, path) == 0)
            return true;
    return false;
}

static void put_list(const struct customer_files *files, struct json_writer *json, bool missing)
{
    json_array_open(json, missing ? "missing" : "files");
    for (size_t i = 0; i < files->used; i++) {
        const struct customer_file *file = &files->list[i];

        if ((file->missing[0] != '\0') != missing)
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "path", file->path);
        if (missing) {
            json_put_text(json, "why", file->missing);
        } else {
            json_put_hex(json, "sha256", file->digest.bytes, HASH_BYTES);
            json_put_integer(json, "size", (int64_t)file->size);
        }
        json_object_close(json);
    }
    json_array_close(json);
}

enum err customer_files_finish(struct customer_files *files, const struct customer_files_head *head,
                               struct digest *digest, struct error *error)
{
    struct json_writer json;
    struct buffer text;
    char id[UUID_TEXT];
    enum err result;

    buffer_init(&text, MANIFEST_MAX);
    uuid_format(&head->site, id);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    json_put_text(&json, "by", head->by);
    put_list(files, &json, false);
    json_put_text(&json, "format", "plumbline-customer-1");
    json_put_integer(&json, "made", head->made_ms);
    put_list(files, &json, true);
    json_put_text(&json, "site", id);
    json_object_close(&json);
    buffer_append_char(&text, '\n');
    result = customer_files_put(files, "manifest.json", &text, error);
    hash_once(text.data, text.len, digest);
    buffer_clear(&text);
    return result;
}
