#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The checks themselves: a clean tree passes, and every planted violation is found at its line.
set -euo pipefail
tools=$(cd "$(dirname "$0")/../../tools" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# plant FILE: takes the file from stdin, behind its SPDX line.
plant() {
    mkdir -p "$tree/$(dirname "$1")"
    { echo '// SPDX-License-Identifier: Apache-2.0'; cat; } > "$tree/$1"
}

reset() {
    rm -rf "${tree:?}"/*
    plant shared/base/plain.h <<< $'// A plain thing.\nint plain_sum(int a, int b, int c, int d, int e);'
    plant shared/base/plain.c <<'END'
#include "shared/base/plain.h"

#include <stdio.h>

// strcpy(a, b) in a comment, and typedef struct in "text", are no calls.
int plain_sum(int a, int b, int c, int d, int e)
{
    printf("system(%d) and strtok(", a);
    return a + b + c + d + e;
}
END
}

# expect CHECK FILE:LINE WORDS: the check fails and says so.
expect() {
    local said
    if said=$("$tools/$1" "$tree" 2>&1); then
        echo "FAILED: $1 does not see $3 at $2"
        failed=1
    elif ! grep -qF "$2" <<< "$said" || ! grep -qF "$3" <<< "$said"; then
        echo "FAILED: $1 does not say '$2 … $3' but:"
        echo "$said"
        failed=1
    fi
    reset
}

reset
for check in check_floors check_caps check_banned check_names; do
    if ! said=$("$tools/$check" "$tree" 2>&1); then
        echo "FAILED: $check finds fault with a clean tree: $said"
        failed=1
    fi
done

# Floors.
plant shared/base/up.c <<< '#include "shared/crypto/hash.h"'
expect check_floors shared/base/up.c:2: 'shared/base may not include'
plant shared/model/up.c <<< '#include "shared/crypto/key.h"'
expect check_floors shared/model/up.c:2: 'shared/model may not include'
plant shared/wire/side.c <<< '#include "shared/data/database.h"'
expect check_floors shared/wire/side.c:2: 'shared/wire may not include'
plant shared/data/up.c <<< '#include "shared/wire/codec.h"'
expect check_floors shared/data/up.c:2: 'shared/data may not include'
plant agent/store/up.c <<< '#include "agent/sync/session.h"'
expect check_floors agent/store/up.c:2: 'agent/store may not include'
plant agent/cli/other.c <<< '#include "server/storage/storage.h"'
expect check_floors agent/cli/other.c:2: 'agent/cli may not include'
plant server/sync/up.c <<< '#  include "server/reconcile/picture.h"'
expect check_floors server/sync/up.c:2: 'server/sync may not include'
plant shared/base/near.c <<< '#include "plain.h"'
expect check_floors shared/base/near.c:2: 'not a full path'
plant shared/base/climb.c <<< '#include "shared/base/../crypto/hash.h"'
expect check_floors shared/base/climb.c:2: 'not a full path'
plant agent/ui/sql.c <<< '#include "shared/data/database.h"'
expect check_floors agent/ui/sql.c:2: 'agent/ui may not include'
plant server/console/wire.c <<< '#include "shared/wire/codec.h"'
expect check_floors server/console/wire.c:2: 'server/console may not include'
plant server/storage/sql.c <<< '#include <sqlite3.h>'
expect check_floors server/storage/sql.c:2: 'at home in shared/data'
plant agent/sync/tls.c <<< '#include <mbedtls/ssl.h>'
expect check_floors agent/sync/tls.c:2: 'at home in shared/crypto shared/net'
plant shared/net/ssl.c <<< '#include <openssl/ssl.h>'
expect check_floors shared/net/ssl.c:2: 'no header we know'
plant shared/misplaced/x.c <<< ''
expect check_floors shared/misplaced/x.c:1: 'not a floor'

# Caps.
plant shared/base/wide.c <<< "// $(printf '铅%.0s' {1..98})"
expect check_caps shared/base/wide.c:2: 'longer than 100 characters'
plant shared/base/fits.c <<< "// $(printf '铅%.0s' {1..97})"
"$tools/check_caps" "$tree" || { echo 'FAILED: 100 characters are too long' && failed=1; }
plant shared/base/tall.c < <(printf '//\n%.0s' {1..500})
expect check_caps shared/base/tall.c:501: 'longer than 500 lines'
plant shared/base/long.c < <(echo 'int long_f(int a)' && echo '{' && printf 'a++;\n%.0s' {1..60} &&
    echo 'return a;' && echo '}')
expect check_caps shared/base/long.c:2: 'lines, at most 60'
plant tests/unit/test_many.c <<< 'static int many(int a, int b, int c, int d, int e, int f);'
expect check_caps tests/unit/test_many.c:2: 'has 6 parameters'
plant shared/base/many.h <<'END'
// Too many.
#define MANY(a, b, c, d, e, f) \
    many_f(a, b, c, d, e, f)
struct many {
    int (*inner)(int a, int b);
};
int many_f(int a, int (*b)(int x, int y), int c,
           int d, int e, int f) __attribute__((format(printf, 2, 3)));
END
expect check_caps shared/base/many.h:8: 'many_f has 6 parameters'
plant shared/net/callback.c <<< 'static int f(void *a, const mbedtls_x *b, int c, int d, int e, int f);'
"$tools/check_caps" "$tree" || { echo 'FAILED: a callback of a library is refused' && failed=1; }
plant shared/net/callback.c <<< 'int f(void *a, const mbedtls_x *b, int c, int d, int e, int f);'
expect check_caps shared/net/callback.c:2: 'has 6 parameters'
plant shared/base/maze.c < <(echo 'int maze_f(int a)' && echo '{' &&
    printf 'if (a == %d) a++;\n' {1..15} && echo 'return a;' && echo '}')
expect check_caps shared/base/maze.c:2: 'has complexity 16'

# Banned functions.
for name in strcpy sprintf strcat gets atoi strtok system popen vsprintf strncpy strncat sscanf; do
    plant tests/unit/test_banned.c <<< "int x = $name (y);"
    expect check_banned tests/unit/test_banned.c:2: "$name is banned"
done
plant agent/sync/now.c <<< 'long x = time(NULL);'
expect check_banned agent/sync/now.c:2: 'time is reached through struct clock'
plant server/sync/luck.c <<< 'int x = 1 + rand();'
expect check_banned server/sync/luck.c:2: 'rand is reached through'
plant shared/base/hidden.h <<< $'// Hidden.\ntypedef struct hidden hidden_t;'
expect check_banned shared/base/hidden.h:3: 'typedef'
plant shared/base/member.c <<< 'int x = a->system(1) + b.time(2) + my_system(3); /* gets(x) */'
"$tools/check_banned" "$tree" || { echo 'FAILED: a member is taken for a function' && failed=1; }
reset

# Names.
plant agent/store/plain.h <<< '// Plain again.'
expect check_names agent/store/plain.h:1: 'twice in the tree'
plant agent/store/alone.c <<< 'int alone_f(void);'
expect check_names agent/store/alone.c:1: 'no header'
plant agent/store/utils.h <<< '// Everything.'
expect check_names agent/store/utils.h:1: 'says nothing'
plant agent/store/silent.h <<< 'int silent_f(void);'
expect check_names agent/store/silent.h:2: 'does not say what it is'
mkdir -p "$tree/agent/store" && echo '// Bare.' > "$tree/agent/store/bare.h"
expect check_names agent/store/bare.h:1: 'no SPDX line'

# Rules: a tree in which one test names them all.
ids=(D1.{1..14} D2.{1..5} D3.{1..15} D4.{1..8} D5.{1..3} D6.{1..6} D7.{1,6} D9.{1..3} D12.{1,2,4})
rules() {
    local id
    mkdir -p "$tree"/{docs,tests/unit,tests/e2e,tests/sim}
    plant tests/unit/test_all.c <<< "// ${ids[*]}"
    for id in "${ids[@]}"; do echo "| $id | x | \`shared/base/plain.c\` | \`test_all\` |"; done > "$tree/docs/RULES.md"
}
rules
"$tools/check_rules" "$tree" || { echo 'FAILED: check_rules finds fault with a clean tree' && failed=1; }
sed -i 's/D4.1 / /' "$tree/tests/unit/test_all.c"
expect check_rules tests:1: 'no test names D4.1'
rules
sed -i '/^| D6.4 /d' "$tree/docs/RULES.md"
expect check_rules docs/RULES.md:1: 'D6.4 has no row'
rules
sed -i '1s/plain/plane/' "$tree/docs/RULES.md"
expect check_rules docs/RULES.md:1: 'shared/base/plane.c is not there'
rules
sed -i '2s/test_all/test_none/' "$tree/docs/RULES.md"
expect check_rules docs/RULES.md:2: 'there is no test test_none'
rules
plant tests/unit/test_silent.c <<< '// D1.30'
sed -i '3s/test_all/test_silent/' "$tree/docs/RULES.md"
expect check_rules docs/RULES.md:3: 'test_silent.c does not name it'
rules
sed -i '4s/`test_all`//' "$tree/docs/RULES.md"
expect check_rules docs/RULES.md:4: 'no test is named'

[ $failed -eq 0 ] && echo 'all planted violations were found'
exit $failed
