#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Signing with the real programs: look at the page, seal it on two tablets offline, edit it afterwards, void, export.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-001)

# strokes FILE PHASE: a signature, drawn by a formula.
strokes() {
    awk -v phase="$2" 'BEGIN {
        printf "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":["
        for (s = 0; s < 3; s++) {
            printf s ? ",[" : "["
            for (i = 0; i < 24; i++)
                printf "%s[%d,%d,%d,%d]", i ? "," : "", 2000 + s * 9000 + i * 300, 9000 + int(6000 * sin(i / 3 + s + phase)), 400 + i * 10, s * 900 + i * 16
            printf "]"
        }
        printf "],\"width\":40000}"
    }' > "$1"
}
strokes "$work/zhao.json" 0
strokes "$work/wu.json" 1
said() { grep -q -- "$2" "$1" && echo yes || { echo no; cat "$1"; }; }
items() { tablet "$1" item set --node "$2" on_time=pass tools=pass careful_record=pass to_design_needs=pass dwelling_defects=pass customer_wishes=pass "told_what_to_mind=$3" > /dev/null; }
state_of() { tablet "$1" signoff show "$2" --json | field state; }

node=$(tablet t1 node start --site "$site" --code measurement --json | field node)
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
office_stop # from here on nobody has a network

fails 29 'D3.10 an unready page is refused' tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict 满意 --strokes "$work/zhao.json"
check 'it says what is missing' yes "$(said "$work/fails.err" '按约定时间到场')"
items t1 "$node" pass
tablet t1 sign --review --node "$node" > "$work/page.txt"
check 'D6.1 the page shows items and results' yes "$(said "$work/page.txt" '\[合格 pass\] 测量工具齐全 tools brought')"
check 'and that it is ready' yes "$(said "$work/page.txt" '可以签字')"
check 'a look signs nothing' '[]' "$(tablet t1 signoff list --node "$node" --json)"
shown=$(tablet t1 sign --review --node "$node" --json | field content)
fails 3 'a verdict of another scale' tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict qualified --strokes "$work/zhao.json"
fails 3 'a role that does not sign it' tablet t1 sign --node "$node" --role foreman --name 李工 --verdict 满意 --strokes "$work/zhao.json"
fails 3 'D6.6 not satisfied without a reason' tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict 不满意 --strokes "$work/zhao.json"
fails 2 'nothing to sign' tablet t1 sign --role customer --name 赵女士 --verdict 满意
fails 4 'strokes that are not there' tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict 满意 --strokes "$work/none.json"
tablet t1 sign --node "$node" --role 客户 --name 赵女士 --verdict 满意 --strokes "$work/zhao.json" --score 5 --latitude 30.58 \
    --longitude 114.3 --shown "$shown" --json > "$work/first.json"
first=$(field id < "$work/first.json")
check 'D6.1 it is signed' 36 "${#first}"
check 'its code can be read out' 9 "$(field code < "$work/first.json" | tr -d '\n' | wc -c)"
check 'it counts' counts "$(state_of t1 "$first")"

# D6.5: the other tablet, offline too, has the same content.
items t2 "$node" pass
second=$(tablet t2 sign --node "$node" --role designer --name 吴佳怡 --verdict satisfied --strokes "$work/wu.json" --json | field id)
check 'D6.5 the same content on both' "$shown" "$(tablet t2 signoff show "$second" --json | field content)"
check 'nobody has heard of it' 1 "$(tablet t2 signoff list --node "$node" | in_all)"

office_start
for t in t1 t2 t1; do tablet "$t" sync > /dev/null; done
check 'D6.5 both are on the first tablet' 2 "$(tablet t1 signoff list --node "$node" | in_all)"
check 'D6.5 the second counts there' counts "$(state_of t1 "$second")"
check 'D6.5 the first counts' counts "$(state_of t1 "$first")"
check 'all papers are at the office' 0 "$(status t1 blobs_waiting)$(status t2 blobs_waiting | tr -d 0)"
check 'the office holds nothing back' 0 "$(total quarantine)"
check 'every statement and hand is there' 0 "$(total blobs_missing)"
check 'the office has countersigned the first' true "$(tablet t1 signoff show "$first" --json | field countersigned)"
check 'and the second, on the other tablet too' true "$(tablet t1 signoff show "$second" --json | field countersigned)"
check 'the office is whole' true "$(office verify --json | field ok)"
tablet t1 site show "$site" > "$work/site.txt"
check 'D3.1 the node is done' yes "$(said "$work/site.txt" '测量')"

tablet t2 item set --node "$node" tools=pass --note '卷尺借用' > /dev/null
tablet t2 sync > /dev/null
tablet t1 sync > /dev/null
check 'D6.2 changed after signing' changed "$(state_of t1 "$first")"
tablet t1 signoff show "$first" > "$work/changed.txt"
check 'D6.2 in words' yes "$(said "$work/changed.txt" '签后变更，需重新签署')"
check 'D6.2 with what changed' yes "$(said "$work/changed.txt" '测量工具齐全 tools brought, 备注 note: (无 none) → 卷尺借用')"
fails 21 'D6.2 what was shown before is not signed' tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict 满意 \
    --strokes "$work/zhao.json" --shown "$shown"
