// SPDX-License-Identifier: Apache-2.0
#include "server/console/role_rights.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const char *const role_rights_access_names[]
    = {"stranger",  "partial", "anybody", "see",   "personal", "settle", "held", "devices",
       "catalogue", "people",  "export",  "audit", "operate",  "erase",  NULL};

static const struct role_rights_capability capabilities[] = {
    {CONSOLE_SEE, "see", "查看工地", "see sites, board, issues, sign-offs", false},
    {CONSOLE_PERSONAL, "personal", "查看客户资料", "see customers' names, phones, addresses",
     false},
    {CONSOLE_SETTLE, "settle", "处理冲突、编辑", "settle conflicts, assign, edit", false},
    {CONSOLE_HELD, "held", "处理隔离内容", "decide on what is quarantined", false},
    {CONSOLE_DEVICES, "devices", "管理平板", "tablets", true},
    {CONSOLE_CATALOGUE, "catalogue", "管理目录", "catalogue", true},
    {CONSOLE_PEOPLE, "people", "管理人员和账号", "people, accounts, assignments", true},
    {CONSOLE_EXPORT, "export", "导出", "exports", false},
    {CONSOLE_AUDIT, "audit", "查看审计", "read the audit", true},
    {CONSOLE_OPERATE, "operate", "运行任务和备份", "reports, backups, jobs, connections", true},
    {CONSOLE_ERASE, "erase", "删除客户资料", "erase a customer's data", true},
};

enum {
    READER = CONSOLE_SEE | CONSOLE_PERSONAL,
    MANAGER = READER | CONSOLE_EXPORT,
    RECONCILER = MANAGER | CONSOLE_SETTLE | CONSOLE_HELD | CONSOLE_DEVICES | CONSOLE_OPERATE,
    AUDITOR = MANAGER | CONSOLE_AUDIT,
};
static const struct role_rights roles[] = {
    {"administrator", "管理员", "administrator", CONSOLE_CAPABILITIES, true},
    {"reconciler", "对账员", "reconciler", RECONCILER, true},
    {"auditor", "审计", "auditor", AUDITOR, false},
    {"department_manager", "分部经理", "department manager", MANAGER, false},
    {"information_officer", "信息专员", "information officer", READER, false},
    {"account_manager", "客户经理", "account manager", READER, false},
    {"project_manager", "项目经理", "project manager", READER, false},
    {"customer_adviser", "客户顾问", "customer adviser", READER, false},
    {"front_desk", "前台", "front desk", CONSOLE_SEE, false},
    {"drawing_reviewer", "审图员", "drawing reviewer", CONSOLE_SEE, false},
    {"inspector", "巡检员", "inspector", 0, false},
    {"designer", "设计师", "designer", 0, false},
    {"materials_designer", "主材设计师", "materials designer", 0, false},
    {"foreman", "带班工长", "foreman", 0, false},
    {"supervisor", "工程监督", "supervisor", 0, false},
    {"re_inspector", "复查员", "re-inspector", 0, false},
};

const struct role_rights_capability *role_rights_capabilities(size_t *count)
{
    *count = COUNT(capabilities);
    return capabilities;
}

const struct role_rights *role_rights_list(size_t *count)
{
    *count = COUNT(roles);
    return roles;
}

const struct role_rights *role_rights_find(struct span role)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (span_is(role, roles[i].role))
            return &roles[i];
    return NULL;
}
