#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A customer is erased by law (D12.2): 64 strings that stand for her, in every place where the programs keep something, are nowhere
# afterwards, not on the tablets, not in a restored backup; what she signed can still be proved.
. "$(dirname "$0")/lib.sh"
n=0
# next: one more string that may not be found afterwards, in $canary.
next() {
    n=$((n + 1))
    canary=$(printf 'ZQCANARY%02d' $n)
}
hits() { { grep -raohiE 'ZQCANARY[0-9]{2}' "$@" || true; } | tr a-z A-Z | sort -u | wc -l; }
where() { grep -rlaiE 'ZQCANARY[0-9]{2}' "$@" || true; }

office_make
next; name=张$canary; next; phone=$canary; next; address="东湖路 8 号 $canary 室"; next; contract=$canary
printf '合同编号,客户姓名,客户电话,地址,门店,分部\n%s,%s,%s,%s,城东店,第一分部\n' "$contract" "$name" 13800000099 "$address" > "$work/sites.csv"
printf 'site,person,role,active\n%s,P001,designer,true\n%s,P002,designer,true\n%s,P003,designer,true\n' "$contract" "$contract" "$contract" > "$work/assignments.csv"
office import "$work/sites.csv" "$work/assignments.csv" > /dev/null
office_start
for t in t1 t2 t3; do enrol $t "P00${t#t}"; done
site=$(site_of t1 "$contract")
other=$(site_of t1 HT2026-001)
office record set --kind site --id "$site" "customer_phone=$phone" > /dev/null
# At the desk: what somebody looked for, filtered by, saved and wrote as a reason, as a browser sends it; and what is nobody's.
page=https://localhost:$office_port
web=(-s --compressed --cacert "$work/office/keys/ca.pem" --max-time 20 -b "$work/jar" -c "$work/jar" -H 'X-Plumb: 1' -H 'Content-Type: application/json')
post() { check "$1" 200 "$(curl "${web[@]}" -o "$work/answer" -w '%{http_code}' -d "$3" "$page/api/$2")"; }
encoded() { python3 -c 'import sys, urllib.parse; print(urllib.parse.quote_plus(sys.argv[1]))' "$1"; }
file_of() { check "$1" 200 "$(curl "${web[@]}" -o "$work/answer.csv" -w '%{http_code}' "$page/api/sites?format=csv&text=$2")"; }
views() { curl "${web[@]}" "$page/api/views?list=sites" | grep -o '"name":"[^"]*"' | cut -d '"' -f 4 | LC_ALL=C sort | tr '\n' ' '; }
first=$(office account add --person P001 --login wang --role administrator --json | field password)
post 'a clerk comes in' sign-in "{\"login\":\"wang\",\"password\":\"$first\"}"
post 'with a password of her own' password "{\"old\":\"$first\",\"new\":\"a few unrelated words\"}"
post 'she saves a filter by the name' views "{\"list\":\"sites\",\"name\":\"她\",\"query\":\"sort=contract&text=$(encoded "$name")\"}"
post 'and one named so' views "{\"list\":\"sites\",\"name\":\"给$name\",\"query\":\"\"}"
post 'and by the address' views "{\"list\":\"sites\",\"name\":\"那里\",\"query\":\"text=$(encoded "$address")\"}"
post 'and by a part of the name' views "{\"list\":\"sites\",\"name\":\"大概\",\"query\":\"text=${name#张}\"}"
post 'and one that is of many' views "{\"list\":\"sites\",\"name\":\"东湖\",\"query\":\"text=$(encoded 东湖路)\"}"
file_of 'a list by the name' "$(encoded "$name")"
file_of 'by a part of it' "${name#张}"
file_of 'by phone and street' "$(encoded "$phone 东湖路")"
file_of 'of many' "$(encoded 东湖路)"
curl "${web[@]}" -o "$work/answer" "$page/api/search?text=$(encoded "$name")"
check 'somebody found her' 1 "$(grep -c "$site" "$work/answer")"
office account add --person P002 --login li --role auditor > /dev/null
office account block li --why "泄露 $name 的电话" > /dev/null
rm "$work"/answer*
older=$name
next; name=王$canary
office record set --kind site --id "$site" "customer_name=$name" > /dev/null
check 'what was saved is there' '东湖 大概 她 给'"$older"' 那里 ' "$(views)"
# Wherever something is kept: fields and their older values, notes, conflicts, a deleted record, photos and their names, the
# quarantine, what was signed, work that was not sent, a file that was carried by hand, reports.
texts=()
for _ in $(seq 12); do
    next
    texts+=("$(note t1 "$site" "客户说 $canary")")
