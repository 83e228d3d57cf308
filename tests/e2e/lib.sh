# SPDX-License-Identifier: Apache-2.0
# What the end-to-end tests share: an office and tablets in a folder of their own.
# Sourced by tests/e2e/test_*.sh with PLUMB_BIN set to the build folder.
set -euo pipefail
plumb=${PLUMB_BIN:?}/plumb
plumbd=$PLUMB_BIN/plumbd
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
pids=()
passed=0
failed=0
office_pid=

end() {
    local code=$?
    for pid in "${pids[@]}"; do kill -9 "$pid" 2> /dev/null || true; done
    wait 2> /dev/null || true
    if [ $code -ne 0 ] || [ $failed -gt 0 ]; then
        for log in "$work"/*.log; do [ ! -s "$log" ] || { echo "--- $log"; tail -n 40 "$log"; }; done
    fi
    rm -rf "$work"
    echo "$passed passed, $failed failed"
    [ $code -eq 0 ] && [ $failed -eq 0 ] || exit 1
}
trap end EXIT

# check WHAT WANTED GOT
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: wanted "%s", got "%s"\n' "$1" "$2" "$3"
    fi
}

# comes WANTED WHAT COMMAND…: within a minute
comes() {
    local got
    for _ in $(seq 600); do
        got=$("${@:3}" 2> /dev/null || true)
        [ "$got" != "$1" ] || break
        sleep 0.1
    done
    check "$2" "$1" "$got"
}

# fails WITH WHAT COMMAND…: the command must end with this exit code and say so in two languages.
fails() {
    local wanted=$1 what=$2 code=0
    shift 2
    "$@" > "$work/fails.out" 2> "$work/fails.err" < /dev/null || code=$?
    check "$what: exit code" "$wanted" "$code"
    [ "$(wc -l < "$work/fails.err")" -ge 1 ] || check "$what: says why" 'a message' nothing
}

field() { grep -o "\"$1\":\(\"[^\"]*\"\|[^,}]*\)" | head -n 1 | sed 's/^[^:]*://; s/^"//; s/"$//'; }

# start LOG COMMAND…: in the background until it listens; its process id is in $started.
start() {
    local log=$work/$1
    shift
    : > "$log" # what an earlier run said must not be taken for this one's
    "$@" >> "$log" 2>&1 &
    started=$!
    pids+=("$started")
    for _ in $(seq 3000); do
        grep -q "^${until:-listening on}" "$log" && return 0
        kill -0 "$started" 2> /dev/null || break
        sleep 0.02
    done
    cat "$log"
    return 1
}

# A port for what is stopped and started again, in $port: one that the system picks goes to any connection meanwhile, so
# this lies below its range, at a place that belongs to this process.
next_port=$((20000 + $$ % 2000 * 6))
own_port() {
    while (: > "/dev/tcp/127.0.0.1/$next_port") 2> /dev/null; do next_port=$((next_port > 31990 ? 20000 : next_port + 1)); done
    port=$next_port
    next_port=$((next_port + 1))
}
own_port
sync_port=$port
own_port
office_port=$port

office() { "$plumbd" "$@" --dir "$work/office"; }

office_make() {
    office init > /dev/null
    office import "$root"/tools/sample/{people,sites,assignments}.csv > /dev/null
}

# On the same ports every time, as tablets know them.
office_start() {
    until='listening on office' start office.log "$plumbd" serve --dir "$work/office" --listen "127.0.0.1:$sync_port" \
        --office "127.0.0.1:$office_port" "$@"
    office_pid=$started
}

# stop PID [SIGNAL]
stop() {
    kill -"${2:-TERM}" "$1" 2> /dev/null || true
    wait "$1" 2> /dev/null || true
}

office_stop() { stop "$office_pid" "${1:-TERM}"; }

# enrol TABLET PERSON
enrol() {
    local link
    link=$(office invite --person "$2" --json | field link)
    "$plumb" enrol --dir "$work/$1" --name "$1" "$link" > /dev/null
    "$plumb" sync --dir "$work/$1" > /dev/null
}

tablet() { "$plumb" "${@:2}" --dir "$work/$1"; }
# How many the list on standard input says it has.
in_all() { sed -n '$s/^共 \([0-9]*\) 条 [0-9]* in all$/\1/p'; }
status() { tablet "$1" status --json 2> /dev/null | field "$2"; }
total() { office reconcile --json | grep -o '"totals":{[^}]*}' | field "$1"; }
# The id of the site with this contract number, as a tablet knows it.
site_of() {
    tablet "$1" record list --kind site --json | tr '\n' ' ' | sed 's/{"id":/\n{"id":/g' | grep "\"$2\"" | head -n 1 | field id
}
# note TABLET SITE TEXT: one note, its id printed.
note() { tablet "$1" record set --json --kind note --site "$2" "text=$3" | field id; }
