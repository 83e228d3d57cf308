#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A day at the sites with every verb of it, on the tablets of several roles: what is saved, what is refused and in which
# words, in both forms of output. Rule ids are those of the domain.
. "$(dirname "$0")/lib.sh"
office_make
office_start
enrol t1 P001 # 陈国强, inspector
enrol t2 P002 # 林晓梅, inspector
enrol designer P004
enrol foreman P007
# Pictures by their first bytes; the last byte makes each another one.
picture() { printf '\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00%s\xff\xd9' "$1" > "$work/$1.jpg"; }
for name in before after place tiles; do picture $name; done
# A signature, drawn by a formula.
awk 'BEGIN {
    printf "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":[["
    for (i = 0; i < 40; i++) printf "%s[%d,%d,500,%d]", i ? "," : "", 1000 + i * 900, 9000 + int(6000 * sin(i / 3)), i * 16
    printf "]],\"width\":40000}" }' > "$work/hand.json"
S=HT2026-001
N=$S/water_electric

# refused WITH WHAT WORDS TABLET VERB…: the exit code and the words that say what to do.
refused() {
    local wanted=$1 what=$2 words=$3
    fails "$wanted" "$what" tablet "${@:4}"
    check "$what: says \"$words\"" 1 "$(grep -c -m 1 -F -- "$words" "$work/fails.err")"
    check "$what: in two languages" 2 "$(wc -l < "$work/fails.err")"
}
# saved TABLET VERB…: the id of what was saved.
saved() { tablet "$@" --json | field id; }
# has WHAT WORDS TEXT
has() { check "$1" 1 "$(grep -c -m 1 -F -- "$2" <<< "$3")"; }
# member TABLET NAME VERB…: of the first object that a verb prints.
member() { tablet "$1" "${@:3}" --json | field "$2"; }

# Help: every verb under its heading, what cannot be left out in the usage.
has 'help has headings' '整改、变更与到货 / rectifications' "$("$plumb" --help)"
has 'a group shows what is needed' 'fix assign FIX --to P' "$("$plumb" fix --help)"
has 'so does the usage' 'fix assign FIX --to P [--deadline' "$("$plumb" fix assign --help)"

# Names instead of ids.
refused 3 'a part that many sites have' '10 个符合' t1 node start --site HT2026 --code 4
refused 4 'a site that is not here' 'HT2026-0' t1 node start --site 长安街 --code 4
refused 4 'a node before its start' 'plumb node start' t1 item list --node $N
refused 8 'a person who is not on the list' '陈国强' t1 node start --site $S --code 4 --person 林晓梅

# D3.13, D3.14
node=$(member t1 node node start --site 望江苑1幢101 --code 水电)
check 'started once' true "$(member t1 already node start --site $S --code water_electric)"
check 'pinned to the newest catalogue' 1 "$(tablet t1 record get "$node" --json | grep -c '"catalogue":{"value":"20')"
refused 4 'a node that no catalogue has' 'water_electric' t1 node start --site $S --code water_elektric
check 'a second attempt' 2 "$(member t1 n node start --site $S --code briefing --again > /dev/null; member t1 n node start --site $S --code briefing --again)"

# D3.8, D3.10, D3.11
has 'items in words' '施工标准' "$(tablet t1 item list --node $N)"
has 'concealed works' '隐蔽工程 concealed' "$(tablet t1 item list --node $N)"
tablet t1 item set --node $N positions=pass quantities_cost=合格 closed_water_test=na > /dev/null
refused 3 'D3.10 a fail without note or photo' '--note, --photo' t1 item set --node $N standard=fail
refused 4 'an unknown item' 'did you mean "routes"' t1 item set --node $N route=pass
refused 3 'an unknown result' '不适用 na' t1 item set --node $N routes=good
refused 3 'a note for two items' 'one item' t1 item set --node $N routes=pass standard=pass --note x
refused 2 'neither node nor record' '--of' t1 item set routes=pass
refused 3 'a photo that is none' 'no picture' t1 item set --node "${node:0:8}" routes=pass --photo "$root/README.md"
tablet t1 item set --node "${node:0:8}" routes=合格 --photo "$work/place.jpg" > /dev/null
out=$(tablet t1 item set --node $N standard=fail --note 不平 --room 厨房 --severity major --responsible 王铁军 --deadline +3d)
has 'D3.10 a fail opens its rectification' '整改 rectification' "$out"
has 'D5.1 a major one has a named follower' '陈国强 跟踪到底' "$out"
fix=$(member t1 id fix list --site $S)
has 'the list of items as JSON' '"result":"fail","note":"不平","room":"厨房"' "$(tablet t1 item list --node $N --json)"

# D4.1, D4.5
survey=$(saved t1 inspection start --site $S --code 实测实量)
check 'D4.5 within tolerance' true "$(member t1 passes item measure --of "$survey" --item wall_flat --point 客厅东墙 --value 2.9)"
check 'D4.5 beyond it' false "$(member t1 passes item measure --of "$survey" --item wall_flat --point 客厅西墙 --value 3.1)"
has 'D4.5 in words' '超出允许偏差' "$(tablet t1 item measure --of "$survey" --item wall_flat --point 客厅西墙 --value 3.1)"
refused 3 'no number' 'value' t1 item measure --of "$survey" --item wall_flat --point 1 --value drei
refused 3 'not a measured item' 'item set' t1 item measure --node $N --item positions --point 1 --value 3
has 'D4.1 what is missing of a presence' '还没有照片' "$(tablet t1 presence add --site $S --inspection water_electric)"
presence=$(saved t1 presence add --site $S --inspection water_electric --node $N --photo "$work/place.jpg" \
    --latitude 30.2 --longitude 120.1 --at '2026-11-22 09:00')
check 'D4.1 time, place and photo' 1 "$(tablet t1 record get "$presence" --json | grep -c '"at":{"value":1795309200000')"
refused 3 'an inspection nobody knows' '既不是验收类别也不是节点' t1 presence add --site $S --inspection roof
refused 3 'a time nobody understands' '+24h' t1 presence add --site $S --inspection mid_term --at morgen
walk=$(saved t1 inspection start --site $S --code closed_water)
refused 3 'a failed inspection says why' '--note' t1 inspection end "$walk" --result fail
tablet t1 inspection end "$walk" --result pass > /dev/null
has 'the inspections' '合格 pass' "$(tablet t1 inspection list --site $S)"

# D4.2, D7.6
refused 3 'D4.2 a bad patrol says why' '--note' t1 patrol add --site $S --result fail
has 'D4.2 the call comes next' 'plumb patrol call --patrol' "$(tablet t1 patrol add --site $S --result pass --at -2h)"
patrol=$(member t1 id patrol list)
refused 3 'D4.2 what was the customer told' '--result' t1 patrol call --patrol "$patrol" --outcome reached
has 'D7.6 no answer is no result' 'stays due' "$(tablet t1 patrol call --patrol "$patrol" --outcome no_answer)"
check 'D7.6 the call is still due' false "$(member t1 called patrol list)"
tablet t1 patrol call --patrol "$patrol" --outcome reached --result 已告知 --problems 无 --measures 无 > /dev/null
check 'D4.2 called' true "$(member t1 called patrol list)"
check 'D7.6 both attempts are kept' 2 "$(member t1 calls patrol list)"
tablet t1 patrol add --site $S --result fail --note 杂乱 --at -30h > /dev/null
has 'D4.2 overdue after 24 h' '逾期未电话告知' "$(tablet t1 patrol list)"

# D4.3, D4.4
refused 3 'D4.3 three things' '--defects' t1 report week --site $S --opinions 无 --deliveries 无
week=$(saved t1 report week --site $S --week 2026-W47 --opinions 无 --deliveries 瓷砖 --defects 无)
check 'D4.3 one for each week' "$week" "$(saved t1 report week --site $S --week 2026-W47 --defects 少一个插座)"
refused 3 'no such week' '2026-W47' t1 report week --site $S --week 2026-W60 --opinions a --deliveries b --defects c
round=$(saved t1 round set --site $S --round 1 --result pass)
tablet t1 item set --of "$round" sim_function=pass > /dev/null
fails 3 'D4.4 three rounds' tablet t1 round set --site $S --round 4

# D5: on three tablets.
refused 2 'assigned to somebody' '--to' t1 fix assign "$fix"
refused 4 'a rectification that is not here' 'no such rectification' t1 fix show 00000000
refused 3 'too short a part' '4' t1 fix show 0
tablet t1 sync > /dev/null
tablet foreman sync > /dev/null
check 'the foreman has it' assigned "$(member foreman state fix list --site $S)"
refused 3 'D5.1 done is shown' '--photo after.jpg' foreman fix done "${fix:0:8}"
tablet foreman fix done "${fix:0:8}" --photo "$work/after.jpg" > /dev/null
refused 8 'D5.2 not by who did it' 'D5.2' foreman fix verify "${fix:0:8}"
has 'the photo is from after' '整改后 after' "$(tablet foreman fix show "$fix")"
tablet foreman sync > /dev/null
tablet t1 sync > /dev/null
tablet t2 sync > /dev/null
tablet t1 fix verify "$fix" > /dev/null
tablet t2 fix reject "$fix" --note 仍不平 > /dev/null
for name in t1 t2 t1; do tablet $name sync > /dev/null; done
check 'two tablets moved it differently' true "$(member t1 unsettled fix show "$fix")"
check 'the least advanced is shown' assigned "$(member t1 state fix show "$fix")"
refused 29 'who moved it how' '林晓梅' t1 fix assign "$fix" --to 王铁军
tablet t1 fix assign "$fix" --to 王铁军 --settle > /dev/null
check 'settled' false "$(member t1 unsettled fix show "$fix")"
tablet t1 sync > /dev/null
tablet foreman sync > /dev/null
tablet foreman fix done "$fix" --note 重做 > /dev/null
tablet foreman sync > /dev/null
tablet t1 sync > /dev/null
tablet t1 fix verify "$fix" > /dev/null
check 'D5.1 nothing is open' 0 "$(tablet t1 fix list --site $S | in_all)"
tablet t1 fix reopen "$fix" --note 又裂了 --deadline 2026-12-01 > /dev/null
check 'D5.3 opened again is counted' 1 "$(member t1 reopened fix list --site $S)"
refused 29 'D5.1 not from this state' 'possible' t1 fix verify "$fix"
own=$(tablet t1 fix open --site $S --summary 墙面开裂 --photo "$work/before.jpg" --json | grep -o '"id":"[^"]*","kind":"rectification"' | field id)
has 'the photo is from before' '整改前 before' "$(tablet t1 fix show "$own")"
check 'as JSON' open "$(member t1 state fix show "$own")"
tablet t1 photo add --record "$own" --moment after "$work/after.jpg" > /dev/null
fails 3 'a moment nobody knows' tablet t1 photo add --record "$own" --moment later "$work/after.jpg"

# D9
refused 8 'who may issue a change' 'change_order' t1 change add --site $S --category design_error --description x --asked-by y --due +3d
change=$(saved designer change add --site $S --category customer_request --description 加插座 --asked-by 赵女士 --due +5d \
    --amount 12000 --touches-promise)
refused 29 'D9.2 approved first' 'approve' designer change carry-out "$change"
tablet designer change approve "$change" > /dev/null
refused 29 'D9.1 a promise is approved' '--promise-by' designer change carry-out "$change"
refused 3 'D9.1 by the customer department' '王铁军' designer change approve "$change" --promise-by 王铁军
tablet designer change approve "$change" --promise-by 赵丽娟 > /dev/null
refused 29 'D9.1 the customer is told' 'plumb change notify' designer change carry-out "$change"
tablet designer change notify "$change" --at -1h > /dev/null
tablet designer change carry-out "$change" > /dev/null
check 'D9.2 carried out' carried_out "$(member designer state change list)"
tablet designer sign --of "$change" --form change_order --role customer --name 赵女士 --verdict satisfied --strokes "$work/hand.json" > /dev/null
check 'D9.2 confirmed by the customer'"'"'s signature' confirmed "$(member designer state change show "$change")"
other=$(saved designer change add --site $S --category cost_improvement --description 减项 --asked-by 赵女士 --due 2026-12-31 --amount -5000)
refused 3 'a reason to cancel' '--note' designer change cancel "$other"
tablet designer change cancel "$other" --note 不减了 > /dev/null
check 'confirmed and cancelled ones leave the list' 0 "$(tablet designer change list | in_all)"
has 'steps in words' '实施完成' "$(tablet designer change show "$change")"
goods=$(saved foreman delivery add --site $S --product 瓷砖 --supplier 某厂 --quantity 60m² --due +3d)
refused 29 'D9.3 it arrives first' 'arrive' foreman delivery accept "$goods"
tablet foreman delivery arrive "$goods" --photo "$work/tiles.jpg" > /dev/null
refused 2 'D9.3 a reason to refuse' '--reason' foreman delivery refuse "$goods"
tablet foreman delivery refuse "$goods" --reason 色差 > /dev/null
check 'D9.3 refused' refused "$(member foreman state delivery list)"
second=$(saved foreman delivery add --site $S --product 地板)
tablet foreman delivery arrive "$second" > /dev/null
has 'D9.3 photos' '还没有照片' "$(tablet foreman delivery accept "$second")"
has 'accepted ones on demand' '收' "$(tablet foreman delivery list --all)"

# D2.2, D3.7, D3.15, D4.8, D8.1, D8.3
printf 'number,name,role,phone\nP020,何审图,drawing_reviewer,13800000020\nP021,谭复查,re_inspector,13800000021\nP022,周部长,department_manager,13800000022\n' > "$work/more.csv"
printf 'site,person,role\n%s,P009,account_manager\n%s,P020,drawing_reviewer\n%s,P021,re_inspector\n%s,P022,department_manager\n' \
    $S $S $S $S > "$work/assigned.csv"
office import "$work/more.csv" "$work/assigned.csv" > /dev/null
enrol manager P009
enrol reviewer P020
enrol again P021
enrol superior P022
tablet manager contact set --site $S --stage briefing --staff 吴佳怡 --duty 交底 --supervisor-phone 400-1 > /dev/null
has 'D2.2 the contact sheet' '吴佳怡' "$(tablet manager contact show --site $S)"
refused 3 'D2.2 a name' '--name' manager contact set --site $S --stage design
refused 8 'D3.15 by the reviewers' 'drawing_review' t1 review add --node $N --verdict passed
refused 3 'D3.15 a redraw has a date' '--redraw-due' reviewer review add --node $N --verdict redraw
review=$(saved reviewer review add --node $N --verdict redraw --redraw-due +7d --deducted 15 --attended)
check 'D3.15 points' 15 "$(tablet reviewer record get "$review" --json | grep -o '"deducted_points":{"value":[0-9]*' | grep -o '[0-9]*$')"
refused 8 'D3.7 by the re-inspector' 're_inspection' t1 re-inspect --node $N --verdict qualified
refused 3 'D3.7 an unqualified one says why' '--note' again re-inspect --node $N --verdict unqualified
tablet again re-inspect --node $N --verdict qualified > /dev/null
refused 8 'D4.8 by superiors' 'spot_check' t1 spot-check --site $S --verdict qualified
tablet superior spot-check --site $S --of "$patrol" --checked 陈国强 --verdict qualified > /dev/null
complaint=$(saved t1 complaint add --site $S --words '地砖"不平"' --channel 电话 --severity major)
has 'D8.1 in their own words' '地砖"不平"' "$(tablet t1 complaint list --site $S)"
has 'D8.3 who takes it in follows it' '陈国强' "$(tablet t1 complaint list)"
refused 4 'of a record that is not here' 'no such record' t1 complaint add --site $S --words x --of 00000000

# Everything arrives, and nothing is held for its role.
for name in t1 t2 designer foreman manager reviewer again superior; do tablet $name sync > /dev/null; done
for name in t1 t2 designer foreman manager reviewer again superior; do
    check "$name: nothing waits" 0 "$(status $name waiting)"
    check "$name: nothing is held" 0 "$(status $name held)"
done
check 'nothing is missing' 0 "$(total missing)"
check 'the complaint is in the office' 1 "$(office record get "$complaint" --json | grep -c '地砖')"
