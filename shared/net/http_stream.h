// SPDX-License-Identifier: Apache-2.0
// The bytes of one accepted connection: a socket, a buffer each way, and TLS between them when
// there is any.
#ifndef PLUMB_SHARED_NET_HTTP_STREAM_H
#define PLUMB_SHARED_NET_HTTP_STREAM_H

#include "shared/net/tls_session.h"

struct http_stream {
    int fd;                    // non-blocking, owned
    struct evbuffer *in, *out; // as on the wire
    struct tls_session *tls;   // NULL: plain
    bool ended;                // the peer sends nothing more
};

// Takes the descriptor, also when it fails (memory). tls NULL: plain.
bool http_stream_open(struct http_stream *stream, int fd, struct tls_config *tls);
void http_stream_close(struct http_stream *stream);
// Reads what the socket has, at most 32 KiB, and notes the end. Returns the bytes; -1: it is
// broken.
long http_stream_fill(struct http_stream *stream);
// Writes what the socket takes. Returns the bytes; -1: it is broken.
long http_stream_flush(struct http_stream *stream);
// Whether the first step of the handshake costs little.
bool http_stream_is_cheap(const struct http_stream *stream);
// As tls_session_*; on a plain stream the handshake is done before it begins.
enum tls_result http_stream_handshake(struct http_stream *stream);
enum tls_result http_stream_read(struct http_stream *stream, void *bytes, size_t size, size_t *got);
bool http_stream_write(struct http_stream *stream, const void *bytes, size_t len);
void http_stream_say_goodbye(struct http_stream *stream);
size_t http_stream_unsent(const struct http_stream *stream);

#endif
