// SPDX-License-Identifier: Apache-2.0
// A growable run of bytes that carries its maximum; a failed append is remembered, so that a chain
// of appends is checked once at its end.
#ifndef PLUMB_SHARED_BASE_BUFFER_H
#define PLUMB_SHARED_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *data; // always followed by a NUL once anything was appended; may be NULL when empty
    size_t len, cap, max;
    bool failed; // an append did not fit or memory ran out; data up to len is still whole
};

void buffer_init(struct buffer *buffer, size_t max_bytes);
void buffer_clear(struct buffer *buffer); // frees; keeps max; may be used again
void buffer_reset(struct buffer *buffer); // empties and forgets failure, keeps the memory
bool buffer_append(struct buffer *buffer, const void *bytes, size_t len);
bool buffer_append_text(struct buffer *buffer, const char *text);
bool buffer_append_char(struct buffer *buffer, char c);
bool buffer_append_u64(struct buffer *buffer, uint64_t number);                  // decimal
bool buffer_append_i64(struct buffer *buffer, int64_t number);                   // decimal
bool buffer_append_hex(struct buffer *buffer, const void *bytes, size_t len);    // lower case
bool buffer_append_base64(struct buffer *buffer, const void *bytes, size_t len); // RFC 4648, padded
// A JSON string with its quotes (RFC 8259); bytes that are not UTF-8 become U+FFFD.
bool buffer_append_json(struct buffer *buffer, const char *bytes, size_t len);
bool buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
// Room for at least `len` more bytes; the caller writes them, adds to len and, where somebody will
// read data as text, sets the NUL behind them. NULL (and failed) past the maximum.
char *buffer_reserve(struct buffer *buffer, size_t len);
// Removes the first `len` bytes.
void buffer_consume(struct buffer *buffer, size_t len);
// Hands the bytes over (NUL-terminated, never NULL); the buffer is empty afterwards.
char *buffer_take(struct buffer *buffer);

#endif
