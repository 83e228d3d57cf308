// SPDX-License-Identifier: Apache-2.0
// The chain of an issue, oldest first: who did what, when, with which words and photos.
import { html } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { Note, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { Photos } from "./photo_box.js";
import { nameOf } from "./told.js";

/** @type {Record<string, {icon: string, zh: string, en: string}>} */
export const MOVES = {
    assign: { icon: "people", zh: "派单", en: "Assign" },
    done: { icon: "check", zh: "整改完成", en: "Work is done" },
    verify: { icon: "check", zh: "复查通过，销项", en: "Passed: verified" },
    reject: { icon: "cross", zh: "复查退回", en: "Not good enough: back" },
    reopen: { icon: "undo", zh: "重新打开", en: "Open again" },
};

/** @param {{issue: any, about: import("./draw_sheet.js").About}} props */
export function Steps({ issue, about }) {
    const steps = issue.steps || [];
    return html`<ol class="steps-chain">
        <li><span class="step-sign"><${Icon} name="warning" size="small" /></span>
            <div><strong>${t("发现问题", "Found")}</strong> ${nameOf(issue.author)}
                <p class="faint"><${Time} ms=${issue.opened_ms} /></p></div></li>
        ${steps.map((/** @type {any} */ step) => {
            const move = MOVES[step.move] || { icon: "dot", zh: step.zh || step.move, en: step.en || step.move };
            const to = nameOf(step.to);
            return html`<li key=${step.id}><span class="step-sign"><${Icon} name=${move.icon}
                size="small" /></span>
                <div><strong>${w(move)}</strong> ${nameOf(step.author)}${to && html` → ${to}`}
                    <p class="faint"><${Time} ms=${step.at} />
                        ${step.deadline ? html` · ${t("期限", "due")} <${Time} ms=${step.deadline} />` : null}</p>
                    ${step.note && html`<p>${step.note}</p>`}
                    <${Photos} photos=${step.photos || []} label=${w(move)} about=${about} line=${true} /></div></li>`;
        })}
    </ol>`;
}

/** @param {{issue: any}} props two tablets went different ways: the next step settles it */
export function Branches({ issue }) {
    if (!issue.unsettled) return null;
    return html`<${Note} tone="warn" icon="warning">
        <p>${t("两台平板各走了一步，下一步会把分支了结：",
            "Two tablets moved it differently; the next step settles it:")}</p>
        <ul>${(issue.branches || []).map((/** @type {any} */ branch, /** @type {number} */ i) =>
            html`<li key=${i}>${w(MOVES[branch.move] || branch)} · ${nameOf(branch.author)}
                <${Time} ms=${branch.at} /> ${branch.note || ""}</li>`)}</ul></${Note}>`;
}

/**
 * Before and after, side by side.
 * @param {{before: any[], after: any[], about: import("./draw_sheet.js").About, camera?: any}} props
 *     camera: stands in the place of a missing picture from after
 */
export function Pair({ before, after, about, camera }) {
    return html`<div class="pair">
        <section aria-label=${t("整改前", "Before")}><h3>${t("整改前", "Before")}</h3>
            ${before.length > 0 ? html`<${Photos} photos=${before} label=${t("整改前", "Before")} about=${about}
                big=${true} />`
                : html`<p class="faint">${t("没有整改前的照片", "no photo from before")}</p>`}</section>
        <section aria-label=${t("整改后", "After")}><h3>${t("整改后", "After")}</h3>
            ${after.length > 0 && html`<${Photos} photos=${after} label=${t("整改后", "After")} about=${about}
                big=${true} />`}
            ${camera}</section>
    </div>`;
}