done
next; tablet t1 record set --kind note --site "$site" --id "${texts[0]}" "text=改 $canary" > /dev/null
tablet t1 record set --kind note --site "$site" --id "${texts[1]}" deleted=true > /dev/null
next; printf '\xff\xd8\xff\xe0%s' "$canary" > "$work/a.jpg"; head -c 300000 /dev/urandom >> "$work/a.jpg"
next; cp "$work/a.jpg" "$work/${canary,,}.jpg"
tablet t1 photo add --record "${texts[2]}" "$work/${canary,,}.jpg" > /dev/null
node=$(tablet t1 node start --site "$site" --code measurement --json | field node)
next; tablet t1 item set --node "$node" on_time=pass tools=pass careful_record=pass to_design_needs=pass dwelling_defects=pass \
    customer_wishes=pass told_what_to_mind=pass > /dev/null
tablet t1 item set --node "$node" tools=pass --note "$canary" > /dev/null
next; signed=$(tablet t1 sign --node "$node" --role customer --name "$canary" --verdict 满意 --strokes "$root/tools/sample/handwriting.json" --json | field id)
for t in t1 t2 t3; do tablet $t sync > /dev/null; done
next; tablet t1 record set --kind note --site "$site" --id "${texts[3]}" "text=一 $canary" > /dev/null
next; tablet t2 record set --kind note --site "$site" --id "${texts[3]}" "text=二 $canary" > /dev/null
next; office record set --kind contact --site "$site" stage=design "name=$canary" > /dev/null
next; office record set --kind site --id "$site" "customer_phone=$canary" > /dev/null
for t in t1 t2 t3; do tablet $t sync > /dev/null; done
keep=$(note t1 "$other" '别的客户')
tablet t1 sync > /dev/null
tablet t1 export signoff "$signed" --out "$work/kept.plumb" > /dev/null
office reconcile --keep > /dev/null
mkdir "$work/office/reports" && office reconcile > "$work/office/reports/today.txt" # as an earlier version left them
for _ in $(seq 20); do next; note t2 "$site" "没有送出 $canary" > /dev/null; done
next; printf '\xff\xd8\xff\xe0%s' "$canary" > "$work/b.jpg"; head -c 200000 /dev/urandom >> "$work/b.jpg"
tablet t2 photo add --record "${texts[4]}" "$work/b.jpg" > /dev/null
cp -a "$work/t2" "$work/t4" # a copy of the tablet, with everything on it
tablet t2 handover --out "$work/t2.plumbhand" > /dev/null
for _ in $(seq 10); do next; note t2 "$site" "仍在平板 $canary" > /dev/null; done
office handover import "$work/t2.plumbhand" > /dev/null
while [ $n -lt 64 ]; do next; note t3 "$site" "三号平板 $canary" > /dev/null; done
check 'so many strings' 64 "$n"
check 'in the office there are many' yes "$([ "$(hits "$work/office")" -ge 40 ] && echo yes || hits "$work/office")"
check 'all of them are somewhere' 64 "$(hits "$work/office" "$work"/t[1-4])"
office backup "$work/backup" > /dev/null
check 'and in its backup' yes "$([ "$(hits "$work/backup")" -ge 40 ] && echo yes || hits "$work/backup")"
rm "$work/sites.csv" "$work/assignments.csv"

# Everything about her, for her: whole, readable, every file with its digest.
office customer export "$site" --out "$work/export" --json > "$work/export.json"
for f in index.html customer.xlsx records.json manifest.json ca.pem csv/note.csv csv/site.csv; do
    check "the export has $f" yes "$([ -s "$work/export/$f" ] && echo yes)"
