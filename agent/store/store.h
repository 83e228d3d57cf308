// SPDX-License-Identifier: Apache-2.0
// The tablet's local truth: journal, records, deliveries, blobs to send and settings, in one SQLite
// database.
#ifndef PLUMB_AGENT_STORE_STORE_H
#define PLUMB_AGENT_STORE_STORE_H

#include "shared/base/clock.h"
#include "shared/base/disk.h"
#include "shared/base/log.h"
#include "shared/base/uuid.h"
#include "shared/crypto/random.h"

enum { STORE_RESERVE_BYTES = 4 << 20 };

struct store_options {
    const struct disk *disk; // borrowed, as long as the store is open
    struct clock clock;
    struct random random;
    struct log log;
    // Disk space held back for texts on a full disk (sync.md section 5); 0: STORE_RESERVE_BYTES.
    uint64_t reserve_bytes;
};
// One writing connection behind a mutex: every function of this folder may be called from any
// thread. A callback must not call the store. What a function lends (spans) lives until the next
// call on the store: where several threads use it, read inside a transaction.
struct store;

// Opens or makes the database in the disk's folder. The caller owns the folder (file lock). Once
// open, nothing of an earlier process life is continued: the first write gets a new actor. Errors
// of database_open; the store is not open after one.
enum err store_open(const struct store_options *options, struct store **out, struct error *error);
void store_close(struct store *store); // accepts NULL; rolls back what is under way
const struct store_options *store_given(const struct store *store); // borrowed

// For lists of sites: false ends them.
typedef bool store_site_each(void *arg, const struct uuid *site);

// A transaction holds the mutex from begin to commit or rollback. After an error inside it the
// caller rolls back. PRECONDITION: this thread has one under way already.
enum err store_begin(struct store *store, struct error *error);
// Outside a transaction: overwrites what was deleted or changed before (database_scrub, with its
// errors).
enum err store_scrub(struct store *store, struct error *error);
// After COMMIT failed with an unknown outcome the store looks again through a new connection and
// answers OK or the error that is certain (trust.md I19). UNKNOWN_COMMIT only while the disk does
// not even let it look: then every later begin looks first and fails until it can.
enum err store_commit(struct store *store, struct error *error);
void store_rollback(struct store *store); // harmless outside a transaction
// After FULL: gives the reserve back to the file system. True when there was one: the transaction,
// begun anew, may fit now. For what a person writes, never for what comes by sync.
bool store_make_room(struct store *store);

#endif
