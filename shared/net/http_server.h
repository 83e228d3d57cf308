// SPDX-License-Identifier: Apache-2.0
// The HTTP/1.1 server of both programs: libevent's loops on several threads, TLS by mbedtls under
// it.
//
// Not libevent's evhttp: 2.1 reads a whole body before anyone may refuse it, and over a TLS filter
// it frees a connection before its last answer (every one with "Connection: close", and its own 400
// and 413) has left. Heads are parsed in http_head.c, bodies bounded in http_intake.c.
#ifndef PLUMB_SHARED_NET_HTTP_SERVER_H
#define PLUMB_SHARED_NET_HTTP_SERVER_H

#include "shared/base/log.h"
#include "shared/crypto/random.h"
#include "shared/net/http.h"

struct http_server;

// TLS of one listener. NULL `tls` in the listener options: plain HTTP (the tablet's loopback only).
struct http_tls {
    struct span certificate_pem, key_pem; // borrowed during http_server_listen
    struct span client_ca_pem;            // non-empty: a client certificate of this CA is required
    // Row version of a device, asked when a ticket is made and when one is resumed; a changed
    // version means a full handshake. Returns false when the device is unknown or revoked: then no
    // ticket, no resumption (the handler still refuses every request itself). May be NULL. Called
    // on loop threads.
    bool (*device_version)(void *ctx, const char *device, uint64_t *version);
    void *ctx;
    uint8_t ticket_key[32]; // survives a restart; the server rotates what it derives from it every
                            // ≤ 12 h
};

struct http_listener_options {
    const char *address; // numeric IPv4 or IPv6, port 0 picks one
    uint16_t port;
    const struct http_tls *tls;
    http_handler *handler;
    void *ctx;
    // Largest body accepted for a request line, before its body is read; 0 refuses (413). Called on
    // loop threads.
    size_t (*body_limit)(void *ctx, enum http_method method, const char *path);
    // Large bodies of the request lines for which `spools` says so go through this spool, which is
    // borrowed until the server is freed. Both may be NULL.
    struct http_spool *spool;
    bool (*spools)(void *ctx, enum http_method method, const char *path);
    // Asked before anything of such a body is kept: whatever it answers but OK refuses the request
    // with that error's status. NULL: everybody may.
    enum err (*may_send)(void *ctx, const struct http_request *head);
    // Finds out which user each connection is of (peer_owner.h); for a loopback listener.
    bool ask_owner;
};

struct http_server_options {
    unsigned loops;           // threads, ≥ 1
    unsigned connections_max; // all listeners together; more are closed as they come
    // Half-open TLS handshakes, shared out among the loops, and about half as many from one IPv4
    // /24 or IPv6 /56; one more pushes the oldest out. Those that resume a session go first and
    // stay.
    unsigned handshakes_max;
    size_t body_budget_bytes; // bodies in flight, all connections; above it 503 with Retry-After
    // Absolute for handshake and head. A body or an answer may take body_timeout_ms and 1 ms more
    // for each byte that has passed (1,000 bytes a second). 0: no limit.
    unsigned header_timeout_ms, body_timeout_ms, idle_timeout_ms, handshake_timeout_ms;
    struct random random;
    struct log log; // its clock is the server's; without one, the machine's
};

// What the server refuses by itself (400, 413, 414, 417, 431, 501, 503, 505) is answered with a
// body
// {"error":{"code","detail","en","zh"}} and "Connection: close".
enum err http_server_create(const struct http_server_options *options, struct http_server **out,
                            struct error *error);
// Before http_server_start. *port is the one in force. INVALID: address or TLS material; LOCKED:
// the port is taken. After an error the server is only good for http_server_free.
enum err http_server_listen(struct http_server *server, const struct http_listener_options *options,
                            uint16_t *port, struct error *error);
// Starts the loop threads and returns. All signals are blocked on them.
enum err http_server_start(struct http_server *server, struct error *error);
// Stops accepting, answers what is in flight for at most grace_ms, ends the threads. Idempotent.
// Exchanges may still be with their handlers; what they defer now runs in http_server_free. Not to
// be called on a loop thread.
void http_server_stop(struct http_server *server, unsigned grace_ms);
// Stops first. Every exchange must be finished, or its finishing deferred. Accepts NULL.
void http_server_free(struct http_server *server);

struct http_server_figures {
    uint64_t connections_open, connections_refused, handshakes_full, handshakes_resumed,
        handshakes_failed, requests, bytes_in, bytes_out, body_bytes_in_flight;
};
void http_server_figures(const struct http_server *server, struct http_server_figures *out);

#endif
