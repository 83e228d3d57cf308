// SPDX-License-Identifier: Apache-2.0
// The server's side of one TLS connection between two buffers of ciphertext; it never touches a
// socket.
#ifndef PLUMB_SHARED_NET_TLS_SESSION_H
#define PLUMB_SHARED_NET_TLS_SESSION_H

#include "shared/net/tls_config.h"

#include <event2/buffer.h>

struct tls_session;

enum tls_result {
    TLS_READY, // done, or bytes came
    TLS_WAIT,  // more ciphertext is needed in `in`
    TLS_END,   // the peer closed in order
    TLS_BROKEN // it failed; an alert may stand in `out`; nothing but free may follow
};

// The buffers are borrowed and must outlive the session. NULL when memory is short.
struct tls_session *tls_session_create(struct tls_config *config, struct evbuffer *in,
                                       struct evbuffer *out);
void tls_session_free(struct tls_session *session); // accepts NULL
// Before the handshake: whether what stands in `in` begins with a ticket of ours, so that the
// handshake will cost little.
bool tls_session_is_cheap(const struct tls_session *session);
// Goes on with the handshake as far as the bytes in `in` allow; answers go to `out`.
enum tls_result tls_session_handshake(struct tls_session *session);
// After the handshake: who the peer is, from its certificate or from its ticket.
const struct tls_identity *tls_session_identity(const struct tls_session *session);
// Decrypts at most size bytes; with TLS_READY *got > 0.
enum tls_result tls_session_read(struct tls_session *session, void *bytes, size_t size,
                                 size_t *got);
// Encrypts all of the bytes into `out`; false when it failed.
bool tls_session_write(struct tls_session *session, const void *bytes, size_t len);
// Says goodbye (close_notify) into `out`.
void tls_session_close(struct tls_session *session);

#endif
