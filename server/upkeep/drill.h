// SPDX-License-Identifier: Apache-2.0
// A backup brought back in a folder of its own, and everything that came out of it looked at.
#ifndef PLUMB_SERVER_UPKEEP_DRILL_H
#define PLUMB_SERVER_UPKEEP_DRILL_H

#include "server/storage/drills.h"
#include "server/storage/fact_counts.h"
#include "server/sync/office.h"
#include "server/upkeep/backup_copy.h"

// What `restore` and a drill do before the office is opened again: keys, blobs, database (with
// copy->from and copy->to), then ledger and new epoch.
enum err drill_bring_back(struct backup_copy *copy, const struct office_options *options,
                          struct error *error);

struct drill {
    const char *folder;            // the backup; need not have its manifest yet
    const char *scratch;           // a folder with nothing but perhaps a ledger in it
    struct office_options options; // clock, random and log of the office at work
    uint64_t commit;               // newest in the backup
    struct fact_counts wanted;     // as of that commit, where it came from
    const atomic_bool *stop;       // may be NULL
};
// Brings it back as `restore` does (blobs are linked where the disk allows), opens the office there
// and checks: SQLite's integrity and foreign keys, macs, chains, what is derived; the sign-off log;
// every file hashed; every file that the database calls held; the counts of facts. CORRUPT says
// what was found first. Fills in restore_ms, records, entries, blobs and bytes of `out`. The
// scratch folder stays, for whoever looks.
enum err drill_run(const struct drill *drill, struct drill_row *out, struct error *error);

#endif
