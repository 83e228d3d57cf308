// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/parcel_reader.h"

#include "shared/base/memory.h"
#include "shared/wire/sealed_stream.h"

struct parcel_reader {
    struct sealed_stream *stream;
    uint64_t left; // of the item at hand
    int64_t pushes, blobs;
};

enum err parcel_reader_open(const struct parcel_source *source, const struct parcel_head *head,
                            const struct key *seal, struct parcel_reader **out, struct error *error)
{
    struct sealed_range range = {.source = source, .from = head->size_bytes};
    struct parcel_reader *reader;
    enum err code;

    if (source->size_bytes < head->size_bytes + PARCEL_SEAL_BYTES)
        return error_set(error, ERR_CORRUPT, "nothing is sealed in it");
    range.to = source->size_bytes - PARCEL_SEAL_BYTES;
    reader = mem_alloc(sizeof(*reader));
    code = sealed_stream_open(seal, &range, &reader->stream, error);
    if (code)
        parcel_reader_free(reader);
    else
        *out = reader;
    return code;
}

void parcel_reader_free(struct parcel_reader *reader)
{
    if (!reader)
        return;
    sealed_stream_free(reader->stream);
    mem_free(reader);
}

static enum err refuse(enum err code, struct error *error)
{
    return code == ERR_PARSE || code == ERR_TOO_LARGE ? error_wrap(error, ERR_CORRUPT, "item")
                                                      : code;
}

static enum err read_item(struct parcel_reader *reader, struct parcel_item *out,
                          struct error *error)
{
    struct buffer line;
    enum err code;

    buffer_init(&line, PARCEL_LINE_MAX);
    code = sealed_stream_line(reader->stream, &line, error);
    if (!code)
        code = parcel_item_parse((struct span){line.data, line.len}, out, error);
    buffer_clear(&line);
    if (!code && out->size_bytes > sealed_stream_most(reader->stream))
        code = error_set(error, ERR_CORRUPT, "an item that is longer than the file");
    return refuse(code, error);
}

// It ends with all that it says it has, and with nothing behind.
static enum err check_end(struct parcel_reader *reader, const struct parcel_item *item,
                          struct error *error)
{
    bool end = false;
    enum err code = sealed_stream_end(reader->stream, &end, error);

    if (!code && (!end || item->pushes != reader->pushes || item->blobs != reader->blobs))
        code = error_set(error, ERR_CORRUPT, "it does not end as it says");
    return code;
}

enum err parcel_reader_next(struct parcel_reader *reader, struct parcel_item *out,
                            struct error *error)
{
    enum err code;

    do {
        code = sealed_stream_skip(reader->stream, reader->left, error);
        reader->left = 0;
        if (!code)
            code = read_item(reader, out, error);
        if (code)
            return code;
        reader->left = out->size_bytes;
    } while (out->kind == PARCEL_UNKNOWN);
    reader->pushes += out->kind == PARCEL_PUSH;
    reader->blobs += out->kind == PARCEL_BLOB;
    return out->kind == PARCEL_END ? check_end(reader, out, error) : ERR_OK;
}

enum err parcel_reader_read(struct parcel_reader *reader, void *bytes, size_t len, size_t *got,
                            struct error *error)
{
    enum err code;

    *got = reader->left < len ? (size_t)reader->left : len;
    code = sealed_stream_read(reader->stream, bytes, *got, error);
    if (code)
        *got = 0;
    else
        reader->left -= *got;
    return code;
}

uint64_t parcel_reader_place(const struct parcel_reader *reader)
{
    return sealed_stream_place(reader->stream);
}
