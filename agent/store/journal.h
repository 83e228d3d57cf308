// SPDX-License-Identifier: Apache-2.0
// The tablet's journal: its writes in the order they were made, hash-chained, under actors that
// each live as long as one process.
#ifndef PLUMB_AGENT_STORE_JOURNAL_H
#define PLUMB_AGENT_STORE_JOURNAL_H

#include "agent/store/store.h"
#include "shared/model/write.h"

// Makes a write inside the caller's transaction: `draft` gives id, kind, site, person, fields
// (sorted, valid until the transaction ends) and group. Mints an actor where sync.md section 1 asks
// for one (first write of this process life, new epoch, wall minus boot clock moved by more than
// 5 s, other boot id), fills in dot, context, time and clock evidence, applies the write to the
// record, stores record and entry. On return draft->dot and draft->context are set (write_clear
// frees the context, also after an error). INVALID: write_check refused it, id, site or kind differ
// from the stored record's, or the record's vector is full (a new record must continue it).
// TOO_LARGE: the write or the record grows beyond its limit. After an error: roll back.
enum err journal_append(struct store *store, struct write *draft, struct error *error);
// Forces a new actor before the next write (epoch changed).
void journal_retire_actor(struct store *store);
// The actors for a request header, with their highest counter: every one with undelivered entries,
// the newest one, and those delivered since the store was opened (so that what they wrote does not
// come back by pull); after a purge only those that wrote after it. `chain` is the journal's end.
enum err journal_actors(struct store *store, struct vector *out, struct digest *chain,
                        struct error *error);

// Whether this actor was one of this journal: a write of this tablet, not of another.
enum err journal_knows(struct store *store, uint64_t actor, bool *out, struct error *error);

struct journal_figures {
    int64_t entries, undelivered, undelivered_bytes;
    int64_t oldest_ms; // time of the first undelivered write; -1: nothing waits
    struct digest chain;
    struct dot last; // actor 0: the journal is empty
};
enum err journal_figures(struct store *store, struct journal_figures *out, struct error *error);

// Entries of one record, or undelivered ones of all records (id NULL), in journal order, until
// `each` returns false. bytes are empty for a trimmed one.
typedef bool journal_each(void *arg, struct dot dot, struct span bytes, bool delivered);
enum err journal_list(struct store *store, const struct uuid *id, journal_each *each, void *arg,
                      struct error *error);

#endif
