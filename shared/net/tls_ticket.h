// SPDX-License-Identifier: Apache-2.0
// Session tickets (RFC 5077, RFC 8446 section 4.6.1) that carry who the peer is instead of its
// certificate.
#ifndef PLUMB_SHARED_NET_TLS_TICKET_H
#define PLUMB_SHARED_NET_TLS_TICKET_H

#include "shared/base/clock.h"
#include "shared/net/http_server.h"

#include <mbedtls/ssl.h>

// What a ticket of one connection says, or shall say.
struct tls_identity {
    struct http_peer peer; // its address is not part of it
    int64_t born_ms;       // of the full handshake the session goes back to; 0: this one is it
    bool resumed;          // came out of a ticket
};

// Tickets of one listener on one loop. Sealed with AES-256-GCM under a key derived from the secret
// and the number of the half-day; keys of the present and the previous half-day are accepted, so a
// ticket survives a restart of the server. A ticket is good for 12 h from the full handshake,
// resumed or not, and only while the device's row version stands.
struct tls_ticket {
    uint8_t secret[32];
    bool (*device_version)(void *ctx, const char *device, uint64_t *version); // may be NULL
    void *ctx;
    bool certified; // only tickets of certified peers are good here, else only those of others
    struct clock clock;
    struct random random;
    struct tls_identity *current; // of the connection whose handshake is being stepped
};

// For mbedtls_ssl_conf_session_tickets_cb, with a struct tls_ticket as the context.
mbedtls_ssl_ticket_write_t tls_ticket_write;
mbedtls_ssl_ticket_parse_t tls_ticket_parse;

// Whether these bytes are a ticket of ours that is not too old; who it is for is not asked.
bool tls_ticket_genuine(const struct tls_ticket *ticket, struct span bytes);

// Fills name and certificate digest from a peer's certificate.
void tls_ticket_peer(const mbedtls_x509_crt *certificate, struct http_peer *peer);

#endif
