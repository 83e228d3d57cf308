// SPDX-License-Identifier: Apache-2.0
// The chunked transfer coding of a request body (RFC 9112 section 7.1), decoded as it arrives.
#ifndef PLUMB_SHARED_NET_HTTP_CHUNK_H
#define PLUMB_SHARED_NET_HTTP_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_chunk_state {
    HTTP_CHUNK_SIZE,     // in the size line
    HTTP_CHUNK_DATA,     // in the bytes of a chunk
    HTTP_CHUNK_DATA_END, // in the CR LF after them
    HTTP_CHUNK_TRAILER,  // in the lines after the last chunk
    HTTP_CHUNK_DONE,     // all was seen
    HTTP_CHUNK_BAD       // the coding is broken; nothing more is taken
};

// Starts zeroed.
struct http_chunk {
    enum http_chunk_state state;
    uint64_t left;     // bytes of the chunk still to come
    unsigned digits;   // of the size so far
    bool extension;    // past the size, in the rest of its line
    bool cr;           // the last byte was CR
    size_t line_bytes; // of the present line
    size_t trailer_bytes;
};

// Takes a part of `bytes` and returns how much: either framing (*data_len is 0), or at the front of
// the bytes *data_len bytes of body. Call again with the rest until all is used or the state is
// DONE or BAD. Extensions and trailers are passed over; a size line is at most 256 bytes, trailers
// at most 4 KiB.
size_t http_chunk_take(struct http_chunk *chunk, const char *bytes, size_t len, size_t *data_len);

#endif
