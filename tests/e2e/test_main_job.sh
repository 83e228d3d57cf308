#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two tablets offline on one site, one office: everything arrives, disjoint edits merge, the conflict is kept and settled.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-001)
check 'both tablets know the site' "$site" "$(site_of t2 HT2026-001)"
check 'a tablet holds only its sites' '' "$(site_of t1 HT2026-015)"
office_stop

node=$(tablet t1 record set --json --kind node --site "$site" code=briefing | field id)
attempt=$(tablet t1 record set --json --kind attempt --site "$site" "node=$node" n=1 | field id)
item=$(tablet t1 record set --json --kind item_result --site "$site" "attempt=$attempt" item=现场条件核对 result=pass note=已核对 | field id)
tablet t2 record set --kind node --site "$site" code=briefing > /dev/null
tablet t2 record set --kind attempt --site "$site" "node=$attempt" n=1 > /dev/null
check 'the same item on another tablet is the same record' "$item" \
    "$(tablet t2 record set --json --kind item_result --site "$site" "attempt=$attempt" item=现场条件核对 result=fail | field id)"
if [ -d "$root/../shared/photos" ]; then
    tablet t1 photo add --record "$item" "$root"/../shared/photos/*.jpg > /dev/null
    photos=$(tablet t1 record list --kind photo --json | grep -o '"kind":"photo"' | wc -l)
    check 'every picture became a photo' "$(find "$root/../shared/photos" -name '*.jpg' | wc -l)" "$photos"
fi
fails 14 'a sync without an office' tablet t1 sync
check 'nothing was shown as delivered' 0 "$(tablet t1 record get "$item" | grep -c Delivered || true)"

office_start
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
tablet t1 sync > /dev/null
check 'tablet 1: nothing waits' 0 "$(status t1 waiting)"
check 'tablet 1: no photo waits' 0 "$(status t1 blobs_waiting)"
check 'tablet 2: green' green "$(status t2 colour)"
check 'both tablets show the conflict' '["result"]' "$(tablet t1 record get "$item" --json | grep -o '"conflicts":\[[^]]*\]' | sed 's/.*://')"
check 'the same state on both' "$(tablet t1 record get "$item" --json | sed 's/,"writes_here.*//' | sha256sum)" \
    "$(tablet t2 record get "$item" --json | sed 's/,"writes_here.*//' | sha256sum)"
check 'the office holds what the tablets say' "$(total says)" "$(total holds)"
check 'nothing is missing' 0 "$(total missing)"
check 'no photo is missing' 0 "$(total blobs_missing)"
check 'one conflict' 1 "$(total conflicts)"

office record set --kind item_result --site "$site" --id "$item" result=fail > /dev/null
tablet t1 sync > /dev/null
check 'an office edit settles the conflict' '[]' "$(tablet t1 record get "$item" --json | grep -o '"conflicts":\[[^]]*\]' | sed 's/.*://')"
check 'and the office shows none' 0 "$(total conflicts)"
check 'a second sync has nothing to say' 0 "$(tablet t1 sync --json | field pulled)"
check 'everything is intact' true "$(office verify --json | field ok)"
check 'the tablet too' '' "$(tablet t1 doctor | grep -c problem | grep -v '^0$' || true)"
