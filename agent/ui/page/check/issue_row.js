// SPDX-License-Identifier: Apache-2.0
// One issue in a list: what, where, whose turn it is, until when; by words, colour and shape.
import { html } from "/vendor/preact.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { Unsent } from "/shared/kit/layout.js";
import { small } from "/shared/kit/photos.js";
import { due, exact, now } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { codeOf, dueOf, isOverdue, nameOf } from "./told.js";

/** @type {Record<string, {tone: any, icon: string, zh: string, en: string}>} */
export const ISSUE_STATES = {
    open: { tone: "warn", icon: "ring", zh: "待派单", en: "to assign" },
    assigned: { tone: "busy", icon: "wrench", zh: "整改中", en: "in work" },
    done: { tone: "busy", icon: "eye", zh: "待复查", en: "to check" },
    verified: { tone: "pass", icon: "check", zh: "已复查", en: "verified" },
};

/** @type {Record<string, {zh: string, en: string}>} */
export const SEVERITIES = {
    minor: { zh: "轻微", en: "minor" },
    normal: { zh: "一般", en: "normal" },
    major: { zh: "重大", en: "major" },
};

/** @param {{issue: any}} props */
export function IssueMark({ issue }) {
    const state = ISSUE_STATES[codeOf(issue.state)] || ISSUE_STATES.open;
    return html`<${Mark} tone=${state.tone} icon=${state.icon}>${w(state)}</${Mark}>`;
}

/** @param {{issue: any}} props the deadline in words; overdue in red with its own shape */
export function Due({ issue }) {
    const until = dueOf(issue);
    if (!until || codeOf(issue.state) === "verified") return null;
    const late = isOverdue(issue, now());
    return html`<span class=${late ? "issue-due tone-fail" : "issue-due"} title=${exact(until)}>
        <${Icon} name=${late ? "warning" : "clock"} size="small" />${due(until)}</span>`;
}

/** @param {any} issue @returns {string} who has it */
export function holderOf(issue) {
    return [nameOf(issue.holder || issue.responsible), issue.crew].filter(Boolean).join(" · ") || t("未派单",
        "nobody yet");
}

/**
 * @param {{issue: any, site?: boolean, chosen?: boolean, onOpen?: (id: string) => void}} props
 *     site: without naming the site; onOpen: instead of going to its page
 */
export function IssueRow({ issue, site, chosen, onOpen }) {
    const tap = (/** @type {MouseEvent} */ event) => {
        if (!onOpen || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        onOpen(issue.id);
    };
    const who = holderOf(issue);
    const where = [site ? "" : issue.customer, issue.room, w(issue.category), who].filter(Boolean).join(" · ");
    return html`<a class=${`issue-row${chosen ? " is-chosen" : ""}`} href=${`#/issue/${issue.id}`}
        aria-current=${chosen ? "true" : null} onClick=${tap}>
        <span class="issue-cover">${issue.cover
            ? html`<img src=${small(issue.cover)} alt="" loading="lazy" decoding="async" />`
            : html`<${Icon} name="wrench" />`}</span>
        <span class="issue-words">
            <span class="issue-title">${codeOf(issue.severity) === "major" &&
                html`<span class="tone-fail"><${Icon} name="diamond" size="small" />${w(SEVERITIES.major)} </span>`}
                ${issue.summary || t("没有描述", "not described")}</span>
            <span class="issue-sub">${where}</span>
            <span class="issue-state"><${IssueMark} issue=${issue} /><${Due} issue=${issue} />
                ${issue.reopened > 0 &&
                html`<small>${t(`返工 ${issue.reopened} 次`, `reopened ${issue.reopened}`)}</small>`}</span>
        </span>
        ${issue.unsent && html`<${Unsent} />`}
    </a>`;
}
