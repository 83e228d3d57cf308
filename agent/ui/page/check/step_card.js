// SPDX-License-Identifier: Apache-2.0
// A change order or delivery with its state and the steps that the program allows from it.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { PhraseField } from "/shared/kit/form.js";
import { Mark } from "/shared/kit/icon.js";
import { Card, Unsent } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t, w } from "/shared/words.js";
import { phrasesFor } from "./check_model.js";
import { deed } from "./deeds.js";
import { useData } from "../store.js";
import { codeOf } from "./told.js";

/**
 * How a step looks, and the words that it needs.
 * @typedef {object} StepLook
 * @property {string} icon
 * @property {"primary" | "plain" | "danger"} kind
 * @property {string} [reason] name of the parameter that it needs in words
 * @property {string} [phrases] field of the catalogue's phrases for them
 *
 * @typedef {{move: string, zh: string, en: string, why_not: string | null}} Step
 * @typedef {{tone: any, icon: string}} StateLook
 */

/**
 * Asks for the words that a step needs.
 * @param {{step: Step, look: StepLook, onSave: (text: string) => Promise<any>,
 *     onClose: () => void}} props
 */
function Reason({ step, look, onSave, onClose }) {
    const { data } = useData("/api/words");
    const [text, setText] = useState("");
    const save = async () => {
        if (text.trim() && (await onSave(text.trim()))) onClose();
    };
    return html`<${Sheet} title=${w(step)} onClose=${onClose} foot=${html`<${Button} kind="primary" wide=${true}
        icon="check" disabled=${!text.trim()} onTap=${save}>${w(step)}</${Button}>`}>
        <${PhraseField} label=${t("原因（必填）", "Reason (required)")} value=${text} onChange=${setText} long=${true}
            required=${true} phrases=${data && look.phrases ? phrasesFor(data.phrases, look.phrases) : []} />
    </${Sheet}>`;
}

/**
 * The steps of a record, each saved at its tap; those that are not possible say why.
 * @param {{row: any, path: string, looks: Record<string, StepLook>, reload: () => Promise<void>}} props
 */
function Steps({ row, path, looks, reload }) {
    const [asking, setAsking] = useState(/** @type {Step | null} */ (null));
    const steps = /** @type {Step[]} */ (row.may || []).filter((step) => looks[step.move]);
    const settle = row.unsettled ? { settle: true } : {};
    const run = (/** @type {Step} */ step, /** @type {Record<string, string>} */ words) =>
        deed(`${path}/${row.id}/moves`, { move: step.move, ...words, ...settle }, step, reload);
    const tap = (/** @type {Step} */ step) => (looks[step.move].reason ? setAsking(step) : run(step, {}));
    const look = asking && looks[asking.move];
    return html`<div class="row">${steps.map((step) => html`<${Button} key=${step.move} kind=${looks[step.move].kind}
            icon=${looks[step.move].icon} disabled=${Boolean(step.why_not)} onTap=${() => tap(step)}>
            ${w(step)}</${Button}>`)}</div>
        ${steps.map((step) => step.why_not
            && html`<p class="faint" key=${step.move}>${w(step)}${t("：", ": ")}${half(step.why_not)}</p>`)}
        ${asking && look && html`<${Reason} step=${asking} look=${look} onClose=${() => setAsking(null)}
            onSave=${(/** @type {string} */ text) => run(asking, { [look.reason || "note"]: text })} />`}`;
}

/**
 * @param {{row: any, path: string, title: string, states: Record<string, StateLook>,
 *     looks: Record<string, StepLook>, reload: () => Promise<void>, children?: any}} props
 *     path: of the moves, such as "/api/changes"
 */
export function StepCard({ row, path, title, states, looks, reload, children }) {
    const state = states[codeOf(row.state)] || { tone: "idle", icon: "ring" };
    return html`<${Card} tone=${state.tone} label=${title}>
        <div class="row spread"><h2>${title}</h2><span class="row">${row.unsent && html`<${Unsent} />`}
            <${Mark} tone=${state.tone} icon=${state.icon}>${w(row.state)}</${Mark}></span></div>
        ${row.unsettled && html`<${Mark} tone="warn" icon="warning">${t("两台平板各走了一步，下一步了结",
            "two tablets moved it differently; the next step settles it")}</${Mark}>`}
        ${children}
        <${Steps} row=${row} path=${path} looks=${looks} reload=${reload} />
    </${Card}>`;
}
