// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_node.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

enum { ATTEMPTS_MAX = 1000, PIXELS_MAX = 100000 };

// The catalogue names the nodes; the version a node was started with stays (D3.13).
const struct kind_field kinds_node_node[] = {
    NEEDED_TEXT("code", KIND_CODE_MAX, "节点", "node"),
    SHORT("catalogue", "目录版本", "catalogue version"),
    FIELD("started_at", TYPE_TIME, "开始时间", "started at"),
    FIELD("state_note", TYPE_TEXT, "状态说明", "remark on the state"),
};

// D3.14: a node that is done again keeps its first attempt.
const struct kind_field kinds_node_attempt[] = {
    NEEDED("node", TYPE_RECORD, "节点", "node"),
    NEEDED_RANGE("n", 1, ATTEMPTS_MAX, "第几次", "number"),
    FIELD("started_at", TYPE_TIME, "开始时间", "started at"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D3.10. `attempt` may also be an inspection, a simulated round or a patrol.
const struct kind_field kinds_node_item_result[] = {
    NEEDED("attempt", TYPE_RECORD, "验收", "attempt"),
    NEEDED_TEXT("item", KIND_SHORT_MAX, "检查项", "check item"),
    WORST("result", kind_choice_results, "结果", "result"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
    MONEY("amount_fen", "金额(分)", "amount (fen)"),
    SHORT("room", "房间", "room"),
};

// D4.5: measured against the tolerance of the catalogue item.
const struct kind_field kinds_node_measured_value[] = {
    NEEDED("of", TYPE_RECORD, "所属记录", "record it belongs to"),
    NEEDED_TEXT("item", KIND_SHORT_MAX, "检查项", "check item"),
    NEEDED_TEXT("point", KIND_SHORT_MAX, "测点", "measuring point"),
    NEEDED("value", TYPE_DECIMAL, "实测值", "measured value"),
    SHORT("unit", "单位", "unit"),
    FIELD("target", TYPE_DECIMAL, "设计值", "target"),
};

const struct kind_field kinds_node_photo[] = {
    NEEDED("of", TYPE_RECORD, "所属记录", "record it belongs to"),
    NEEDED("digest", TYPE_DIGEST, "原图", "original"),
    SHORT("name", "文件名", "file name"),
    FIELD("taken_at", TYPE_TIME, "拍摄时间", "taken at"),
    FIELD("latitude", TYPE_DECIMAL, "纬度", "latitude"),
    FIELD("longitude", TYPE_DECIMAL, "经度", "longitude"),
    FIELD("thumbnail", TYPE_DIGEST, "缩略图", "thumbnail"),
    RANGE("width", 1, PIXELS_MAX, "宽度(像素)", "width (pixels)"),
    RANGE("height", 1, PIXELS_MAX, "高度(像素)", "height (pixels)"),
    RANGE("size", 1, CANON_INTEGER_MAX, "大小(字节)", "size (bytes)"),
    SHORT("mime", "类型", "media type"),
    CHOICE("moment", kind_choice_moments, "整改前后", "before or after the work"),
    // Drawn on or stamped: shown beside its original, but no evidence that counts by itself.
    FIELD("copy_of", TYPE_RECORD, "标注副本的原照片", "photo that this is a marked copy of"),
};

const struct kind_field kinds_node_note[] = {
    NEEDED("text", TYPE_TEXT, "内容", "text"),
    FIELD("of", TYPE_RECORD, "所属记录", "record it belongs to"),
};
