#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# plumb serve is killed (SIGKILL) again and again under people who tap: what was shown as saved is there exactly once, with its
# photo, and arrives at the office exactly once.
# PLUMB_KILLS: how many kills (default 15).
. "$(dirname "$0")/lib.sh"
kills=${PLUMB_KILLS:-15}
taps=150
RANDOM=${PLUMB_SEED:-1}
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-004)
own_port

serve() {
    start serve.log "$plumb" serve --dir "$work/t1" --listen "127.0.0.1:$port"
    serve_pid=$started
    port=$(sed -n 's/^listening on .*://p' "$work/serve.log")
}
post() { curl -s -c "$work/jar" -b "$work/jar" -H 'X-Plumb: 1' -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:$port$1"; }

serve
until grep -q '^open ' "$work/serve.log"; do sleep 0.02; done
post /api/launch "{\"token\":\"$(sed -n 's/^open .*#launch=//p' "$work/serve.log")\"}" > /dev/null
person=$(curl -s -b "$work/jar" "http://127.0.0.1:$port/api/session" | grep -o '"persons":\[{"id":"[^"]*"' | sed 's/.*:"//; s/"$//')
check 'the first PIN lets in' open "$(post /api/pin "{\"person\":\"$person\",\"pin\":\"2580\"}" | field state)"
cookie="plumb=$(awk '$6 == "plumb" { print $7 }' "$work/jar")"

python3 "$root/tests/e2e/tapping.py" "$port" "$cookie" "$person" 2580 "$site" "$taps" 4 > "$work/said" 2> "$work/tapping.log" &
tapping=$!
pids+=("$tapping")
killed=0
while kill -0 "$tapping" 2> /dev/null && [ "$killed" -lt "$kills" ]; do
    sleep "0.$(printf '%03d' $((50 + RANDOM % 300)))"
    stop "$serve_pid" KILL
    killed=$((killed + 1))
    serve
done
code=0
wait "$tapping" || code=$?
check 'every tap was answered in the end' 0 "$code"
check 'it was killed under them' yes "$([ "$killed" -ge 5 ] && echo yes || echo "$killed")"
tablet t1 record list --kind note --site "$site" --json > "$work/notes"
check 'every tap is answered as saved' $((3 * taps)) "$(wc -l < "$work/said")"
check 'each is there' $((3 * taps)) "$(grep -o 'tap-[0-9]*-[0-9]*' "$work/notes" | sort -u | wc -l)"
check 'and nothing beside' $((3 * taps)) "$(tablet t1 record list --kind note --site "$site" | in_all)"
cut -d ' ' -f 2 "$work/said" | sort > "$work/ids"
grep -o '{"id":"[^"]*"' "$work/notes" | sed 's/.*:"//; s/"$//' | sort > "$work/held"
check 'each under the id that was answered' '' "$(comm -3 "$work/ids" "$work/held")"
check 'each photo is there once' $((3 * ((taps + 3) / 4))) "$(tablet t1 record list --kind photo --site "$site" | in_all)"
check 'nothing half lies around' '' "$(ls "$work/t1/incoming" 2> /dev/null || true)"
stop "$serve_pid"
tablet t1 sync > /dev/null
check 'the office has each once' $((3 * taps)) "$(office record list --site "$site" --kind note | in_all)"
check 'and every photo' 0 "$(total blobs_missing)"
check 'nothing waits' 0 "$(status t1 waiting)"
tablet t1 doctor > "$work/doctor.log" 2>&1 || check 'the store is sound' 'doctor is content' "$(cat "$work/doctor.log")"
