// SPDX-License-Identifier: Apache-2.0
#include "shared/base/buffer.h"

#include "shared/base/memory.h"
#include "shared/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_FIRST_BYTES = 64 };

void buffer_init(struct buffer *buffer, size_t max_bytes)
{
    // One byte is always kept for the final NUL, so the very last size cannot be offered.
    *buffer = (struct buffer){.max = max_bytes < SIZE_MAX ? max_bytes : SIZE_MAX - 1};
}

void buffer_clear(struct buffer *buffer)
{
    mem_free(buffer->data);
    buffer_init(buffer, buffer->max);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->len = 0;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

char *buffer_reserve(struct buffer *buffer, size_t len)
{
    size_t need, cap = buffer->cap ? buffer->cap : BUFFER_FIRST_BYTES;
    char *data;

    if (buffer->failed || buffer->len > buffer->max || len > buffer->max - buffer->len)
        goto failed;
    need = buffer->len + len + 1;
    if (need > buffer->cap) {
        while (cap < need)
            cap = cap > buffer->max / 2 ? buffer->max + 1 : cap * 2;
        data = realloc(buffer->data, cap);
        if (!data)
            goto failed;
        buffer->data = data;
        buffer->cap = cap;
    }
    buffer->data[buffer->len] = '\0';
    return buffer->data + buffer->len;

failed:
    buffer->failed = true;
    return NULL;
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t len)
{
    char *room = buffer_reserve(buffer, len);

    if (!room)
        return false;
    if (len)
        memcpy(room, bytes, len);
    buffer->len += len;
    room[len] = '\0';
    return true;
}

bool buffer_append_text(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

bool buffer_append_char(struct buffer *buffer, char c)
{
    return buffer_append(buffer, &c, 1);
}

bool buffer_append_u64(struct buffer *buffer, uint64_t number)
{
    char digits[20]; // of UINT64_MAX
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return buffer_append(buffer, digits + at, sizeof(digits) - at);
}

bool buffer_append_i64(struct buffer *buffer, int64_t number)
{
    if (number >= 0)
        return buffer_append_u64(buffer, (uint64_t)number);
    return buffer_append_char(buffer, '-') && buffer_append_u64(buffer, -(uint64_t)number);
}

bool buffer_append_hex(struct buffer *buffer, const void *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *in = bytes;
    char *room = buffer_reserve(buffer, len <= SIZE_MAX / 2 ? len * 2 : SIZE_MAX);

    if (!room)
        return false;
    for (size_t i = 0; i < len; i++) {
        *room++ = digits[in[i] >> 4];
        *room++ = digits[in[i] & 15];
    }
    *room = '\0';
    buffer->len += len * 2;
    return true;
}

bool buffer_append_base64(struct buffer *buffer, const void *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = bytes;
    size_t out_len = len < SIZE_MAX / 2 ? (len + 2) / 3 * 4 : SIZE_MAX;
    char *room = buffer_reserve(buffer, out_len);

    if (!room)
        return false;
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t group = (uint32_t)in[i] << 16;

        if (left > 1)
            group |= (uint32_t)in[i + 1] << 8;
        if (left > 2)
            group |= in[i + 2];
        *room++ = digits[group >> 18];
        *room++ = digits[group >> 12 & 63];
        *room++ = '=';
        *room++ = '=';
        if (left > 1)
            room[-2] = digits[group >> 6 & 63];
        if (left > 2)
            room[-1] = digits[group & 63];
    }
    *room = '\0';
    buffer->len += out_len;
    return true;
}

// Appends one character of a JSON string, which is `step` bytes long (0: not UTF-8).
static void append_json_char(struct buffer *buffer, const char *at, size_t step)
{
    static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";

    if (step == 0) {
        buffer_append_text(buffer, "\xEF\xBF\xBD");
        return;
    }
    for (size_t i = 0; i < sizeof(shorts) - 1; i += 2)
        if (*at == shorts[i]) {
            buffer_append_char(buffer, '\\');
            buffer_append_char(buffer, shorts[i + 1]);
            return;
        }
    if ((unsigned char)*at < 0x20)
        buffer_printf(buffer, "\\u%04x", (unsigned)*at);
    else
        buffer_append(buffer, at, step);
}

bool buffer_append_json(struct buffer *buffer, const char *bytes, size_t len)
{
    buffer_append_char(buffer, '"');
    while (len) {
        size_t step = text_utf8_step(bytes, len);

        append_json_char(buffer, bytes, step);
        bytes += step ? step : 1;
        len -= step ? step : 1;
    }
    return buffer_append_char(buffer, '"');
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    bool fits;

    va_start(args, format);
    fits = buffer_vprintf(buffer, format, args);
    va_end(args);
    return fits;
}

bool buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
{
    va_list again;
    char *room;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    room = len < 0 ? NULL : buffer_reserve(buffer, (size_t)len);
    if (room) {
        vsnprintf(room, (size_t)len + 1, format, args);
        buffer->len += (size_t)len;
    } else {
        buffer->failed = true;
    }
    return room != NULL;
}

void buffer_consume(struct buffer *buffer, size_t len)
{
    if (len > buffer->len)
        len = buffer->len;
    if (!len)
        return;
    buffer->len -= len;
    memmove(buffer->data, buffer->data + len, buffer->len);
    buffer->data[buffer->len] = '\0';
}

char *buffer_take(struct buffer *buffer)
{
    char *data = buffer->data ? buffer->data : mem_alloc(1);

    data[buffer->len] = '\0';
    buffer_init(buffer, buffer->max);
    return data;
}
