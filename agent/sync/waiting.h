// SPDX-License-Identifier: Apache-2.0
// What only this tablet has: item by item the records and files that no receipt of the office
// covers.
#ifndef PLUMB_AGENT_SYNC_WAITING_H
#define PLUMB_AGENT_SYNC_WAITING_H

#include "agent/store/replica_held.h"
#include "agent/store/store.h"
#include "shared/base/memory.h"
#include "shared/base/text.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

enum waiting_kind { WAITING_TEXT, WAITING_SIGNATURE, WAITING_PHOTO, WAITING_PARCEL, WAITING_KINDS };
const char *waiting_kind_name(enum waiting_kind kind); // "text", "signature", "photo", "parcel"

// A record with its edits and files, or a parcel of another tablet.
struct waiting_item {
    enum waiting_kind kind;
    struct uuid record, site;  // of a parcel nil
    struct digest digest;      // of a parcel
    struct span record_kind;   // "item_result", …; empty: only files of it wait
    int64_t edits;             // that wait
    int64_t bytes, sent_bytes; // of its edits and files; of these, what the office has
    int64_t saved_ms;          // when the oldest of it was made here
    bool sending;              // a file is under way
    bool attention;            // the office refuses a file: a person must look
    int64_t retry_ms;          // a file rests after failures and is tried again then; 0: at once
    int64_t receipt_ms;        // of what was delivered; 0: it waits, or that is not known
    char reason[160];          // of attention, or ""
};
struct waiting {
    struct waiting_item *items; // in the arena; by record, parcels first
    size_t count;
};
// TOO_LARGE: the arena is full.
enum err waiting_read(struct store *store, struct arena *arena, struct waiting *out,
                      struct error *error);
// The item of a record; NULL: nothing of it waits.
const struct waiting_item *waiting_find(const struct waiting *waiting, const struct uuid *record);

// What the office has but holds back, or refuses for good: it is safe there, a person must look;
// once for each record and what became of it.
struct waiting_refusal {
    struct uuid record;
    bool rejected; // else held until somebody there decides
    char why[256];
    char settled[REPLICA_SETTLED_MAX]; // how a person here dealt with what was rejected, or ""
};
struct waiting_refusals {
    struct waiting_refusal *list; // the caller's, room for max
    size_t max, count;
};
enum err waiting_refusals(struct store *store, struct waiting_refusals *out, struct error *error);
// What a person did about all that was rejected of a record (the state is filled in here).
// NOT_FOUND: nothing of it was.
enum err waiting_settle(struct store *store, const struct replica_settling *given,
                        struct error *error);

// What was delivered last, newest first, at most `max` items, each record once: of a photo or
// signature by when its file was, of a text by when it was written, since receipts of texts are not
// kept by time.
// The order is by receipt_ms, else saved_ms.
enum err waiting_delivered(struct store *store, struct arena *arena, size_t max,
                           struct waiting *out, struct error *error);

// What rests after failures, or was refused, is tried at once: the files of this record, of the
// parcel with this digest, or (both NULL) all. *changed: how many files.
struct waiting_retry {
    const struct uuid *record;
    const struct digest *parcel;
};
enum err waiting_retry(struct store *store, const struct waiting_retry *which, size_t *changed,
                       struct error *error);

struct waiting_sum {
    int64_t count[WAITING_KINDS];
    int64_t bytes; // not sent yet
};
void waiting_add_up(const struct waiting *waiting, struct waiting_sum *out);

#endif
