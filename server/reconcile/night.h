// SPDX-License-Identifier: Apache-2.0
// What the office found at one moment: figures with the rows that make them, by tablet, by store,
// by site. The parts of each grouping add up to the whole.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_H
#define PLUMB_SERVER_RECONCILE_NIGHT_H

#include "server/reconcile/figure.h"
#include "server/reconcile/tally.h"
#include "server/storage/commit.h"
#include "server/storage/devices.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/crypto/hash.h"

// One thing that a figure counts. Texts live in the night and are never NULL.
struct night_row {
    enum figure figure;
    uint64_t amount;                  // mostly 1; of runs of writes: how many
    struct uuid record, site, device; // nil: none
    const char *kind;                 // of the record, or ""
    const char *code;                 // of node, deadline, reason, alarm; or ""
    const char *rule;                 // "D4.2", or ""
    const char *item;         // what else names it: "actor from…to", fields, held row, digest
    const char *zh, *en;      // what it is, in words
    int64_t since_ms, due_ms; // 0: none
};
struct night_device {
    struct uuid id;
    const char *name, *agent;
    enum device_state state;
    uint64_t says, holds, lost, behind, copies;
    int64_t last_contact_ms; // 0: never
    int64_t unsent_writes, unsent_files, unsent_bytes, unsent_oldest_ms, clock_offset_ms,
        storage_free, certificate_until_ms, certificate_days;
    int64_t proof_ms; // of its last comparison with the office (sync.md section 6); 0: none yet
    bool proof_equal;
    struct digest proof; // that both logged, or the office's
    uint64_t counts[FIGURE_COUNT];
};
struct night_store {
    const char *name; // "": none
    size_t sites;
    uint64_t counts[FIGURE_COUNT];
};
struct night_site {
    struct uuid id;
    const char *store, *department, *contract; // "": none
    const char *place; // address, as it is known today (night_book_places): never part of a page
    uint64_t counts[FIGURE_COUNT];
};
// How an earlier night reads with what came late for it.
struct night_late {
    struct uuid device;
    uint64_t entries;
};
struct night_restatement {
    char date[CALENDAR_DATE_TEXT], made_on[CALENDAR_DATE_TEXT]; // the night; the one that found it
    uint64_t commit, entries;                                   // what had come by this commit
    uint64_t before[FIGURE_COUNT], after[FIGURE_COUNT];
    struct night_late *late; // by tablet; adds up to entries
    size_t late_count;
};
struct night_restatements {
    struct night_restatement *list;
    size_t count, cap;
};
struct night {
    char date[CALENDAR_DATE_TEXT]; // "2026-11-22": the day that begins after it, in Shanghai
    int64_t cut_ms, made_ms;       // made_ms 0: not kept
    bool kept, by_hand;
    bool newest; // taken now: of the newest commit, whatever clocks said when it was made
    struct commit_stamp commit; // newest at the cut
    uint64_t epoch;
    struct uuid id;       // of one that is kept: its name in the log
    struct digest digest; // SHA-256 of its page
    struct night_row *rows;
    size_t row_count;
    uint64_t counts[FIGURE_COUNT];
    bool known[FIGURE_COUNT]; // false: it was not looked at
    struct night_device *devices;
    struct night_store *stores; // by name, the one without a name last
    struct night_site *sites;   // by id
    size_t device_count, store_count, site_count;
    uint64_t says, holds;
    uint64_t unsure;        // records whose past could not be told: taken as they stand now
    struct tally tally;     // D5.3, D9.2
    int64_t unvisited_days; // the limit of FIGURE_UNVISITED
    struct night_restatements restates; // earlier nights that this one restates: of its page
    struct night_restatements restated; // by later nights: what came late for this one
    // What was hashed again this time, and how long a round takes.
    uint64_t checked_files, checked_bytes, checked_of;
    // its own
    struct arena arena;
    size_t row_cap, device_cap, site_cap;
    bool full;
};

void night_init(struct night *night);
void night_clear(struct night *night); // accepts a zeroed struct
// Copies the row and its texts (NULL: ""). Rows that no longer fit are counted as `full`.
void night_add(struct night *night, const struct night_row *row);
// Zeroed but for texts "" and the id; valid until the next.
struct night_device *night_add_device(struct night *night, const struct uuid *id);
struct night_site *night_add_site(struct night *night, const struct uuid *id);
struct night_restatement *night_add_restatement(struct night_restatements *list);
void night_add_late(struct night_restatement *restatement, const struct uuid *device,
                    uint64_t entries);
// A copy that lives in the night; NULL: "".
const char *night_keep(struct night *night, struct span text);
// Of one figure, site and tablet at most so many rows are kept apart; the rest is one row that
// counts as much.
enum { NIGHT_GROUP_ROWS = 500 };
// Sorts the rows (figure, store, site, due, record) and counts them: in all, by tablet, by store,
// by site. TOO_LARGE when something did not fit.
enum err night_settle(struct night *night, struct error *error);
// Removes the rows of a site; to be settled again.
void night_forget_site(struct night *night, const struct uuid *site);
// The order of rows, the same each time: what lists show together stands together.
int night_row_compare(const struct night_row *a, const struct night_row *b);
// The rows of a figure, after night_settle: they stand together.
const struct night_row *night_rows(const struct night *night, enum figure figure, size_t *count);
const struct night_device *night_device(const struct night *night, const struct uuid *id); // NULL
const struct night_site *night_site(const struct night *night, const struct uuid *id);     // NULL
// What belongs to no tablet (no site) of a figure: the rest of the whole.
uint64_t night_of_no_device(const struct night *night, enum figure figure);
uint64_t night_of_no_site(const struct night *night, enum figure figure);
const char *night_state_name(enum device_state state); // "active", "revoked", "wipe", "returning"

#endif
