// SPDX-License-Identifier: Apache-2.0
#include "server/storage/statements.h"

static const char *const list[STATEMENT_COUNT] = {
#define STATEMENT_SQL(name, sql) [STATEMENT_##name] = sql,
    STATEMENTS(STATEMENT_SQL)
#undef STATEMENT_SQL
};

static const char *const names[STATEMENT_COUNT] = {
#define STATEMENT_NAME(name, sql) [STATEMENT_##name] = #name,
    STATEMENTS(STATEMENT_NAME)
#undef STATEMENT_NAME
};

const char *const *statements_list(void)
{
    return list;
}

const char *statements_name(enum statement statement)
{
    return names[statement];
}
