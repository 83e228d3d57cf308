// SPDX-License-Identifier: Apache-2.0
// What to do about a failed round: one table of retry classes, and full-jitter backoff.
#ifndef PLUMB_AGENT_BLOBS_RETRY_H
#define PLUMB_AGENT_BLOBS_RETRY_H

#include "shared/base/err.h"
#include "shared/crypto/random.h"
#include "shared/net/transport.h"

enum retry_class {
    RETRY_NONE,    // a good reply
    RETRY_BACKOFF, // network, server busy: again by itself, with backoff
    RETRY_SLOWLY,  // a refusal that somebody must look at: shown, again after an hour
    RETRY_NEVER,   // revoked
};

enum { RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 300000, RETRY_SLOW_MS = 3600000 };

// The class of an error.
enum retry_class retry_classify(enum err code);
// Reads a reply that is not a success: the error of its body, or PROTOCOL when the body is none of
// ours (a captive portal). *wipe: the office asks for a wipe. *after_ms: its Retry-After, 0 when
// there is none (capped at an hour).
enum err retry_read(const struct transport_reply *reply, bool *wipe, int64_t *after_ms,
                    struct error *error);
// Whether a refusal of one file is one of the connection or the office as a whole.
bool retry_is_general(enum err code, int status);
// Full jitter (Brooker, 2015): uniform in 0 … min(most, first × 2^failures), never less than
// after_ms, at least 100 ms.
int64_t retry_delay_ms(unsigned failures, int64_t after_ms, const struct random *random);

#endif
