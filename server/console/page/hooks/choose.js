// SPDX-License-Identifier: Apache-2.0
// Some of several, by a tap on each.
import { html } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { useId } from "/shared/kit/form.js";
import { w } from "/shared/words.js";

/**
 * @param {{label: string, options: {code: string, zh: string, en: string}[], chosen: string[],
 *     onChange: (chosen: string[]) => void, hint?: string}} props
 */
export function Choose({ label, options, chosen, onChange, hint }) {
    const id = useId();
    const tap = (/** @type {string} */ code) => onChange(options.map((one) => one.code)
        .filter((one) => (one === code) !== chosen.includes(one)));
    return html`<div class="group" role="group" aria-labelledby=${id}><div class="group-label" id=${id}>${label}</div>
        <div class="chips">${options.map((one) => html`<button type="button" key=${one.code} title=${one.code}
            class=${"chip" + (chosen.includes(one.code) ? " is-chosen" : "")}
            aria-pressed=${String(chosen.includes(one.code))} onClick=${() => tap(one.code)}>
            ${chosen.includes(one.code) && html`<${Icon} name="check" size="small" />`}<span>${w(one)}</span>
            </button>`)}</div>
        ${hint && html`<p class="field-note">${hint}</p>`}</div>`;
}
