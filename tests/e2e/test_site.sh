#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# One site from measurement to completion on two tablets, an inspector's and a designer's, most of it without a
# network: each gate opens by what was recorded and signed, and by nothing else, and what is missing is said in words.
. "$(dirname "$0")/lib.sh"
office_make
printf 'number,name,role,phone\nP013,秦复查,re_inspector,13900000013\nP014,何审图,drawing_reviewer,13900000014\n' > "$work/more.csv"
office import "$work/more.csv" > /dev/null
office_start
enrol t1 P001 # the inspector's
enrol t2 P004 # the designer's; the foreman signs on it
site=$(site_of t1 HT2026-001)
person() { office record list --kind person --json | tr '\n' ' ' | sed 's/{"id":/\n{"id":/g' | grep "\"$1\"" | head -n 1 | field id; }
re_inspector=$(person 秦复查)
reviewer=$(person 何审图)
caller=$(person 赵丽娟)

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
count=0
# A picture of its own each time.
picture() {
    count=$((count + 1))
    printf '\xff\xd8\xff\xe0photo %d' $count > "$work/photo$count.jpg"
    echo "$work/photo$count.jpg"
}
state() { tablet "$1" node show --site HT2026-001 --code "$2" --json | field state; }
# says WHAT RULE WORDS TEXT: a line of the text has this rule and these words.
says() { check "$1" yes "$(grep -F -- "$2 " <<< "$4" | grep -F -- "$3" > /dev/null && echo yes || echo "$4")"; }
# lacks TABLET CODE RULE WORDS: what a node says is missing.
lacks() { says "$3 $2: it says \"$4\"" "$3" "$4" "$(tablet "$1" node show --site HT2026-001 --code "$2" | sed '/签字之前/,$d')"; }
overdue() { office site show "$site" | grep -c "逾期 Overdue .*  $1 " || true; }
missing() { tablet "$1" node show --site HT2026-001 --code "$2" --json | sed 's/"unready".*//' | grep -o '"rule"' | wc -l | awk '{ print $1 - 1 }'; }
start_node() { tablet "$1" node start --site HT2026-001 --code "$2" --json | field node; }
items() { tablet "$1" item set --node "$2" "${@:3}" > /dev/null; }
# sign TABLET NODE FORM ROLE VERDICT [NAME]: the newest of each form is kept for its paper.
sign() {
    tablet "$1" sign --node "$2" --form "$3" --role "$4" --name "${6:-赵女士}" --verdict "$5" --strokes "$work/hand.json" --json |
        field id | tee "$work/signed.$3"
}
both() { tablet t1 sync > /dev/null && tablet t2 sync > /dev/null && tablet t1 sync > /dev/null; }
# The office's own records come in while it serves: its verbs are handed to the running one.
call_back() { office record set --kind call_back --site "$site" --person "$caller" "of=$1" "about=$2" at=1795300000000 outcome=reached "result=$3" > /dev/null; }
defects() { office site show "$site" --json | sed 's/"deadlines":.*//' | grep -o "\"rule\":\"$1\"" | wc -l; }

# D2.1, D2.2, D2.5
says 'D2.1 the site with customer and address' '梧桐路18号望江苑1幢101室' 赵女士 "$(tablet t1 site show HT2026-001)"
check 'D2.1 the amount in fen' 1 "$(tablet t1 record get "$site" --json | grep -c '"contract_amount_fen":{"value":8800000')"
check 'D2.2 the contact sheet was due the day after the contract' 1 "$(overdue D2.2)"
office record set --kind contact --site "$site" stage=briefing name=吴佳怡 phone=13900000004 duty=交底 supervisor_phone=4001 > /dev/null
check 'D2.2 now it is there' 0 "$(overdue D2.2)"
other=$(site_of t2 HT2026-003)
check 'D2.5 another site of the designer is on his tablet' 36 "${#other}"
printf 'site,person,role,active\nHT2026-003,P004,designer,false\n' > "$work/ended.csv"
office import "$work/ended.csv" > /dev/null
check 'D2.5 it stays while the tablet is offline' 36 "$(site_of t2 HT2026-003 | tr -d '\n' | wc -c)"
tablet t2 sync > /dev/null
check 'D2.5 it has left with the assignments' 0 "$(site_of t2 HT2026-003 | wc -c)"
check 'D2.5 others stay' 36 "$(site_of t2 HT2026-005 | tr -d '\n' | wc -c)"
tablet t1 sync > /dev/null
office_stop
says 'D2.2 the contact sheet is on the tablet, offline' 吴佳怡 4001 "$(tablet t1 contact show --site HT2026-001)"

