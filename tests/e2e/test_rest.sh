#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Other systems by /rest/v1: what is described is there and the reverse, and nobody sees or writes more than the token says.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol a P001
site=$(site_of a HT2026-001)
note a "$site" '备注' > /dev/null
tablet a sync > /dev/null
# A sign-off in the log, an issue, a photo, a night: what there is to read.
printf '\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00a picture\xff\xd9' > "$work/a.jpg"
tablet a photo add --record "$(note a "$site" '照片')" "$work/a.jpg" > /dev/null
node=$(tablet a node start --site "$site" --code measurement --json | field node)
tablet a item set --node "$node" on_time=pass tools=pass careful_record=pass to_design_needs=pass dwelling_defects=pass \
    customer_wishes=pass told_what_to_mind=pass > /dev/null
awk 'BEGIN {
    printf "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":["
    for (s = 0; s < 3; s++) {
        printf s ? ",[" : "["
        for (i = 0; i < 24; i++)
            printf "%s[%d,%d,%d,%d]", i ? "," : "", 2000 + s * 9000 + i * 300, 9000 + int(6000 * sin(i / 3 + s)), 400 + i * 10, s * 900 + i * 16
        printf "]"
    }
    printf "],\"width\":40000}"
}' > "$work/strokes.json"
tablet a sign --node "$node" --role customer --name 赵女士 --verdict 满意 --strokes "$work/strokes.json" > /dev/null
tablet a sync > /dev/null

token() { office token add --name "$1" --json "${@:2}"; }
all=$(token all --scope read:sites --scope read:personal --scope read:issues --scope read:signoffs --scope read:records \
    --scope read:nights --scope write:records --scope write:people | field token)
none=$(token none --scope read:personal | field token)
bare=$(token bare --scope read:sites --scope read:records | field token)
store=$(token store --scope read:sites --scope read:nights --scope write:records --store 城东店 | field token)
busy=$(token busy --scope read:sites | field token)
token revoked --scope read:sites > "$work/revoked.json"
office token revoke "$(field id < "$work/revoked.json")" > /dev/null
fails 3 'a scope that is none' office token add --name x --scope read:everything
fails 3 'an end that is past' office token add --name x --scope read:sites --until 2020-01-01
office reconcile --keep > /dev/null
comes 2 'the sign-off and the night are in the log' sh -c "'$plumbd' log head --dir '$work/office' --json | grep -o '\"size\":\"*[0-9]*' | grep -o '[0-9]*'"
python3 "$root/tests/e2e/rest_client.py" "127.0.0.1:$office_port" all="$all" none="$none" bare="$bare" store="$store" \
    store_name=城东店 busy="$busy" revoked="$(field token < "$work/revoked.json")" out="$work/sealed.plumb" \
    empty=/rest/v1/issues/{id} > "$work/client.out" || true
check 'the other system finds everything as described' '0 faults' "$(sed -n '$s/.*, //p' "$work/client.out")"
[ "$(sed -n '$s/.*, //p' "$work/client.out")" = '0 faults' ] || cat "$work/client.out"
check 'the sealed file is genuine' 0 "$("$plumb" verify --ca "$work/office/keys/ca.pem" "$work/sealed.plumb" > /dev/null; echo $?)"
check 'a token is kept nowhere' '' "$(grep -rl -- "$all" "$work/office" || true)"

# An export is made in the background, whole, and says what is in it.
fails 4 'of no site' office job add dossier --site HT9999-999
job=$(office job add dossier --site HT2026-001 --photos --json | field id)
comes done 'it is made' sh -c "'$plumbd' job list --dir '$work/office' --json | tr '{' '\n' | grep -A 9 '$job' | grep -o '\"state\":\"[a-z]*\"' | cut -d '\"' -f 4"
office job fetch "$job" --out "$work/dossier.zip" > /dev/null
fails 5 'nothing is replaced' office job fetch "$job" --out "$work/dossier.zip"
check 'the archive holds what its manifest says' "$(office job list --json | field sha256)" "$(sha256sum "$work/dossier.zip" | cut -d ' ' -f 1)"
check 'every file is whole and named' 'True True True True' "$(python3 - "$work/dossier.zip" << 'PYTHON'
import hashlib, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
manifest = json.loads(archive.read('manifest.json'))
names = {f['name'] for f in manifest['files']}
print(archive.testzip() is None, all(hashlib.sha256(archive.read(f['name'])).hexdigest() == f['sha256'] for f in manifest['files']),
      names | {'manifest.json'} == set(archive.namelist()),
      {'site.csv', 'site.xlsx', 'records.jsonl'} <= names and any(n.startswith('signoffs/') for n in names) and any(n.startswith('photos/') for n in names))
PYTHON
)"

# All of it stands in the audit, and the chain holds.
office audit list --json > "$work/audit.json"
for act in token.add token.revoke read.site read.signoff record.set export.ask export.made; do
    check "the audit has $act" yes "$(grep -q "\"$act\"" "$work/audit.json" && echo yes)"
done
check 'a write is that of the token' yes "$(grep -q '"token:all"' "$work/audit.json" && echo yes)"
check 'the chain holds' 0 "$(office audit verify > /dev/null; echo $?)"
