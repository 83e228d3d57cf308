// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_error.h"

#include <errno.h>
#include <stddef.h>

static enum err code_of_open(sqlite3 *handle, int result)
{
    int number = handle ? sqlite3_system_errno(handle) : 0;

    if (result == SQLITE_CANTOPEN_SYMLINK)
        return ERR_DENIED;
    return number ? err_from_errno(number) : ERR_IO;
}

static enum err code_of_io(sqlite3 *handle, int result)
{
    int number = handle ? sqlite3_system_errno(handle) : 0;

    if (result == SQLITE_IOERR_NOMEM)
        return ERR_BUSY;
    if (result == SQLITE_IOERR_CORRUPTFS || result == SQLITE_IOERR_DATA)
        return ERR_CORRUPT;
    // SQLite itself reports FULL for a short write; a quota and a shared-memory file that cannot
    // grow come this way.
    return number == ENOSPC || number == EDQUOT ? ERR_FULL : ERR_IO;
}

static enum err code_of_constraint(int result)
{
    return result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY
                   || result == SQLITE_CONSTRAINT_ROWID
               ? ERR_EXISTS
               : ERR_INVALID;
}

static enum err code_of(sqlite3 *handle, int result)
{
    static const struct {
        int primary;
        enum err code;
    } known[] = {
        {SQLITE_OK, ERR_OK},
        {SQLITE_FULL, ERR_FULL},
        {SQLITE_CORRUPT, ERR_CORRUPT},
        {SQLITE_NOTADB, ERR_CORRUPT},
        {SQLITE_BUSY, ERR_BUSY},
        {SQLITE_LOCKED, ERR_BUSY},
        {SQLITE_PROTOCOL, ERR_BUSY},
        {SQLITE_NOMEM, ERR_BUSY},
        {SQLITE_PERM, ERR_DENIED},
        {SQLITE_READONLY, ERR_DENIED},
        {SQLITE_TOOBIG, ERR_TOO_LARGE},
        {SQLITE_INTERRUPT, ERR_CANCELLED},
    };
    int primary = result & 0xFF;

    if (primary == SQLITE_IOERR)
        return code_of_io(handle, result);
    if (primary == SQLITE_CANTOPEN)
        return code_of_open(handle, result);
    if (primary == SQLITE_CONSTRAINT)
        return code_of_constraint(result);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].primary == primary)
            return known[i].code;
    return ERR_INTERNAL;
}

enum err database_error(sqlite3 *handle, int result, struct error *error)
{
    return error_set(error, code_of(handle, result), "%s (SQLite %d)",
                     handle ? sqlite3_errmsg(handle) : sqlite3_errstr(result), result);
}
