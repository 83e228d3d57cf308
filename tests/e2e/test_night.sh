#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A night by the real programs: kept once, in the log, the same in every format; what is planted is found; the history leads back to it.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001
enrol t2 P002
site=$(site_of t1 HT2026-005)
head -c 3000 /dev/urandom > "$work/noise"
{ printf '\xff\xd8\xff\xe0'; cat "$work/noise"; } > "$work/photo.jpg"
id=$(note t1 "$site" 今晚的工作)
tablet t1 photo add --record "$id" "$work/photo.jpg" > /dev/null
tablet t1 sync > /dev/null

# Damage behind the office's back: the file of a photo is rewritten.
blob=$(find "$work/office/blobs" -type f -size +2k | head -n 1)
printf x | dd of="$blob" bs=1 seek=100 conv=notrunc status=none
today=$(TZ=Asia/Shanghai date +%F)
office reconcile --keep --format html,csv,xlsx,json --out "$work/out" > "$work/files.txt"
check 'four files' 4 "$(wc -l < "$work/files.txt")"
json=$work/out/reconcile-$today.json
of() { grep -o '"totals":{[^}]*}' "$json" | field "$1"; }
check 'the damaged file is found' 1 "$(of damaged)"
check 'by its digest' 1 "$(grep -c "\"item\":\"$(basename "$blob")\"" "$json")"
check 'nothing is missing' 0 "$(of missing)"
check 'two tablets' 2 "$(of devices)"
check 'thirty sites' 30 "$(of sites)"

# The workbook, the table and the page carry the numbers of the JSON, for every figure.
check 'every format says the same' same "$(python3 - "$work/out/reconcile-$today" << 'PY'
import csv, html, json, re, sys, zipfile
base = sys.argv[1]
night = json.load(open(base + '.json', encoding='utf-8'))['night']
totals = {k: v for k, v in night['totals'].items() if k not in ('devices', 'sites', 'says', 'holds')}
lines = list(csv.reader(open(base + '.csv', encoding='utf-8-sig')))
table = {line[1]: line[3] for line in lines[2:2 + len(totals)]}
page = open(base + '.html', encoding='utf-8').read()
cells = [[html.unescape(re.sub('<[^>]*>', '', c)) for c in re.findall('<td[^>]*>(.*?)</td>', row)]
         for row in re.findall('<tr>(.*?)</tr>', page)]
shown = {row[1]: row[3] for row in cells if len(row) == 6 and row[1] in totals}
book = zipfile.ZipFile(base + '.xlsx')
strings = re.findall('<si><t[^>]*>(.*?)</t></si>', book.read('xl/sharedStrings.xml').decode(), re.S)
sheet = book.read('xl/worksheets/sheet1.xml').decode()
values = {ref: strings[int(v)] if 't="s"' in more else v
          for ref, more, v in re.findall('<c r="([A-Z]+[0-9]+)"([^>]*)><v>(.*?)</v>', sheet)}
cellar = {values['B%d' % n]: values.get('D%d' % n, '') for n in range(2, 2 + len(totals))}
wanted = {k: '' if v is None else str(v) for k, v in totals.items()}
sums = {k: 0 for k in totals}
for row in night['rows']:
    sums[row['figure']] += row.get('amount', 1)
rows = {k: '' if totals[k] is None else str(v) for k, v in sums.items()}
print('same' if table == shown == cellar == wanted == rows else (table, shown, cellar, wanted, rows))
PY
)"
fails 5 'the night is kept once' office reconcile --keep
fails 4 'a night before the office began' office reconcile --date 2020-01-01
fails 2 'a workbook is a file' office reconcile --format xlsx

# In the log, signed, and beside what sign-offs have.
check 'its digest is in the log' "$(field digest < "$json")" "$(office log list --json | field digest)"
check 'the log proves it' "$today" "$(office log show "$today" --json | field leaf > /dev/null && office log list --json | field night)"
check 'one night is listed' "$today" "$(office reconcile list --json | field date)"
check 'the page stays as it is' "$(sed 's/.*"night"://' "$json" | sha256sum)" \
    "$(office reconcile --date "$today" --json | sed 's/.*"night"://' | sha256sum)"

# What comes later changes nothing in it.
id=$(note t2 "$(site_of t2 HT2026-002)" 之后)
tablet t2 sync > /dev/null
office record set --kind site --id "$site" --site "$site" actual_completion=2026-01-01 > /dev/null
check 'the history leads to what was kept' 0 "$(office reconcile check --json | field findings)"
check 'the picture of now differs' yes "$([ "$(office reconcile --json | grep -o '"totals":{[^}]*}' | field holds)" -gt "$(of holds)" ] && echo yes)"

# What can be set.
check 'by night at two' 2 "$(office reconcile set --json | field hour)"
check 'or at another hour' 23 "$(office reconcile set --hour 23 --unvisited-days 9 --json | field hour)"
check 'and later for sites' 9 "$(office reconcile set --json | field unvisited_days)"
fails 3 'an hour that is none' office reconcile set --hour 24
fails 2 'an hour in words' office reconcile set --hour late
