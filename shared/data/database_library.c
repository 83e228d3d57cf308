// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_library.h"

#include <sqlite3.h>

const char *database_library_version(void)
{
    return sqlite3_libversion();
}

enum err database_library_check(struct error *error)
{
    if (sqlite3_libversion_number() < DATABASE_LIBRARY_LEAST)
        return error_set(error, ERR_VERSION, "SQLite %s is too old: 3.40.1 or newer is wanted",
                         sqlite3_libversion());
    if (!sqlite3_threadsafe())
        return error_set(error, ERR_VERSION, "SQLite %s was built without threads",
                         sqlite3_libversion());
    return ERR_OK;
}
