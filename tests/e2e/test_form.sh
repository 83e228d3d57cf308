#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Paper forms with the real programs: a node with photos and measured values is signed on a tablet and printed in the office, the
# same bytes every time, whatever becomes of the records afterwards.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-001)

awk 'BEGIN {
    printf "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":["
    for (s = 0; s < 3; s++) {
        printf s ? ",[" : "["
        for (i = 0; i < 24; i++)
            printf "%s[%d,%d,%d,%d]", i ? "," : "", 2000 + s * 9000 + i * 300, 9000 + int(6000 * sin(i / 3 + s)), 400 + i * 10, s * 900 + i * 16
        printf "]"
    }
    printf "],\"width\":40000}"
}' > "$work/hand.json"
awk 'BEGIN { printf "P3 320 240 255\n"; for (i = 0; i < 76800; i++) print i % 251, i % 241, i % 239 }' | cjpeg -quality 85 > "$work/pipes.jpg"

form() { office export form "$@" --company 某某装饰工程有限公司; }
sha() { sha256sum < "$1" | cut -c 1-64; }
pages() { grep -a -o '/Count [0-9]*' "$1" | tail -n 1 | cut -d ' ' -f 2; }

node=$(tablet t1 node start --site "$site" --code water_electric --json | field node)
tablet t1 item set --node "$node" routes=pass positions=pass quantities_cost=pass standard=pass pressure_test=pass closed_water_test=pass > /dev/null
tablet t1 item measure --node "$node" --item pressure_test --point 总阀 --value 0.80 > /dev/null
routes=$(tablet t1 record list --kind item_result --json | tr '\n' ' ' | sed 's/{"id":/\n{"id":/g' | grep '"routes"' | field id)
tablet t1 photo add "$work/pipes.jpg" --record "$routes" > /dev/null
sign() { tablet t1 sign --node "$node" --form water_electric_confirmation --strokes "$work/hand.json" --json "$@" | field id; }
customer=$(sign --role customer --name 赵女士 --verdict 合格 --latitude 30.58 --longitude 114.3) ||
    customer=$(sign --role customer --name 赵女士 --verdict 满意 --latitude 30.58 --longitude 114.3)
check 'D6.1 the customer signed' 36 "${#customer}"
fails 4 'a sign-off that the office does not know' form "$customer"
tablet t1 sync > /dev/null

# While the server runs: the verb is handed to it.
form "$customer" --out "$work/one.pdf" > /dev/null
check 'a PDF' %PDF "$(head -c 4 "$work/one.pdf")"
check 'the form and its photo' 2 "$(pages "$work/one.pdf")"
check 'nothing is left in the server of what draws' 0 "$(grep -c -E 'cairo|pango' "/proc/$office_pid/maps")"
office_stop
form "$customer" --out "$work/two.pdf" > /dev/null
check 'the same bytes, by another process' "$(sha "$work/one.pdf")" "$(sha "$work/two.pdf")"
(cd "$work" && form "$customer" --json > "$work/said.json")
check 'named by form and sign-off' "water_electric_confirmation-$customer.pdf" "$(field file < "$work/said.json")"
check 'which is there' "$(sha "$work/one.pdf")" "$(sha "$work/water_electric_confirmation-$customer.pdf")"
form "$customer" --out - > "$work/three.pdf"
check 'or on stdout' "$(sha "$work/one.pdf")" "$(sha "$work/three.pdf")"
form --node "$node" --form water_electric_confirmation --out "$work/node.pdf" > /dev/null
check 'the only one of its node' "$(sha "$work/one.pdf")" "$(sha "$work/node.pdf")"

fails 2 'neither sign-off nor node' form
fails 2 'both' form "$customer" --node "$node" --form water_electric_confirmation
fails 2 'a node without a form' form --node "$node"
fails 3 'no id' form xyz
fails 4 'nobody has it' form 00000000-0000-7000-8000-000000000000
fails 4 'no such form of the node' form --node "$node" --form handbook
fails 4 'a record that is no sign-off' form "$node"
fails 3 'a file name with a turn' form "$customer" --out "$work/a b.pdf"
fails 4 'a folder that is not there' form "$customer" --out "$work/none/a.pdf"

# D6.2: an edit afterwards leaves the paper as it was signed, and stamps it.
office_start
tablet t1 item set --node "$node" standard=pass --note '补记' > /dev/null
tablet t1 sync > /dev/null
form "$customer" --out "$work/changed.pdf" > /dev/null
check 'D6.2 the stamp makes another paper' no "$([ "$(sha "$work/changed.pdf")" = "$(sha "$work/one.pdf")" ] && echo yes || echo no)"
check 'of as many pages' 2 "$(pages "$work/changed.pdf")"
again=$(sign --role customer --name 赵女士 --verdict 合格) || again=$(sign --role customer --name 赵女士 --verdict 满意)
tablet t1 sync > /dev/null
form --node "$node" --form water_electric_confirmation --out "$work/node.pdf" --json > "$work/said.json"
check 'D6.2 a node prints its newest content' "$again" "$(field signoff < "$work/said.json")"
check 'D6.2 and says who signed another one' 1 "$(field other_content < "$work/said.json")"
tablet t1 void "$again" --reason 签错了人 > /dev/null
tablet t1 sync > /dev/null
form "$again" --out "$work/void.pdf" > /dev/null
check 'D6.4 a void is stamped' no "$([ "$(sha "$work/void.pdf")" = "$(sha "$work/node.pdf")" ] && echo yes || echo no)"

# Blobs that are gone or rotten. The photo's bytes were looked for in vain, then at something else.
photo=$(sha "$work/pipes.jpg")
blob=$work/office/blobs/${photo:0:2}/$photo
mv "$blob" "$work/kept.jpg"
form "$customer" --out "$work/lacks.pdf" > /dev/null
check 'a photo that is not here leaves a frame' 2 "$(pages "$work/lacks.pdf")"
echo nonsense > "$blob"
form "$customer" --out "$work/rotten.pdf" > /dev/null
check 'so does a rotten one' 2 "$(pages "$work/rotten.pdf")"
mv "$work/kept.jpg" "$blob"
form "$customer" --out "$work/back.pdf" > /dev/null
check 'and when it is back all is as before' "$(sha "$work/changed.pdf")" "$(sha "$work/back.pdf")"
statement=$(office record get "$customer" | sed -n 's/^  statement .*: //p')
blob=$work/office/blobs/${statement:0:2}/$statement
cp "$blob" "$work/statement"
sed -i 's/"result":"pass"/"result":"fail"/' "$blob"
fails 19 'a statement that was tampered with is not printed' form "$customer" --out "$work/never.pdf"
rm "$blob"
fails 4 'nor one that is not here' form "$customer" --out "$work/never.pdf"
check 'no half file' 0 "$(find "$work" -name 'never.pdf*' | wc -l)"
cp "$work/statement" "$blob"
mkfifo "$work/pipe.pdf"
fails 3 'what is no plain file is not replaced' form "$customer" --out "$work/pipe.pdf"
fails 3 'nor by an exported sign-off' office export signoff "$customer" --out "$work/pipe.pdf"
check 'it stands as it was' yes "$([ -p "$work/pipe.pdf" ] && echo yes)"
fails 3 'an exported sign-off is no text for a terminal' office export signoff "$customer" --out -

# The program that draws is not there: nothing else suffers.
mkdir "$work/bin"
cp "$plumbd" "$work/bin/plumbd"
office_stop
plumbd=$work/bin/plumbd
fails 25 'without plumbd-form' form "$customer" --out "$work/never.pdf"
check 'the office is whole' true "$(office verify --json | field ok)"
