// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_column.h"

#include <string.h>
#include <strings.h>

enum { HEADING_MAX = 512 };

#define PHONES "电话|手机|手机号|手机号码|电话号码|联系电话|联系方式"
#define SITE_NUMBERS "合同编号|合同号|合同编码|合同no|合同no.|项目编号|工地编号"
#define ROLES "角色|岗位|职务|职位|工种"

// Words for fields, '|' between them, without spaces, narrow. The field's name and the label of the
// kind table need not stand here.
static const struct {
    const char *kind, *field;
    enum import_form form;
    bool assumed;
    const char *words;
} words[] = {
    {"site", "contract_number", IMPORT_CODE, false, SITE_NUMBERS "|编号"},
    {"site", "customer_name", IMPORT_TEXT, false, "客户|客户名称|业主|业主姓名|姓名|甲方"},
    {"site", "customer_phone", IMPORT_PHONE, false, PHONES "|客户手机|业主电话|业主手机"},
    {"site", "address", IMPORT_TEXT, false,
     "工地地址|工程地址|项目地址|装修地址|详细地址|小区地址"},
    {"site", "contract_date", IMPORT_DATE, false, "签约时间|合同日期|签订日期|签单日期"},
    {"site", "contract_amount_fen", IMPORT_YUAN, false,
     "合同金额(元)|合同总价(元)|合同价(元)|签约金额(元)"},
    {"site", "contract_amount_fen", IMPORT_YUAN, true, "合同金额|合同总价|合同价|签约金额|总价"},
    {"site", "contract_amount_fen", IMPORT_WAN, false,
     "合同金额(万元)|合同金额(万)|合同总价(万元)|合同总价(万)"},
    {"site", "materials_amount_fen", IMPORT_YUAN, false, "主材订单金额(元)|主材金额(元)"},
    {"site", "materials_amount_fen", IMPORT_YUAN, true, "主材订单金额|主材金额"},
    {"site", "materials_amount_fen", IMPORT_WAN, false, "主材订单金额(万元)|主材金额(万元)"},
    {"site", "design_fee", IMPORT_BOOLEAN, false, "设计费"},
    {"site", "store", IMPORT_TEXT, false, "店面|所属门店|分店|店"},
    {"site", "department", IMPORT_TEXT, false, "部门|所属部门|事业部"},
    {"site", "planned_start", IMPORT_DATE, false, "计划开工日期|开工日期|预计开工|开工时间"},
    {"site", "planned_completion", IMPORT_DATE, false,
     "计划竣工日期|竣工日期|预计竣工|计划完工|完工日期|预计完工"},
    {"site", "actual_start", IMPORT_DATE, false, "实际开工日期"},
    {"site", "actual_completion", IMPORT_DATE, false, "实际竣工日期|实际完工"},
    {"person", "number", IMPORT_CODE, false, "工号|员工编号|员工号|人员编号|编号"},
    {"person", "name", IMPORT_TEXT, false, "名字|员工姓名|人员姓名"},
    {"person", "role", IMPORT_ROLE, false, ROLES},
    {"person", "phone", IMPORT_PHONE, false, PHONES},
    {"assignment", "site", IMPORT_CODE, false, SITE_NUMBERS "|工地|项目"},
    {"assignment", "person", IMPORT_CODE, false,
     "工号|员工编号|员工号|姓名|员工|员工姓名|人员姓名|负责人"},
    {"assignment", "role", IMPORT_ROLE, false, ROLES},
    {"assignment", "active", IMPORT_BOOLEAN, false, "启用|在岗|是否有效|状态"},
};

static void settle(struct span heading, struct buffer *out)
{
    struct buffer narrow;
    buffer_init(&narrow, HEADING_MAX);
    import_cell_narrow(heading, &narrow);
    for (size_t i = 0; i < narrow.len; i++)
        if (narrow.data[i] != ' ')
            buffer_append_char(out, narrow.data[i]);
    buffer_clear(&narrow);
}

static bool is_among(struct span heading, const char *list)
{
    while (*list != '\0') {
        size_t len = strcspn(list, "|");
        if (heading.len == len && strncasecmp(heading.data, list, len) == 0)
            return true;
        list += len + (list[len] == '|');
    }
    return false;
}

static bool ends(const char *text, const char *end)
{
    size_t text_len = strlen(text), end_len = strlen(end);
    return text_len >= end_len && strcmp(text + text_len - end_len, end) == 0;
}

static enum import_form form_of(const struct kind_field *field)
{
    switch (field->type) {
    case TYPE_DATE:
        return IMPORT_DATE;
    case TYPE_BOOLEAN:
        return IMPORT_BOOLEAN;
    case TYPE_INTEGER:
        return IMPORT_INTEGER;
    case TYPE_CHOICE:
        return strcmp(field->name, "role") == 0 ? IMPORT_ROLE : IMPORT_CODE;
    case TYPE_RECORD:
        return IMPORT_CODE;
    default:
        return ends(field->name, "phone") ? IMPORT_PHONE : IMPORT_TEXT;
    }
}

// As the kind table names it.
static struct import_column find_field(const struct kind *kind, struct span heading)
{
    struct import_column column = {0};
    for (size_t i = 0; i < kind->field_count && column.field == NULL; i++) {
        const struct kind_field *field = &kind->fields[i];
        if (span_is(heading, field->name) || span_is(heading, field->zh))
            column = (struct import_column){.field = field->name, .form = form_of(field)};
    }
    return column;
}

static struct import_column find_settled(const struct kind *kind, struct span heading)
{
    static const char *const plain[] = {"kind", "id", "site", "number"};
    struct import_column column = find_field(kind, heading);
    for (size_t i = 0; i < sizeof plain / sizeof *plain && column.field == NULL; i++)
        if (span_is(heading, plain[i]))
            column = (struct import_column){.field = plain[i], .form = IMPORT_CODE};
    for (size_t i = 0; i < sizeof words / sizeof *words && column.field == NULL; i++)
        if (strcmp(words[i].kind, kind->name) == 0 && is_among(heading, words[i].words))
            column = (struct import_column){words[i].field, words[i].form, words[i].assumed};
    return column;
}

struct import_column import_column_find(const struct kind *kind, struct span heading)
{
    struct buffer settled;
    buffer_init(&settled, HEADING_MAX);
    settle(heading, &settled);
    struct import_column column
        = find_settled(kind, (struct span){settled.data == NULL ? "" : settled.data, settled.len});
    if (column.field != NULL
        && (strcmp(column.field, "contract_number") == 0 || strcmp(column.field, "number") == 0))
        column.form = IMPORT_CODE;
    buffer_clear(&settled);
    return column;
}

bool import_column_has(const char *kind, const char *field, const struct span *headings,
                       size_t count)
{
    const struct kind *known = kind_find(span_of(kind));
    for (size_t i = 0; i < count; i++) {
        struct import_column column = import_column_find(known, headings[i]);
        if (column.field != NULL && strcmp(column.field, field) == 0)
            return true;
    }
    return false;
}
