// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_table.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
// A field with the limits of its type. Text is shown by the newest value; so are the other types,
// of which a conflict harms nobody.
#define FIELD(id, of_type, chinese, english)                              \
    {                                                                     \
        .name = (id), .type = (of_type), .zh = (chinese), .en = (english) \
    }
#define NEEDED(id, of_type, chinese, english)                                               \
    {                                                                                       \
        .name = (id), .type = (of_type), .required = true, .zh = (chinese), .en = (english) \
    }
#define SHORT(id, chinese, english)                                                         \
    {                                                                                       \
        .name = (id), .type = TYPE_TEXT, .max = SHORT_MAX, .zh = (chinese), .en = (english) \
    }
#define NEEDED_TEXT(id, most, chinese, english)                                     \
    {                                                                               \
        .name = (id), .type = TYPE_TEXT, .min = 1, .max = (most), .required = true, \
        .zh = (chinese), .en = (english)                                            \
    }
#define MONEY(id, chinese, english)                                                 \
    {                                                                               \
        .name = (id), .type = TYPE_INTEGER, .policy = POLICY_BOTH, .zh = (chinese), \
        .en = (english)                                                             \
    }
#define RANGE(id, low, high, chinese, english)                                            \
    {                                                                                     \
        .name = (id), .type = TYPE_INTEGER, .min = (low), .max = (high), .zh = (chinese), \
        .en = (english)                                                                   \
    }
#define CHOICE(id, list, chinese, english)                                                    \
    {                                                                                         \
        .name = (id), .type = TYPE_CHOICE, .choice = (list), .zh = (chinese), .en = (english) \
    }
#define NEEDED_CHOICE(id, list, chinese, english)                                               \
    {                                                                                           \
        .name = (id), .type = TYPE_CHOICE, .choice = (list), .required = true, .zh = (chinese), \
        .en = (english)                                                                         \
    }
// The list stands best first; of concurrent values the worst is shown.
#define WORST(id, list, chinese, english)                                            \
    {                                                                                \
        .name = (id), .type = TYPE_CHOICE, .policy = POLICY_WORST, .choice = (list), \
        .zh = (chinese), .en = (english)                                             \
    }

enum { SHORT_MAX = 255, CATALOGUE_BYTES_MAX = 131072, ATTEMPTS_MAX = 1000, PIXELS_MAX = 100000 };

// D1
static const char *const roles[] = {
    "inspector",
    "designer",
    "materials_designer",
    "foreman",
    "supervisor",
    "account_manager",
    "information_officer",
    "re_inspector",
    "department_manager",
    "reconciler",
    "auditor",
    "administrator",
    "front_desk",
    "drawing_reviewer",
    "customer_adviser",
    "project_manager",
    NULL,
};
// D3.1 to D3.7
static const char *const nodes[] = {
    "measurement", "design",    "briefing",   "water_electric",
    "mid_term",    "materials", "completion", NULL,
};
// D4.1
static const char *const inspections[]
    = {"water_electric", "closed_water", "mid_term", "completion", NULL};
// D3.10
static const char *const results[] = {"pass", "na", "fail", NULL};
static const char *const device_states[] = {"active", "revoked", "wiped", NULL};

static const struct kind_field site[] = {
    NEEDED_TEXT("customer_name", SHORT_MAX, "客户姓名", "customer"),
    SHORT("customer_phone", "客户电话", "customer's phones"),
    NEEDED_TEXT("address", SHORT_MAX, "地址", "address"),
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
};

static const struct kind_field person[] = {
    NEEDED_TEXT("name", SHORT_MAX, "姓名", "name"),
    NEEDED_CHOICE("role", roles, "角色", "role"),
    SHORT("phone", "电话", "phone"),
};

static const struct kind_field assignment[] = {
    NEEDED("person", TYPE_RECORD, "人员", "person"),
    NEEDED_CHOICE("role", roles, "角色", "role"),
    NEEDED("active", TYPE_BOOLEAN, "有效", "active"),
};

static const struct kind_field catalogue[] = {
    NEEDED_TEXT("version", SHORT_MAX, "版本", "version"),
    NEEDED_TEXT("content", CATALOGUE_BYTES_MAX, "内容", "content"),
};

static const struct kind_field device[] = {
    NEEDED_TEXT("name", SHORT_MAX, "名称", "name"),
    WORST("state", device_states, "状态", "state"),
};

static const struct kind_field node[] = {
    NEEDED_CHOICE("code", nodes, "节点", "node"),
    FIELD("state_note", TYPE_TEXT, "状态说明", "remark on the state"),
    FIELD("started_at", TYPE_TIME, "开始时间", "started at"),
    SHORT("catalogue", "目录版本", "catalogue version"),
};
static const char *const node_key[] = {"site", "code", NULL};

static const struct kind_field attempt[] = {
    NEEDED("node", TYPE_RECORD, "节点", "node"),
    {.name = "n",
     .type = TYPE_INTEGER,
     .min = 1,
     .max = ATTEMPTS_MAX,
     .required = true,
     .zh = "第几次",
     .en = "number"},
    FIELD("started_at", TYPE_TIME, "开始时间", "started at"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};
static const char *const attempt_key[] = {"node", "n", NULL};

static const struct kind_field item_result[] = {
    NEEDED("attempt", TYPE_RECORD, "验收", "attempt"),
    NEEDED_TEXT("item", SHORT_MAX, "检查项", "check item"),
    WORST("result", results, "结果", "result"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
    MONEY("amount_fen", "金额(分)", "amount (fen)"),
};
static const char *const item_result_key[] = {"attempt", "item", NULL};

static const struct kind_field photo[] = {
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
};

static const struct kind_field note[] = {
    NEEDED("text", TYPE_TEXT, "内容", "text"),
    FIELD("of", TYPE_RECORD, "所属记录", "record it belongs to"),
};

static const struct kind_field patrol[] = {
    NEEDED("started_at", TYPE_TIME, "开始时间", "started at"),
    WORST("result", results, "结果", "result"),
    FIELD("note", TYPE_TEXT, "备注", "note"),
};

// D4.1: who was there, when and where; its photos are records of it.
static const struct kind_field presence[] = {
    NEEDED("person", TYPE_RECORD, "人员", "person"),
    NEEDED("at", TYPE_TIME, "到场时间", "there at"),
    FIELD("of", TYPE_RECORD, "所属记录", "record it belongs to"),
    CHOICE("inspection", inspections, "验收", "inspection"),
    FIELD("latitude", TYPE_DECIMAL, "纬度", "latitude"),
    FIELD("longitude", TYPE_DECIMAL, "经度", "longitude"),
};

#define KIND(id, chinese, english) \
    .name = #id, .zh = (chinese), .en = (english), .fields = id, .field_count = COUNT(id)

const struct kind kind_table[] = {
    {KIND(site, "工地", "site"), .office_only = true, .own_site = true},
    {KIND(person, "人员", "person"), .office_only = true, .global = true},
    {KIND(assignment, "派工", "assignment"), .office_only = true},
    {KIND(catalogue, "目录", "catalogue"), .office_only = true, .global = true},
    {KIND(device, "平板", "tablet"), .office_only = true, .global = true},
    {KIND(node, "节点", "node"), .key = node_key},
    {KIND(attempt, "验收", "attempt"), .key = attempt_key},
    {KIND(item_result, "检查结果", "item result"), .key = item_result_key},
    {KIND(photo, "照片", "photo")},
    {KIND(note, "备注", "note")},
    {KIND(patrol, "巡检", "patrol")},
    {KIND(presence, "到场", "presence"), .write_once = true},
};
const size_t kind_table_count = COUNT(kind_table);
