// SPDX-License-Identifier: Apache-2.0
#include "shared/net/tls_session.h"

#include "shared/base/memory.h"
#include "shared/net/tls_hello.h"

#include <limits.h>
#include <mbedtls/ssl.h>

struct tls_session {
    struct tls_config *config;
    mbedtls_ssl_context ssl; // fresh for each connection, never reset and reused
    struct evbuffer *in, *out;
    struct tls_identity identity;
};

static int receive(void *ctx, unsigned char *bytes, size_t len)
{
    struct tls_session *session = ctx;
    int got = evbuffer_remove(session->in, bytes, len);

    return got > 0 ? got : MBEDTLS_ERR_SSL_WANT_READ;
}

static int send_all(void *ctx, const unsigned char *bytes, size_t len)
{
    struct tls_session *session = ctx;

    if (len > INT_MAX || evbuffer_add(session->out, bytes, len) != 0)
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    return (int)len;
}

struct tls_session *tls_session_create(struct tls_config *config, struct evbuffer *in,
                                       struct evbuffer *out)
{
    struct tls_session *session = mem_alloc(sizeof(*session));

    session->config = config;
    session->in = in;
    session->out = out;
    mbedtls_ssl_init(&session->ssl);
    if (mbedtls_ssl_setup(&session->ssl, tls_config_get(config)) != 0) {
        tls_session_free(session);
        return NULL;
    }
    mbedtls_ssl_set_bio(&session->ssl, session, send_all, receive, NULL);
    return session;
}

void tls_session_free(struct tls_session *session)
{
    if (!session)
        return;
    mbedtls_ssl_free(&session->ssl);
    mem_free(session);
}

bool tls_session_is_cheap(const struct tls_session *session)
{
    char bytes[TLS_HELLO_LOOK_BYTES];
    ev_ssize_t len = evbuffer_copyout(session->in, bytes, sizeof(bytes));
    struct span ticket = tls_hello_ticket((struct span){bytes, len > 0 ? (size_t)len : 0});

    return ticket.len && tls_ticket_genuine(tls_config_ticket(session->config), ticket);
}

enum tls_result tls_session_handshake(struct tls_session *session)
{
    const mbedtls_x509_crt *certificate;
    int result;

    tls_config_focus(session->config, &session->identity);
    result = mbedtls_ssl_handshake(&session->ssl);
    tls_config_focus(session->config, NULL);
    if (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE)
        return TLS_WAIT;
    // mbedtls says why in every other case, but leaves a client without a certificate guessing.
    if (result == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE)
        mbedtls_ssl_send_alert_message(&session->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                       MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE);
    if (result != 0)
        return TLS_BROKEN;
    certificate = mbedtls_ssl_get_peer_cert(&session->ssl);
    // Whoever showed a certificate is who it says, even when a ticket of someone else came first
    // and was passed over; a resumed session has none.
    if (certificate) {
        tls_ticket_peer(certificate, &session->identity.peer);
        session->identity.resumed = false;
    }
    return TLS_READY;
}

const struct tls_identity *tls_session_identity(const struct tls_session *session)
{
    return &session->identity;
}

enum tls_result tls_session_read(struct tls_session *session, void *bytes, size_t size, size_t *got)
{
    int result = mbedtls_ssl_read(&session->ssl, bytes, size);

    *got = 0;
    if (result > 0) {
        *got = (size_t)result;
        return TLS_READY;
    }
    switch (result) {
    case MBEDTLS_ERR_SSL_WANT_READ:
    case MBEDTLS_ERR_SSL_WANT_WRITE:
        return TLS_WAIT;
    case 0:
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
        return TLS_END;
    default:
        return TLS_BROKEN;
    }
}

bool tls_session_write(struct tls_session *session, const void *bytes, size_t len)
{
    const unsigned char *from = bytes;

    while (len) {
        // The buffer always has room, so there is never anything to wait for.
        int result = mbedtls_ssl_write(&session->ssl, from, len);

        if (result <= 0)
            return false;
        from += result;
        len -= (size_t)result;
    }
    return true;
}

void tls_session_close(struct tls_session *session)
{
    mbedtls_ssl_close_notify(&session->ssl);
}
