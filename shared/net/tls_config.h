// SPDX-License-Identifier: Apache-2.0
// What all TLS connections of one listener on one loop share: certificate, key, client CA, profile,
// tickets.
#ifndef PLUMB_SHARED_NET_TLS_CONFIG_H
#define PLUMB_SHARED_NET_TLS_CONFIG_H

#include "shared/net/tls_ticket.h"

struct tls_config;

// The profile of a server: TLS 1.2 with ECDHE-ECDSA and AEAD ciphers only (and TLS 1.3 where
// mbedtls has it), X25519 and P-256, no renegotiation, no early data, tickets as in tls_ticket.h.
// With a client CA the client must show a certificate of it that states the use clientAuth; how old
// a certificate is is not judged. Not to be shared between threads: mbedtls 2.28 fills tables of a
// key while signing. Copies everything. INVALID: certificate, key or CA cannot be read, or do not
// belong together.
enum err tls_config_create(const struct http_tls *options, const struct clock *clock,
                           const struct random *random, struct tls_config **out,
                           struct error *error);
void tls_config_free(struct tls_config *config); // accepts NULL; no session may be left

// For tls_session only.
const struct tls_ticket *tls_config_ticket(const struct tls_config *config);
const mbedtls_ssl_config *tls_config_get(const struct tls_config *config);
// Names the connection whose handshake is stepped next, for its ticket; NULL afterwards.
void tls_config_focus(struct tls_config *config, struct tls_identity *identity);

#endif
