#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The catalogue as a clerk handles it: what comes with the program, an edited one, a bad one; a version never changes (D3.13).
. "$(dirname "$0")/lib.sh"

office_make
file="$work/mine.json"
check 'init publishes the catalogue that comes with it' 2026.3 "$(office catalogue list | cut -d' ' -f1)"
check 'it is shown in words' 1 "$(office catalogue show --part briefing | grep -c '交底确认单 briefing confirmation')"
office catalogue show --json > "$file"
check 'shown as JSON it is the file itself' same "$(cmp "$file" "$root/shared/data/catalogue_default.json" && echo same)"
check 'publishing it again changes nothing' false "$(office catalogue publish "$file" --json | field made)"

sed -i 's/"name": "ratio_base"/"name": "ratio_bas"/' "$file"
fails 3 'a bad one' office catalogue check "$file"
check 'is refused by its place' 1 \
    "$(grep -c 'nodes\[5\] "materials".gate\[0\].when: column 9: there is no setting .ratio_base.$' <(tail -n 1 "$work/fails.err"))"
fails 3 'a bad one is never published' office catalogue publish "$file"
fails 18 'nor by the general door' office record set --kind catalogue version=x content=x
fails 3 'nor with a content that is no catalogue' office record set --kind catalogue version=x 'content={}'

sed -i 's/"name": "ratio_bas"/"name": "ratio_base"/; s/"value": 2$/"value": 4/' "$file"
fails 5 'a version is never rewritten (D3.13)' office catalogue publish "$file"
check 'and says so' 1 "$(grep -c 'published already with other content' <(tail -n 1 "$work/fails.err"))"
sed -i 's/"version": "2026.3"/"version": "2026.4"/' "$file"
check 'under a new version it is published' true "$(office catalogue publish "$file" --json | field made)"
check 'the newest comes first' '2026.4 2026.3 ' "$(office catalogue list | cut -d' ' -f1 | tr '\n' ' ')"
office catalogue compare 2026.3 2026.4 > "$work/compared"
check 'two are compared entry by entry' 2 "$(grep -c '^修改 changed: ' "$work/compared")"
check 'with both texts' '-2+4' "$(grep -A2 'settings\[ratio_base\].value' "$work/compared" | tail -n 2 | tr -d ' \n')"
check 'a file and a version are compared too' '[]' "$(office catalogue compare 2026.4 "$file" --json)"
fails 4 'what is neither' office catalogue compare 2026.4 nothing

office_start
enrol t1 P001
check 'a tablet has them all' '2026.4 2026.3 ' "$(tablet t1 catalogue list | cut -d' ' -f1 | tr '\n' ' ')"
check 'and shows the newest' 1 "$(tablet t1 catalogue show | grep -c '^目录 catalogue 2026.4: ')"
check 'with the check items of a node' 1 "$(tablet t1 catalogue show 2026.3 --part water_electric | grep -c 'pressure_test .*MPa')"
fails 4 'a version that is not here' tablet t1 catalogue show 1999.1
