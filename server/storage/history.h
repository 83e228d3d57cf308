// SPDX-License-Identifier: Apache-2.0
// Append-only history: every write for ever, per actor a gapless prefix.
#ifndef PLUMB_SERVER_STORAGE_HISTORY_H
#define PLUMB_SERVER_STORAGE_HISTORY_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"
#include "shared/model/vector.h"

// Counters an actor may reach: actor and counter share one 64-bit key.
#define HISTORY_COUNTER_MAX UINT64_C(0xffffffff)

struct history_row {
    struct dot dot;
    struct span bytes;   // exact
    struct digest chain; // after this entry, as computed (or as stated for a raw one)
    struct uuid record;
    struct uuid device; // read only: the actor's
    uint64_t commit;    // read only: under which it came
    int64_t received_ms;
    int64_t place; // read only: among the entries of its commit
    // (The office's own entries are not chained.)
    bool broken; // its chain does not follow from the entry before: a raw entry, a stated break, a
                 // trim
};
// Adds an entry under the commit under way. `actor_row` is the internal number of entry->dot.actor.
// EXISTS: the dot is there, with whatever bytes. INVALID: counter 0 or above HISTORY_COUNTER_MAX.
enum err history_put(struct storage *storage, int64_t actor_row, const struct history_row *entry,
                     struct error *error);
enum err history_get(struct view *view, int64_t actor_row, uint64_t counter,
                     struct history_row *out, struct error *error); // NOT_FOUND
typedef bool history_each(void *arg, const struct history_row *entry);
// Entries that name the record, held ones included, by actor in order of first appearance, then
// counter.
enum err history_of_record(struct view *view, const struct uuid *record, history_each *each,
                           void *arg, struct error *error);
// Entries of a site's records, what came last first: those before a place in the history, at most
// `limit`. Costs what the site's history holds.
struct history_range {
    struct uuid site;
    uint64_t before_commit; // UINT64_MAX >> 1: from the newest on
    int64_t before_place;   // in that commit
    size_t limit;
};
enum err history_of_site(struct view *view, const struct history_range *range, history_each *each,
                         void *arg, struct error *error);
// All of one actor, by counter.
enum err history_of_actor(struct view *view, int64_t actor_row, history_each *each, void *arg,
                          struct error *error);
// Those of one actor that came after a commit, newest first: costs what came since.
struct history_since {
    int64_t actor_row;
    uint64_t commit;
};
enum err history_after(struct view *view, const struct history_since *since, history_each *each,
                       void *arg, struct error *error);

#endif
