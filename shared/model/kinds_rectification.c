// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_rectification.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

// D5.1: one for each record that calls for it; its state follows from its moves.
const struct kind_field kinds_rectification_rectification[] = {
    NEEDED("of", TYPE_RECORD, "问题来源", "record it comes from"),
    FIELD("summary", TYPE_TEXT, "问题描述", "summary"),
    SHORT("item", "检查项", "check item"),
    // Codes of the catalogue's phrases, or plain words.
    SHORT("category", "问题类别", "category"),
    SHORT("cause", "根本原因", "root cause"),
    SHORT("room", "房间", "room"),
    WORST("severity", kind_choice_severities, "严重程度", "severity"),
    FIELD("responsible", TYPE_RECORD, "责任人", "responsible"),
    SHORT("crew", "施工班组", "crew"),
    FIELD("deadline", TYPE_TIME, "整改期限", "deadline"),
    FIELD("follower", TYPE_RECORD, "跟踪人", "follower to the end"),
};

// A step of a rectification, change order or delivery: see move.h.
const struct kind_field kinds_rectification_move[] = {
    NEEDED("of", TYPE_RECORD, "所属记录", "record it belongs to"),
    NEEDED_TEXT("move", KIND_CODE_MAX, "步骤", "step"),
    NEEDED("at", TYPE_TIME, "时间", "at"),
    FIELD("after", TYPE_RECORD, "接续步骤", "step it follows"),
    FIELD("beside", TYPE_RECORD, "一并了结的步骤", "step it settles as well"),
    FIELD("to", TYPE_RECORD, "交给", "given to"),
    FIELD("deadline", TYPE_TIME, "期限", "deadline"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};
