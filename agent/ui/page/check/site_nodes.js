// SPDX-License-Identifier: Apache-2.0
// The seven nodes of a site: a bar, and what is chosen of it: state, what blocks it, what to do.
import { html, useRef, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { HoldButton } from "/shared/kit/confirm.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { deed, recordOf } from "./deeds.js";
import { useData } from "../store.js";

/** @type {Record<string, {tone: any, icon: string, zh: string, en: string}>} */
export const NODE_STATES = {
    done: { tone: "pass", icon: "check", zh: "已完成", en: "done" },
    under_way: { tone: "busy", icon: "dot", zh: "进行中", en: "under way" },
    changed: { tone: "warn", icon: "triangle", zh: "签后变更", en: "changed after signing" },
    not_started: { tone: "idle", icon: "ring", zh: "未开始", en: "not started" },
};

/** @param {any} node */
export const stateOf = (node) => NODE_STATES[node.state] || NODE_STATES.not_started;

/**
 * The node where the work is: under way, or else changed after signing, or else the next one.
 * @param {any[]} nodes
 * @returns {number} index; 0 when all are done
 */
export function currentNode(nodes) {
    const first = (/** @type {string} */ state) => nodes.findIndex((node) => node.state === state);
    return Math.max(0, ["under_way", "changed", "not_started"].map(first).find((at) => at >= 0) ?? 0);
}

/**
 * The bar; arrows move in it, as in every row of tabs.
 * @param {{nodes: any[], chosen: number, onPick: (at: number) => void}} props
 */
export function NodeBar({ nodes, chosen, onPick }) {
    const bar = useRef(/** @type {HTMLElement | null} */ (null));
    const keys = (/** @type {KeyboardEvent} */ event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step || !bar.current) return;
        event.preventDefault();
        const at = (chosen + step + nodes.length) % nodes.length;
        onPick(at);
        /** @type {HTMLElement} */ (bar.current.children[at]).focus();
    };
    return html`<div class="nodes" role="tablist" aria-label=${t("七个节点", "the seven nodes")} ref=${bar}
        onKeyDown=${keys}>${nodes.map((node, i) => {
            const state = stateOf(node);
            return html`<button type="button" role="tab" key=${node.code} id=${`tab-${node.code}`}
                class=${`node-tab tone-${state.tone}${i === chosen ? " is-chosen" : ""}`}
                aria-selected=${String(i === chosen)} aria-controls="node-panel"
                tabindex=${i === chosen ? 0 : -1} onClick=${() => onPick(i)}>
                <span class="node-sign"><${Icon} name=${state.icon} size="small" /></span>
                <b>${node.number}</b><span class="node-words">${w(node)}<span class="unseen">: ${w(state)}</span></span>
            </button>`;
        })}</div>`;
}

/**
 * Where a condition is put right.
 * @param {any} lack
 * @param {any} node
 * @param {boolean} here it is about the checks, not about what others sign or say
 * @returns {string} address; "": nothing to be done in a checklist
 */
export function lackHref(lack, node, here) {
    if (lack.conflict) return lack.record ? `#/conflict/${lack.record}` : "#/conflicts";
    if (lack.item) return `#/check/${node.attempt}?item=${encodeURIComponent(lack.item)}`;
    return here && node.attempt ? `#/check/${node.attempt}` : "";
}

/** @param {{title: string, lacks: any[], node: any, tone: string, here?: boolean}} props */
export function Lacks({ title, lacks, node, tone, here }) {
    if (!lacks || lacks.length === 0) return null;
    return html`<div class="node-lacks"><h3><span class=${`tone-${tone}`}>
        <${Icon} name="triangle" size="small" /></span> ${title} <span class="count">${lacks.length}</span></h3>
        <ul>${lacks.map((lack, i) => {
            const href = lackHref(lack, node, Boolean(here));
            const words = html`<span>${w(lack)}
                ${lack.conflict && html`<strong> · ${t("有冲突", "in conflict")}</strong>`}
                <small class="faint rule">${lack.rule}</small></span>`;
            return html`<li key=${i}>${href
                ? html`<a class="node-lack" href=${href}>${words}<${Icon} name="forward" size="small" /></a>`
                : html`<span class="node-lack">${words}</span>`}</li>`;
        })}</ul></div>`;
}

