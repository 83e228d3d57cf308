#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Agent and server are killed (SIGKILL) at random moments under load: what was said to be saved arrives, once.
# PLUMB_KILLS: how many kills (default 40; a thousand for a claim).
. "$(dirname "$0")/lib.sh"
kills=${PLUMB_KILLS:-40}
RANDOM=${PLUMB_SEED:-1}
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-004)
head -c 700000 /dev/urandom > "$work/noise"
{ printf '\xff\xd8\xff\xe0'; cat "$work/noise"; } > "$work/photo.jpg"
saved=0
count=0

agent_start() {
    start agent.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
    agent_pid=$started
}

nap() { sleep "0.$(printf '%03d' $((RANDOM % 300)))"; }

agent_start
for ((i = 0; i < kills; i++)); do
    case $((RANDOM % 3)) in
    0) # the office dies and comes back
        nap & waiter=$!
        for _ in 1 2 3; do id=$(note t1 "$site" "第 $i 轮") && { saved=$((saved + 1)); printf '%s\n' "$id" >> "$work/ids"; }; done
        wait $waiter
        office_stop KILL
        office_start
        ;;
    1) # the agent dies with verbs under way: what a verb printed as saved must be there
        (for _ in 1 2 3 4; do note t1 "$site" "被杀 $i" >> "$work/ids" 2> /dev/null || true; done) &
        writer=$!
        nap
        stop "$agent_pid" KILL
        wait $writer || true
        agent_start
        ;;
    2) # the agent dies in the middle of an upload
        id=$(note t1 "$site" "带照片 $i") && printf '%s\n' "$id" >> "$work/ids"
        printf '%d' "$i" >> "$work/photo.jpg"
        tablet t1 photo add --record "$id" "$work/photo.jpg" > /dev/null && count=$((count + 1))
        nap
        stop "$agent_pid" KILL
        agent_start
        ;;
    esac
done
stop "$agent_pid"
tablet t1 sync > /dev/null
check 'nothing waits on the tablet' 0 "$(status t1 waiting)"
check 'no photo waits' 0 "$(status t1 blobs_waiting)"
check 'tablet and office agree' "$(total says)" "$(total holds)"
check 'nothing is missing' 0 "$(total missing)"
check 'no photo is missing' 0 "$(total blobs_missing)"
office record list --site "$site" --kind note --json | grep -o '{"id":"[^"]*"' | sed 's/.*:"//; s/"$//' | sort > "$work/held"
grep -v '^$' "$work/ids" | sort > "$work/said"
check 'no note is there twice' "$(sort -u "$work/held" | wc -l)" "$(wc -l < "$work/held")"
check 'every note said to be saved is there' '' "$(comm -23 "$work/said" "$work/held")"
check 'every photo arrived' "$count" "$(office record list --site "$site" --kind photo --json | grep -o '"kind":"photo"' | wc -l)"
check 'the office is intact' true "$(office verify --json | field ok)"
check 'the tablet is intact' 0 "$(tablet t1 doctor | grep -c problem || true)"
echo "$kills kills, $(wc -l < "$work/said") notes, $count photos"
