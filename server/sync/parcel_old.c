// SPDX-License-Identifier: Apache-2.0
#include "server/sync/parcel_old.h"

#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/model/write.h"
#include "shared/wire/exchange_request.h"
#include "shared/wire/sealed_stream.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char magic[] = "PLUMBENV1\n";

struct parcel_old {
    struct sealed_stream *stream;
    struct uuid device;
    int64_t entries, blobs; // left
    int64_t pushes, files;  // handed out
    struct digest chain;    // after the last entry, from where no journal begins
    struct dot last;
    struct buffer line, body;
    size_t body_at;
    uint64_t blob_left;
    bool in_body; // the item at hand is a push
};

// What the file begins with, and what stands before each blob.
struct old_line {
    struct uuid device;
    struct digest digest;
    int64_t entries, blobs, size;
};
static const struct json_field head_fields[] = {
    {"device", JSON_UUID, offsetof(struct old_line, device), UUID_BYTES, true, JSON_NO_PRESENT},
    {"entries", JSON_INTEGER, offsetof(struct old_line, entries), 8, true, JSON_NO_PRESENT},
    {"blobs", JSON_INTEGER, offsetof(struct old_line, blobs), 8, true, JSON_NO_PRESENT},
};
static const struct json_field blob_fields[] = {
    {"blob", JSON_DIGEST, offsetof(struct old_line, digest), HASH_BYTES, true, JSON_NO_PRESENT},
    {"size", JSON_INTEGER, offsetof(struct old_line, size), 8, true, JSON_NO_PRESENT},
};

bool parcel_old_is(const struct parcel_source *source)
{
    char head[sizeof(magic) - 1];

    return source->size_bytes > sizeof(head)
           && parcel_source_read(source, 0, head, sizeof(head), NULL) == ERR_OK
           && memcmp(head, magic, sizeof(head)) == 0;
}

static enum err read_line(struct parcel_old *old, const struct json_field *fields, size_t count,
                          struct old_line *out, struct error *error)
{
    struct json *root = NULL;
    enum err code = sealed_stream_line(old->stream, &old->line, error);

    *out = (struct old_line){.entries = 0};
    if (code)
        return code;
    code = json_parse((struct span){old->line.data, old->line.len}, &json_limits_default, &root,
                      error);
    if (!code)
        code = json_read(root, fields, count, out, error);
    if (!code && (out->entries < 0 || out->blobs < 0 || out->size < 0))
        code = error_set(error, ERR_CORRUPT, "a figure is negative");
    json_free(root);
    return code ? error_wrap(error, ERR_CORRUPT, "sealed file") : ERR_OK;
}

enum err parcel_old_open(const struct parcel_source *source, const struct key *seal,
                         struct parcel_old **out, struct error *error)
{
    struct sealed_range range = {source, 0, source->size_bytes};
    struct parcel_old *old = mem_alloc(sizeof(*old));
    struct old_line head;
    enum err code;

    buffer_init(&old->line, WRITE_BYTES_MAX);
    buffer_init(&old->body, 4 << 20);
    memset(old->chain.bytes, 0xff, sizeof(old->chain.bytes));
    code = sealed_stream_open(seal, &range, &old->stream, error);
    if (!code)
        code = read_line(old, head_fields, COUNT_OF(head_fields), &head, error);
    if (code) {
        parcel_old_free(old);
        return code;
    }
    old->device = head.device;
    old->entries = head.entries;
    old->blobs = head.blobs;
    *out = old;
    return ERR_OK;
}

void parcel_old_free(struct parcel_old *old)
{
    if (!old)
        return;
    sealed_stream_free(old->stream);
    buffer_clear(&old->line);
    buffer_clear(&old->body);
    mem_free(old);
}

struct uuid parcel_old_device(const struct parcel_old *old)
{
    return old->device;
}

// The dot of an entry, for what the next push goes on from; zero when it cannot be read.
static struct dot dot_of(struct span line)
{
    struct dot dot = {0};
    struct arena arena;
    struct write write;

    arena_init(&arena, 1 << 20);
    if (write_parse(line, &arena, &write, NULL) == ERR_OK) {
        dot = write.dot;
        write_clear(&write);
    }
    arena_clear(&arena);
    return dot;
}