/** @param {{node: any}} props the papers that are signed at this node */
function Papers({ node }) {
    const { data } = useData("/api/words");
    const known = data && data.nodes.find((/** @type {any} */ one) => one.code === node.code);
    const forms = known ? known.forms : [];
    if (forms.length === 0) return null;
    const words = (/** @type {string} */ code) =>
        data.forms.find((/** @type {any} */ form) => form.code === code) || { zh: code, en: code };
    return html`<div class="stack">${forms.map((/** @type {any} */ form) => {
        const code = form.code || form;
        return html`<${Button} key=${code} icon="sign" wide=${true}
            href=${`#/review/${node.attempt}/${code}`}>${w(words(code))}</${Button}>`;
    })}</div>`;
}

/**
 * What can be done at a node. Starting leads straight to its checklist.
 * @param {{site: any, node: any, reload: () => Promise<void>}} props
 */
function NodeActions({ site, node, reload }) {
    const [busy, setBusy] = useState(false);
    const start = async (/** @type {boolean} */ again) => {
        setBusy(true);
        const words = again
            ? { zh: `${node.zh}：新的一次验收`, en: `${node.en}: a new attempt` }
            : { zh: `${node.zh}：已开始`, en: `${node.en}: started` };
        const body = { site: site.site, code: node.code, again };
        const answer = await deed("/api/nodes", body, words, reload);
        setBusy(false);
        if (answer) go(`/check/${recordOf(answer, "attempt") || answer.id}`);
    };
    if (!node.attempt)
        return html`<${Button} kind="primary" wide=${true} icon="plus" busy=${busy}
            onTap=${() => start(false)}>${t(`开始${node.zh}`, `Start ${node.en}`)}</${Button}>`;
    return html`<div class="stack">
        <${Button} kind="primary" wide=${true} icon="list" href=${`#/check/${node.attempt}`}>
            ${t("检查清单", "Checklist")}</${Button}>
        <${Papers} node=${node} />
        ${node.state === "done" &&
        html`<${HoldButton} icon="plus" busy=${busy} label=${t("再验一次（保留前一次）",
            "Inspect again (the first is kept)")} onConfirm=${() => start(true)} />`}
    </div>`;
}

/** @param {{site: any, node: any, reload: () => Promise<void>}} props */
export function NodePanel({ site, node, reload }) {
    const state = stateOf(node);
    const attempts = node.attempts > 1 ? t(`第 ${node.attempts} 次`, `attempt ${node.attempts}`) : "";
    return html`<section class="card node-panel" id="node-panel" role="tabpanel"
        aria-labelledby=${`tab-${node.code}`}>
        <div class="row spread"><h2>${node.number} ${w(node)}</h2>
            <${Mark} tone=${state.tone} icon=${state.icon}>${w(state)}</${Mark}></div>
        ${attempts && html`<p class="faint">${attempts}</p>`}
        ${node.open_rectifications > 0 &&
        html`<a class="mark-link" href=${`#/issues?site=${site.site}`}>
            <${Mark} tone="warn" icon="wrench">${t(`${node.open_rectifications} 项整改未关闭`,
                `${node.open_rectifications} open issues`)}</${Mark}></a>`}
        <${NodeActions} key=${node.code} site=${site} node=${node} reload=${reload} />
        ${node.node && html`<${Lacks} title=${t("还缺（完成的条件）", "Still missing to be done")} lacks=${node.missing}
            node=${node} tone="warn" />`}
        ${node.node && node.state !== "done" &&
        html`<${Lacks} title=${t("签字之前", "Before signing")} lacks=${node.unready} node=${node}
            tone="warn" here=${true} />`}
        <${Lacks} title=${t("问题", "Defects")} lacks=${node.defects} node=${node} tone="fail" />
    </section>`;
}