check 'D3 nothing is started' not_started "$(state t1 measurement)"
# D3.1
measurement=$(start_node t2 measurement)
items t2 "$measurement" on_time=pass tools=pass careful_record=pass to_design_needs=pass dwelling_defects=pass customer_wishes=pass told_what_to_mind=pass
check 'D3.1 items alone do not finish it' under_way "$(state t2 measurement)"
lacks t2 measurement D3.1 客户在标准测量手册上签字：满意
sign t2 "$measurement" measurement_handbook customer satisfied > /dev/null
check 'D3.1 measurement is done' done "$(state t2 measurement)"
wrong=$(sign t2 "$measurement" measurement_handbook customer not_satisfied 钱先生 2> /dev/null || true)
check 'D6.6 not satisfied takes a reason' '' "$wrong"
# D6.4: a mistake is voided by a record, and signed again; a refusal is a result too.
tablet t2 void "$(cat "$work/signed.measurement_handbook")" --reason 签错了人 > /dev/null 2>&1 || tablet t2 void "$(tablet t2 signoff list --node "$measurement" --json | field id)" --reason 签错了人 > /dev/null
check 'D6.4 a void closes the gate again' under_way "$(state t2 measurement)"
lacks t2 measurement D3.1 客户在标准测量手册上签字：满意
check 'D6.4 the sign-off is still there' voided "$(tablet t2 signoff list --node "$measurement" --json | field state)"
sign t2 "$measurement" measurement_handbook customer satisfied > /dev/null
check 'D3.1 signed again' done "$(state t2 measurement)"
fails 3 'a refusal has a reason' tablet t2 sign --node "$measurement" --form measurement_handbook --role designer --name 吴佳怡 --verdict refused
tablet t2 sign --node "$measurement" --form measurement_handbook --role designer --name 吴佳怡 --verdict refused --reason 未参加测量 > /dev/null
check 'a refusal of another signer does not undo it' done "$(state t2 measurement)"
check 'D3.14 the other tablet has not heard of it' not_started "$(state t1 measurement)"

# D3.2: the drawing review is the company's.
design=$(start_node t2 design)
items t2 "$design" contract_signed=pass drafting_standard=pass function=pass looks=pass personal_needs=pass defects_answered=pass
sign t2 "$design" drawings customer satisfied > /dev/null
check 'D3.2 the review is missing' 1 "$(missing t2 design)"
lacks t2 design D3.2 公司审图通过
office_start
both
check 'what was signed on one tablet is done on the other' done "$(state t1 measurement)"
office record set --kind drawing_review --site "$site" --person "$reviewer" "of=$design" verdict=redraw redraw_due=2026-12-01 deducted_points=5 > /dev/null
both
check 'D3.2 a redraw does not pass' 1 "$(missing t1 design)"
says 'D3.15 the redraw is due' D3.15 重画图纸交审并交客户 "$(tablet t1 site show HT2026-001)"
office record set --kind drawing_review --site "$site" --person "$reviewer" "of=$design" verdict=passed > /dev/null
both
check 'D3.2 design is done' done "$(state t1 design)"

