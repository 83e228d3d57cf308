#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An image copy of a tablet's folder is used as a second tablet, and an old copy is put back: nothing is lost or doubled.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-002)
first=$(note t1 "$site" '送达前')
tablet t1 sync > /dev/null
second=$(note t1 "$site" '复制前,未送达')
cp -a "$work/t1" "$work/copy"
third=$(note t1 "$site" '原机')
fourth=$(note copy "$site" '副本')
tablet t1 record set --kind note --site "$site" --id "$first" text=原机改 > /dev/null
tablet copy record set --kind note --site "$site" --id "$first" text=副本改 > /dev/null
tablet copy sync > /dev/null
tablet t1 sync > /dev/null
tablet copy sync > /dev/null
for id in "$first" "$second" "$third" "$fourth"; do
    check "both hold $id" "$(tablet t1 record get "$id" --json | sed 's/,"writes_here.*//')" \
        "$(tablet copy record get "$id" --json | sed 's/,"writes_here.*//')"
done
check 'the concurrent edits are a conflict' '["text"]' \
    "$(tablet t1 record get "$first" --json | grep -o '"conflicts":\[[^]]*\]' | sed 's/.*://')"
check 'the office sees the copy' 1 "$(office reconcile --json | field copies)"
check 'nothing is missing' 0 "$(total missing)"
check 'six writes, each once' 6 "$(total holds)"

cp -a "$work/t1" "$work/old"
fifth=$(note t1 "$site" '之后')
tablet t1 sync > /dev/null
rm -rf "$work/t1"
mv "$work/old" "$work/t1"
sixth=$(note t1 "$site" '从旧备份继续')
tablet t1 sync > /dev/null
check 'what was written after the backup comes back' "之后" \
    "$(tablet t1 record get "$fifth" --json | grep -o '"text":{"value":"[^"]*"' | field value)"
check 'and the new one is delivered' 0 "$(tablet t1 record get "$sixth" --json | field waiting)"
check 'nothing is missing at the end' 0 "$(total missing)"
check 'everything is intact' true "$(office verify --json | field ok)"
