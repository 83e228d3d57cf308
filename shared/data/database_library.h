// SPDX-License-Identifier: Apache-2.0
// Which SQLite this process runs with, and whether it is one that may be relied on.
#ifndef PLUMB_SHARED_DATA_DATABASE_LIBRARY_H
#define PLUMB_SHARED_DATA_DATABASE_LIBRARY_H

#include "shared/base/err.h"

#include <stdbool.h>

// "3.46.1"; lives for ever.
const char *database_library_version(void);
// VERSION: older than what this program was built and tested with, or
// built without threads. Versions below 3.51.3 can corrupt a database whose log is written and
// checkpointed by two connections at once (the "WAL-reset bug"); here one connection does both, so
// they are good.
enum { DATABASE_LIBRARY_LEAST = 3040001 };
enum err database_library_check(struct error *error);

#endif
