// SPDX-License-Identifier: Apache-2.0
// A response on its way out, piece by piece: head, then body from memory or from a file.
#ifndef PLUMB_SHARED_NET_HTTP_REPLY_H
#define PLUMB_SHARED_NET_HTTP_REPLY_H

#include "shared/net/http.h"

// Starts zeroed.
struct http_reply {
    struct http_response response; // owned
    struct buffer head;
    size_t head_sent;
    uint64_t body_len, body_sent; // body_len is 0 when the answer carries none (HEAD, 204, 304)
};

// Takes the response over; *response is fresh afterwards. `method` is the request's; `close` adds
// "Connection: close".
void http_reply_begin(struct http_reply *reply, struct http_response *response,
                      enum http_method method, bool close);
// Writes the next at most `size` bytes (the head and what fits of the body together); *len is 0
// when all was given. IO: the file cannot be read or is shorter than was said; the connection must
// be cut.
enum err http_reply_next(struct http_reply *reply, uint8_t *out, size_t size, size_t *len);
void http_reply_clear(struct http_reply *reply); // closes the file

#endif
