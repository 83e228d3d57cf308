// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_site.h"

#include "shared/model/kind_field.h"

// D2.1; the team are its assignments. D2.3: the handbook.
const struct kind_field kinds_site_site[] = {
    NEEDED_TEXT("customer_name", KIND_SHORT_MAX, "客户姓名", "customer"),
    SHORT("customer_phone", "客户电话", "customer's phones"),
    NEEDED_TEXT("address", KIND_SHORT_MAX, "地址", "address"),
    SHORT("contract_number", "合同编号", "contract number"),
    FIELD("contract_date", TYPE_DATE, "签约日期", "contract date"),
    MONEY("contract_amount_fen", "合同金额(分)", "contract amount (fen)"),
    MONEY("materials_amount_fen", "主材订单金额(分)", "main materials order amount (fen)"),
    FIELD("design_fee", TYPE_BOOLEAN, "收取设计费", "design fee is paid"),
    SHORT("store", "门店", "store"),
    SHORT("department", "分部", "department"),
    FIELD("planned_start", TYPE_DATE, "计划开工", "planned start"),
    FIELD("planned_completion", TYPE_DATE, "计划竣工", "planned completion"),
    FIELD("actual_start", TYPE_DATE, "实际开工", "actual start"),
    FIELD("actual_completion", TYPE_DATE, "实际竣工", "actual completion"),
    FIELD("move_in_date", TYPE_DATE, "入住日期", "move-in date"),
    FIELD("handbook_due", TYPE_DATE, "服务手册应交日期", "service handbook due"),
    FIELD("handbook_handed_in", TYPE_DATE, "服务手册上交日期", "service handbook handed in"),
};

// D2.2: one contact for each stage.
const struct kind_field kinds_site_contact[] = {
    NEEDED_TEXT("stage", KIND_CODE_MAX, "阶段", "stage"),
    FIELD("person", TYPE_RECORD, "人员", "person"),
    NEEDED_TEXT("name", KIND_SHORT_MAX, "联系人", "contact"),
    SHORT("phone", "电话", "phone"),
    SHORT("duty", "职责", "duty"),
    SHORT("supervisor_phone", "监督电话", "phone of the supervising department"),
};
