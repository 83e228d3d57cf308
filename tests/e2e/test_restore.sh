#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The office comes back from yesterday's backup, then from a silent snapshot: the tablets heal it.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-003)
# What lets people and other systems in, some of which is taken away after the backup.
accounts() { office account add --person "$1" --login "$2" --role "$3" --json | field password; }
accounts P001 wang administrator > "$work/wang"
accounts P002 li auditor > "$work/li"
accounts P003 zhao auditor > "$work/zhao"
office token add --name gone --scope read:sites --json > "$work/gone"
office token add --name kept --scope read:sites --json > "$work/kept"
office hook add mailto:gone@example.com --json > "$work/hook.gone"
office hook add mailto:kept@example.com --json > "$work/hook.kept"
web=(-s --cacert "$work/office/keys/ca.pem" --max-time 10 -H 'X-Plumb: 1' -H 'Content-Type: application/json' -o "$work/answer" -w '%{http_code}')
door() { curl "${web[@]}" -d "{\"login\":\"$1\",\"password\":\"$2\"}" "https://localhost:$office_port/api/sign-in" || true; }
rest() { curl "${web[@]}" -H "Authorization: Bearer $(field token < "$1")" "https://localhost:$office_port/rest/v1/sites" || true; }
check 'before: li comes in' 200 "$(door li "$(cat "$work/li")")"
before=$(note t1 "$site" '备份前')
tablet t1 sync > /dev/null
office backup "$work/backup" > /dev/null
fails 5 'a backup into a used folder' office backup "$work/backup"
after=$(note t1 "$site" '备份后')
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
edited=$(note t2 "$site" '平板 2 备份后')
tablet t2 record set --kind note --site "$site" --id "$after" text=平板2改 > /dev/null
tablet t2 sync > /dev/null
fails 24 'restore while the server runs' office restore "$work/backup"
job=$(office job add table --list site --json | field id)
for _ in $(seq 600); do [ "$(office job list | grep -c "$job  waiting" || true)" = 1 ] || break; sleep 0.1; done
check 'an archive was made since' yes "$([ -s "$work/office/jobs/$job.zip" ] && echo yes)"
office account block li --why 离职 > /dev/null
office account revoke zhao --role auditor > /dev/null
office account grant zhao --role front_desk > /dev/null
office account reset wang --json | field password > "$work/wang.new"
accounts P004 qian auditor > "$work/qian"
office token revoke "$(field id < "$work/gone")" > /dev/null
office hook remove "$(field id < "$work/hook.gone")" > /dev/null
office hook rotate "$(field id < "$work/hook.kept")" > /dev/null
secrets() { sqlite3 "$work/office/office.db" 'SELECT hex(secret) FROM hooks WHERE removed = 0'; }
secret=$(secrets)
office_stop
cp -a "$work/office" "$work/older" # by and by without its ledger
office restore "$work/backup" > /dev/null
office_start
for _ in $(seq 600); do [ -e "$work/office/jobs/$job.zip" ] || break; sleep 0.1; done
check 'an archive that no row knows is gone' no "$([ -e "$work/office/jobs/$job.zip" ] && echo yes || echo no)"
check 'a blocked account stays out' 401 "$(door li "$(cat "$work/li")")"
check 'a password that was changed is over' 401 "$(door wang "$(cat "$work/wang")")"
check 'the new one is good' 200 "$(door wang "$(cat "$work/wang.new")")"
check 'an account made since is there' 200 "$(door qian "$(cat "$work/qian")")"
check 'a role that was taken is gone, the new one stands' front_desk "$(office account list --json | grep -o '"login":"zhao".*' | field role)"
check 'a revoked token is good for nothing' 401 "$(rest "$work/gone")"
check 'another is' 200 "$(rest "$work/kept")"
check 'a secret that was changed is not the old one again' "$secret" "$(secrets)"
check 'one receiver is left' kept "$(office hook list --json | grep -o "mailto:[a-z]*" | cut -c8-)"
check 'the restored office lacks what came later' 4 "$(office record get "$after" > /dev/null 2>&1; echo $?)"
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
tablet t1 sync > /dev/null
for id in "$before" "$after" "$edited"; do
    check "the office holds $id again" "$(tablet t1 record get "$id" --json | field vector)" \
        "$(office record get "$id" --json | field vector)"
done
check 'the later edit stands' 平板2改 "$(office record get "$after" --json | grep -o '"text":{"value":"[^"]*"' | field value)"
check 'nothing is missing' 0 "$(total missing)"

office_stop KILL
cp -a "$work/office" "$work/snapshot"
office_start
late=$(note t1 "$site" '快照后')
tablet t1 sync > /dev/null
office_stop KILL
rm -rf "$work/office"
cp -a "$work/snapshot" "$work/office"
office_start
check 'the snapshot lacks it' 4 "$(office record get "$late" > /dev/null 2>&1; echo $?)"
tablet t1 sync > /dev/null
check 'the first tablet to call heals it' 快照后 "$(office record get "$late" --json | grep -o '"text":{"value":"[^"]*"' | field value)"
check 'an alarm says so' 1 "$(office reconcile --json | grep -c '"kind":"[^"]*roll[^"]*"\|rolled\|rollback' || true)"
check 'nothing is missing at the end' 0 "$(total missing)"
check 'everything is intact' true "$(office verify --json | field ok)"

# Without the ledger nobody knows what was taken away: nobody comes in until they are let in.
office_stop KILL
rm -rf "$work/office"
mv "$work/older" "$work/office"
rm "$work/office/ledger"
office restore "$work/backup" > "$work/out" 2>&1
check 'it is said' 1 "$(grep -c 'plumbd account unblock' "$work/out" || true)"
office_start
check 'nobody comes in' 401 "$(door zhao "$(cat "$work/zhao")")"
check 'no token does' 401 "$(rest "$work/kept")"
check 'nothing goes out' '' "$(office hook list --json | grep -o "mailto:[a-z]*" || true)"
office account unblock zhao > /dev/null
check 'whoever is let in comes in' 200 "$(door zhao "$(cat "$work/zhao")")"
