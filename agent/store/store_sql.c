// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store_sql.h"

const char *const store_sql_list[STORE_SQL_COUNT] = {
#define STORE_SQL_TEXT(name, sql) [SQL_##name] = sql,
    STORE_SQL_TABLE(STORE_SQL_TEXT)
#undef STORE_SQL_TEXT
};
