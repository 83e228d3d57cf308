#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# embed_sql keeps every byte of the .sql files, and refuses a folder that would lose a migration.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

refused() {
    if "$root/tools/embed_sql" steps "$tree/sql" "$tree/refused.c" 2> "$tree/said"; then
        echo "FAILED: embed_sql takes $1"
        exit 1
    elif ! grep -q "$2" "$tree/said" || [ -e "$tree/refused.c" ]; then
        echo "FAILED: embed_sql on $1 says: $(cat "$tree/said")"
        exit 1
    fi
}

mkdir "$tree/sql"
refused "an empty folder" "expected a name"
printf -- "-- a \"quoted\" \\\\ path, a trigraph ?""?/ and\ta tab: \\\\n 百分号%%\n\nCREATE TABLE a(x);\n" \
    > "$tree/sql/001_start.sql"
printf 'CREATE TABLE b(x);' > "$tree/sql/010_more.sql"
"$root/tools/embed_sql" steps "$tree/sql" "$tree/steps.c"
cat > "$tree/print.c" <<'END'
#include "shared/data/database.h"

#include <stdio.h>

extern const struct database_migration steps[];
extern const size_t steps_count;

int main(void)
{
    for (size_t i = 0; i < steps_count; i++)
        printf("%d\n%s", steps[i].version, steps[i].sql);
    return 0;
}
END
"${CC:-cc}" -std=gnu11 -Wall -Wextra -Werror -I"$root" "$tree/print.c" "$tree/steps.c" -o "$tree/print"
{ echo 1; cat "$tree/sql/001_start.sql"; echo 10; cat "$tree/sql/010_more.sql"; echo; } > "$tree/expected"
"$tree/print" | cmp - "$tree/expected"

echo 'SELECT 1;' > "$tree/sql/010_again.sql"
refused "a number twice" "does not follow 10"
mv "$tree/sql/010_again.sql" "$tree/sql/last.sql"
refused "a file without a number" "last.sql: expected a name"
rm "$tree/sql/last.sql"
: > "$tree/sql/011_nothing.sql"
refused "an empty file" "011_nothing.sql is empty"
