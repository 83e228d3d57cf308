// SPDX-License-Identifier: Apache-2.0
// A change order or delivery with its state and the steps that are possible from it.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { PhraseField } from "/shared/kit/form.js";
import { Mark } from "/shared/kit/icon.js";
import { Card, Unsent } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { phrasesFor } from "./check_model.js";
import { deed } from "./deeds.js";
import { useData } from "../store.js";

/**
 * @typedef {object} StepRule
 * @property {string} move
 * @property {string} zh
 * @property {string} en
 * @property {string} icon
 * @property {"primary" | "plain" | "danger"} kind
 * @property {string} [reason] name of the field that the step needs in words
 * @property {string} [phrases] field of the catalogue's phrases for them
 *
 * @typedef {{tone: any, icon: string, zh: string, en: string, steps: StepRule[]}} StepState
 */

/**
 * Asks for the words that a step needs.
 * @param {{step: StepRule, onSave: (text: string) => Promise<any>, onClose: () => void}} props
 */
function Reason({ step, onSave, onClose }) {
    const { data } = useData("/api/words");
    const [text, setText] = useState("");
    const save = async () => {
        if (text.trim() && (await onSave(text.trim()))) onClose();
    };
    return html`<${Sheet} title=${w(step)} onClose=${onClose} foot=${html`<${Button} kind="primary" wide=${true}
        icon="check" disabled=${!text.trim()} onTap=${save}>${w(step)}</${Button}>`}>
        <${PhraseField} label=${t("原因(必填)", "Reason (required)")} value=${text} onChange=${setText} long=${true}
            required=${true} phrases=${data && step.phrases ? phrasesFor(data.phrases, step.phrases) : []} />
    </${Sheet}>`;
}

/**
 * @param {{row: any, path: string, state: StepState, title: string, reload: () => Promise<void>,
 *     children?: any}} props path: of the moves, such as "/api/changes"
 */
export function StepCard({ row, path, state, title, reload, children }) {
    const [asking, setAsking] = useState(/** @type {StepRule | null} */ (null));
    const settle = row.unsettled ? { settle: true } : {};
    const run = (/** @type {StepRule} */ step, /** @type {Record<string, string>} */ words) =>
        deed(`${path}/${row.id}/moves`, { move: step.move, ...words, ...settle }, step, reload);
    const tap = (/** @type {StepRule} */ step) => (step.reason ? setAsking(step) : run(step, {}));
    return html`<${Card} tone=${state.tone} label=${title}>
        <div class="row spread"><h3>${title}</h3>${row.unsent && html`<${Unsent} />`}
            <${Mark} tone=${state.tone} icon=${state.icon}>${w(state)}</${Mark}></div>
        ${row.unsettled && html`<${Mark} tone="warn" icon="warning">${t("两台平板各走了一步,下一步了结",
            "two tablets moved it differently; the next step settles it")}</${Mark}>`}
        ${children}
        <div class="row">${state.steps.map((step) => html`<${Button} key=${step.move} kind=${step.kind}
            icon=${step.icon}
            onTap=${() => tap(step)}>${w(step)}</${Button}>`)}</div>
        ${asking && html`<${Reason} step=${asking} onClose=${() => setAsking(null)}
            onSave=${(/** @type {string} */ text) => run(asking, { [asking.reason || "note"]: text })} />`}
    </${Card}>`;
}
