// SPDX-License-Identifier: Apache-2.0
// Whose database it is and which version: made, brought up to date or refused. For database.c.
#ifndef PLUMB_SHARED_DATA_DATABASE_SCHEMA_H
#define PLUMB_SHARED_DATA_DATABASE_SCHEMA_H

#include "shared/data/database.h"

// Reads only. OK: it is ours and a version we know; *fresh: there is nothing in it yet. VERSION or
// CORRUPT as in database_open, NOT_FOUND for a reader of a fresh one.
enum err database_schema_inspect(sqlite3 *handle, const struct database_options *options,
                                 bool *fresh, struct error *error);
// Makes a fresh database ours. One transaction.
enum err database_schema_create(sqlite3 *handle, const struct database_options *options,
                                struct error *error);
// Applies the migrations above the present version, each in one transaction with its number.
enum err database_schema_migrate(sqlite3 *handle, const struct database_options *options,
                                 struct error *error);
enum err database_schema_identity(sqlite3 *handle, struct uuid *out, struct error *error);

#endif
