// SPDX-License-Identifier: Apache-2.0
// Parts of forms, for what cannot be chosen: text (with phrases to tap), dates, files.
import { html, useRef } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { t, w } from "/shared/words.js";

let made = 0;

/** @returns {string} an id that stays the same while the component lives */
export function useId() {
    const id = useRef("");
    if (!id.current)
        id.current = `f${++made}`;
    return id.current;
}

/**
 * @typedef {object} TextProps
 * @property {string} label
 * @property {string} value
 * @property {(value: string) => void} onChange
 * @property {(value: string) => void} [onDone] when it is left, for saving
 * @property {string} [hint]
 * @property {string} [error]
 * @property {boolean} [long] several lines
 * @property {"text" | "numeric" | "decimal" | "tel" | "url"} [mode] keyboard of a touch screen
 * @property {number} [limit] most characters
 * @property {boolean} [required]
 * @property {boolean} [focus] has the focus when the sheet around it opens
 * @property {boolean} [secret] not spelled, corrected or kept by the browser
 */

/** @param {TextProps} props */
export function TextField({ label, value, onChange, onDone, hint, error, long, mode, limit, required, secret, focus }) {
    const id = useId();
    const shared = {
        id, value, maxlength: limit, inputmode: mode, "aria-describedby": hint || error ? id + "n" : null,
        "aria-invalid": error ? "true" : null, "aria-required": required ? "true" : null, autofocus: Boolean(focus),
        autocomplete: "off", spellcheck: secret ? false : undefined, autocapitalize: secret ? "off" : undefined,
        onInput: (/** @type {any} */ event) => onChange(event.target.value),
        onBlur: (/** @type {any} */ event) => onDone && onDone(event.target.value),
    };
    return html`<div class="field"><label for=${id}>${label}</label>
        ${long ? html`<textarea rows="3" ...${shared}></textarea>` : html`<input type="text" ...${shared} />`}
        ${(hint || error) && html`<p class=${error ? "field-note tone-fail" : "field-note"} id=${id + "n"}>${error
            || hint}</p>`}</div>`;
}

/**
 * Text helped by phrases: a tap on a phrase puts it in, or takes it out again.
 * @param {TextProps & {phrases: {zh: string, en: string}[]}} props
 */
export function PhraseField({ phrases, ...props }) {
    const parts = props.value.split(/[;；]\s*/).filter(Boolean);
    /** @param {string} phrase */
    const toggle = (phrase) => {
        const next = parts.includes(phrase) ? parts.filter((part) => part !== phrase) : [...parts, phrase];
        const text = next.join(t("；", "; "));
        props.onChange(text);
        if (props.onDone)
            props.onDone(text);
    };
    return html`<div class="field-phrases">
        ${phrases.length > 0 && html`<div class="chips" role="group" aria-label=${props.label}>
            ${phrases.map((phrase) => {
                const text = w(phrase);
                const on = parts.includes(text);
                return html`<button type="button" class=${"chip" + (on ? " is-chosen" : "")} key=${text}
                    aria-pressed=${String(on)} onClick=${() => toggle(text)}>
                    ${on && html`<${Icon} name="check" size="small" />`}<span>${text}</span></button>`;
            })}</div>`}
        <${TextField} ...${props} /></div>`;
}

/**
 * A button that opens the camera or the gallery. The input stays in the page, so that the files
 * arrive also after a slow camera.
 * @param {{label: any, onFiles: (files: File[]) => any, camera?: boolean, many?: boolean, accept?: string,
 *     icon?: string, kind?: string, disabled?: boolean}} props
 *     camera: straight to the rear camera
 */
export function FileButton({ label, onFiles, camera, many, accept, icon, kind, disabled }) {
    /** @param {any} event */
    const chosen = (event) => {
        const files = [...event.target.files];
        event.target.value = ""; // the same photo may be chosen again
        if (files.length > 0)
            onFiles(files);
    };
    return html`<label class=${`button button-${kind || "plain"} file-button` + (disabled ? " is-off" : "")}>
        <${Icon} name=${icon || (camera ? "camera" : "photo")} /><span>${label}</span>
        <input type="file" class="unseen" accept=${accept || "image/*"} capture=${camera ? "environment" : null}
            multiple=${Boolean(many)}
            disabled=${Boolean(disabled)} onChange=${chosen} /></label>`;
}

/**
 * A yes or no that is saved at its tap.
 * @param {{label: any, value: boolean, onChange: (on: boolean) => any, hint?: any, disabled?: boolean}} props
 */
export function Toggle({ label, value, onChange, hint, disabled }) {
    return html`<button type="button" class="toggle" role="switch" aria-checked=${String(value)}
        aria-disabled=${disabled ? "true" : null}
        onClick=${() => !disabled && onChange(!value)}>
        <span class="toggle-words">${label}${hint && html`<small>${hint}</small>`}</span>
        <span class="toggle-track" aria-hidden="true"><span class="toggle-knob"><${Icon}
            name=${value ? "check" : "dash"} size="small" /></span></span></button>`;
}

/**
 * A day and time, in the browser's own picker; text "YYYY-MM-DDTHH:MM" of Asia/Shanghai to Unix ms.
 * @param {{label: string, value: number | null, onChange: (ms: number | null) => void, hint?: string}} props
 */
export function TimeField({ label, value, onChange, hint }) {
    const id = useId();
    const text = value === null ? "" : new Date(value + 8 * 3600000).toISOString().slice(0, 16);
    /** @param {any} event */
    const change = (event) => onChange(event.target.value ? Date.parse(event.target.value + ":00+08:00") : null);
    return html`<div class="field"><label for=${id}>${label}</label>
        <input id=${id} type="datetime-local" value=${text} onChange=${change} />${hint && html`<p
            class="field-note">${hint}</p>`}</div>`;
}
