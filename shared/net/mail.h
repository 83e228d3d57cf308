// SPDX-License-Identifier: Apache-2.0
// Hands one message to a mail server: SMTP with STARTTLS, or over TLS from the start.
#ifndef PLUMB_SHARED_NET_MAIL_H
#define PLUMB_SHARED_NET_MAIL_H

#include "shared/base/err.h"
#include "shared/net/mail_text.h"

#include <stdatomic.h>

struct mail_server {
    const char *url;             // smtp://host[:port] or smtps://host[:port]
    bool plain;                  // smtp:// without STARTTLS: only for a server on this machine
    const char *user, *password; // user NULL: no login
    struct span ca_pem;          // whom to trust; empty: the machine's certificates
    unsigned timeout_ms;
    const atomic_bool *stop; // ends it with CANCELLED within a second; may be NULL
};
// INVALID says what is wrong: the form of the address, or plain to another machine.
enum err mail_check(const struct mail_server *server, struct error *error);
// OK: the server has taken it. DENIED: it did not take the login or the message, or does not offer
// TLS; *status is its last answer, 0 without one. NETWORK, TLS, TIMEOUT, CANCELLED otherwise.
enum err mail_send(const struct mail_server *server, const struct mail_message *message,
                   int *status, struct error *error);

#endif
