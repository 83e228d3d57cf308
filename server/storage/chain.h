// SPDX-License-Identifier: Apache-2.0
// Heads of a device's journal chain: more than one means a copied or restored tablet.
#ifndef PLUMB_SERVER_STORAGE_CHAIN_H
#define PLUMB_SERVER_STORAGE_CHAIN_H

#include "server/storage/storage.h"
#include "shared/model/vector.h"

struct chain_head {
    struct uuid device;
    struct dot dot;   // last entry of the branch
    int64_t since_ms; // when the branch began
};
enum { CHAIN_HEADS_MAX = 16 };
struct chain_branches {
    struct chain_head heads[CHAIN_HEADS_MAX]; // oldest branch first
    size_t count;                             // of all there are; the first ones are filled in
};
enum err chain_read(struct view *view, const struct uuid *device, struct chain_branches *out,
                    struct error *error);
// One step of a chain: `from` (actor 0: the beginning) is followed by `to`.
struct chain_step {
    struct uuid device;
    struct dot from, to;
};
// Moves the head `from` to `to`; when `from` is no head, a new branch begins and *branched is set.
// The first entry of a device is no branch.
enum err chain_advance(struct storage *storage, const struct chain_step *step, bool *branched,
                       struct error *error);

#endif
