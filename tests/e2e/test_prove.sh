#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Tablet and office prove that they hold the same (docs/PROTOCOL.md section 8), with the programs as they are shipped: a
# file that the office lost comes again, one that the tablet lost too, and both sides log one digest.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-006)
device=$(status t1 device)
id=$(note t1 "$site" '核对前的记录')
head -c 300000 /dev/urandom > "$work/noise"
{ printf '\xff\xd8\xff\xe0'; cat "$work/noise"; } > "$work/photo.jpg"
tablet t1 photo add --record "$id" "$work/photo.jpg" > /dev/null
tablet t1 sync > /dev/null
digest=$(sha256sum "$work/photo.jpg" | cut -c 1-64)
at_office=$work/office/blobs/${digest:0:2}/$digest
# last FIELD: of the office's row of the last proof
last() { office device proofs --json | field "$1"; }

tablet t1 prove --json > "$work/prove.json"
check 'both hold the same' true "$(field equal < "$work/prove.json")"
check 'shown in one round trip' 1 "$(field round_trips < "$work/prove.json")"
check 'the office logged the same digest' "$(field digest < "$work/prove.json")" "$(last digest)"
check 'and what the tablet said' "$(last digest)" "$(last device_digest)"
tablet t1 status --json > "$work/status.json"
check 'status has how it ended' "\"equal\":true,\"records\":$(field records < "$work/prove.json")," \
    "$(grep -o '"equal":true,"records":[0-9]*,' "$work/status.json")"
check 'in words' 1 "$(tablet t1 status | grep -c "all $(field records < "$work/prove.json") records equal")"
check 'in both languages' 1 "$(tablet t1 prove | grep -c '一致.*equal')"

check 'the office holds the photo' 0 "$(cmp -s "$work/photo.jpg" "$at_office"; echo $?)"
rm "$at_office"
tablet t1 prove --json > "$work/prove.json"
check 'a file that the office lost is named' 1 "$(field files_lacking < "$work/prove.json")"
check 'and sent again' 1 "$(field files_sent_again < "$work/prove.json")"
check 'whole' 0 "$(cmp -s "$work/photo.jpg" "$at_office"; echo $?)"
rm "$work/t1/blobs/$digest"
tablet t1 prove --json > "$work/prove.json"
check 'a file that the tablet lost is fetched' 1 "$(field files_fetched_again < "$work/prove.json")"
tablet t1 sync > /dev/null
check 'whole' 0 "$(cmp -s "$work/photo.jpg" "$work/t1/blobs/$digest"; echo $?)"
check 'and nothing is left to repair' 0 "$(tablet t1 prove --json | field files_lacking)"

office_stop
check 'without the office' 1 "$(tablet t1 prove > /dev/null 2>&1 || echo 1)"
office_start
start serve.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0
before=$(last at)
office device prove "$device" > /dev/null
note t1 "$site" '下一次联系' > /dev/null
comes true 'at its next contact the tablet has proved it' last asked
check 'anew' 1 "$([ "$(last at)" -gt "$before" ] && echo 1)"
check 'equal' true "$(last equal)"
fails 4 'a tablet that nobody knows' office device prove "$site"
