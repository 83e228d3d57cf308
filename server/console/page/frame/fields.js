// SPDX-License-Identifier: Apache-2.0
// Fields for secrets: a password that can be looked at, a code of six digits.
import { html, useState } from "/vendor/preact.js";
import { IconButton } from "/shared/kit/button.js";
import { useId } from "/shared/kit/form.js";
import { Icon } from "/shared/kit/icon.js";
import { half, t, w } from "/shared/words.js";

/**
 * @param {{label: string, value: string, onChange: (value: string) => void, kind?: "current-password" | "new-password",
 *     hint?: string, error?: string, focus?: boolean}} props kind is what password managers go by
 */
export function PasswordField({ label, value, onChange, kind = "current-password", hint, error, focus }) {
    const id = useId();
    const [seen, setSeen] = useState(false);
    const [caps, setCaps] = useState(false);
    const note = error || (caps ? t("大写锁定已打开", "Caps Lock is on") : hint);
    const look = (/** @type {KeyboardEvent} */ event) =>
        setCaps(Boolean(event.getModifierState && event.getModifierState("CapsLock")));
    return html`<div class="field"><label for=${id}>${label}</label>
        <div class="field-secret">
            <input id=${id} type=${seen ? "text" : "password"} value=${value} autocomplete=${kind} name=${kind}
                maxlength="200" spellcheck=${false} autocapitalize="off" aria-describedby=${note ? id + "n" : null}
                aria-invalid=${error ? "true" : null} data-first=${focus ? "" : null} autofocus=${Boolean(focus)}
                    onKeyUp=${look}
                onInput=${(/** @type {any} */ event) => onChange(event.target.value)} />
            <${IconButton} icon="eye" label=${seen ? t("隐藏密码", "Hide the password") : t("显示密码", "Show the password")}
                pressed=${seen} onTap=${() => setSeen(!seen)} /></div>
        ${note && html`<p class=${error ? "field-note tone-fail" : "field-note"} id=${id + "n"}>${note}</p>`}</div>`;
}

/** @param {{error: any}} props why a secret was refused: what the server says of it,
    rather than of rights in general */
export function Refused({ error }) {
    return html`<div class="note tone-fail" role="alert"><${Icon} name="warning" />
        <div><p>${error.detail ? half(error.detail) : w(error)}</p></div></div>`;
}

/**
 * A text as a browser fills it in: a login, a one-time code.
 * @param {{label: string, value: string, onChange: (value: string) => void, kind: "username" | "one-time-code" | "off",
 *     hint?: string, digits?: boolean, focus?: boolean}} props
 */
export function PlainField({ label, value, onChange, kind, hint, digits, focus }) {
    const id = useId();
    return html`<div class="field"><label for=${id}>${label}</label>
        <input id=${id} type="text" value=${value} autocomplete=${kind} name=${kind} maxlength="100" spellcheck=${false}
            autocapitalize="off" inputmode=${digits ? "numeric" : null} data-first=${focus ? "" : null}
            autofocus=${Boolean(focus)} aria-describedby=${hint ? id + "n" : null}
            onInput=${(/** @type {any} */ event) => onChange(event.target.value)} />
        ${hint && html`<p class="field-note" id=${id + "n"}>${hint}</p>`}</div>`;
}
