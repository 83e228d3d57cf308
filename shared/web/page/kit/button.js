// SPDX-License-Identifier: Apache-2.0
// Buttons: a tap answers within 100 ms by showing that it is being saved; ✓ comes only with the
// durable answer.
import { html, useRef, useState } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { t } from "/shared/words.js";

/**
 * @typedef {object} ButtonProps
 * @property {any} children words of the button
 * @property {(event: Event) => any} [onTap] when it returns a promise the button is busy until then
 * @property {"primary" | "plain" | "quiet" | "danger"} [kind] one primary a screen; default plain
 * @property {string} [icon]
 * @property {boolean} [busy]
 * @property {boolean} [disabled] stays readable; say beside it why
 * @property {boolean} [wide] as wide as its box
 * @property {string} [label] for screen readers, when the words alone do not say it
 * @property {string} [href] makes it a link
 * @property {boolean} [submit] sends the form it stands in
 * @property {string} [id]
 */

/** @param {ButtonProps} props */
export function Button(props) {
    const [working, setWorking] = useState(false);
    const under = useRef(false); // two taps in one moment are one
    const busy = working || props.busy;
    const look = ["button", `button-${props.kind
        || "plain"}`, props.wide && "button-wide", busy && "is-busy"].filter(Boolean).join(" ");
    const inside = html`${props.icon && html`<${Icon}
        name=${busy ? "sync" : props.icon} />`}<span>${props.children}</span>`;
    if (props.href)
        return html`<a class=${look} id=${props.id} href=${props.href} aria-label=${props.label}>${inside}</a>`;
    /** @param {Event} event */
    const tap = async (event) => {
        if (busy || under.current || props.disabled || !props.onTap)
            return;
        const outcome = props.onTap(event);
        if (outcome && typeof outcome.then === "function") {
            under.current = true;
            setWorking(true);
            try {
                await outcome;
            } finally {
                under.current = false;
                setWorking(false);
            }
        }
    };
    return html`<button type=${props.submit ? "submit" : "button"} class=${look} id=${props.id} onClick=${tap}
        aria-label=${props.label} aria-busy=${busy ? "true" : null}
        aria-disabled=${props.disabled ? "true" : null}>${inside}</button>`;
}

/**
 * A square button with an icon only.
 * @param {{icon: string, label: string, onTap?: (event: Event) => any, href?: string, pressed?: boolean,
 *     kind?: "plain" | "quiet" | "danger", disabled?: boolean}} props label is what a screen reader says
 */
export function IconButton({ icon, label, onTap, href, pressed, kind, disabled }) {
    const look = `button button-icon button-${kind || "quiet"}`;
    if (href)
        return html`<a class=${look} href=${href} aria-label=${label} title=${label}><${Icon} name=${icon} /></a>`;
    return html`<button type="button" class=${look} aria-label=${label} title=${label}
        aria-pressed=${pressed === undefined ? null : String(pressed)} aria-disabled=${disabled ? "true" : null}
        onClick=${(/** @type {Event} */ event) => !disabled && onTap && onTap(event)}><${Icon}
            name=${icon} /></button>`;
}

/**
 * Tells that what was tapped is being saved, or is saved: beside what was tapped.
 * @param {{state: "idle" | "saving" | "saved" | "unsaved"}} props
 */
export function Saving({ state }) {
    if (state === "idle")
        return null;
    const words = {
        saving: t("正在保存", "saving"),
        saved: t("已存本机", "saved here"),
        unsaved: t("未保存", "not saved yet"),
    };
    const icons = { saving: "sync", saved: "check", unsaved: "warning" };
    return html`<span class=${"saving saving-" + state} role="status"><${Icon} name=${icons[state]}
        size="small" />${words[state]}</span>`;
}
