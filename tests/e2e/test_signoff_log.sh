#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The office's log of sign-offs with the real programs: countersigned for both tablets, exported on both sides, not made
# shorter by an old backup, and whoever changes it behind the office's back is named.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-001)

# strokes FILE PHASE: a signature, drawn by a formula.
strokes() {
    awk -v phase="$2" 'BEGIN {
        printf "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":[["
        for (i = 0; i < 24; i++)
            printf "%s[%d,%d,%d,%d]", i ? "," : "", 2000 + i * 300, 9000 + int(6000 * sin(i / 3 + phase)), 400 + i * 10, i * 16
        printf "]],\"width\":40000}"
    }' > "$1"
}
strokes "$work/hand.json" 0
said() { grep -q -- "$2" "$1" && echo yes || { echo no; cat "$1"; }; }
items() { tablet "$1" item set --node "$2" on_time=pass tools=pass careful_record=pass to_design_needs=pass dwelling_defects=pass customer_wishes=pass told_what_to_mind=pass > /dev/null; }
# sign TABLET NODE ROLE NAME: prints its id.
sign() { tablet "$1" sign --node "$2" --role "$3" --name "$4" --verdict satisfied --strokes "$work/hand.json" --json | field id; }
countersigned() { tablet "$1" signoff show "$2" --json | field countersigned; }
leaves() { office log list | grep -c '^#' || true; }
root_at() { office log prove "$1" "$1" --json | field root; }

check 'the log begins empty' 0 "$(leaves)"
fails 4 'no head yet' office log head
node=$(tablet t1 node start --site "$site" --code measurement --json | field node)
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
items t1 "$node"
items t2 "$node"
office_stop # both sign where there is no network
first=$(sign t1 "$node" customer 赵女士)
second=$(sign t2 "$node" designer 吴佳怡)
office_start
for t in t1 t2 t1; do tablet "$t" sync > /dev/null; done
check 'both are in the log' 2 "$(leaves)"
for t in t1 t2; do
    check "D6.1 the first is countersigned on $t" true "$(countersigned "$t" "$first")"
    check "D6.1 the second is countersigned on $t" true "$(countersigned "$t" "$second")"
done
check 'each by a head of its own' 2 "$(office log heads | wc -l)"
check 'nothing waits' 0 "$(office log head --json | field waiting)"
check 'a sign-off is found by its beginning' "$first" "$(office log list | grep "${first%????}" | awk '{print $2}')"
office log show "${first%????}" > "$work/shown.txt"
check 'with leaf and head' yes "$(said "$work/shown.txt" 'plumbline-leaf-1')"
fails 3 'no id' office log show zzz
fails 4 'nobody' office log show ffffffff
fails 3 'no proof beyond the log' office log prove 1 9
check 'one hash proves one leaf to two' 1 "$(office log prove 1 2 --json | grep -o '"proof":\[[^]]*\]' | grep -o '"[0-9a-f]\{64\}"' | wc -l)"

(cd "$work" && "$plumb" export signoff "$first" --dir "$work/t1" --out tablet.plumb > /dev/null)
(cd "$work" && "$plumbd" export signoff "${first%???}" --dir "$work/office" --out office.plumb > "$work/export.txt")
check 'D6.3 tablet and office write the same file' same "$(cmp "$work/tablet.plumb" "$work/office.plumb" && echo same)"
check 'and say so' yes "$(said "$work/export.txt" 'countersigned')"
office export signoff --node "$node" --out "$work/copies" --json > "$work/copies.txt"
check 'a node gives all its sign-offs' 2 "$(find "$work/copies" -name 'signoff-????-????.plumb' | wc -l)"
check 'no half files' 0 "$(find "$work" -name '*.part' | wc -l)"
fails 4 'no such sign-off' office export signoff 00000000
fails 2 'neither sign-off nor node' office export signoff
cp "$work/t1/keys/ca.pem" "$work/ca.pem"
if "$plumb" verify --help > /dev/null 2>&1; then
    mkdir "$work/bare" # nothing of any office or tablet
    for file in "$work"/office.plumb "$work"/copies/*.plumb; do
        PLUMB_DIR=$work/bare "$plumb" verify "$file" --ca "$work/ca.pem" > "$work/verified.txt" 2>&1 && code=0 || code=$?
        check "D6.3 $(basename "$file") verifies with the authority alone" 0 "$code"
    done
    check 'and was received by the office' yes "$(said "$work/verified.txt" '会签\|countersign\|received')"
fi

old_root=$(root_at 2)
office backup "$work/backup" > /dev/null
third=$(sign t1 "$node" customer 赵先生)
tablet t1 sync > /dev/null
check 'a third one' 3 "$(leaves)"
late_root=$(root_at 3)
office_stop
office restore "$work/backup" > /dev/null
check 'the older backup did not make the log shorter' 3 "$(leaves)"
check 'its roots are what they were' "$old_root $late_root" "$(root_at 2) $(root_at 3)"
office_start
for t in t1 t2 t1; do tablet "$t" sync > /dev/null; done
check 'nothing is logged twice' 3 "$(leaves)"
check 'the third is still countersigned' true "$(countersigned t1 "$third")"
fourth=$(sign t2 "$node" designer 吴佳怡)
tablet t2 sync > /dev/null
tablet t2 sync > /dev/null
check 'the log goes on' 4 "$(leaves)"
check 'and countersigns' true "$(countersigned t2 "$fourth")"
check 'heads of two epochs' 2 "$(office log heads | awk '{print $NF}' | sort -u | wc -l)"
check 'everything is intact' true "$(office verify --json | field ok)"
office_stop

# tampered WHAT SQL WORD…: as the database's superuser, triggers out of the way; verify must name it.
tampered() {
    local what=$1 sql=$2
    shift 2
    rm -rf "$work/tampered"
    cp -a "$work/office" "$work/tampered"
    python3 - "$work/tampered/office.db" "$sql" <<- 'PYTHON'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
		    db.execute(f"DROP TRIGGER {name}")
		before = db.total_changes
		db.executescript(sys.argv[2])
		assert db.total_changes > before
		db.commit()
	PYTHON
    fails 19 "$what" "$plumbd" verify --dir "$work/tampered"
    for word in "$@"; do
        check "$what: $word" yes "$(said "$work/fails.out" "$word")"
    done
}
tampered 'a leaf that was changed' "UPDATE log_leaves SET leaf = replace(CAST(leaf AS TEXT), 'received_ms\":1', 'received_ms\":2') WHERE number = 2" \
    'not those of the head over 2'
tampered 'a sealed text that was changed' "UPDATE records SET state = CAST(replace(CAST(state AS TEXT), '赵先生', '赵太太') AS BLOB) WHERE kind = (SELECT row FROM kinds WHERE name = 'signoff')" \
    "record $third" "sign-off $third: it is not what leaf 2 of the log says"
tampered 'the end of the log, removed' 'DELETE FROM log_heads WHERE size > 2; DELETE FROM log_leaves WHERE number > 2' \
    '2 leaves had been removed'
tampered 'a sign-off, removed' "DELETE FROM records WHERE CAST(state AS TEXT) LIKE '%$second%' AND kind = (SELECT row FROM kinds WHERE name = 'signoff')" \
    "sign-off $second"
tampered 'a head with another seal' 'UPDATE log_heads SET seal = (SELECT seal FROM log_heads WHERE size = 1) WHERE size = 2' \
    'the head over 2 leaves is not sealed'
check 'rebuild leaves the log alone' 4 "$(office rebuild > /dev/null; leaves)"
check 'and the office is whole' true "$(office verify --json | field ok)"
