// SPDX-License-Identifier: Apache-2.0
// The summaries of all sites, kept in memory: a site is read again only when something of it was
// written, when a deadline or the day passed, or when people or catalogues changed.
#ifndef PLUMB_SERVER_RECONCILE_SITE_MEMORY_H
#define PLUMB_SERVER_RECONCILE_SITE_MEMORY_H

#include "server/reconcile/site_summary.h"
#include "server/storage/storage.h"

struct site_memory;
struct site_memory_options {
    struct storage *storage; // borrowed
    struct clock clock;
    const struct progress_seal *seal; // borrowed; NULL: seals are taken as intact
    struct log log;
    // Reads all sites at once and then whenever something was written, on a thread of its own, so
    // that nobody waits for the first list of the morning.
    bool warmed;
};
enum err site_memory_open(const struct site_memory_options *options, struct site_memory **out,
                          struct error *error);
void site_memory_close(struct site_memory *memory); // accepts NULL; no list may be in use

// The sites as a snapshot shows them, or a newer one: by their ids, without those deleted.
struct site_list {
    struct site_summary *const *sites; // never NULL
    size_t count;
    int64_t now_ms; // as of which they are judged
};
// Any thread. `view` is on a snapshot. A site that cannot be judged says so in its summary. After
// OK the list stands until site_memory_release, also while others are read.
enum err site_memory_list(struct site_memory *memory, struct view *view, struct site_list *out,
                          struct error *error);
void site_memory_release(struct site_list *list); // accepts a zeroed one
// NULL: no such site in the list.
struct site_summary *site_list_find(const struct site_list *list, const struct uuid *site);

#endif
