// SPDX-License-Identifier: Apache-2.0
// Words that recur on the tablet, once. "Delivered" is said only of what a durable receipt covers.
import { t } from "/shared/words.js";

export const words = {
    draft: () => t("草稿", "Draft"),
    waiting: () => t("待传", "Waiting"),
    delivered: () => t("已送达", "Delivered"),
    today: () => t("今日", "Today"),
    issues: () => t("问题", "Issues"),
    outbox: () => t("待传", "Outbox"),
    me: () => t("我", "Me"),
    conflict: () => t("冲突", "Conflict"),
    overdue: () => t("逾期", "Overdue"),
};

/** @typedef {{tone: import("/shared/shapes.js").Tone, icon: string, zh: string, en: string}} StateWords */

/** @type {Record<string, StateWords>} */
const NODE_STATES = {
    not_started: { tone: "idle", icon: "ring", zh: "未开始", en: "not started" },
    under_way: { tone: "busy", icon: "triangle", zh: "进行中", en: "under way" },
    changed: { tone: "warn", icon: "warning", zh: "签后变更", en: "changed after signing" },
    done: { tone: "pass", icon: "check", zh: "已完成", en: "done" },
};

/** @param {string} state of a node @returns {StateWords} its colour, shape and words */
export function nodeState(state) {
    return NODE_STATES[state] || NODE_STATES.not_started;
}
