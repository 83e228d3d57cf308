// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_stream.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

enum { FILL_BYTES = 32 << 10 };

bool http_stream_open(struct http_stream *stream, int fd, struct tls_config *tls)
{
    *stream = (struct http_stream){.fd = fd, .in = evbuffer_new(), .out = evbuffer_new()};
    if (stream->in && stream->out && tls)
        stream->tls = tls_session_create(tls, stream->in, stream->out);
    if (stream->in && stream->out && (stream->tls || !tls))
        return true;
    http_stream_close(stream);
    return false;
}

void http_stream_close(struct http_stream *stream)
{
    tls_session_free(stream->tls);
    if (stream->in)
        evbuffer_free(stream->in);
    if (stream->out)
        evbuffer_free(stream->out);
    if (stream->fd >= 0)
        close(stream->fd);
    *stream = (struct http_stream){.fd = -1};
}

long http_stream_fill(struct http_stream *stream)
{
    int got = evbuffer_read(stream->in, stream->fd, FILL_BYTES);

    if (got == 0)
        stream->ended = true;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return got;
}

long http_stream_flush(struct http_stream *stream)
{
    long sent = 0;

    while (evbuffer_get_length(stream->out)) {
        int part = evbuffer_write(stream->out, stream->fd);

        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0 && errno != EAGAIN)
            return -1;
        if (part <= 0)
            break;
        sent += part;
    }
    return sent;
}

bool http_stream_is_cheap(const struct http_stream *stream)
{
    return !stream->tls || tls_session_is_cheap(stream->tls);
}

enum tls_result http_stream_handshake(struct http_stream *stream)
{
    return stream->tls ? tls_session_handshake(stream->tls) : TLS_READY;
}

enum tls_result http_stream_read(struct http_stream *stream, void *bytes, size_t size, size_t *got)
{
    enum tls_result result;
    int taken;

    if (stream->tls) {
        result = tls_session_read(stream->tls, bytes, size, got);
    } else {
        taken = evbuffer_remove(stream->in, bytes, size);
        *got = taken > 0 ? (size_t)taken : 0;
        result = taken > 0 ? TLS_READY : TLS_WAIT;
    }
    return result == TLS_WAIT && stream->ended ? TLS_END : result;
}

bool http_stream_write(struct http_stream *stream, const void *bytes, size_t len)
{
    return stream->tls ? tls_session_write(stream->tls, bytes, len)
                       : evbuffer_add(stream->out, bytes, len) == 0;
}

void http_stream_say_goodbye(struct http_stream *stream)
{
    if (stream->tls)
        tls_session_close(stream->tls);
}

size_t http_stream_unsent(const struct http_stream *stream)
{
    return evbuffer_get_length(stream->out);
}
