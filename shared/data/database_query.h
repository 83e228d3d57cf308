// SPDX-License-Identifier: Apache-2.0
// Settings and questions in one line of SQL, before there are prepared statements. For the files of
// this folder.
#ifndef PLUMB_SHARED_DATA_DATABASE_QUERY_H
#define PLUMB_SHARED_DATA_DATABASE_QUERY_H

#include "shared/base/err.h"

#include <sqlite3.h>
#include <stdint.h>

// Runs SQL (one or more statements) and ignores rows. The errors of database_error.
enum err database_query_run(sqlite3 *handle, const char *sql, struct error *error);
// The first column of the first row; CORRUPT when there is no row. *out is untouched by an error.
enum err database_query_integer(sqlite3 *handle, const char *sql, int64_t *out,
                                struct error *error);
// Sets PRAGMA `name` (a literal) to a number.
enum err database_query_set(sqlite3 *handle, const char *name, int64_t value, struct error *error);

#endif
