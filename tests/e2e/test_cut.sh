#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every connection is cut after a random number of bytes: the sync gets through all the same, without doubling anything.
. "$(dirname "$0")/lib.sh"
office_make
office_start
start proxy.log "$PLUMB_BIN/cut_proxy" "$sync_port" 2000 60000 "${PLUMB_SEED:-7}"
proxy_pid=$started
proxy_port=$(sed -n 's/^listening on //p' "$work/proxy.log")
office_stop
office_start --advertise-sync "127.0.0.1:$proxy_port"
link=$(office invite --person P001 --json | field link)
"$plumb" enrol --dir "$work/t1" "$link" > /dev/null
for _ in $(seq 60); do tablet t1 sync > /dev/null 2>&1 && break; done
site=$(site_of t1 HT2026-005)
check 'the sites came through' 36 "${#site}"
head -c 500000 /dev/urandom > "$work/noise"
{ printf '\xff\xd8\xff\xe0'; cat "$work/noise"; } > "$work/photo.jpg"
for i in $(seq 40); do id=$(note t1 "$site" "第 $i 条,路上会断"); done
tablet t1 photo add --record "$id" "$work/photo.jpg" > /dev/null
tries=0
until tablet t1 sync > /dev/null 2>&1 || [ $tries -ge 300 ]; do
    tries=$((tries + 1))
done
echo "cut $tries times before it was through"
[ $tries -gt 0 ] || check 'the proxy did cut' 'at least once' never
kill -USR1 "$proxy_pid"
tablet t1 sync > /dev/null
check 'nothing waits' 0 "$(status t1 waiting)"
check 'no photo waits' 0 "$(status t1 blobs_waiting)"
check 'each write once' 41 "$(total holds)"
check 'nothing is missing' 0 "$(total missing)"
check 'no photo is missing' 0 "$(total blobs_missing)"
check 'everything is intact' true "$(office verify --json | field ok)"
