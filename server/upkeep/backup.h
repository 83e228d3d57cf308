// SPDX-License-Identifier: Apache-2.0
// Hot backups that were brought back and checked before anybody relies on them, and bringing one
// back in earnest.
#ifndef PLUMB_SERVER_UPKEEP_BACKUP_H
#define PLUMB_SERVER_UPKEEP_BACKUP_H

#include "server/storage/drills.h"
#include "server/sync/office.h"

#include <stdatomic.h>

struct backup_request {
    const char *folder; // new or empty; its parent has to be there. Beside it, `folder`.drill is
                        // made and removed
    const char *marker; // a file without which the disk is not the one meant: NOT_FOUND; NULL
    const char *like;   // an earlier backup on the same disk: files of both stand there once; NULL
    // Not NULL: the finished folder is sealed for this key into `file`, which is where the row says
    // it is; the folder is the caller's to remove.
    const struct key *recipient;
    const char *file;
    bool scheduled;
    const atomic_bool *stop; // as in backup_copy.h; both may be NULL
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total);
    void *progress_ctx;
};
// Copies database, keys and blobs while work goes on; brings the copy back in a folder of its own,
// as `restore` does, and checks everything there (drill.h); writes the manifest, last; tells the
// office "backed up through"; keeps the row of it (drills.h), also when something was wrong. The
// ledger is not part of a backup: it must outlive it. EXISTS: the folder is not empty. CANCELLED:
// no row is kept. Takes as long as it takes: not on a loop thread or the committer.
enum err backup_make(struct office *office, const struct backup_request *request,
                     struct drill_row *out, struct error *error);
// Brings a finished backup back in a folder of its own beside it and checks everything, as of the
// commit it was made at; keeps the row. Of `office` only what it knows of that commit is compared.
enum err backup_check(struct office *office, const struct backup_request *request,
                      struct drill_row *out, struct error *error);

// What the manifest of a finished backup says. NOT_FOUND: it is none, or not finished.
struct backup_manifest {
    int64_t made_ms;
    uint64_t commit, blobs;
};
enum err backup_manifest_read(const char *folder, struct backup_manifest *out, struct error *error);
// Brings a backup back into the closed folder of options->disk: database replaced, blobs and
// missing keys added, then the ledger replayed and a new epoch taken. CONFLICT: the folder has the
// keys of another office. Repeatable after any interruption.
enum err backup_restore(const struct office_options *options, const char *folder,
                        struct backup_manifest *out, struct error *error);

#endif
