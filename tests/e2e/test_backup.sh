#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Backups that were really brought back: what is good is told from what is not, daily ones are made up and thinned, and a new
# machine gets everything from the last one, its ledger, and the tablets.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-003)
picture() { # NAME SEED
    awk -v seed="$2" 'BEGIN { printf "P3 64 48 255\n"; for (i = 0; i < 3072; i++) print (i * seed) % 251, i % 241, seed }' | cjpeg > "$1"
}
before=$(note t1 "$site" '备份前')
for n in 1 2 3; do
    picture "$work/$n.jpg" "$n"
    tablet t1 photo add --record "$before" "$work/$n.jpg" > /dev/null
done
tablet t1 sync > /dev/null
mkdir "$work/backups"

one=$work/backups/one
office backup "$one" --json > "$work/one.json"
check 'it was brought back whole' '' "$(field problem < "$work/one.json")"
files=$(field blobs < "$work/one.json")
check 'with every file' "$(find "$work/office/blobs" -type f | wc -l)" "$files"
check 'there are files' yes "$([ "$files" -ge 3 ] && echo yes)"
check 'nothing of the drill is left' '' "$(find "$work/backups" -name '*.drill')"
fails 5 'a backup into a used folder' office backup "$one"
after=$(note t1 "$site" '备份后')
tablet t1 sync > /dev/null
office backup "$work/backups/two" --like "$one" > /dev/null
photo=$(cd "$one/blobs" && find . -type f | sort | head -n 1)
check 'a file of both stands on the disk once' "$(stat -c %i "$one/blobs/$photo")" "$(stat -c %i "$work/backups/two/blobs/$photo")"
check 'an older backup is still good' 0 "$(office backup check "$one" > /dev/null; echo $?)"

# A copy with one bit wrong: in a photo, in the database, and with a photo missing.
cp -a "$one" "$work/backups/rotten"
printf 'X' | dd of="$work/backups/rotten/blobs/$photo" bs=1 seek=20 conv=notrunc status=none
fails 19 'a rotten photo' office backup check "$work/backups/rotten"
check 'its row says which' 1 "$(office backup list --json | grep -c "\"place\":\"$work/backups/rotten\",\"problem\":\"[^\"]*$(basename "$photo")" || true)"
rm "$work/backups/rotten/blobs/$photo"
fails 19 'a missing photo' office backup check "$work/backups/rotten"
rm -r "$work/backups/rotten"
cp -a "$one" "$work/backups/rotten"
sqlite3 "$work/backups/rotten/office.db" 'DROP TRIGGER history_stays; DELETE FROM history WHERE dot = (SELECT max(dot) FROM history)'
fails 19 'a lost entry' office backup check "$work/backups/rotten"
rm "$work/backups/rotten/manifest.json"
fails 4 'an unfinished one' office backup check "$work/backups/rotten"
check 'the self-check points to it' problem "$(office doctor --json 2> /dev/null | grep -o '"code":"backup"[^}]*' | field tone)"

# By itself: what was missed is made up when the server starts, older ones go, and the ledger is copied.
fails 3 'backups within the office' office backup schedule --folder "$work/office"
fails 3 'a wrong hour' office backup schedule --folder "$work/backups" --hour 24:00
office backup schedule --folder "$work/backups" --hour "$(TZ=Asia/Shanghai date +%H:%M)" --keep 2 > /dev/null
mkdir "$work/backups/plumbline-20260101-030000" "$work/backups/plumbline-20260102-030000.drill"
for day in 20260103 20260104; do cp -a "$one" "$work/backups/plumbline-$day-030000"; done
office_stop
office_start
scheduled() { office backup list --json | grep -o '"scheduled":true,[^}]*' | head -n 1 | field problem; }
listed() { office backup list --json | grep -c '"scheduled":true' || true; }
comes 1 'a backup is made by itself' listed
check 'and is good' '' "$(scheduled)"
newest=$(office backup list --json | grep -o '"scheduled":true,[^}]*' | field place)
kept() { find "$work/backups" -maxdepth 1 -name 'plumbline-2*' | sort | tr '\n' ' '; }
comes "$work/backups/plumbline-20260104-030000 $newest " 'two are kept, unfinished ones are gone' kept
check 'others are left alone' yes "$([ -d "$one" ] && echo yes)"
same() { cmp -s "$work/office/ledger" "$work/backups/plumbline-ledger" && echo yes; }
comes yes 'the ledger is copied beside them' same
check 'the self-check is content with them' good "$(office doctor --json 2> /dev/null | grep -o '"code":"backup"[^}]*' | field tone)"

# The machine is lost: a new one has the first backup and the ledger's copy; the tablets have the rest.
edited=$(note t2 "$site" '平板 2')
tablet t2 sync > /dev/null
office_stop KILL
rm -rf "$work/office"
fails 4 'what is not finished is not restored' office restore "$work/backups/rotten"
office restore "$one" --ledger "$work/backups/plumbline-ledger" > /dev/null
fails 5 'a second ledger' office restore "$one" --ledger "$work/backups/plumbline-ledger"
office_start
check 'it lacks what came later' 4 "$(office record get "$after" > /dev/null 2>&1; echo $?)"
for t in t1 t2 t1; do tablet "$t" sync > /dev/null; done
for id in "$before" "$after" "$edited"; do
    check "the office holds $id again" "$(tablet t1 record get "$id" --json | field vector)" "$(office record get "$id" --json | field vector)"
done
check 'nothing is missing' 0 "$(total missing)"
check 'no photo is missing' 0 "$(total blobs_missing)"
check 'everything is intact' true "$(office verify --json | field ok)"

# Sealed for a key that is not here: one file, nothing readable in it, good only whole and with the private key.
openssl ecparam -name prime256v1 -genkey -noout -out "$work/backup.key" 2> /dev/null
openssl ec -in "$work/backup.key" -pubout -out "$work/backup.pem" 2> /dev/null
openssl ecparam -name prime256v1 -genkey -noout -out "$work/other.key" 2> /dev/null
office backup "$work/sealed" --to "$work/backup.pem" > /dev/null
check 'nothing of it is left in the open' '' "$(find "$work/office" "$work" -maxdepth 1 -name '*.part' -o -maxdepth 1 -name '*.drill')"
check 'nothing can be read in it' 0 "$(grep -c 'SQLite format\|customer_name\|BEGIN' "$work/sealed" || true)"
fails 5 'a second one of that name' office backup "$work/sealed" --to "$work/backup.pem"
fails 18 'for something that is no key' office backup "$work/sealed2" --to "$one/manifest.json"
office_stop KILL
cp "$work/office/ledger" "$work/ledger"
rm -rf "$work/office"
fails 2 'a sealed one without a key' office restore "$work/sealed"
fails 19 'with another key' office restore "$work/sealed" --key "$work/other.key"
head -c -1 "$work/sealed" > "$work/cut"
fails 19 'a cut one' office restore "$work/cut" --key "$work/backup.key"
check 'nothing came of these' '' "$(find "$work/office" -name 'office.db*')"
office restore "$work/sealed" --key "$work/backup.key" --ledger "$work/ledger" > /dev/null
check 'it is whole' true "$(office verify --json | field ok)"
check 'and has the last note' 0 "$(office record get "$edited" > /dev/null; echo $?)"
