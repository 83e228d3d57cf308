// SPDX-License-Identifier: Apache-2.0
// What a result code of SQLite means to us. For the files of this folder.
#ifndef PLUMB_SHARED_DATA_DATABASE_ERROR_H
#define PLUMB_SHARED_DATA_DATABASE_ERROR_H

#include "shared/base/err.h"

#include <sqlite3.h>

// The code for an (extended) result code, with SQLite's message as detail. `handle` is the
// connection that just failed (its message and errno are still those of the failure), or NULL.
enum err database_error(sqlite3 *handle, int result, struct error *error);

#endif
