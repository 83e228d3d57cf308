// SPDX-License-Identifier: Apache-2.0
// The office's epoch: 64 random bits naming one timeline of its store; a new one begins whenever it
// has gone back in time.
#ifndef PLUMB_SERVER_SYNC_EPOCH_H
#define PLUMB_SERVER_SYNC_EPOCH_H

#include "server/storage/ledger.h"
#include "server/storage/storage.h"

// CORRUPT: there is none, or it cannot be read.
enum err epoch_read(struct view *view, uint64_t *out, struct error *error);
// Inside a commit: begins a new one, in the ledger and in the store.
struct epoch_parts {
    struct storage *storage;
    struct ledger *ledger;
    const struct random *random;
};
enum err epoch_begin(const struct epoch_parts *parts, uint64_t *out, struct error *error);

// The commit up to which everything is in a verified backup; 0 before the first.
enum err epoch_backed_up(struct view *view, uint64_t *out, struct error *error);
enum err epoch_set_backed_up(struct storage *storage, uint64_t commit, struct error *error);

#endif
