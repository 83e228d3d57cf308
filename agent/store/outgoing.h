// SPDX-License-Identifier: Apache-2.0
// Blobs of this tablet: which are here, which wait, in which lane, and what the office has of them.
#ifndef PLUMB_AGENT_STORE_OUTGOING_H
#define PLUMB_AGENT_STORE_OUTGOING_H

#include "agent/store/store.h"
#include "shared/crypto/hash.h"

// Highest first. A parcel is a file that another tablet handed over (agent/sync/handover.h): it
// belongs to no record and no site, both are nil.
enum lane { LANE_SEAL, LANE_RECORD, LANE_THUMBNAIL, LANE_PHOTO, LANE_PARCEL, LANE_COUNT };
const char *lane_name(enum lane lane); // "seal", "record", "thumbnail", "photo", "parcel"

enum outgoing_state {
    OUTGOING_WAITING,
    OUTGOING_DELIVERED,
    OUTGOING_ATTENTION, // the office refuses it; a person must look
    OUTGOING_RECEIVED,  // came from the office
    OUTGOING_WANTED,    // to be fetched from there (incoming.h)
    OUTGOING_ABSENT,    // wanted, but the office does not have it yet
};
struct outgoing_row {
    struct digest digest;
    uint64_t size, offset; // offset the office has acknowledged
    enum lane lane;
    enum outgoing_state state;
    struct uuid site, record; // a record that names it
    int64_t added_ms, next_try_ms, delivered_ms;
    int64_t tries;
    uint64_t commit;  // delivered under this commit of the present epoch; 0: unknown
    char upload[64];  // address of an upload under way, or ""
    char reason[160]; // for ATTENTION
    bool present;     // the file is here
};
// All of these run inside the caller's transaction or in one of their own.

enum err outgoing_get(struct store *store, const struct digest *digest, struct outgoing_row *out,
                      struct error *error);
// Insert or update. The row's record is remembered as one that names the blob, beside earlier ones.
enum err outgoing_put(struct store *store, const struct outgoing_row *row, struct error *error);
// Every record known to name the blob, until `each` returns false.
typedef bool outgoing_use_each(void *arg, const struct uuid *site, const struct uuid *record);
enum err outgoing_uses(struct store *store, const struct digest *digest, outgoing_use_each *each,
                       void *arg, struct error *error);
// The next ones to send: waiting, here, due at now_ms; by lane, then newest site activity first.
struct outgoing_few {
    struct outgoing_row *rows; // the caller's, room for max
    size_t max, count;
};
enum err outgoing_next(struct store *store, int64_t now_ms, struct outgoing_few *few,
                       struct error *error);
// Until `each` returns false.
typedef bool outgoing_each(void *arg, const struct outgoing_row *row);
enum err outgoing_list(struct store *store, bool undelivered_only, outgoing_each *each, void *arg,
                       struct error *error);
// Those delivered last, newest first, at most `limit`, until `each` returns false.
enum err outgoing_delivered(struct store *store, size_t limit, outgoing_each *each, void *arg,
                            struct error *error);
// Bytes of files made here since a moment.
enum err outgoing_made_since(struct store *store, int64_t since_ms, int64_t *bytes,
                             struct error *error);
// New epoch: every delivered blob that is here counts as waiting again (its creation will answer
// "held"); commits of the others are forgotten.
enum err outgoing_forget(struct store *store, struct error *error);

struct outgoing_figures {
    int64_t waiting, waiting_bytes; // bytes the office has not acknowledged
    int64_t attention, present_bytes;
    int64_t parcels, parcel_bytes; // of those that wait or need attention, parcels: whole sizes
    int64_t oldest_ms;             // -1: nothing waits
    int64_t next_try_ms;           // earliest moment a waiting one may be tried; -1: none
};
enum err outgoing_figures(struct store *store, struct outgoing_figures *out, struct error *error);
// Blobs that may be dropped here (P17): delivered, commit in 1 … backed_up_through; or, when the
// storage is full, delivered 30 days ago. Largest first, until `each` returns false.
struct outgoing_question {
    uint64_t backed_up_through;
    int64_t now_ms;
    bool full;
};
enum err outgoing_droppable(struct store *store, const struct outgoing_question *question,
                            outgoing_each *each, void *arg, struct error *error);
// Removes the file of a delivered or received blob and marks it as not here. PRECONDITION when it
// is not delivered.
enum err outgoing_drop(struct store *store, const struct digest *digest, struct error *error);
// The same, and the blob counts as one the office is to be asked for again later.
enum err outgoing_drop_for_now(struct store *store, const struct digest *digest,
                               struct error *error);

// For this folder: hands the rows of a bound statement that selects blobs to `each`, until it
// returns false, and ends it. The store is in use.
struct sqlite3_stmt;
enum err outgoing_walk(struct store *store, struct sqlite3_stmt *statement, outgoing_each *each,
                       void *arg, struct error *error);

#endif
