// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_error.h"

#include <errno.h>

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

static enum err code_of(sqlite3 *handle, int result)
{
    switch (result & 0xFF) {
    case SQLITE_OK:
        return ERR_OK;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_IOERR:
        return code_of_io(handle, result);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
        return ERR_BUSY;
    case SQLITE_CANTOPEN:
        return code_of_open(handle, result);
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return ERR_DENIED;
    case SQLITE_CONSTRAINT:
        return result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY
                       || result == SQLITE_CONSTRAINT_ROWID
                   ? ERR_EXISTS
                   : ERR_INVALID;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_INTERRUPT:
        return ERR_CANCELLED;
    default:
        return ERR_INTERNAL;
    }
}

enum err database_error(sqlite3 *handle, int result, struct error *error)
{
    return error_set(error, code_of(handle, result), "%s (SQLite %d)",
                     handle ? sqlite3_errmsg(handle) : sqlite3_errstr(result), result);
}
