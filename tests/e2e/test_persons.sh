#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Who may write on a tablet comes with the exchange: a colleague added in the office is taken at once, one removed is
# refused in words, and what that one had written goes out all the same.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-006)
device=$(status t1 device)
held() { office record list --site "$site" --kind note | in_all; }
# writes PERSON: whether that one may, as the exit code of the verb
writes() { tablet t1 record set --person "$1" --kind note --site "$site" text=试 > "$work/writes.out" 2> "$work/writes.err" && echo 0 || echo $?; }

denied=$(writes P002)
check 'whoever is not on the list is refused' 1 "$([ "$denied" -ne 0 ] && echo 1)"
name=$(awk -F, '$1 == "P002" { print $2 }' "$root/tools/sample/people.csv")
check 'by name too' "$denied" "$(writes "$name")"
start serve.log "$plumb" serve --dir "$work/t1" --listen 127.0.0.1:0

# The page's way: an exchange is due within the office's slot; a capture makes it now.
office device person "$device" --add P002 > /dev/null
note t1 "$site" '让它同步' > /dev/null
comes 0 'a colleague added in the office is taken within seconds' writes "$name"
before=$(held)
office_stop
check 'and writes without the office' 0 "$(writes "$name")"
office_start
office device person "$device" --remove P002 > /dev/null
comes "$denied" 'one that was removed is refused' writes "$name"
check 'in words' 0 "$(grep -q '不在本平板的名单上' "$work/writes.err"; echo $?)"
tablet t1 sync > /dev/null 2>&1 || true
comes 0 'what that one wrote before is delivered' status t1 waiting
check 'all of it' 1 "$([ "$(held)" -gt "$before" ] && echo 1)"
check 'nothing is held' 0 "$(total quarantine)"
office device person "$device" --remove P001 > /dev/null
tablet t1 sync > /dev/null 2>&1 || true
comes "$denied" 'with nobody on the list' writes P001
