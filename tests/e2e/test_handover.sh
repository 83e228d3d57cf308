#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What only one tablet has, as a file: another tablet or a person carries it, and it counts as the old tablet's work,
# once, whoever brings it, however often, and whatever is cut, full or killed on the way.
. "$(dirname "$0")/lib.sh"
office_make
office_start
for t in t1 t2 t3; do enrol $t "P00${t#t}"; done
site=$(site_of t1 HT2026-006)
d1=$(status t1 device)
notes() { office record list --site "$site" --kind note | in_all; }
# of DIGEST FIELD: what the office's list says of this file.
of() { office handover list --json | tr -d '\n' | sed 's/},{/}\n{/g' | grep "$1" | field "$2"; }
digest() { sha256sum "$1" | cut -d' ' -f1; }

# The server is down all day.
office_stop
(printf '\xff\xd8\xff\xe0'; head -c 2000000 /dev/urandom) > "$work/a.jpg"
id=$(note t1 "$site" 只在一号平板)
for i in $(seq 20); do note t1 "$site" "第 $i 条" > /dev/null; done
tablet t1 photo add --record "$id" "$work/a.jpg" > /dev/null
waiting=$(status t1 waiting)
mkdir "$work/stick"
tablet t1 handover --out "$work/stick" --json > "$work/out"
file=$(field file < "$work/out")
check 'all that waits is in it' "$waiting" "$(field entries < "$work/out")"
check 'and the photo' 1 "$(field blobs < "$work/out")"
check 'one file, and no other' 1 "$(find "$work/stick" -type f | wc -l)"
check 'nobody can read in it' 0 "$(grep -c 只在一号平板 "$file")"
check 'nothing changed on the tablet' "$waiting" "$(status t1 waiting)"
tablet t1 handover --out "$work/again.plumbhand" > /dev/null
fails 5 'a file that is there' tablet t1 handover --out "$work/again.plumbhand"
fails 3 'a name with a space' tablet t1 handover --out "$work/a b"
fails 4 'a folder that is not' tablet t1 handover --out "$work/nowhere/x.plumbhand"
fails 3 'its own file' tablet t1 handover import "$file"

# Another tablet carries it.
tablet t2 handover import "$file" > /dev/null
check 'it is counted there' 1 "$(status t2 parcels)"
check 'with its bytes' "$(stat -c %s "$file")" "$(status t2 parcel_bytes)"
check 'which is not to be handed in now' 1 "$(tablet t2 status | grep -c '不可以')"
tablet t2 handover import "$file" > /dev/null
check 'twice is once' 1 "$(status t2 parcels)"
head -c 100000 "$file" > "$work/cut"
fails 31 'a cut one' tablet t3 handover import "$work/cut"
cp "$file" "$work/flipped"
printf '\x01' | dd of="$work/flipped" bs=1 seek=500000 conv=notrunc status=none
fails 31 'a changed one' tablet t3 handover import "$work/flipped"
fails 18 'a photo' tablet t3 handover import "$work/a.jpg"
fails 4 'none' tablet t3 handover import "$work/none"
check 'nothing of them is kept' 0 "$(status t3 parcels)"

# The line breaks, the tablet and the office are killed in the middle, again and again.
office_start
office backup "$work/before" > /dev/null
for i in 1 2 3; do
    timeout -s KILL "0.0$((i * 3))" "$plumb" sync --dir "$work/t2" > /dev/null 2>&1 || true
    office_stop KILL
    office_start
done
tablet t2 sync > /dev/null
comes "$((waiting - 1))" 'the office has all of it' notes
check 'the tablet knows' 0 "$(status t2 parcels)"
check 'and may be handed in' 1 "$(tablet t2 status | grep -c '可以 yes')"
first=$(digest "$file")
comes taken 'it is taken' of "$first" state
check 'all of it was new' "$waiting" "$(of "$first" entries_new)"
check 'the photo too' 1 "$(of "$first" files_new)"
check 'of whom' "$d1" "$(of "$first" device)"
check 'and by whom' "$(status t2 device)" "$(of "$first" courier)"
comes 0 'no photo is missing' total blobs_missing

# The office is restored from a backup that is older than the parcel: the courier has it still, and brings it again.
office_stop
office restore "$work/before" > /dev/null
office_start
tablet t2 sync > /dev/null
comes "$((waiting - 1))" 'a restored office gets it again' notes
check 'as new' "$waiting" "$(of "$first" entries_new)"
check 'the courier keeps it until a backup has it' 1 "$(find "$work/t2/blobs" -name "$first" | wc -l)"
office backup "$work/after" > /dev/null
for i in 1 2; do tablet t2 sync > /dev/null; done
check 'and then drops it' 0 "$(find "$work/t2/blobs" -name "$first" | wc -l)"

