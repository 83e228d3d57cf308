// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/sealed_stream.h"

#include "shared/base/memory.h"

#include <string.h>

struct sealed_stream {
    struct sealed_range range; // from: where the next chunk begins
    struct envelope_reader *reader;
    struct buffer plain; // of the chunk at hand
    size_t at;           // how much of it was read
    char sealed[ENVELOPE_CHUNK_MAX];
};

enum err sealed_stream_open(const struct key *recipient, const struct sealed_range *range,
                            struct sealed_stream **out, struct error *error)
{
    char head[ENVELOPE_HEAD_BYTES];
    struct sealed_stream *stream;
    enum err code;

    if (range->to < range->from || range->to - range->from < sizeof(head))
        return error_set(error, ERR_CORRUPT, "there is no room for an envelope");
    code = parcel_source_read(range->source, range->from, head, sizeof(head), error);
    if (code)
        return code;
    stream = mem_alloc(sizeof(*stream));
    stream->range = *range;
    stream->range.from += sizeof(head);
    buffer_init(&stream->plain, ENVELOPE_CHUNK_MAX);
    code = envelope_reader_open(recipient, head, &stream->reader, error);
    if (code)
        sealed_stream_free(stream);
    else
        *out = stream;
    return code;
}

void sealed_stream_free(struct sealed_stream *stream)
{
    if (!stream)
        return;
    envelope_reader_free(stream->reader);
    if (stream->plain.data)
        mem_wipe(stream->plain.data, stream->plain.cap);
    buffer_clear(&stream->plain);
    mem_free(stream);
}

static size_t left(const struct sealed_stream *stream)
{
    return stream->plain.len - stream->at;
}

// Opens the next chunk.
static enum err next(struct sealed_stream *stream, struct error *error)
{
    struct sealed_range *range = &stream->range;
    uint8_t length[ENVELOPE_LENGTH_BYTES];
    uint64_t len = 0;
    enum err code;

    if (range->to - range->from < sizeof(length))
        return error_set(error, ERR_CORRUPT, "the sealed part ends too early");
    code = parcel_source_read(range->source, range->from, length, sizeof(length), error);
    if (code)
        return code;
    for (size_t i = 0; i < sizeof(length); i++)
        len = len << 8 | length[i];
    if (len > sizeof(stream->sealed) || len > range->to - range->from - sizeof(length))
        return error_set(error, ERR_CORRUPT, "the sealed part is cut or changed");
    code = parcel_source_read(range->source, range->from + sizeof(length), stream->sealed,
                              (size_t)len, error);
    if (code)
        return code;
    range->from += sizeof(length) + len;
    buffer_reset(&stream->plain);
    stream->at = 0;
    code = envelope_reader_chunk(stream->reader, (struct span){stream->sealed, (size_t)len},
                                 range->from == range->to, &stream->plain);
    return code ? error_set(error, code, "the sealed part does not open at byte %llu",
                            (unsigned long long)range->from)
                : ERR_OK;
}

// Something to read, or an error.
static enum err fill(struct sealed_stream *stream, struct error *error)
{
    enum err code = ERR_OK;

    while (!code && left(stream) == 0)
        code = next(stream, error);
    return code;
}

enum err sealed_stream_read(struct sealed_stream *stream, void *bytes, size_t len,
                            struct error *error)
{
    char *out = bytes;

    while (len > 0) {
        enum err code = fill(stream, error);
        size_t piece = left(stream) < len ? left(stream) : len;

        if (code)
            return code;
        memcpy(out, stream->plain.data + stream->at, piece);
        stream->at += piece;
        out += piece;
        len -= piece;
    }
    return ERR_OK;
}

enum err sealed_stream_skip(struct sealed_stream *stream, uint64_t len, struct error *error)
{
    while (len > 0) {
        enum err code = fill(stream, error);
        size_t piece = left(stream) < len ? left(stream) : (size_t)len;

        if (code)
            return code;
        stream->at += piece;
        len -= piece;
    }
    return ERR_OK;
}

enum err sealed_stream_line(struct sealed_stream *stream, struct buffer *line, struct error *error)
{
    buffer_reset(line);
    for (;;) {
        enum err code = fill(stream, error);
        const char *start, *end;
        size_t piece;

        if (code)
            return code;
        start = stream->plain.data + stream->at;
        end = memchr(start, '\n', left(stream));
        piece = end ? (size_t)(end - start) : left(stream);
        if (!buffer_append(line, start, piece))
            return error_set(error, ERR_TOO_LARGE, "a line of more than %zu bytes", line->max);
        stream->at += piece + (end != NULL);
        if (end)
            return ERR_OK;
    }
}

enum err sealed_stream_end(struct sealed_stream *stream, bool *end, struct error *error)
{
    enum err code = ERR_OK;

    while (!code && left(stream) == 0 && stream->range.from < stream->range.to)
        code = next(stream, error);
    *end = left(stream) == 0;
    return code;
}

uint64_t sealed_stream_most(const struct sealed_stream *stream)
{
    return left(stream) + (stream->range.to - stream->range.from); // sealed is never shorter
}

uint64_t sealed_stream_place(const struct sealed_stream *stream)
{
    return stream->range.from;
}
