// SPDX-License-Identifier: Apache-2.0
// Tablets that others take the place of: how far each swap is.
#ifndef PLUMB_SERVER_STORAGE_SWAPS_H
#define PLUMB_SERVER_STORAGE_SWAPS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

enum { SWAP_BY = 128 };
struct swap_row {
    int64_t row;
    struct uuid old, person; // person: for whom the new one is invited
    int64_t begun_ms;
    char begun_by[SWAP_BY];
    struct digest code;             // of the newest invitation; zeros: none yet
    struct uuid successor;          // nil: not confirmed yet
    int64_t confirmed_ms, ended_ms; // 0: not yet
    bool cancelled;
};
// Inside a commit. EXISTS: one of this tablet is open.
enum err swaps_add(struct storage *storage, const struct swap_row *swap, struct error *error);
// Inside a commit, by its row: code, successor, confirmed_ms, ended_ms, cancelled.
enum err swaps_put(struct storage *storage, const struct swap_row *swap, struct error *error);
// The newest of a tablet that was not called off, and the one that a tablet came by. NOT_FOUND.
enum err swaps_of(struct view *view, const struct uuid *old, struct swap_row *out,
                  struct error *error);
enum err swaps_to(struct view *view, const struct uuid *successor, struct swap_row *out,
                  struct error *error);

#endif
