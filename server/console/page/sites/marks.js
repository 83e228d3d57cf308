// SPDX-License-Identifier: Apache-2.0
// Marks of nodes, states and turns: shape and word beside the colour.
import { html } from "/vendor/preact.js";
import { due, now, when } from "/shared/format.js";
import { Icon } from "/shared/kit/icon.js";
import { t, w } from "/shared/words.js";

/** @typedef {import("/shared/shapes.js").Tone} Tone */

/** @type {Record<string, {icon: string, tone: Tone, zh: string, en: string}>} */
export const NODE_STATES = {
    done: { icon: "check", tone: "pass", zh: "已完成", en: "done" },
    under_way: { icon: "ring", tone: "busy", zh: "进行中", en: "under way" },
    changed: { icon: "warning", tone: "warn", zh: "签后变更，需重新签字", en: "changed after signing: sign again" },
    not_started: { icon: "minus", tone: "idle", zh: "未开始", en: "not started" },
};

/** @type {Record<string, {icon: string, tone: Tone, zh: string, en: string}>} */
export const ISSUE_STATES = {
    open: { icon: "ring", tone: "warn", zh: "待派单", en: "to be given out" },
    assigned: { icon: "wrench", tone: "busy", zh: "整改中", en: "being put right" },
    done: { icon: "eye", tone: "busy", zh: "待复查", en: "to be checked" },
    verified: { icon: "check", tone: "pass", zh: "已复查", en: "verified" },
};

/** @param {{icon: string, tone: Tone, words: any}} props */
export function Mark({ icon, tone, words }) {
    return html`<span class=${`mark tone-${tone}`}><${Icon} name=${icon} size="small" />${words}</span>`;
}

/** @param {any} node @returns {string} all that a node's mark stands for */
export function nodeWords(node) {
    const state = NODE_STATES[node.state] || NODE_STATES.not_started;
    const missing = node.state === "under_way" && node.missing > 0
        && t(`还缺 ${node.missing} 项：${node.zh}`, `${node.missing} missing: ${node.en}`);
    const issues = node.open_issues > 0 && t(`${node.open_issues} 个未了结问题`, `${node.open_issues} open issues`);
    const defects = node.defects > 0 && t(`${node.defects} 个服务问题`, `${node.defects} defects`);
    return [w(state), missing, issues, defects].filter(Boolean).join(t("；", "; "));
}

/** @param {{node: any}} props a node in the matrix */
export function NodeMark({ node }) {
    const state = NODE_STATES[node.state] || NODE_STATES.not_started;
    const words = nodeWords(node);
    const missing = node.state === "under_way" ? node.missing : 0;
    return html`<span class=${`node-mark tone-${node.defects > 0 ? "fail" : state.tone}`} title=${words}>
        <${Icon} name=${state.icon} size="small" /><span class="unseen">${words}</span>
        ${missing > 0 && html`<span aria-hidden="true">${t(`缺 ${missing}`, `${missing}`)}</span>`}
        ${node.open_issues > 0 && html`<span class="node-issues" aria-hidden="true"><${Icon} name="issues"
            size="small" />${node.open_issues}</span>`}
        ${node.defects > 0 && html`<span class="node-defects" aria-hidden="true"><${Icon} name="triangle"
            size="small" />${node.defects}</span>`}</span>`;
}

/** @param {{code: string}} props state of an issue */
export function IssueState({ code }) {
    const state = ISSUE_STATES[code] || ISSUE_STATES.open;
    return html`<${Mark} icon=${state.icon} tone=${state.tone} words=${w(state)} />`;
}

/** @param {{code: string, words: any}} props severity: shape and word */
export function Severity({ code, words }) {
    if (!words)
        return null;
    const icon = code === "major" ? "triangle" : code === "minor" ? "dot" : "square";
    return html`<${Mark} icon=${icon} tone=${code === "major" ? "fail" : "plain"} words=${w(words)} />`;
}

/** @param {{issue: any}} props its deadline; one that was put right in the end is not overdue any more */
export function Due({ issue }) {
    if (!issue.due_ms)
        return null;
    return html`<span title=${when(issue.due_ms)} class=${issue.overdue ? "tone-fail tone-text" : ""}>${
        issue.overdue || issue.due_ms > now() ? due(issue.due_ms) : when(issue.due_ms)}</span>`;
}
