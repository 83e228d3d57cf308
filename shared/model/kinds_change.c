// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_change.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

// D9.1
const struct kind_field kinds_change_change_order[] = {
    NEEDED_CHOICE("category", kind_choice_changes, "变更类别", "category"),
    NEEDED_TEXT("description", KIND_TEXT_MAX, "变更内容", "description"),
    MONEY("amount_fen", "金额(分)", "amount (fen)"),
    SHORT("asked_by", "提出人", "asked by"),
    FIELD("approved_by", TYPE_RECORD, "批准人", "approved by"),
    FIELD("due", TYPE_DATE, "完成期限", "due"),
    FIELD("touches_promise", TYPE_BOOLEAN, "涉及对客户的承诺", "touches a promise to the customer"),
    FIELD("promise_approved_by", TYPE_RECORD, "客户部批准人", "approved by, customer department"),
    FIELD("noticed_at", TYPE_TIME, "告知客户时间", "customer noticed at"),
    FIELD("issued_at", TYPE_TIME, "提出时间", "issued at"),
};

// D9.3
const struct kind_field kinds_change_delivery[] = {
    NEEDED_TEXT("product", KIND_SHORT_MAX, "材料", "product"),
    SHORT("supplier", "供应商", "supplier"),
    SHORT("quantity", "数量", "quantity"),
    FIELD("ordered_on", TYPE_DATE, "订货日期", "ordered on"),
    FIELD("due", TYPE_DATE, "应到日期", "due"),
    FIELD("arrived_on", TYPE_DATE, "到货日期", "arrived on"),
    WORST("checked", kind_choice_results, "验收结果", "check"),
    FIELD("refused_reason", TYPE_TEXT, "拒收原因", "reason of refusal"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};
