// SPDX-License-Identifier: Apache-2.0
// A transport over libcurl with the profile of trust.md: deadlines, no redirects, no signals, HTTPS
// only.
#ifndef PLUMB_SHARED_NET_HTTP_CLIENT_H
#define PLUMB_SHARED_NET_HTTP_CLIENT_H

#include "shared/net/transport.h"

struct http_client_options {
    const char *base_url; // "https://host:port"; plain http is refused unless `plain` is set
    bool plain;           // loopback only, for plumb's own status page and tests
    // Trust: either a CA (the listener's certificate must be issued by it and name the host), or
    // the SHA-256 of the listener's SubjectPublicKeyInfo (then names and chain are not judged).
    struct span ca_pem;
    const struct digest *pin;
    struct span certificate_pem, key_pem; // ours, or empty
    const char
        *resolve_host; // the name to verify and send instead of the base_url's host (certificates
                       // name "plumbd.internal" while the address is an IP), or NULL
    unsigned connect_timeout_ms;
};
struct http_client_figures {
    uint64_t bytes_out, bytes_in; // above TCP: TLS records and handshakes included
    uint64_t connections, requests;
};
// INVALID: an address or a trust that http_client_options does not allow. The first client of a
// process makes it ignore SIGPIPE, unless the program handles that itself.
enum err http_client_create(const struct http_client_options *options, struct transport *out,
                            struct error *error);
void http_client_free(struct transport *transport); // accepts a zeroed struct
// Counted at the socket (a CURLOPT socket hook or getsockopt TCP_INFO), for the bench and the
// outbox.
void http_client_figures(const struct transport *transport, struct http_client_figures *out);

#endif
