// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_table.h"

#include "shared/model/kinds_change.h"
#include "shared/model/kinds_inspection.h"
#include "shared/model/kinds_node.h"
#include "shared/model/kinds_office.h"
#include "shared/model/kinds_people.h"
#include "shared/model/kinds_rectification.h"
#include "shared/model/kinds_signoff.h"
#include "shared/model/kinds_site.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIST(...)         \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

// Who writes what (domain.md D1). A kind without a list: every role but the auditor.
#define PATROLLING LIST("inspector", "supervisor", "project_manager", "department_manager")
#define RE_INSPECTING LIST("re_inspector", "department_manager")
#define REVIEWING LIST("drawing_reviewer", "department_manager")
#define CONTACTING LIST("account_manager", "customer_adviser", "project_manager")
#define CHANGING                                                                       \
    LIST("designer", "materials_designer", "foreman", "supervisor", "project_manager", \
         "department_manager")
#define VOIDING                                                                          \
    LIST("inspector", "designer", "supervisor", "project_manager", "department_manager", \
         "administrator", "information_officer")
#define SPOT_CHECKING LIST("supervisor", "project_manager", "department_manager", "reconciler")

#define KIND(id, table, chinese, english)                                    \
    .name = (id), .zh = (chinese), .en = (english), .fields = kinds_##table, \
    .field_count = COUNT(kinds_##table)

const struct kind kind_table[] = {
    {KIND("site", site_site, "工地", "site"), .office_only = true, .own_site = true},
    {KIND("person", people_person, "人员", "person"), .office_only = true, .global = true},
    {KIND("assignment", people_assignment, "派工", "assignment"), .office_only = true},
    {KIND("catalogue", office_catalogue, "目录", "catalogue"), .office_only = true, .global = true,
     .write_once = true, .key = LIST("version")},
    {KIND("device", office_device, "平板", "tablet"), .office_only = true, .global = true},
    {KIND("contact", site_contact, "联系单", "contact sheet"), .key = LIST("site", "stage"),
     .writers = CONTACTING},
    {KIND("node", node_node, "节点", "node"), .key = LIST("site", "code")},
    {KIND("attempt", node_attempt, "验收", "attempt"), .key = LIST("node", "n")},
    {KIND("item_result", node_item_result, "检查结果", "item result"),
     .key = LIST("attempt", "item")},
    {KIND("measured_value", node_measured_value, "实测值", "measured value"),
     .key = LIST("of", "item", "point")},
    {KIND("photo", node_photo, "照片", "photo")},
    {KIND("note", node_note, "备注", "note")},
    {KIND("inspection", inspection_inspection, "专项验收", "inspection")},
    {KIND("presence", inspection_presence, "到场", "presence"), .write_once = true},
    {KIND("patrol", inspection_patrol, "巡检", "patrol"), .writers = PATROLLING},
    {KIND("patrol_call", inspection_patrol_call, "巡检回电", "call after a patrol"),
     .write_once = true, .writers = PATROLLING},
    {KIND("weekly_report", inspection_weekly_report, "巡检周报", "weekly report"),
     .key = LIST("site", "week"), .writers = PATROLLING},
    {KIND("simulated_round", inspection_simulated_round, "模拟验收", "simulated acceptance"),
     .key = LIST("site", "round"), .writers = PATROLLING},
    {KIND("rectification", rectification_rectification, "整改", "rectification"),
     .key = LIST("of")},
    {KIND("move", rectification_move, "步骤", "step"), .write_once = true},
    {KIND("signoff", signoff_signoff, "签署", "sign-off"), .write_once = true},
    {KIND("void", signoff_voiding, "作废", "void"), .write_once = true, .writers = VOIDING},
    {KIND("counter_seal", signoff_counter_seal, "办公室封签", "seal of the office"),
     .office_only = true, .write_once = true},
    {KIND("change_order", change_change_order, "设计变更", "change order"), .writers = CHANGING},
    {KIND("delivery", change_delivery, "材料到货", "delivery")},
    {KIND("drawing_review", inspection_drawing_review, "审图", "drawing review"),
     .writers = REVIEWING},
    {KIND("re_inspection", inspection_re_inspection, "复验", "re-inspection"),
     .writers = RE_INSPECTING},
    {KIND("spot_check", inspection_spot_check, "抽查", "spot check"), .writers = SPOT_CHECKING},
    {KIND("call_back", office_call_back, "回访", "call-back"), .office_only = true},
    {KIND("complaint", office_complaint, "投诉", "complaint"), .key = LIST("of")},
};
const size_t kind_table_count = COUNT(kind_table);
