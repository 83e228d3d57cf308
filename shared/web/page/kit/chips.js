// SPDX-License-Identifier: Apache-2.0
// Choices by touch: chips for few values, big answers for the three results. Both are radio groups
// to the keyboard and to screen readers: one stop of the Tab key, arrows within.
import { html, useRef } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { w } from "/shared/words.js";

/**
 * @typedef {object} Option
 * @property {string} code
 * @property {string} [zh]
 * @property {string} [en]
 * @property {string} [label] instead of zh and en, for names of people
 * @property {string} [icon]
 * @property {import("/shared/shapes.js").Tone} [tone] colour when chosen
 * @property {string} [hint] a second, smaller line
 */

/** @param {Option} option */
const said = (option) => option.label || w({ zh: option.zh || option.code, en: option.en || option.code });

/**
 * Moves the focus by arrow keys; in a radio group the focus chooses nothing by itself here, because
 * every choice is saved at once: Space or Enter chooses.
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null} box
 */
function byArrows(event, box) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !box)
        return;
    const buttons = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("button")]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = buttons[(at + step + buttons.length) % buttons.length];
    event.preventDefault();
    next.focus();
}

/**
 * One of several.
 * @param {{label: string, options: Option[], value?: string | null, onPick: (code: string) => any,
 *     disabled?: boolean, hideLabel?: boolean, clear?: boolean, saving?: string | null,
 *     kind?: "chips" | "answers"}} props
 *     clear: a tap on the chosen one gives ""; saving: the code that is being saved
 */
export function Chips({ label, options, value, onPick, disabled, hideLabel, clear, saving, kind }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const stop = options.some((option) => option.code === value) ? value : options[0] && options[0].code;
    return html`<div class="group">
        ${!hideLabel && html`<div class="group-label" aria-hidden="true">${label}</div>`}
        <div class=${kind || "chips"} role="radiogroup" aria-label=${label} ref=${box}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => byArrows(event, box.current)}>
            ${options.map((option) => {
                const chosen = option.code === value;
                const busy = saving === option.code;
                return html`<button type="button" role="radio" key=${option.code} aria-checked=${String(chosen)}
                    class=${`chip tone-${option.tone
                        || "plain"}` + (chosen ? " is-chosen" : "") + (busy ? " is-busy" : "")}
                    tabindex=${option.code === stop ? 0 : -1} aria-disabled=${disabled ? "true" : null}
                        data-code=${option.code}
                    onClick=${() => !disabled && (!chosen || clear) && onPick(chosen && clear ? "" : option.code)}>
                    ${busy ? html`<${Icon} name="sync" />` : option.icon ? html`<${Icon}
                        name=${option.icon} />` : chosen && html`<${Icon} name="check" size="small" />`}
                    <span>${said(option)}${option.hint && html`<small>${option.hint}</small>`}</span></button>`;
            })}
        </div>
    </div>`;
}

/**
 * The big answers (60 px), each with its colour and shape: Chips with kind "answers".
 * @param {{label: string, options: Option[], value?: string | null, onPick: (code: string) => any,
 *     disabled?: boolean, saving?: string | null, clear?: boolean}} props
 */
export function Answers(props) {
    return html`<${Chips} ...${props} hideLabel=${true} kind="answers" />`;
}

/**
 * Any of several, each saved at its tap.
 * @param {{label: string, options: Option[], values: string[], onToggle: (code: string, on: boolean) => any,
 *     disabled?: boolean}} props
 */
export function ManyChips({ label, options, values, onToggle, disabled }) {
    return html`<div class="group"><div class="group-label" aria-hidden="true">${label}</div>
        <div class="chips" role="group" aria-label=${label}>
            ${options.map((option) => {
                const on = values.includes(option.code);
                return html`<button type="button" key=${option.code} aria-pressed=${String(on)} data-code=${option.code}
                    class=${"chip" + (on ? " is-chosen" : "")} aria-disabled=${disabled ? "true" : null}
                    onClick=${() => !disabled && onToggle(option.code, !on)}>
                    ${on && html`<${Icon} name="check" size="small" />`}<span>${said(option)}</span></button>`;
            })}
        </div></div>`;
}
