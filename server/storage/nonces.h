// SPDX-License-Identifier: Apache-2.0
// Nonces for renewals: used once, for one device, within their time.
#ifndef PLUMB_SERVER_STORAGE_NONCES_H
#define PLUMB_SERVER_STORAGE_NONCES_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

// Keeps a nonce and forgets those that ran out before the commit under way began.
enum err nonces_put(struct storage *storage, const struct uuid *device, const struct digest *nonce,
                    int64_t expires_ms, struct error *error);
// OK once; NOT_FOUND: unknown, used, or another device's; EXPIRED: at or after its time. Used up
// either way.
enum err nonces_take(struct storage *storage, const struct uuid *device, const struct digest *nonce,
                     int64_t now_ms, struct error *error);

#endif
