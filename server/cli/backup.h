// SPDX-License-Identifier: Apache-2.0
// Hot backups that were opened and checked before anybody relies on them, and bringing one back.
#ifndef PLUMB_SERVER_CLI_BACKUP_H
#define PLUMB_SERVER_CLI_BACKUP_H

#include "server/cli/desk.h"

struct backup_figures {
    uint64_t commit, blobs, blob_bytes;
};
// Copies database, keys and blobs into `folder` (new or empty) while work goes on, then opens the
// copy and checks it whole: database, macs, chains, and every held blob hashed again. Only then the
// manifest is written (last) and the office told "backed up through". The ledger is not part of it:
// it must outlive the backup. EXISTS: the folder is not empty.
enum err backup_make(struct desk *desk, const char *folder, struct backup_figures *out,
                     struct error *error);
// Brings a backup back into the desk's closed folder: database replaced, blobs and missing keys
// added, then the ledger replayed and a new epoch taken. CONFLICT: the folder has the keys of
// another office. Repeatable after any interruption.
enum err backup_restore(struct desk *desk, const char *folder, struct backup_figures *out,
                        struct error *error);

#endif
