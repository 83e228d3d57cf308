// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_inspection.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

enum { ROUNDS = 3, POINTS_MAX = 100 };

// D4.1, D4.5, D4.7: the catalogue names the kinds of inspection.
const struct kind_field kinds_inspection_inspection[] = {
    NEEDED_TEXT("code", KIND_CODE_MAX, "验收类别", "kind of inspection"),
    FIELD("node", TYPE_RECORD, "节点", "node"),
    SHORT("catalogue", "目录版本", "catalogue version"),
    FIELD("started_at", TYPE_TIME, "开始时间", "started at"),
    WORST("result", kind_choice_results, "结果", "result"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D4.1: who was there, when and where; its photos are records of it. `inspection` is the code of
// a key inspection or of a node.
const struct kind_field kinds_inspection_presence[] = {
    NEEDED("person", TYPE_RECORD, "人员", "person"),
    NEEDED("at", TYPE_TIME, "到场时间", "there at"),
    FIELD("of", TYPE_RECORD, "所属记录", "record it belongs to"),
    SHORT("inspection", "验收", "inspection"),
    FIELD("latitude", TYPE_DECIMAL, "纬度", "latitude"),
    FIELD("longitude", TYPE_DECIMAL, "经度", "longitude"),
};

// D4.2
const struct kind_field kinds_inspection_patrol[] = {
    NEEDED("started_at", TYPE_TIME, "开始时间", "started at"),
    WORST("result", kind_choice_results, "结果", "result"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D4.2: the call to the customer that follows a patrol.
const struct kind_field kinds_inspection_patrol_call[] = {
    NEEDED("patrol", TYPE_RECORD, "巡检", "patrol"),
    NEEDED("at", TYPE_TIME, "通话时间", "called at"),
    NEEDED_CHOICE("outcome", kind_choice_outcomes, "接通情况", "outcome"),
    FIELD("result", TYPE_TEXT, "告知的结果", "result that was told"),
    FIELD("problems", TYPE_TEXT, "发现的问题", "problems"),
    FIELD("measures", TYPE_TEXT, "处理措施", "what was done"),
};

// D4.3: three things, each week.
const struct kind_field kinds_inspection_weekly_report[] = {
    NEEDED_TEXT("week", KIND_CODE_MAX, "周次", "week"),
    FIELD("customer_opinions", TYPE_TEXT, "客户意见", "customer opinions"),
    FIELD("materials_deliveries", TYPE_TEXT, "材料到货", "materials deliveries"),
    FIELD("design_defects", TYPE_TEXT, "设计缺陷", "design defects"),
};

// D4.4
const struct kind_field kinds_inspection_simulated_round[] = {
    NEEDED_RANGE("round", 1, ROUNDS, "第几轮", "round"),
    FIELD("at", TYPE_TIME, "时间", "at"),
    WORST("result", kind_choice_results, "结果", "result"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D4.8: by superiors, of a site or of a person's work.
const struct kind_field kinds_inspection_spot_check[] = {
    FIELD("of", TYPE_RECORD, "抽查对象", "record that is checked"),
    FIELD("person", TYPE_RECORD, "被抽查人", "person who is checked"),
    NEEDED("at", TYPE_TIME, "抽查时间", "checked at"),
    WORST("verdict", kind_choice_qualities, "结论", "verdict"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D3.7: the company's own, at completion.
const struct kind_field kinds_inspection_re_inspection[] = {
    NEEDED("attempt", TYPE_RECORD, "验收", "attempt"),
    NEEDED("at", TYPE_TIME, "复验时间", "re-inspected at"),
    WORST("verdict", kind_choice_qualities, "结论", "verdict"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D3.15
const struct kind_field kinds_inspection_drawing_review[] = {
    FIELD("of", TYPE_RECORD, "所属记录", "record it belongs to"),
    WORST("verdict", kind_choice_reviews, "审图结论", "verdict"),
    RANGE("deducted_points", 0, POINTS_MAX, "扣分", "deducted points"),
    FIELD("redraw_due", TYPE_DATE, "重画期限", "redraw due"),
    FIELD("attended", TYPE_BOOLEAN, "到场审图", "attended"),
    FIELD("delivered_on", TYPE_DATE, "新图交客户日期", "new drawing reached the customer"),
    FIELD("at", TYPE_TIME, "审图时间", "reviewed at"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};
