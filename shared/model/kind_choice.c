// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_choice.h"

#include <stddef.h>

const char *const kind_choice_roles[] = {
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
const char *const kind_choice_results[] = {"pass", "na", "fail", NULL};
const char *const kind_choice_moments[] = {"before", "after", NULL};
const char *const kind_choice_severities[] = {"minor", "normal", "major", NULL};
const char *const kind_choice_verdicts[]
    = {"satisfied", "qualified", "not_satisfied", "unqualified", "refused", "absent", NULL};
const char *const kind_choice_answers[] = {"satisfied", "not_satisfied", NULL};
const char *const kind_choice_outcomes[] = {"reached", "no_answer", NULL};
const char *const kind_choice_qualities[] = {"qualified", "unqualified", NULL};
const char *const kind_choice_reviews[] = {"passed", "redraw", NULL};
const char *const kind_choice_changes[] = {
    "design_error", "design_omission",  "design_improvement", "cost_improvement",
    "sales_effect", "customer_request", "customer_complaint", "engineering_improvement",
    NULL,
};
const char *const kind_choice_devices[] = {"active", "revoked", "wiped", NULL};
