// SPDX-License-Identifier: Apache-2.0
// Invitations: one-time codes, kept as their SHA-256 only.
#ifndef PLUMB_SERVER_STORAGE_INVITATIONS_H
#define PLUMB_SERVER_STORAGE_INVITATIONS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

struct invitation_row {
    struct digest code;
    struct uuid person, device;           // device nil until used
    struct digest public_key;             // of the request that used it
    int64_t made_ms, expires_ms, used_ms; // used_ms 0: not yet
    int64_t wrong;                        // failed requests
    struct span reply;                    // the answer given, for a repeat by the same key
};
enum err invitations_get(struct view *view, const struct digest *code, struct invitation_row *out,
                         struct error *error); // NOT_FOUND
// Inserts, or replaces what changes: device, public_key, used_ms, wrong, reply. EXISTS, and nothing
// changed: it was used by another key.
enum err invitations_put(struct storage *storage, const struct invitation_row *invitation,
                         struct error *error);

#endif
