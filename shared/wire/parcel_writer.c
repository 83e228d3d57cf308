// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/parcel_writer.h"

#include "shared/base/memory.h"
#include "shared/crypto/envelope.h"

#include <string.h>

enum { SEALED_MAX = 4 * ENVELOPE_CHUNK_MAX, PIECE_BYTES = 64 << 10 };

struct parcel_writer {
    struct parcel_writer_options options;
    struct envelope_writer *envelope;
    struct hash_stream *hash;
    struct buffer sealed; // on its way out
    uint64_t size;
    int64_t pushes, blobs;
};

static enum err flush(struct parcel_writer *writer, struct error *error)
{
    struct buffer *sealed = &writer->sealed;
    enum err code = sealed->failed ? ERR_TOO_LARGE : ERR_OK;

    if (!code && sealed->len > 0) {
        hash_stream_add(writer->hash, sealed->data, sealed->len);
        code = writer->options.sink.write(writer->options.sink.ctx, sealed->data, sealed->len);
    }
    writer->size += sealed->len;
    buffer_reset(sealed);
    return code ? error_set(error, code, "at byte %llu of the handover file",
                            (unsigned long long)writer->size)
                : ERR_OK;
}

enum err parcel_writer_open(const struct parcel_writer_options *options, struct parcel_writer **out,
                            struct error *error)
{
    struct parcel_writer *writer = mem_alloc(sizeof(*writer));
    enum err code;

    writer->options = *options;
    writer->hash = hash_stream_create();
    buffer_init(&writer->sealed, SEALED_MAX);
    parcel_head_format(options->head, &writer->sealed);
    if (options->head->size_bytes > PARCEL_HEAD_MAX)
        writer->sealed.failed = true;
    code = flush(writer, error);
    if (!code)
        code = envelope_begin(options->office, options->random, &writer->sealed, &writer->envelope,
                              error);
    if (!code)
        code = flush(writer, error);
    if (code)
        parcel_writer_free(writer);
    else
        *out = writer;
    return code;
}

enum err parcel_writer_add(struct parcel_writer *writer, const void *bytes, size_t len,
                           struct error *error)
{
    const char *at = bytes;
    enum err code = ERR_OK;

    while (!code && len > 0) {
        size_t piece = len < PIECE_BYTES ? len : PIECE_BYTES;

        code = envelope_add(writer->envelope, at, piece, &writer->sealed);
        if (code)
            return error_set(error, code, "it could not be sealed");
        code = flush(writer, error);
        at += piece;
        len -= piece;
    }
    return code;
}

enum err parcel_writer_item(struct parcel_writer *writer, const struct parcel_item *item,
                            struct error *error)
{
    struct buffer line;
    enum err code;

    buffer_init(&line, PARCEL_LINE_MAX);
    if (parcel_item_format(item, &line))
        code = parcel_writer_add(writer, line.data, line.len, error);
    else
        code = error_set(error, ERR_TOO_LARGE, "an item's line");
    writer->pushes += item->kind == PARCEL_PUSH;
    writer->blobs += item->kind == PARCEL_BLOB;
    buffer_clear(&line);
    return code;
}

static enum err add_signature(struct parcel_writer *writer, struct error *error)
{
    struct hash_stream *copy = hash_stream_dup(writer->hash);
    uint8_t seal[PARCEL_SEAL_BYTES] = {0};
    struct buffer statement;
    struct digest digest;
    size_t len = 0;
    enum err code;

    hash_stream_finish(copy, &digest);
    hash_stream_free(copy);
    buffer_init(&statement, 256);
    parcel_statement(&digest, &statement);
    code = key_sign(writer->options.device, statement.data, statement.len, seal + 1, &len);
    seal[0] = (uint8_t)len;
    seal[sizeof(seal) - 1] = '\n';
    buffer_clear(&statement);
    if (code)
        return error_set(error, code, "it could not be signed");
    buffer_append(&writer->sealed, seal, sizeof(seal));
    return flush(writer, error);
}

enum err parcel_writer_finish(struct parcel_writer *writer, uint64_t *size_bytes,
                              struct digest *digest, struct error *error)
{
    struct parcel_item end = {.kind = PARCEL_END, .pushes = writer->pushes, .blobs = writer->blobs};
    struct envelope_writer *envelope = writer->envelope;
    enum err code = parcel_writer_item(writer, &end, error);

    if (!code) {
        writer->envelope = NULL;
        code = envelope_finish(envelope, &writer->sealed);
        if (code)
            return error_set(error, code, "it could not be sealed");
        code = flush(writer, error);
    }
    if (!code)
        code = add_signature(writer, error);
    if (code)
        return code;
    *size_bytes = writer->size;
    hash_stream_finish(writer->hash, digest);
    return ERR_OK;
}

void parcel_writer_free(struct parcel_writer *writer)
{
    if (!writer)
        return;
    envelope_abandon(writer->envelope);
    hash_stream_free(writer->hash);
    buffer_clear(&writer->sealed);
    mem_free(writer);
}
