// SPDX-License-Identifier: Apache-2.0
// The seven nodes of a site with their gates in words, its defects and what is due.
import { html } from "/vendor/preact.js";
import { due, when } from "/shared/format.js";
import { Icon } from "/shared/kit/icon.js";
import { Empty, Section } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { NODE_STATES, Mark, nodeWords } from "./marks.js";
import { Lacks } from "./parts.js";

/** @param {{nodes: any[]}} props the bar: where the site is at a glance */
export function NodeBar({ nodes }) {
    const current = nodes.findIndex(({ state }) => state !== "done");
    return html`<ol class="node-bar">${nodes.map((node, i) => {
        const state = NODE_STATES[node.state] || NODE_STATES.not_started;
        const words = nodeWords({ ...node, missing: node.missing.length, defects: node.defects.length,
            open_issues: node.open_rectifications, ...(node.missing[0] || {}) });
        return html`<li key=${node.code} class=${`tone-${state.tone}${i === current ? " is-current" : ""}`}
            aria-current=${i === current ? "step" : null} title=${words}>
            <span class="node-step"><${Icon} name=${state.icon} size="small" /></span>
            <span class="node-name">${node.number} ${w(node)}</span><span class="unseen">${words}</span></li>`;
    })}</ol>`;
}

/** @param {{node: any}} props */
function Node({ node }) {
    const state = NODE_STATES[node.state] || NODE_STATES.not_started;
    return html`<details class="node" open=${node.state === "under_way" || node.state === "changed"}>
        <summary><b>${node.number} ${w(node)}</b><${Mark} icon=${state.icon} tone=${state.tone} words=${w(state)} />
            ${node.missing.length > 0 && node.state !== "not_started" && html`<span>${t(`还缺 ${node.missing.length} 项`,
                `${node.missing.length} missing`)}</span>`}
            ${node.open_rectifications > 0 && html`<${Mark} icon="issues" tone="warn" words=${t(
                `${node.open_rectifications} 个问题`, `${node.open_rectifications} issues`)} />`}
            ${node.defects.length > 0 && html`<${Mark} icon="triangle" tone="fail" words=${t(
                `${node.defects.length} 个服务问题`, `${node.defects.length} defects`)} />`}</summary>
        ${node.missing.length > 0 && html`<h4>${t("完成还缺", "Missing until it is done")}</h4>
            <${Lacks} lacks=${node.missing} />`}
        ${node.unready.length > 0 && node.state === "under_way" && html`<h4>${t("签字前还缺",
            "Missing before signing")}</h4>
            <${Lacks} lacks=${node.unready} />`}
        ${node.defects.length > 0 && html`<h4 class="tone-fail tone-text">${t("服务问题", "Defects")}</h4>
            <${Lacks} lacks=${node.defects} />`}
        <p class="faint">${t(`第 ${node.attempts} 次验收 · ${node.signoffs} 份签字`,
            `attempt ${node.attempts} · ${node.signoffs} sign-offs`)}${node.changed > 0
                && t(` · ${node.changed} 份签后变更`,
            ` · ${node.changed} changed after signing`)} · ${t("目录 ",
                "catalogue ")}${node.catalogue} · ${node.rule}</p>
    </details>`;
}

/** @param {{deadlines: any[]}} props */
function Deadlines({ deadlines }) {
    const open = deadlines.filter(({ met }) => !met);
    if (open.length === 0)
        return html`<${Empty} icon="check" title=${t("没有未办的期限", "Nothing is due")} />`;
    return html`<ul class="dues">${open.map((one) => html`<li key=${one.code + one.due_ms + one.record}
        class=${one.overdue ? "tone-fail" : "tone-idle"}><${Icon} name=${one.overdue ? "triangle" : "clock"}
            size="small" />
        <span><b>${w(one)}</b><span class="faint"> ${one.rule}</span><br />${due(one.due_ms)}
            <span class="faint"> · ${when(one.due_ms)}</span></span></li>`)}</ul>`;
}

/** @param {{site: any}} props */
export function Standing({ site }) {
    return html`<div class="two">
        <div><${Section} title=${t("七个节点", "The seven nodes")}>${site.nodes.map((/** @type {any} */ node) =>
            html`<${Node} key=${node.code} node=${node} />`)}</${Section}></div>
        <div>
            <${Section} title=${t("期限", "Deadlines")} count=${site.deadlines.filter((/** @type {any} */ one) =>
                one.overdue).length || null}><${Deadlines} deadlines=${site.deadlines} /></${Section}>
            ${site.defects.length > 0 && html`<${Section} title=${t("工地的服务问题", "Defects of the site")}
                count=${site.defects.length}><${Lacks} lacks=${site.defects} /></${Section}>`}
        </div></div>`;
}
