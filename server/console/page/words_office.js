// SPDX-License-Identifier: Apache-2.0
// Words that recur in the office, once.
import { t } from "/shared/words.js";

export const words = {
    allStores: () => t("全部门店", "all stores"),
    cancel: () => t("取消", "Cancel"),
    save: () => t("保存", "Save"),
    why: () => t("原因（记入审计）", "Reason (kept in the audit)"),
};

/** @typedef {{code: string, zh: string, en: string}} Words */

/** @type {Words[]} roles of staff, in the order of the company's list */
export const ROLES = [
    { code: "front_desk", zh: "前台", en: "front desk" },
    { code: "information_officer", zh: "信息专员", en: "information officer" },
    { code: "customer_adviser", zh: "客户顾问", en: "customer adviser" },
    { code: "account_manager", zh: "客户经理", en: "account manager" },
    { code: "designer", zh: "设计师", en: "designer" },
    { code: "drawing_reviewer", zh: "审图员", en: "drawing reviewer" },
    { code: "materials_designer", zh: "主材设计师", en: "materials designer" },
    { code: "project_manager", zh: "项目经理", en: "project manager" },
    { code: "foreman", zh: "带班工长", en: "foreman" },
    { code: "supervisor", zh: "工程监督", en: "supervisor" },
    { code: "inspector", zh: "巡检员", en: "inspector" },
    { code: "re_inspector", zh: "复查员", en: "re-inspector" },
    { code: "department_manager", zh: "分部经理", en: "department manager" },
    { code: "reconciler", zh: "对账员", en: "reconciler" },
    { code: "auditor", zh: "审计", en: "auditor" },
    { code: "administrator", zh: "管理员", en: "administrator" },
];