// The next entries as lines. A push has at most 1,000 of them and 1 MiB.
static enum err gather(struct parcel_old *old, struct buffer *lines, struct exchange_push *push,
                       struct vector *actors, struct error *error)
{
    while (old->entries > 0 && push->count < WIRE_LINES_MAX
           && lines->len < WIRE_BATCH_BYTES - WRITE_BYTES_MAX) {
        enum err code = sealed_stream_line(old->stream, &old->line, error);
        struct span line = {old->line.data, old->line.len};

        if (code)
            return code;
        chain_next(&old->chain, line);
        old->last = dot_of(line);
        if (old->last.actor != 0)
            vector_raise(actors, old->last);
        buffer_append(lines, line.data, line.len);
        buffer_append_char(lines, '\n');
        push->count++;
        old->entries--;
    }
    push->to = old->chain;
    return ERR_OK;
}

static enum err next_push(struct parcel_old *old, struct parcel_item *out, struct error *error)
{
    struct exchange_request request;
    struct buffer lines;
    enum err code;

    buffer_init(&lines, 2 << 20);
    exchange_request_init(&request);
    text_copy(request.agent, sizeof(request.agent), span_of("sealed file"));
    text_copy(request.clock.boot, sizeof(request.clock.boot), span_of("0000000000000000"));
    request.push = (struct exchange_push){.present = true, .broken = true};
    request.push.after = old->last;
    request.push.from = old->chain;
    code = gather(old, &lines, &request.push, &request.actors, error);
    request.chain = request.push.to;
    buffer_reset(&old->body);
    exchange_request_format(&request, &old->body);
    buffer_append(&old->body, lines.data, lines.len);
    if (!code && (old->body.failed || lines.failed))
        code = error_set(error, ERR_CORRUPT, "a batch of the sealed file is too long");
    old->body_at = 0;
    old->in_body = true;
    old->pushes++;
    *out = (struct parcel_item){.kind = PARCEL_PUSH, .size_bytes = old->body.len};
    exchange_request_clear(&request);
    buffer_clear(&lines);
    return code;
}

static enum err next_blob(struct parcel_old *old, struct parcel_item *out, struct error *error)
{
    struct old_line line;
    enum err code = read_line(old, blob_fields, COUNT_OF(blob_fields), &line, error);

    if (!code && (uint64_t)line.size > sealed_stream_most(old->stream))
        code = error_set(error, ERR_CORRUPT, "a file that is longer than the sealed file");
    *out = (struct parcel_item){
        .kind = PARCEL_BLOB, .digest = line.digest, .size_bytes = (uint64_t)line.size};
    text_copy(out->lane, sizeof(out->lane), span_of("record"));
    old->blob_left = out->size_bytes;
    old->blobs--;
    old->files++;
    return code;
}

enum err parcel_old_next(struct parcel_old *old, struct parcel_item *out, struct error *error)
{
    bool end = false;
    enum err code = sealed_stream_skip(old->stream, old->blob_left, error);

    old->blob_left = 0;
    old->in_body = false;
    if (code)
        return code;
    if (old->entries > 0)
        return next_push(old, out, error);
    if (old->blobs > 0)
        return next_blob(old, out, error);
    *out = (struct parcel_item){.kind = PARCEL_END, .pushes = old->pushes, .blobs = old->files};
    code = sealed_stream_end(old->stream, &end, error);
    return code || end ? code : error_set(error, ERR_CORRUPT, "there is more than it says");
}

enum err parcel_old_read(struct parcel_old *old, void *bytes, size_t len, size_t *got,
                         struct error *error)
{
    enum err code = ERR_OK;

    if (old->in_body) {
        *got = old->body.len - old->body_at < len ? old->body.len - old->body_at : len;
        if (*got > 0)
            memcpy(bytes, old->body.data + old->body_at, *got);
        old->body_at += *got;
        return ERR_OK;
    }
    *got = old->blob_left < len ? (size_t)old->blob_left : len;
    code = sealed_stream_read(old->stream, bytes, *got, error);
    if (code)
        *got = 0;
    old->blob_left -= *got;
    return code;
}
