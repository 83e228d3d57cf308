// SPDX-License-Identifier: Apache-2.0
// Blobs of others: which ones the records here name, which of them are to be fetched, and what may
// go again.
#ifndef PLUMB_AGENT_STORE_INCOMING_H
#define PLUMB_AGENT_STORE_INCOMING_H

#include "agent/store/outgoing.h"
#include "shared/model/record.h"

// The longest pause before one is tried again. A time further ahead than this comes from a clock
// that was set back since, and counts as come (BLOB_WANTED says so too).
enum { INCOMING_PAUSE_MOST_MS = 3600000 };

// All of these run inside the caller's transaction or in one of their own.

// A pulled state names blobs: each use is remembered, so that the file stays as long as a record
// names it; what is not known here and is small by its lane (seal, record, thumbnail) is wanted. An
// original is fetched only when somebody asks for it. One look at an index for a blob.
enum err incoming_note(struct store *store, const struct record *record, struct error *error);
// A person asks for the blobs of this record that are not here, the originals among them. *asked:
// how many there are.
enum err incoming_ask(struct store *store, const struct record *record, size_t *asked,
                      struct error *error);
// The next ones to fetch: wanted, due at now_ms, of a site that stays; by lane, then newest site
// activity first. asked_only: originals that somebody asked for.
struct incoming_question {
    int64_t now_ms;
    bool asked_only;
};
enum err incoming_next(struct store *store, const struct incoming_question *question,
                       struct outgoing_few *few, struct error *error);
// An exchange was complete: the office may have by now what it had not. Keeps each one's pause.
enum err incoming_again(struct store *store, struct error *error);
// Another record that names the blob, to ask for it through: of a blob with several, the next in
// order of id. *wrapped: all of them were tried, it is the first again.
enum err incoming_turn(struct store *store, struct outgoing_row *row, bool *wrapped,
                       struct error *error);

// The sites of which small files are still to be fetched, until `each` returns false.
enum err incoming_sites(struct store *store, store_site_each *each, void *arg, struct error *error);

struct incoming_figures {
    int64_t wanted, absent;    // to be fetched; the office has them not yet
    int64_t small_bytes;       // received and here, but for originals
    int64_t next_try_ms;       // earliest moment to fetch one; -1: none
    int64_t next_asked_try_ms; // the same, of originals that somebody asked for
};
enum err incoming_figures(struct store *store, struct incoming_figures *out, struct error *error);
// Received ones that are here, originals first, then the largest, until `each` returns false. The
// office has them all.
enum err incoming_droppable(struct store *store, outgoing_each *each, void *arg,
                            struct error *error);
// Removes the file of a received blob. A small one is wanted again after a later exchange.
enum err incoming_drop(struct store *store, const struct outgoing_row *row, struct error *error);

#endif