# D3.3, D6.5: both tablets offline sign the same content.
briefing=$(start_node t1 briefing)
items t1 "$briefing" every_work_item=pass design_rechecked=pass site_conditions=pass positions_marked=pass budget_matches=pass
both
office_stop
sign t1 "$briefing" briefing_confirmation customer satisfied > /dev/null
sign t2 "$briefing" briefing_confirmation foreman satisfied 王铁军 > /dev/null
check 'D3.3 each lacks the other signature and the call' '2 2' "$(missing t1 briefing) $(missing t2 briefing)"
lacks t1 briefing D3.3 工程监督或带班工长在交底确认单上签字：满意
lacks t2 briefing D3.3 客户在交底确认单上签字：满意
office_start
both
check 'D6.5 both signatures count' 1 "$(missing t1 briefing)"
lacks t1 briefing D3.3 交底回访：客户满意
check 'D6.5 they share one statement' 1 "$(tablet t1 signoff list --node "$briefing" --json | grep -o '"content":"[^"]*"' | sort -u | wc -l)"
call_back "$briefing" node not_satisfied
both
check 'D3.3 a call that is not satisfied does not open it' 1 "$(missing t1 briefing)"
call_back "$briefing" node satisfied
both
check 'D3.3 briefing is done' done "$(state t2 briefing)"

# D3.4, D3.11, D4.1
water=$(start_node t1 water_electric)
items t1 "$water" positions=pass quantities_cost=pass standard=pass pressure_test=pass closed_water_test=pass
items t1 "$water" routes=pass
fails 29 'D3.11 concealed works without a photo are not signed' tablet t1 sign --node "$water" --form handbook --role customer --name 赵女士 --verdict satisfied --strokes "$work/hand.json"
check 'D3.11 it says so' yes "$(grep -q '照片不足' "$work/fails.err" && echo yes)"
items t1 "$water" routes=pass --photo "$(picture)"
sign t1 "$water" water_electric_confirmation customer qualified > /dev/null
sign t1 "$water" handbook customer satisfied > /dev/null
both
office reconcile > "$work/morning.txt"
says 'D4.1 the morning picture names the inspection' D4.1 '水电验收已签字，但没有巡检员到场记录' "$(cat "$work/morning.txt")"
says 'D4.1 and the test' D4.1 '防水闭水试验已有结果，但没有巡检员到场记录' "$(cat "$work/morning.txt")"
lacks t1 water_electric D3.4 设计师服务回访：客户满意
check 'D4.1 water-electric and closed-water test without the inspector: two defects' 2 "$(defects D4.1)"
tablet t1 presence add --site HT2026-001 --inspection water_electric --node "$water" --latitude 30.58 --longitude 114.3 --photo "$(picture)" > /dev/null
both
check 'D4.1 he was not at the closed-water test' 1 "$(defects D4.1)"
tablet t1 presence add --site HT2026-001 --inspection closed_water --node "$water" --latitude 30.58 --longitude 114.3 --photo "$(picture)" > /dev/null
both
check 'D4.1 with person, time, place and photo it is none' 0 "$(defects D4.1)"
call_back "$water" designer_service satisfied
both
check 'D3.4 water and electricity is done' done "$(state t1 water_electric)"

# D6.2: an edit after signing, until it is signed again.
items t1 "$water" positions=na
check 'D6.2 changed after signing' changed "$(state t1 water_electric)"
check 'D6.2 the list says so' 1 "$(tablet t1 site list | grep -c '水电 !')"
sign t1 "$water" handbook customer satisfied > /dev/null
check 'D6.2 one of the two forms is signed again' changed "$(state t1 water_electric)"
mv "$work/signed.water_electric_confirmation" "$work/before"
sign t1 "$water" water_electric_confirmation customer qualified > /dev/null
check 'D6.2 signed again' done "$(state t1 water_electric)"
both
# D12.1: the office has both writes of it, with who, when and on which device.
positions=$(tablet t1 item list --node "$water" --json | sed 's/{"code":/\n{"code":/g' | grep '"code":"positions"' | field id)
office record get "$positions" > "$work/history.txt"
check 'D12.1 before and after' '"result":"pass" "result":"na" ' "$(sed '1,/^历史/d' "$work/history.txt" | grep -o '"result":"[a-z]*"' | tr '\n' ' ')"
check 'D12.1 who, when and which device' 2 "$(grep -c "^  20.* from $(status t1 device)$" "$work/history.txt")"

# Between the nodes: D4.2, D4.3, D4.7, D9.
tablet t1 patrol add --site HT2026-001 --result pass --at -30h > /dev/null
both
check 'D4.2 without its call within 24 h a patrol is overdue' 1 "$(overdue D4.2)"
patrol=$(tablet t1 patrol list --site HT2026-001 --json | field id)
tablet t1 patrol call --patrol "$patrol" --outcome no_answer > /dev/null
both
check 'D4.2 no answer is no call' 1 "$(overdue D4.2)"
tablet t1 patrol call --patrol "$patrol" --outcome reached --result 已告知 --problems 无 --measures 无 > /dev/null
both
check 'D4.2 phoned' 0 "$(overdue D4.2)"
monday=$(TZ=CST-8 date -d "-$(($(TZ=CST-8 date +%u) + 6)) days" +%F)
office record set --kind site --id "$site" "actual_start=$monday" > /dev/null
check 'D4.3 last week has no report' 1 "$(overdue D4.3)"
tablet t1 sync > /dev/null
tablet t1 report week --site HT2026-001 --week last --opinions 无 --deliveries 瓷砖到货 --defects 少一个插座 > /dev/null
both
check 'D4.3 now it has' 0 "$(overdue D4.3)"
walk=$(tablet t1 inspection start --site HT2026-001 --code open_day --json | field id)
both
check 'D4.7 the open day came before the own walk' 1 "$(defects D4.7)"
tablet t1 inspection start --site HT2026-001 --code own_walk --result pass --at -3h > /dev/null
tablet t1 inspection end "$walk" --result pass > /dev/null
both
check 'D4.7 the own walk was first' 0 "$(defects D4.7)"
change=$(tablet t2 change add --site HT2026-001 --category customer_request --description 加插座 --asked-by 赵女士 --due +5d --amount 12000 \
    --touches-promise --json | field id)
tablet t2 change approve "$change" > /dev/null
fails 29 'D9.1 a promise is approved by the customer department' tablet t2 change carry-out "$change"
tablet t2 change approve "$change" --promise-by 赵丽娟 > /dev/null
fails 29 'D9.1 and the customer is told' tablet t2 change carry-out "$change"
tablet t2 change notify "$change" --at -1h > /dev/null
tablet t2 change carry-out "$change" > /dev/null
check 'D9.2 carried out' carried_out "$(tablet t2 change show "$change" --json | field state)"
tablet t2 sign --of "$change" --form change_order --role customer --name 赵女士 --verdict satisfied --strokes "$work/hand.json" --json |
    field id > "$work/signed.change_order"
check 'D9.2 the customer closed the loop by signature' confirmed "$(tablet t2 change show "$change" --json | field state)"
goods=$(tablet t2 delivery add --site HT2026-001 --product 瓷砖 --supplier 某厂 --due +3d --json | field id)
tablet t2 delivery arrive "$goods" > /dev/null
tablet t2 delivery refuse "$goods" --reason 色差 > /dev/null
both
check 'D9.3 refused, and the office knows' refused "$(tablet t1 delivery show "$goods" --json | field state)"
check 'D9.3 without a photo it is a defect' 1 "$(defects D9.3)"
tablet t2 photo add "$(picture)" --record "$goods" > /dev/null
both
check 'D9.3 with one it is none' 0 "$(defects D9.3)"

# D3.5
mid=$(start_node t1 mid_term)
items t1 "$mid" finished_quantity=pass finished_quality=pass added_dropped_items=pass structure=pass safety=pass
items t1 "$mid" concealed_quantity=pass --photo "$(picture)"
items t1 "$mid" concealed_quality=pass --photo "$(picture)"
tablet t1 presence add --site HT2026-001 --inspection mid_term --node "$mid" --latitude 30.58 --longitude 114.3 --photo "$(picture)" > /dev/null
lacks t1 mid_term D3.5 客户在服务手册上签字：满意
sign t1 "$mid" handbook customer satisfied > /dev/null
lacks t1 mid_term D3.5 客户在中期验收单上签字：合格
sign t1 "$mid" mid_term_acceptance customer qualified > /dev/null
lacks t1 mid_term D3.5 中期验收回访：客户满意
both
call_back "$mid" node satisfied
both
check 'D3.5 a call about something else does not count' 1 "$(missing t2 mid_term)"
call_back "$mid" mid_term_acceptance satisfied
both
check 'D3.5 mid-term is done' done "$(state t2 mid_term)"

# D3.13: a newer catalogue in the middle: stricter about measurement and about the ratio (1 : 2).
office catalogue show --json | python3 -c '
import json, sys
c = json.load(sys.stdin)
c["version"] = "2026.4"
next(s for s in c["settings"] if s["name"] == "ratio_materials")["value"] = 4
c["nodes"][0]["gate"].append({"rule": "D3.1", "zh": "设计师已签字", "en": "the designer signed",
    "when": "any(signoff where counts and of == this.attempt and role == \x27designer\x27 and verdict == \x27satisfied\x27)"})
json.dump(c, sys.stdout)' > "$work/newer.json"
office catalogue publish "$work/newer.json" > /dev/null
both
check 'D3.13 what was started before keeps its version' '2026.3 done' \
    "$(tablet t1 node show --site HT2026-001 --code measurement --json | field catalogue) $(state t1 measurement)"
# D3.6, D3.9: the ratio is exact.
materials=$(start_node t2 materials)
items t2 "$materials" cost=pass product_function=pass product_quality=pass installation=pass use_and_care=pass taste_and_grade=pass
check 'D3.13 what is started now takes the newer one' 2026.4 "$(tablet t2 node show --site HT2026-001 --code materials --json | field catalogue)"
lacks t2 materials D3.6 客户对设计师的服务签字：满意
lacks t2 materials D3.6 客户对主材设计师的服务签字：满意
sign t2 "$materials" designer_service customer satisfied > /dev/null
sign t2 "$materials" materials_designer_service customer satisfied > /dev/null
office record set --kind site --id "$site" contract_amount_fen=8800000 materials_amount_fen=17599999 > /dev/null
both
check 'D3.9 one fen short' 1 "$(missing t2 materials)"
lacks t2 materials D3.9 主材配比达标
office record set --kind site --id "$site" materials_amount_fen=17600000 > /dev/null
both
check 'D3.6 main materials are done' done "$(state t2 materials)"

# D3.7, D3.10, D3.12
completion=$(start_node t1 completion)
items t1 "$completion" design_intent=pass water_electric_safety=pass
fails 3 'D3.10 a fail says why' tablet t1 item set --node "$completion" surface_quality=fail
items t1 "$completion" surface_quality=fail --note 墙面划痕
tablet t1 presence add --site HT2026-001 --inspection completion --node "$completion" --latitude 30.58 --longitude 114.3 --photo "$(picture)" > /dev/null
for round in 1 2 3; do tablet t1 round set --site HT2026-001 --round $round --result pass > /dev/null; done
tablet t1 sign --node "$completion" --form completion_acceptance --role customer --name 赵女士 --verdict not_satisfied --reason 墙面有划痕 \
    --strokes "$work/hand.json" > /dev/null
says 'D6.6 not satisfied is a complaint in the customer’s words' 赵女士 墙面有划痕 "赵女士 $(tablet t1 complaint list --site HT2026-001)"
lacks t1 completion D3.7 客户在竣工验收单上签字：满意
sign t1 "$completion" completion_acceptance customer satisfied > /dev/null
lacks t1 completion D3.7 公司复验合格
lacks t1 completion D3.7 竣工回访：客户满意
both
attempt=$(tablet t1 node show --site HT2026-001 --code completion --json | field attempt)
office record set --kind re_inspection --site "$site" --person "$re_inspector" "attempt=$attempt" at=1795300000000 verdict=unqualified note=灯不亮 > /dev/null
both
check 'D3.7 an unqualified re-inspection does not open it' 2 "$(missing t1 completion)"
again=$(office record set --kind re_inspection --site "$site" --person "$re_inspector" "attempt=$attempt" at=1795300600000 verdict=qualified --json | field id)
call_back "$completion" completion satisfied
both
tablet t1 sign --of "$again" --form re_inspection --role re_inspector --name 秦复查 --verdict qualified --strokes "$work/hand.json" --json |
    field id > "$work/signed.re_inspection"
check 'D3.7 completion is done' done "$(state t1 completion)"
check 'D3.12 with an open rectification' 1 "$(tablet t1 node show --site HT2026-001 --code completion --json | field open_rectifications)"

# D5.1, D5.2
fix=$(tablet t1 fix list --site HT2026-001 --json | field id)
tablet t1 fix assign "$fix" --to 吴佳怡 --deadline +3d > /dev/null
both
fails 3 'D5.1 done shows it' tablet t2 fix done "$fix"
tablet t2 fix done "$fix" --photo "$(picture)" > /dev/null
fails 8 'D5.2 who did the work does not verify it' tablet t2 fix verify "$fix"
both
tablet t1 fix reject "$fix" --note 仍有划痕 > /dev/null
both
check 'D5.1 rejected it goes back' assigned "$(tablet t1 fix show "$fix" --json | field state)"
tablet t2 fix done "$fix" --photo "$(picture)" > /dev/null
both
tablet t1 fix verify "$fix" > /dev/null
both
check 'D5.1 it is closed' 0 "$(tablet t2 node show --site HT2026-001 --code completion --json | field open_rectifications)"

check 'all seven nodes are done, on both tablets and in the office' '7 7 7' \
    "$(tablet t1 node list --site HT2026-001 --json | grep -o '"state":"done"' | wc -l) $(tablet t2 node list --site HT2026-001 --json | grep -o '"state":"done"' | wc -l) $(office site show "$site" --json | grep -o '"state":"done"' | wc -l)"
check 'a site is found by its contract number or address' 2 "$( (office site show HT2026-001; office site show 梧桐路18号) | grep -c '^工地 Site')"
fails 6 'or not, when several fit' office site show 号
fails 4 'or none' office site show 月亮
check 'and the site has no defect' '"defects":[],"deadlines"' "$(office site show "$site" --json | grep -o '"defects":\[[^]]*\],"deadlines"')"

# D2.4, D4.6: after the customer has moved in.
says 'D2.4 not yet' 准业主 prospective "$(tablet t1 site list)"
office record set --kind site --id "$site" "move_in_date=$(TZ=CST-8 date -d '-4 months' +%F)" > /dev/null
both
says 'D2.4 moved in' 磨合期 settling "$(tablet t1 site list)"
check 'D4.6 the visit after three months is overdue' 1 "$(overdue D4.6)"
tablet t1 inspection start --site HT2026-001 --code visit_3_months --result pass > /dev/null
both
check 'D4.6 it was made' 0 "$(overdue D4.6)"

# D6.3: the customer's copies on a machine that has only the authority's certificate; the office's papers of the same.
cp "$work/t1/keys/ca.pem" "$work/ca.pem"
mkdir "$work/bare"
both
while read -r form title; do
    id=$(cat "$work/signed.$form")
    office export signoff "$id" --out "$work/$form.plumb" > /dev/null
    check "D6.3 $title: genuine" true "$(cd "$work/bare" && PLUMB_DIR=$work/bare/none "$plumb" verify --json --ca "$work/ca.pem" "$work/$form.plumb" | field genuine)"
    sed 's/"format"/"f0rmat"/' "$work/$form.plumb" > "$work/tampered.plumb"
    fails 31 "D6.3 $title: tampered with" "$plumb" verify --ca "$work/ca.pem" "$work/tampered.plumb"
    office export form "$id" --out "$work/$form.pdf" --company 某某装饰工程有限公司 > /dev/null
    pdftotext -layout "$work/$form.pdf" "$work/$form.txt"
    for words in "$title" HT2026-001 赵女士 梧桐路18号望江苑1幢101室 某某装饰工程有限公司 "$form"; do
        check "the paper says $words" yes "$(grep -q -F -- "$words" "$work/$form.txt" && echo yes || cat "$work/$form.txt")"
    done
done <<- 'FORMS'
	measurement_handbook 标准测量手册
	drawings 图纸确认单
	briefing_confirmation 交底确认单
	water_electric_confirmation 水电确认单
	handbook 服务手册
	mid_term_acceptance 中期验收单
	designer_service 设计师服务评价
	completion_acceptance 竣工验收单
	re_inspection 复验单
	change_order 设计变更单
FORMS
check 'D6.1 the paper has what was shown: a concealed item with its photo' yes "$(grep -q 隐蔽 "$work/water_electric_confirmation.txt" && echo yes)"
office export form "$(cat "$work/before")" --out "$work/before.pdf" > /dev/null
# The stamp is turned: its letters come in lines of their own.
check 'D6.2 what was changed after signing bears a stamp' yes "$(pdftotext "$work/before.pdf" - | grep "^签后变" > /dev/null && echo yes)"
check 'D6.2 what was signed again does not' no "$(pdftotext "$work/water_electric_confirmation.pdf" - | grep "^签后变" > /dev/null && echo yes || echo no)"
check 'nothing is lost on the way' 0 "$(total missing)"
check 'nothing is held' 0 "$(total quarantine)"
check 'the office is whole' true "$(office verify --json | field ok)"
