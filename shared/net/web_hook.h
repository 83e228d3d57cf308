// SPDX-License-Identifier: Apache-2.0
// One signed POST to an address that somebody else named: over TLS, to where it may go, bounded in
// time and size.
#ifndef PLUMB_SHARED_NET_WEB_HOOK_H
#define PLUMB_SHARED_NET_WEB_HOOK_H

#include "shared/base/err.h"
#include "shared/base/text.h"

#include <stdatomic.h>
#include <stdint.h>

enum { WEB_HOOK_KEY_BYTES = 32, WEB_HOOK_SIGNATURE = 64, WEB_HOOK_URL_MAX = 1023 };

struct web_hook_call {
    const char *url;    // https://…
    const char *id;     // of the message, the same at every attempt
    int64_t at_s;       // Unix seconds of this attempt
    const uint8_t *key; // WEB_HOOK_KEY_BYTES
    struct span body;   // JSON
    struct span ca_pem; // whom to trust; empty: the machine's certificates
    bool allow_private; // the address may lie in a private network
    unsigned timeout_ms;
    const atomic_bool *stop; // ends it with CANCELLED within a second; may be NULL
};

// INVALID says what is wrong with an address: only https, a host, no user, no fragment.
enum err web_hook_check(const char *url, struct error *error);
// Signatures as the Standard Webhooks specification (1.0) has them: "v1," and the base64 of the
// HMAC-SHA-256 over "id.at_s.body".
void web_hook_sign(const struct web_hook_call *call, char out[WEB_HOOK_SIGNATURE]);
// Sends it with the headers webhook-id, webhook-timestamp and webhook-signature. No redirect is
// followed, no proxy used, no more than 64 KiB of the answer read. OK: some answer came, whose
// status is in *status. DENIED: the address leads into a private network; nothing was sent.
enum err web_hook_post(const struct web_hook_call *call, int *status, struct error *error);

#endif
