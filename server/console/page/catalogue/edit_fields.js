// SPDX-License-Identifier: Apache-2.0
// Fields of the catalogue's editor: each stands at a place of the draft, and says what is wrong there.
import { html } from "/vendor/preact.js";
import { TextField, Toggle } from "/shared/kit/form.js";
import { t } from "/shared/words.js";
import { SelectField } from "../frame/select.js";
import { valueAt } from "./doc.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./doc.js").Path} Path */

/**
 * @param {{desk: Desk, path: Path, label: string, hint?: string, limit?: number, optional?: boolean, long?: boolean,
 *     code?: boolean, onText?: (text: string) => void}} props optional: without a text the member is left out; code:
 *     not spelled or corrected
 */
export function TextAt({ desk, path, label, hint, limit = 300, optional, long, code, onText }) {
    const put = (/** @type {string} */ typed) => {
        const text = long ? typed.replace(/\s*\n\s*/g, " ") : typed;
        return onText ? onText(text) : desk.put(path, text === "" && optional ? undefined : text);
    };
    const value = valueAt(desk.doc, path);
    return html`<div data-place=${path.join(".")} class=${code ? "is-code" : ""}><${TextField} label=${label}
        hint=${hint} value=${value === undefined ? "" : String(value)} limit=${limit} error=${desk.fault(path)}
        onChange=${put} long=${long} secret=${code} required=${!optional} /></div>`;
}

/** @param {{desk: Desk, path: Path, label: string, hint?: string, optional?: boolean}} props what is no number stays as
 *     it was typed: the check names it */
export function NumberAt({ desk, path, label, hint, optional }) {
    const put = (/** @type {string} */ text) => desk.put(path, text === "" && optional ? undefined
        : /^-?\d{1,11}$/.test(text) ? Number(text) : text);
    const value = valueAt(desk.doc, path);
    return html`<div data-place=${path.join(".")}><${TextField} label=${label} hint=${hint} mode="numeric" limit=${12}
        value=${value === undefined ? "" : String(value)} error=${desk.fault(path)} onChange=${put} /></div>`;
}

/** @param {{desk: Desk, path: Path, label: string, hint?: string, onChange?: (on: boolean) => void}} props no is left
 *     out */
export function TruthAt({ desk, path, label, hint, onChange }) {
    const put = onChange || ((/** @type {boolean} */ on) => desk.put(path, on || undefined));
    return html`<div data-place=${path.join(".")}><${Toggle} label=${label} hint=${hint}
        value=${valueAt(desk.doc, path) === true} onChange=${put} /></div>`;
}

/**
 * @param {{desk: Desk, path: Path, label: string, hint?: string, options: any[], none?: string}} props none: what
 *     leaves it out
 */
export function ChoiceAt({ desk, path, label, hint, options, none }) {
    const all = none ? [{ code: "", label: none }, ...options] : options;
    return html`<div data-place=${path.join(".")}><${SelectField} label=${label} options=${all}
        hint=${desk.fault(path) || hint} value=${String(valueAt(desk.doc, path) || "")}
        onChange=${(/** @type {string} */ code) => desk.put(path, code || undefined)} /></div>`;
}

/**
 * Several of a set, in the order of the set.
 * @param {{desk: Desk, path: Path, label: string, options: {code: string, label: string}[]}} props
 */
export function SeveralAt({ desk, path, label, options }) {
    /** @type {string[]} */
    const chosen = valueAt(desk.doc, path) || [];
    const fault = desk.fault(path);
    const toggle = (/** @type {string} */ code) => desk.put(path, chosen.includes(code)
        ? chosen.filter((one) => one !== code) : [...chosen, code]);
    return html`<fieldset class="several" data-place=${path.join(".")}><legend>${label}</legend>
        <div class="chips">${options.map((one) => html`<button type="button" key=${one.code}
            class=${"chip" + (chosen.includes(one.code) ? " is-chosen" : "")} aria-pressed=${String(chosen.includes(
                one.code))} onClick=${() => toggle(one.code)}>${one.label}</button>`)}</div>
        ${fault && html`<p class="field-note tone-fail">${fault}</p>`}</fieldset>`;
}

/** @param {{desk: Desk, path: Path, zh: string, en: string, long?: boolean, onEnglish?: (text: string) => void}} props
 *     both texts of an entry, what they are for in both languages */
export function WordsAt({ desk, path, zh, en, onEnglish }) {
    return html`<${TextAt} desk=${desk} path=${[...path, "zh"]} label=${t(`${zh}（中文）`, `${en} (Chinese)`)} />
        <${TextAt} desk=${desk} path=${[...path, "en"]} label=${t(`${zh}（英文）`, `${en} (English)`)}
            onText=${onEnglish} />`;
}
