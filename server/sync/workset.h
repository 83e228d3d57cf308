// SPDX-License-Identifier: Apache-2.0
// The records that one commit job touches: each parsed once, changed in memory, and written once.
#ifndef PLUMB_SERVER_SYNC_WORKSET_H
#define PLUMB_SERVER_SYNC_WORKSET_H

#include "server/storage/blobs.h"
#include "server/storage/ledger.h"
#include "server/storage/records.h"
#include "server/sync/bulletin.h"
#include "server/sync/roster.h"
#include "shared/model/hlc.h"
#include "shared/model/record.h"

// What may be there, so that nobody looks for it while it is not. Once true, true; countersigning
// alone takes back what it has looked at.
struct workset_signs {
    _Atomic bool holding;  // an entry that is held, for whatever reason
    _Atomic bool waiting;  // an entry that waits for its context or group
    _Atomic bool rejected; // a record whose vector covers an entry that it never got
    _Atomic bool unlogged; // a sign-off that the log is to look at
    _Atomic bool erased;   // a site whose customer was erased
};
// What jobs work with; borrowed.
struct workset_parts {
    struct storage *storage;
    struct ledger *ledger;
    struct roster *roster;
    struct bulletin *bulletin;
    const uint8_t *mac_key; // MAC_KEY_BYTES
    struct log log;
    struct workset_signs *signs;
    struct hlc *hlc; // goes along with the times of what is applied
};

// A record in work.
struct work {
    struct record record; // as it will be
    int64_t row;          // 0: not stored yet
    bool exists;          // it has a vector: somebody wrote it, or a write of it was rejected
    bool changed;
    bool grown;             // its vector rose: what waits for it may be ready
    struct dot author;      // whose replica has this very state since it made this write; actor 0:
                            // nobody's
    bool gapped;            // an entry of it was rejected: who made it may still have it
    uint8_t mac[MAC_BYTES]; // of the state, once it is written
    size_t bytes_most;      // its state is not longer
};

struct workset {
    const struct workset_parts *parts;
    const struct commit_stamp *stamp;
    struct arena arena;
    struct work **works; // in order of first touch; in the arena, as what they hold
    size_t count, cap;
    uint32_t *slots; // index + 1 into works, by id
    size_t slot_cap;
    struct buffer state, vector; // scratch
    bool people_changed;         // an assignment or a person: scope is derived anew at the end
};

void workset_open(struct workset *workset, const struct workset_parts *parts,
                  const struct commit_stamp *stamp);
// What was not written is forgotten.
void workset_close(struct workset *workset);

// The record as it is now: loaded, or new and empty with this id, and `site` and `kind` as given.
// The pointer lives until workset_forget.
struct workset_key {
    struct uuid id, site;
    struct span kind;
};
enum err workset_take(struct workset *workset, const struct workset_key *key, struct work **out,
                      struct error *error);
// The same without making one: *out is NULL when there is no such record.
enum err workset_find(struct workset *workset, const struct uuid *id, struct work **out,
                      struct error *error);

// Applies a write whose context the vector covers; its bytes must be set. Errors of record_apply,
// TOO_LARGE also when the state could become too long; then the record is as before.
enum err workset_apply(struct workset *workset, struct work *work, const struct write *write,
                       struct error *error);
// Joins a state of the same record. Errors of record_merge, TOO_LARGE as above.
enum err workset_merge(struct workset *workset, struct work *work, const struct record *other,
                       size_t other_bytes, struct error *error);
// Raises the vector over a dot that is rejected. INVALID when it is full.
enum err workset_skip(struct workset *workset, struct work *work, struct dot dot);

// Names the blobs in the digest fields of a known kind: kept for ever from now on (P17). `name`
// says whose and where; its digest is not looked at.
struct workset_fields {
    struct span kind;
    const struct field *fields;
    size_t count;
};
enum err workset_name_blobs(struct workset *workset, const struct workset_fields *fields,
                            const struct blob_name *name, struct error *error);
// Writes every changed record under a new place in the feed, then derives scope if it may have
// changed.
enum err workset_write(struct workset *workset, struct error *error);
// Gives up all works, and the memory with them.
void workset_forget(struct workset *workset);
// Whether so much memory is in use that it is time to write and forget.
bool workset_is_large(const struct workset *workset);

#endif
