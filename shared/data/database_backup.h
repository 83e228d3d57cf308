// SPDX-License-Identifier: Apache-2.0
// A consistent copy of a database while it is in use.
#ifndef PLUMB_SHARED_DATA_DATABASE_BACKUP_H
#define PLUMB_SHARED_DATA_DATABASE_BACKUP_H

#include "shared/data/database.h"

// Copies one snapshot of `database` (best a reader: the writer goes on meanwhile) to `file` in
// another folder through SQLite's backup API; file and folder are synced. EXISTS when there is such
// a file. After an error there is none, except perhaps `file` + ".part" after a crash, which the
// next attempt replaces.
enum err database_backup(struct database *database, const struct disk *target, const char *file,
                         struct error *error);

#endif
