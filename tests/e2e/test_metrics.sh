#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What machines read of the office: figures in OpenMetrics, health, log lines; who may, and that nothing of people is in it.
. "$(dirname "$0")/lib.sh"
office_make
canary=卡纳里$RANDOM$$
printf 'contract_number,customer_name,address,customer_phone\nHT-CANARY,%s,%s路1号,13912345678\n' "$canary" "$canary" > "$work/canary.csv"
office import "$work/canary.csv" > /dev/null
printf 'person,site,role\nP001,HT-CANARY,inspector\n' > "$work/assign.csv"
office import "$work/assign.csv" > /dev/null
office_start --metrics 127.0.0.1:0 --log json
plain=http://$(sed -n 's/^listening on metrics //p' "$work/office.log")
secure=https://127.0.0.1:$office_port
enrol t1 P001
site=$(site_of t1 HT-CANARY)
note t1 "$site" "$canary 备注" > /dev/null
tablet t1 sync > /dev/null

get() { curl -sk -o "$work/body" -w '%{http_code}' "$@"; }
parse() { python3 "$root/tests/e2e/open_metrics.py" < "$work/body"; }
figure() { parse | sed -n "s/^plumbline_$1 //p"; }

check 'figures on the plain address' 200 "$(get "$plain/metrics")"
check 'they are OpenMetrics' '' "$(parse 2>&1 > /dev/null)"
check 'their type' 'application/openmetrics-text; version=1.0.0; charset=utf-8' "$(curl -s -o /dev/null -w '%{content_type}' "$plain/metrics")"
check 'one tablet is active' 1 "$(figure 'tablets{state="active"}')"
check 'nothing could not be read' 0 "$(figure unreadable)"
check 'requests are counted' yes "$([ "$(figure requests_total)" -ge 3 ] && echo yes)"
before=$(figure commits_total)
office backup "$work/backup" > /dev/null
get "$plain/metrics" > /dev/null
check 'commits go on' yes "$([ "$(figure commits_total)" -gt "$before" ] && echo yes)"
check 'the backup is good' 1 "$(figure backup_good)"
check 'on the command line, too' '' "$(office metrics > "$work/body"; parse 2>&1 > /dev/null)"
sed '/^# EOF/d' "$work/body" > "$work/cut"
check 'the reader is strict' 'does not end with # EOF' "$(python3 "$root/tests/e2e/open_metrics.py" < "$work/cut" 2>&1 || true)"

check 'from this machine over TLS' 200 "$(get "$secure/metrics")"
check 'not through a proxy' 404 "$(get -H 'X-Forwarded-For: 203.0.113.7' "$secure/metrics")"
check 'no token is good before there is one' 404 "$(get -H 'Via: p' -H 'Authorization: Bearer ' "$secure/metrics")"
token=$(office metrics token --json | field token)
check 'with the token' 200 "$(get -H 'Via: p' -H "Authorization: Bearer $token" "$secure/metrics")"
check 'with half of it' 404 "$(get -H 'Via: p' -H "Authorization: Bearer ${token:0:32}" "$secure/metrics")"
office metrics token --off > /dev/null
check 'not after it was taken back' 404 "$(get -H 'Via: p' -H "Authorization: Bearer $token" "$secure/metrics")"
check 'nothing is written there' 405 "$(get -X DELETE "$plain/metrics")"
check 'and there is nothing else' 404 "$(get "$plain/api/session")"
check 'nor beside it' 404 "$(get "$plain/metricsx")"

check 'health' '200 ready' "$(get "$secure/healthz") $(cat "$work/body")"
check 'alive' '200 live' "$(get -H 'Via: p' "$secure/healthz/live") $(cat "$work/body")"

# Log lines: every one a JSON object, the request named to its caller, nothing of what was asked or written.
id=$(curl -sk -D - -o /dev/null -X POST -d "{\"login\":\"$canary\",\"password\":\"$canary\"}" -H "X-Plumb: 1" -H "Content-Type: application/json" "$secure/api/sign-in?q=13912345678" | tr -d '\r' | sed -n 's/^[Xx]-[Rr]equest-[Ii]d: //p')
check 'an id for the caller' 16 "${#id}"
logged() { grep "\"request\":\"$id\"" "$work/office.log" | field message; }
comes "POST /api/sign-in" "its line" logged
office_stop
fails 2 'plain figures for other machines' office serve --office 127.0.0.1:0 --metrics 0.0.0.0:0
check 'every line is JSON' ok "$(grep -v '^listening on' "$work/office.log" | python3 -c 'import json,sys
for line in sys.stdin: d = json.loads(line); assert {"time","level","module","message"} <= set(d), d
print("ok")')"
for file in office.log body; do check "nothing of people in $file" 0 "$(grep -c "$canary\|13912345678\|$token" "$work/$file" || true)"; done
