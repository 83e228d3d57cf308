// SPDX-License-Identifier: Apache-2.0
// The head of an HTTP/1.1 request, read strictly: what two readers could understand in two ways is
// refused.
#ifndef PLUMB_SHARED_NET_HTTP_HEAD_H
#define PLUMB_SHARED_NET_HTTP_HEAD_H

#include "shared/net/http_refusal.h"

enum { HTTP_HEAD_BYTES_MAX = 16 << 10 }; // request line, headers and the empty line

// RFC 9112. All pointers go into the bytes that were parsed.
struct http_head {
    enum http_method method;
    const char *path, *query; // path begins with '/'; query is "" when there is none
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
    bool chunked;          // the body comes in chunks, its length is not known
    uint64_t length;       // of the body; 0 when chunked
    bool close;            // the client closes after this request
    bool expects_continue; // the client waits for "100 Continue" before it sends the body
};

// Length of the head including its empty line, or 0 while that has not come. `from`: bytes that an
// earlier call has already looked at.
size_t http_head_end(const char *bytes, size_t len, size_t from);
// Parses a whole head in place: `bytes` (len of them, ending with the empty line) are cut up with
// NULs and must live as long as *out. False: *refusal says why, *out is not to be used. Refused:
// anything but HTTP/1.1, bare line feeds, folded lines, control characters, no or two Host, two
// lengths, a length beside chunks, an encoding other than chunked, a method not in enum
// http_method.
bool http_head_parse(char *bytes, size_t len, struct http_head *out, struct http_refusal *refusal);

#endif
