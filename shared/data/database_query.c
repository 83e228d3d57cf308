// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_query.h"

#include "shared/data/database_error.h"

#include <inttypes.h>
#include <stdio.h>

enum err database_query_run(sqlite3 *handle, const char *sql, struct error *error)
{
    int result = sqlite3_exec(handle, sql, NULL, NULL, NULL);

    return result == SQLITE_OK ? ERR_OK : database_error(handle, result, error);
}

enum err database_query_integer(sqlite3 *handle, const char *sql, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    enum err code = ERR_OK;
    int result = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else if (result == SQLITE_DONE)
        code = error_set(error, ERR_CORRUPT, "no answer to %s", sql);
    else
        code = database_error(handle, result, error);
    sqlite3_finalize(statement);
    return code;
}

enum err database_query_set(sqlite3 *handle, const char *name, int64_t value, struct error *error)
{
    char sql[96];
    int len = snprintf(sql, sizeof(sql), "PRAGMA %s=%" PRId64, name, value);

    if (len < 0 || (size_t)len >= sizeof(sql))
        return error_set(error, ERR_INTERNAL, "the setting's name is too long: %s", name);
    return database_query_run(handle, sql, error);
}
