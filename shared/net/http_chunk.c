// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_chunk.h"

enum { SIZE_LINE_BYTES_MAX = 256, SIZE_DIGITS_MAX = 15, TRAILER_BYTES_MAX = 4 << 10 };

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static enum http_chunk_state end_size_line(struct http_chunk *chunk)
{
    enum http_chunk_state next = chunk->left ? HTTP_CHUNK_DATA : HTTP_CHUNK_TRAILER;

    if (!chunk->digits)
        return HTTP_CHUNK_BAD;
    chunk->digits = 0;
    chunk->extension = false;
    chunk->line_bytes = 0;
    return next;
}

static enum http_chunk_state take_size_byte(struct http_chunk *chunk, char c)
{
    int value = hex_value(c);

    if (++chunk->line_bytes > SIZE_LINE_BYTES_MAX)
        return HTTP_CHUNK_BAD;
    if (chunk->extension) // printable or tab
        return (unsigned char)c >= 0x20 || c == '\t' ? HTTP_CHUNK_SIZE : HTTP_CHUNK_BAD;
    if (value >= 0 && chunk->digits < SIZE_DIGITS_MAX) {
        chunk->left = chunk->left << 4 | (uint64_t)value;
        chunk->digits++;
        return HTTP_CHUNK_SIZE;
    }
    chunk->extension = chunk->digits > 0 && (c == ';' || c == ' ' || c == '\t');
    return chunk->extension ? HTTP_CHUNK_SIZE : HTTP_CHUNK_BAD;
}

static enum http_chunk_state take_trailer_byte(struct http_chunk *chunk, char c)
{
    chunk->line_bytes++;
    if (++chunk->trailer_bytes > TRAILER_BYTES_MAX)
        return HTTP_CHUNK_BAD;
    return (unsigned char)c >= 0x20 || c == '\t' ? HTTP_CHUNK_TRAILER : HTTP_CHUNK_BAD;
}

static enum http_chunk_state end_line(struct http_chunk *chunk)
{
    switch (chunk->state) {
    case HTTP_CHUNK_SIZE:
        return end_size_line(chunk);
    case HTTP_CHUNK_DATA_END:
        return HTTP_CHUNK_SIZE;
    default:
        if (!chunk->line_bytes)
            return HTTP_CHUNK_DONE;
        chunk->line_bytes = 0;
        return HTTP_CHUNK_TRAILER;
    }
}

// One byte of framing. Lines end with CR LF and nothing else.
static enum http_chunk_state take_byte(struct http_chunk *chunk, char c)
{
    if (chunk->cr) {
        chunk->cr = false;
        return c == '\n' ? end_line(chunk) : HTTP_CHUNK_BAD;
    }
    if (c == '\r') {
        chunk->cr = true;
        return chunk->state;
    }
    switch (chunk->state) {
    case HTTP_CHUNK_SIZE:
        return take_size_byte(chunk, c);
    case HTTP_CHUNK_TRAILER:
        return take_trailer_byte(chunk, c);
    default:
        return HTTP_CHUNK_BAD;
    }
}

size_t http_chunk_take(struct http_chunk *chunk, const char *bytes, size_t len, size_t *data_len)
{
    size_t used = 0;

    *data_len = 0;
    if (chunk->state == HTTP_CHUNK_DATA) {
        used = len < chunk->left ? len : (size_t)chunk->left;
        *data_len = used;
        chunk->left -= used;
        if (!chunk->left)
            chunk->state = HTTP_CHUNK_DATA_END;
        return used;
    }
    while (used < len && chunk->state != HTTP_CHUNK_DATA && chunk->state != HTTP_CHUNK_DONE
           && chunk->state != HTTP_CHUNK_BAD)
        chunk->state = take_byte(chunk, bytes[used++]);
    return used;
}
