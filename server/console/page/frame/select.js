// SPDX-License-Identifier: Apache-2.0
// One of many, from a list of the browser's own.
import { html } from "/vendor/preact.js";
import { useId } from "/shared/kit/form.js";
import { w } from "/shared/words.js";

/**
 * @param {{label: string, value: string, options: {code: string, zh?: string, en?: string, label?: string}[],
 *     onChange: (code: string) => void, hint?: string}} props
 */
export function SelectField({ label, value, options, onChange, hint }) {
    const id = useId();
    const said = (/** @type {any} */ one) => one.label || w({ zh: one.zh || one.code, en: one.en || one.code });
    return html`<div class="field"><label for=${id}>${label}</label>
        <select id=${id} value=${value} aria-describedby=${hint ? id + "n" : null}
            onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
            ${options.map((one) => html`<option key=${one.code} value=${one.code}
                selected=${one.code === value}>${said(one)}</option>`)}</select>
        ${hint && html`<p class="field-note" id=${id + "n"}>${hint}</p>`}</div>`;
}