done
check 'every file is what the manifest says' OK "$(cd "$work/export" && grep -o '"path":"[^"]*","sha256":"[^"]*"' manifest.json |
    sed 's/"path":"\(.*\)","sha256":"\(.*\)"/\2  \1/' | sha256sum -c --quiet 2>&1 && echo OK)"
check 'nothing lies there that it does not name' "$(find "$work/export" -type f | wc -l)" "$(($(field files < "$work/export.json")))"
check 'the manifest is known by its digest' "$(sha256sum < "$work/export/manifest.json" | cut -c1-64)" "$(field manifest < "$work/export.json")"
check 'older values are in it' yes "$(grep -q '"write":' "$work/export/records.json" && grep -q "$name" "$work/export/index.html" && echo yes)"
check 'her photo is in it' yes "$(cmp -s "$work/a.jpg" "$work/export/files/$(sha256sum < "$work/a.jpg" | cut -c1-64).jpg" && echo yes)"
check 'her sign-off is genuine' 0 "$(tablet t1 verify "$work/export/signoffs/$signed.plumb" --ca "$work/export/ca.pem" > "$work/verify.log" 2>&1; echo $?)"
check 'her form is drawn' "$([ -x "$PLUMB_BIN/plumbd-form" ] && echo 1 || echo 0)" "$(field forms < "$work/export.json")"
fails 5 'into a folder that is used' office customer export "$site" --out "$work/export"
# The console's job gives the same: every file, every digest; who asked and when stands in the manifest alone.
job=$(office job add customer --site "$contract" --json | field id)
made() { office job list --json | tr '{' '\n' | grep -A 9 "$job" | field state; }
for _ in $(seq 600); do [ "$(made)" = waiting ] || break; sleep 0.1; done
check 'the package is made in the background, too' done "$(made)"
office job fetch "$job" --out "$work/export.zip" > /dev/null
check 'the package of the job is that of the verb' same "$(python3 - "$work/export" "$work/export.zip" << 'PYTHON'
import hashlib, json, os, sys, zipfile
folder, archive = sys.argv[1], zipfile.ZipFile(sys.argv[2])
ours, theirs = json.load(open(os.path.join(folder, 'manifest.json'))), json.loads(archive.read('manifest.json'))
names = {os.path.relpath(os.path.join(at, name), folder) for at, _, files in os.walk(folder) for name in files}
files = {f['path']: f['sha256'] for f in theirs['files']}
for wrong in [archive.testzip(), names ^ set(archive.namelist()), set(files) ^ (names - {'manifest.json'})]:
    if wrong: print('not the same names:', wrong)
for path, digest in files.items():
    if hashlib.sha256(archive.read(path)).hexdigest() != digest: print('not what the manifest says:', path)
moments = {'index.html', 'customer.xlsx'} # say when they were made
for f in ours['files']:
    if files.get(f['path']) != f['sha256'] and f['path'] not in moments: print('differs:', f['path'])
print('same' if {**ours, 'by': 0, 'made': 0, 'files': 0} == {**theirs, 'by': 0, 'made': 0, 'files': 0} else (ours, theirs))
PYTHON
)"
check 'its manifest stands in the audit' 1 "$(office audit list --act export.customer --json | grep -c "$(python3 -c "import hashlib, sys, zipfile; print(hashlib.sha256(zipfile.ZipFile(sys.argv[1]).read('manifest.json')).hexdigest())" "$work/export.zip")")"
check 'and lies in the office until it is fetched' yes "$([ -s "$work/office/jobs/$job.zip" ] && echo yes)"
rm -r "$work/export" "$work/export.zip"

