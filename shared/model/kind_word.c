// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_word.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct kind_word roles[] = {
    {"inspector", "巡检员", "inspector"},
    {"designer", "设计师", "designer"},
    {"materials_designer", "主材设计师", "materials designer"},
    {"foreman", "带班工长", "foreman"},
    {"supervisor", "工程监督", "supervisor"},
    {"account_manager", "客户经理", "account manager"},
    {"information_officer", "信息专员", "information officer"},
    {"re_inspector", "复查员", "re-inspector"},
    {"department_manager", "分部经理", "department manager"},
    {"reconciler", "对账员", "reconciler"},
    {"auditor", "审计", "auditor"},
    {"administrator", "管理员", "administrator"},
    {"front_desk", "前台", "front desk"},
    {"drawing_reviewer", "审图员", "drawing reviewer"},
    {"customer_adviser", "客户顾问", "customer adviser"},
    {"project_manager", "项目经理", "project manager"},
};

static const struct kind_word words[] = {
    {"customer", "客户", "customer"},
    // results of items
    {"pass", "合格", "pass"},
    {"na", "不适用", "not applicable"},
    {"fail", "不合格", "fail"},
    // verdicts
    {"satisfied", "满意", "satisfied"},
    {"not_satisfied", "不满意", "not satisfied"},
    {"qualified", "合格", "qualified"},
    {"unqualified", "不合格", "not qualified"},
    {"refused", "拒签", "refused to sign"},
    {"absent", "未到场", "absent"},
    {"passed", "通过", "passed"},
    {"redraw", "重画", "to be redrawn"},
    // photos
    {"before", "整改前", "before"},
    {"after", "整改后", "after"},
    // severities
    {"minor", "轻微", "minor"},
    {"normal", "一般", "normal"},
    {"major", "重大", "major"},
    // calls
    {"reached", "已接通", "reached"},
    {"no_answer", "无人接听", "no answer"},
    // change orders
    {"design_error", "设计错误", "design error"},
    {"design_omission", "设计遗漏", "design omission"},
    {"design_improvement", "设计优化", "design improvement"},
    {"cost_improvement", "成本优化", "cost improvement"},
    {"sales_effect", "销售效果", "sales effect"},
    {"customer_request", "客户要求", "customer request"},
    {"customer_complaint", "客户投诉", "customer complaint"},
    {"engineering_improvement", "工程优化", "engineering improvement"},
    {"issued", "已提出", "issued"},
    {"approved", "已批准", "approved"},
    {"carried_out", "已实施", "carried out"},
    {"confirmed", "客户已确认", "confirmed by the customer"},
    {"cancelled", "已取消", "cancelled"},
    // rectifications
    {"open", "待派单", "open"},
    {"assigned", "整改中", "assigned"},
    {"done", "待复查", "done, to be verified"},
    {"verified", "已复查", "verified"},
    // deliveries
    {"ordered", "已订货", "ordered"},
    {"arrived", "已到货", "arrived"},
    {"accepted", "已验收", "accepted"},
    // tablets
    {"active", "使用中", "active"},
    {"revoked", "已停用", "revoked"},
    {"wiped", "已清除", "wiped"},
};

// Values that say something else in records of one kind.
static const struct {
    const char *kind;
    struct kind_word word;
} own_words[] = {
    {"delivery", {"refused", "拒收", "refused"}},
};

static const struct kind_word *find(const struct kind_word *list, size_t count, struct span value)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(value, list[i].value))
            return &list[i];
    return NULL;
}

const struct kind_word *kind_word_find(struct span kind, struct span value)
{
    const struct kind_word *role = find(roles, COUNT(roles), value);

    for (size_t i = 0; i < COUNT(own_words); i++)
        if (span_is(kind, own_words[i].kind) && span_is(value, own_words[i].word.value))
            return &own_words[i].word;
    return role ? role : find(words, COUNT(words), value);
}

const struct kind_word *kind_roles(size_t *count)
{
    *count = COUNT(roles);
    return roles;
}
