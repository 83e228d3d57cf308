// SPDX-License-Identifier: Apache-2.0
// What the modules of this folder share and nobody else sees: the open store, its lock, and the
// transaction a function runs in.
#ifndef PLUMB_AGENT_STORE_STORE_INSIDE_H
#define PLUMB_AGENT_STORE_STORE_INSIDE_H

#include "agent/store/store.h"
#include "agent/store/store_sql.h"
#include "shared/data/database.h"
#include "shared/model/hlc.h"
#include "shared/model/record.h"

#include <pthread.h>

// Where the journal ends.
struct journal_head {
    int64_t n, total;    // 0, 0: empty
    struct digest chain; // zeros when empty
    uint64_t actor;      // of this process life, or 0: to be minted before the next write
    int64_t first;       // n of that actor's first entry
};

// The moment the actor now writing was minted, to notice a resumed snapshot.
struct life {
    int64_t wall_minus_boot_ms;
    char boot[17];
};

// The site a record was last added to, so that the next one of it needs no look.
struct last_site {
    int64_t row; // 0: none
    struct uuid id;
    bool dropped;
};

// What changed, for store_watch.h.
enum { WATCH_NOTED_MAX = 16 };
struct watch_site {
    struct uuid site;
    uint64_t at; // count after its last change
};
struct watch {
    uint64_t count, all_at; // commits; the one after which no site is as it was
    struct watch_site *sites;
    size_t site_count, site_cap;
    struct uuid noted[WATCH_NOTED_MAX]; // by the transaction under way
    size_t noted_count;
    bool all_noted;
    void (*rung)(void *arg);
    void *arg;
};

// The office's time at the last contact, by the clock that nobody sets: it counts from the boot.
struct anchor {
    char boot[BOOT_ID_TEXT]; // "": there was none
    int64_t boot_ms, office_ms;
};

struct store {
    struct store_options options;
    struct database *database; // NULL after a commit of unknown outcome, until it opens again
    pthread_mutex_t mutex;     // recursive
    bool in_transaction;
    bool appended;     // the transaction has added entries
    bool marker_due;   // it, or one before it, has minted an actor that the head marker lacks
    int64_t stamp;     // of the last transaction without entries
    bool reserve_gone; // the reserve was given back, or never fitted
    struct journal_head head, committed; // head: with what the transaction has added
    struct life life;
    struct hlc hlc;
    int64_t offset_ms;
    bool offset_known;
    struct anchor anchor;
    struct last_site site; // forgotten by whatever changes sites, and by a rollback
    uint64_t sites_made;   // sites of which the first record came, since the store was opened
    struct watch watch;
    int64_t named_from;                  // journal_actors names actors from here on
    struct arena arena;                  // scratch of one call
    struct buffer scratch[4], completed; // completed: writes that are not stored with their record
};

enum { STORE_ARENA_MAX = 64 << 20 };

// Between these the calling thread has the store to itself.
void store_inside_enter(struct store *store);
void store_inside_leave(struct store *store);
// As enter, and OK only when the database can be used: after an unknown commit it is opened again
// first. Pair with leave, also after an error.
enum err store_inside_use(struct store *store, struct error *error);

// Makes sure of a transaction: the caller's, or one of the function's own (*own). end commits or
// rolls back its own and gives the final result; it is called also when begin failed.
enum err store_inside_begin(struct store *store, bool *own, struct error *error);
enum err store_inside_end(struct store *store, bool own, enum err code, struct error *error);

// Opens the database and reads where journal and stamp stand.
enum err store_inside_open(struct store *store, struct error *error);

// Records of this site (nil: of no site) are changed by the transaction under way; it came to
// nothing; it was committed, or it is not certain that it was not.
void store_watch_note(struct store *store, const struct uuid *site);
void store_watch_forget(struct store *store);
void store_watch_happened(struct store *store, bool certain);

// A prepared statement by its place in store_sql.h.
sqlite3_stmt *store_inside_statement(struct store *store, enum store_sql which);
enum err store_inside_step(struct store *store, sqlite3_stmt *statement, struct error *error);
enum err store_inside_run(struct store *store, sqlite3_stmt *statement, struct error *error);
// A step where the end of the rows is no error: *row tells.
enum err store_inside_next(struct store *store, sqlite3_stmt *statement, bool *row,
                           struct error *error);
// Hands the site of each row of a statement without parameters to `each`, until it returns false.
enum err store_inside_sites(struct store *store, enum store_sql which, store_site_each *each,
                            void *arg, struct error *error);

#endif