# Two steps; nothing happens in between.
office customer erase "$site" --plan > "$work/plan"
code=$(office customer erase --contract "$contract" --plan --json | field code)
check 'the plan says what goes' 1 "$(grep -c '记录 records' "$work/plan")"
check 'and how to go on' 1 "$(grep -c -- "--confirm $code" "$work/plan")"
fails 3 'a reason with a name she had' office customer erase "$site" --reason "$older 要求" --confirm "$code"
fails 3 'a reason that names her' office customer erase "$site" --reason "$name 要求" --confirm "$code"
fails 21 'another code' office customer erase "$site" --reason 本人要求 --confirm 0000-0000
fails 2 'no reason' office customer erase "$site" --confirm "$code"
note t1 "$site" '还在记录' > /dev/null
tablet t1 sync > /dev/null
fails 21 'the site has changed since the plan' office customer erase "$site" --reason 本人要求 --confirm "$code"
rm "$work"/*.jpg
code=$(office customer erase "$site" --plan --json | field code)
started_ms=$(date +%s%3N)
office customer erase "$site" --reason 本人要求 --confirm "${code^^}" --json > "$work/erased.json"
echo "erased in $(($(date +%s%3N) - started_ms)) ms"
check 'one proof was kept' 1 "$(field signoffs < "$work/erased.json")"
check 'the pages were overwritten' no "$([ "$(field scrubbed < "$work/erased.json")" = null ] && echo yes || echo no)"
check 'nothing of her is in the office' '' "$(where "$work/office" "$work/office.log")"
check 'a filter of others is there' '东湖 ' "$(views)"
check 'and that somebody took that list' 1 "$(office audit list --act export.sites --json | grep -c "$(encoded 东湖路)\\\\\"" || true)"
check 'the audit is whole' true "$(office audit verify --json | field ok)"
fails 5 'twice' office customer erase "$site" --plan
fails 3 'nobody writes there again' office record set --kind note --site "$site" text=又来
check 'three tablets have to confirm' 3 "$(office customer erased --json | grep -o '"confirmed":false' | wc -l)"

# Tablets: what was not sent goes, too; the office counts what it did not keep.
for t in t1 t2 t3; do tablet $t sync > /dev/null; tablet $t sync > /dev/null; done
for t in t1 t2 t3; do
    check "nothing is on $t" '' "$(where "$work/$t")"
    check "$t is whole" 0 "$(tablet $t doctor > "$work/doctor.log" 2>&1; echo $?)"
    check "$t has nothing to send" 0 "$(status $t waiting)"
done
check 'all have confirmed' 0 "$(office customer erased --json | grep -o '"confirmed":false' | wc -l)"
check 'what came later was counted' yes "$([ "$(office customer erased --json | field late)" -gt 0 ] && echo yes)"
check 'nothing came back' '' "$(where "$work/office" "$work/office.log")"
check 'another customer is whole' 别的客户 "$(office record get "$keep" --json | grep -o '"text":{"value":"[^"]*"' | field value)"
check 'nothing is missing' 0 "$(total missing)"
check 'everything is intact' true "$(office verify --json | field ok)"
check 'what she kept is genuine' 0 "$(tablet t1 verify "$work/kept.plumb" > "$work/verify.log" 2>&1; echo $?)"
check 'and its proof is known' 1 "$(office customer erased "$site" --json | grep -o '"verdict":"satisfied"' | wc -l)"
check 'a night from before stands as it was signed' 0 "$(office reconcile check --json | field findings)"
check 'the log has it' 1 "$(office log list --json | grep -o "$signed" | sort -u | wc -l)"

# A backup from before brings nothing back, nor does a copy of a tablet that never heard of it.
office_stop
rm -rf "$work"/office/{office.db*,blobs,uploads,reports}
office restore "$work/backup" > /dev/null
check 'nothing of her is in the restored office' '' "$(where "$work/office")"
office_start
for t in t4 t1 t2 t3; do tablet $t sync > /dev/null; tablet $t sync > /dev/null; done
check 'the copy brought nothing back' '' "$(where "$work/office" "$work/office.log")"
check 'and has nothing any more' '' "$(where "$work/t4")"
check 'another customer is whole again' 别的客户 "$(office record get "$keep" --json | grep -o '"text":{"value":"[^"]*"' | field value)"
check 'the restored office is intact' true "$(office verify --json | field ok)"
check 'the proof is there again' 1 "$(office customer erased "$site" --json | grep -o '"verdict":"satisfied"' | wc -l)"
