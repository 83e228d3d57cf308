// SPDX-License-Identifier: Apache-2.0
// Codes of choices, roles and steps in words, as shared/model/kind_word.c has them (a test compares);
// amounts and times as people read them.
import { language, t } from "/shared/words.js";

/** @type {Record<string, [string, string]>} code: Chinese, English */
export const CODE_WORDS = {
    inspector: ["巡检员", "inspector"],
    designer: ["设计师", "designer"],
    materials_designer: ["主材设计师", "materials designer"],
    foreman: ["带班工长", "foreman"],
    supervisor: ["工程监督", "supervisor"],
    account_manager: ["客户经理", "account manager"],
    information_officer: ["信息专员", "information officer"],
    re_inspector: ["复查员", "re-inspector"],
    department_manager: ["分部经理", "department manager"],
    reconciler: ["对账员", "reconciler"],
    auditor: ["审计", "auditor"],
    administrator: ["管理员", "administrator"],
    front_desk: ["前台", "front desk"],
    drawing_reviewer: ["审图员", "drawing reviewer"],
    customer_adviser: ["客户顾问", "customer adviser"],
    project_manager: ["项目经理", "project manager"],
    customer: ["客户", "customer"],
    pass: ["合格", "pass"],
    na: ["不适用", "not applicable"],
    fail: ["不合格", "fail"],
    satisfied: ["满意", "satisfied"],
    not_satisfied: ["不满意", "not satisfied"],
    qualified: ["合格", "qualified"],
    unqualified: ["不合格", "not qualified"],
    refused: ["拒签", "refused to sign"],
    absent: ["未到场", "absent"],
    passed: ["通过", "passed"],
    redraw: ["重画", "to be redrawn"],
    before: ["整改前", "before"],
    after: ["整改后", "after"],
    minor: ["轻微", "minor"],
    normal: ["一般", "normal"],
    major: ["重大", "major"],
    reached: ["已接通", "reached"],
    no_answer: ["无人接听", "no answer"],
    design_error: ["设计错误", "design error"],
    design_omission: ["设计遗漏", "design omission"],
    design_improvement: ["设计优化", "design improvement"],
    cost_improvement: ["成本优化", "cost improvement"],
    sales_effect: ["销售效果", "sales effect"],
    customer_request: ["客户要求", "customer request"],
    customer_complaint: ["客户投诉", "customer complaint"],
    engineering_improvement: ["工程优化", "engineering improvement"],
    issued: ["已提出", "issued"],
    approved: ["已批准", "approved"],
    carried_out: ["已实施", "carried out"],
    confirmed: ["客户已确认", "confirmed by the customer"],
    cancelled: ["已取消", "cancelled"],
    open: ["待派单", "open"],
    assigned: ["整改中", "assigned"],
    done: ["待复查", "done, to be verified"],
    verified: ["已复查", "verified"],
    ordered: ["已订货", "ordered"],
    arrived: ["已到货", "arrived"],
    accepted: ["已验收", "accepted"],
    active: ["使用中", "active"],
    revoked: ["已停用", "revoked"],
    wiped: ["已清除", "wiped"],
};

/**
 * A code in words; a text that is no code stays as it is.
 * @param {string} code
 * @param {string} [kind] of the record: a delivery is refused in another way than a signature
 */
export function codeWord(code, kind) {
    if (kind === "delivery" && code === "refused") return t("拒收", "refused");
    return Object.hasOwn(CODE_WORDS, code) ? t(...CODE_WORDS[code]) : code;
}

/** @param {number} fen */
export function formatYuan(fen) {
    const digits = String(Math.abs(fen)).padStart(3, "0");
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${fen < 0 ? "-" : ""}${whole}.${digits.slice(-2)} ${t("元", "yuan")}`;
}

const formats = /** @type {Record<string, Intl.DateTimeFormat>} */ ({});

/** @param {number} ms since 1970 */
export function formatTime(ms) {
    const locale = language() === "zh" ? "zh-CN" : "en-GB";
    formats[locale] ??= new Intl.DateTimeFormat(locale, {
        timeZone: "Asia/Shanghai",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        hour12: false,
    });
    return formats[locale].format(ms);
}
