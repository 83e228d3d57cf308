// SPDX-License-Identifier: Apache-2.0
// Actors the office knows: whose they are and how far it holds their writes.
#ifndef PLUMB_SERVER_STORAGE_ACTORS_H
#define PLUMB_SERVER_STORAGE_ACTORS_H

#include "server/storage/storage.h"

// An actor belongs to the first device that pushed it (device nil: the office's own), for ever.
struct actor_row {
    int64_t row;             // internal number, 0: not stored yet
    uint64_t actor, counter; // prefix held: 1 … counter (or trimmed_to + 1 … counter)
    uint64_t trimmed_to;     // "history lost, states healed" up to here
    struct uuid device;
};
enum err actors_get(struct view *view, uint64_t actor, struct actor_row *out,
                    struct error *error); // NOT_FOUND
// Inserts (row == 0, row is then filled in; EXISTS when the actor is there) or updates counter and
// trimmed_to. CONFLICT, and nothing changed: the counter would go back.
enum err actors_put(struct storage *storage, struct actor_row *actor, struct error *error);
typedef bool actors_each(void *arg, const struct actor_row *actor);
// In order of first appearance.
enum err actors_of_device(struct view *view, const struct uuid *device, actors_each *each,
                          void *arg, struct error *error);
// All, in order of first appearance.
enum err actors_list(struct view *view, actors_each *each, void *arg, struct error *error);

#endif