# The same by hand, by a third tablet, and by the old tablet itself.
office handover import "$file" > /dev/null
office handover import "$work/again.plumbhand" --json > "$work/out"
check 'nothing is new in the second file' 0 "$(field entries_new < "$work/out")"
tablet t3 handover import "$work/again.plumbhand" > /dev/null
tablet t3 sync > /dev/null
check 'nor by a third tablet' 0 "$(status t3 parcels)"
tablet t1 sync > /dev/null
check 'the old tablet learns it too' 0 "$(status t1 waiting)"
check 'nothing is there twice' "$((waiting - 1))" "$(notes)"
check 'nothing is held' 0 "$(total quarantine)"
check 'each file is listed once' 2 "$(office handover list | in_all)"
fails 29 'nothing more to hand over' tablet t1 handover --out "$work/more.plumbhand"

# The office is killed while it reads, at many moments: each item counts once.
office_stop
site2=$(site_of t2 HT2026-006 || true)
[ -n "$site2" ] || site2=$(tablet t2 record list --kind site --json | field id)
id=$(note t2 "$site2" 带照片)
for i in $(seq 30); do note t2 "$site2" "二号 $i" > /dev/null; done
for i in 1 2 3; do tablet t2 photo add --record "$id" "$work/a.jpg" > /dev/null; head -c 500000 /dev/urandom >> "$work/a.jpg"; done
waiting=$(status t2 waiting)
tablet t2 handover --out "$work/two.plumbhand" > /dev/null
for i in 1 2 3 4 5 6 7 8 9; do
    timeout -s KILL "0.0$((i + 1))" "$plumbd" handover import "$work/two.plumbhand" --dir "$work/office" > /dev/null 2>&1 || true
done
office handover import "$work/two.plumbhand" > /dev/null
two=$(digest "$work/two.plumbhand")
check 'killed while it read: all of it, once' "taken $waiting $waiting" "$(of "$two" state) $(of "$two" entries) $(of "$two" entries_new)"
check 'and the photos, of which it had one' '3 2 0' "$(of "$two" files) $(of "$two" files_new) $(of "$two" files_refused)"
office_start
tablet t2 sync > /dev/null

# Another office takes nothing of it.
office_stop
mv "$work/office" "$work/office1"
note t1 "$site" 新的 > /dev/null
tablet t1 handover --out "$work/new.plumbhand" > /dev/null
office_make
first_ports="$sync_port $office_port"
sync_port=0 office_port=0
office_start
enrol t4 P004
fails 8 'a tablet of another office' tablet t4 handover import "$work/new.plumbhand"
fails 8 'another office' office handover import "$work/new.plumbhand"
check 'and keeps nothing' 0 "$(office handover list | in_all)"
office_stop
mv "$work/office" "$work/office2"
mv "$work/office1" "$work/office"
read -r sync_port office_port <<< "$first_ports"
office_start

# A revoked tablet's work goes to quarantine, as does that of one that was wiped.
office device revoke "$d1" > /dev/null
fails 26 'work of a revoked tablet' office handover import "$work/new.plumbhand"
check 'is held' 1 "$(total quarantine)"
d3=$(status t3 device)
note t3 "$site" 清空之前 > /dev/null
office device wipe "$d3" > /dev/null
tablet t3 sync > /dev/null 2>&1 || true
sealed=$(find "$work/t3" -name 'undelivered-*.plumbenv')
check 'the wiped tablet left a file' 1 "$(find "$work/t3" -name 'undelivered-*.plumbenv' | wc -l)"
fails 26 'work of a wiped tablet' office handover import "$sealed"
check 'is held, too' 2 "$(total quarantine)"
check 'and can be let in' 0 "$(held=$(office quarantine list --json | field id); office quarantine accept "$held" --reason 是我们的 > /dev/null; echo $?)"
fails 31 'a cut one' office handover import "$work/cut"
fails 18 'no such file' office handover import "$work/a.jpg"
check 'the office is whole' 0 "$(office verify > /dev/null; echo $?)"
blob=$(find "$work/office/blobs" -name "$first")
printf '\x01' | dd of="$blob" bs=1 seek=1000 conv=notrunc status=none
fails 19 'a handover file that was damaged at the office' office verify
