#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The office comes back from yesterday's backup, then from a silent snapshot: the tablets heal it.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-003)
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
office_stop
office restore "$work/backup" > /dev/null
office_start
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