again=$(tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict 满意 --strokes "$work/zhao.json" --json | field id)
check 'D6.2 signed again it counts' counts "$(state_of t1 "$again")"

fails 3 'D6.4 a void takes a reason' tablet t1 void "$again" --reason ''
tablet t1 void "$again" --reason '签错了人' > /dev/null
check 'D6.4 it is void' voided "$(state_of t1 "$again")"
tablet t1 signoff show "$again" > "$work/void.txt"
check 'D6.4 by whom and why' yes "$(said "$work/void.txt" '陈国强, 原因 reason: 签错了人')"
fails 5 'D6.4 only once' tablet t1 void "$again" --reason '再来'
code=0
tablet t1 record set --kind signoff --id "$again" --site "$site" verdict=not_satisfied > /dev/null 2>&1 || code=$?
check 'D6.4 never edited' refused "$([ $code -ne 0 ] && echo refused)"

office backup "$work/backup" > /dev/null
tablet t1 sign --node "$node" --role customer --name 赵女士 --verdict 不满意 --reason '卫生间没有量' --strokes "$work/zhao.json" --json > "$work/angry.json"
angry=$(field id < "$work/angry.json")
complaint=$(field complaint < "$work/angry.json")
check 'D6.6 it opens a complaint' 36 "${#complaint}"
check 'D6.6 in the customer’s words' yes "$(tablet t1 record get "$complaint" | grep '卫生间没有量' > /dev/null && echo yes)"
refused=$(tablet t1 sign --node "$node" --role designer --name 吴佳怡 --verdict 拒签 --reason '不同意' --json | field id)
check 'a refusal is recorded' counts "$(state_of t1 "$refused")"
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
check 'D6.6 the office and the other tablet have it' counts "$(state_of t2 "$angry")"
check 'the office still holds nothing back' 0 "$(total quarantine)"

(cd "$work" && "$plumb" export signoff "$angry" --dir "$work/t1" > "$work/export.txt")
copy=$(echo "$work"/signoff-*.plumb)
check 'with the office’s counter-signature' yes "$(said "$work/export.txt" 'with the office')"
check 'D6.3 the copy is written' 'plumbline evidence 1' "$(head -n 1 "$copy")"
# One sync was enough: the other tablet has the papers too.
office_stop
tablet t2 signoff show "$angry" > "$work/other.txt"
check 'D6.1 another tablet shows what was signed, offline' yes "$(said "$work/other.txt" '卫生间没有量')"
check 'D6.2 and compares it' no "$(grep -q '本机没有所签内容' "$work/other.txt" && echo yes || echo no)"
tablet t2 export signoff "$angry" --out "$work/other.plumb" > "$work/other-export.txt"
check 'D6.3 and exports the very same copy' same "$(cmp -s "$copy" "$work/other.plumb" && echo same)"
office_start
head -c 300000 /dev/urandom | { printf '\xff\xd8\xff\xe0'; cat; } > "$work/before.jpg"
photo=$(tablet t1 photo add --record "$angry" "$work/before.jpg" --json | field id)
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
digest=$(sha256sum "$work/before.jpg" | cut -d ' ' -f 1)
check 'an original does not come by itself' 0 "$(find "$work/t2/blobs" -name "$digest" | wc -l)"
tablet t2 photo get "$photo" --out "$work" --json > "$work/got.txt"
check 'but when somebody asks for it' true "$(field here < "$work/got.txt")"
check 'the very same file' same "$(cmp -s "$work/before.jpg" "$work/${digest:0:16}.jpg" && echo same)"
fails 2 'photos or a site' tablet t2 photo get
if "$plumb" verify --help > /dev/null 2>&1; then
    cp "$work/t1/keys/ca.pem" "$work/ca.pem"
    "$plumb" verify "$copy" --ca "$work/ca.pem" > "$work/verified.txt" 2>&1 && code=0 || code=$?
    check 'D6.3 it verifies with the authority alone' 0 "$code"
    check 'D6.3 and by the second verifier' genuine \
        "$(node "$(dirname "$0")/../../docs/verify/run.mjs" "$work/ca.pem" "$copy" | cut -f 1)"
    check 'both verifiers name the code that the signer was given' "$("$plumb" verify "$copy" --ca "$work/ca.pem" --json | field code)" \
        "$(node "$(dirname "$0")/../../docs/verify/run.mjs" "$work/ca.pem" "$copy" | cut -f 3)"
    printf 'X' | dd of="$copy" bs=1 seek=$(($(wc -c < "$copy") / 2)) conv=notrunc 2> /dev/null
    "$plumb" verify "$copy" --ca "$work/ca.pem" > /dev/null 2>&1 && code=0 || code=$?
    check 'D6.2 one changed byte is noticed' noticed "$([ $code -ne 0 ] && echo noticed)"
fi
office_stop
office restore "$work/backup" > /dev/null
office_start
for t in t1 t2 t1; do tablet "$t" sync > /dev/null; done
check 'a restored office gets sign-offs and papers again' "counts 0 0" "$(state_of t2 "$angry") $(total blobs_missing) $(total quarantine)"
check 'and countersigns them again' true "$(tablet t1 signoff show "$refused" --json | field countersigned)"
tablet t1 doctor > /dev/null && check 'the tablet is whole' yes yes
