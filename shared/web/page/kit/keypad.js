// SPDX-License-Identifier: Apache-2.0
// Numbers without a keyboard: a keypad for measured values and amounts, and the PIN pad. The keys
// of a real keyboard work too.
import { html, useLayoutEffect, useRef } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { t } from "/shared/words.js";

/** @param {{name: string, onTap: () => void, label?: string, icon?: string, kind?: string, off?: boolean}} props */
function Key({ name, onTap, label, icon, kind, off }) {
    return html`<button type="button" class=${"key" + (kind ? " key-" + kind : "")} aria-label=${label || name}
        data-key=${name}
        aria-disabled=${off ? "true" : null} onClick=${() => !off && onTap()}>${icon ? html`<${Icon} name=${icon}
            size="large" />` : name}</button>`;
}

/**
 * Keys go to the pad that is seen: not to one behind a sheet or behind the lock.
 * @param {HTMLElement | null} pad
 */
function isSeen(pad) {
    const sheet = document.querySelector("dialog[open]");
    return pad !== null && pad.getClientRects().length > 0 && (!sheet || sheet.contains(pad));
}

/**
 * @param {(key: string) => void} press
 * @param {boolean} off
 * @returns {{current: HTMLElement | null}} for the pad's element
 */
function useKeyboard(press, off) {
    const pad = useRef(/** @type {HTMLElement | null} */ (null));
    const latest = useRef(press);
    latest.current = press;
    // Before the pad is painted, so that no key typed on sight is lost.
    useLayoutEffect(() => {
        if (off)
            return undefined;
        const listen = (/** @type {KeyboardEvent} */ event) => {
            const target = /** @type {HTMLElement} */ (event.target);
            if (!isSeen(pad.current) || event.ctrlKey || event.altKey || event.metaKey
                || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
                return;
            const key = event.key === "," ? "." : event.key;
            const onButton = target.tagName === "BUTTON" || target.tagName === "A";
            if (/^[0-9.-]$/.test(key) || key === "Backspace" || (key === "Enter" && !onButton)) {
                event.preventDefault();
                latest.current(key);
            }
        };
        addEventListener("keydown", listen);
        return () => removeEventListener("keydown", listen);
    }, [off]);
    return pad;
}

/**
 * @param {string} value what stands there
 * @param {string} key 0-9 . - or Backspace
 * @param {{decimals: number, negative: boolean, digits: number}} rules
 * @returns {string} what stands there then; the same when the key does not fit
 */
export function pressed(value, key, rules) {
    if (key === "Backspace")
        return value.slice(0, -1);
    if (key === "-")
        return !rules.negative ? value : value.startsWith("-") ? value.slice(1) : "-" + value;
    const dot = value.indexOf(".");
    if (key === ".")
        return rules.decimals === 0 || dot >= 0 ? value : (value === "" || value === "-" ? value + "0" : value) + ".";
    if (dot >= 0 && value.length - dot > rules.decimals)
        return value;
    if (value.replace(/[-.]/g, "").length >= rules.digits)
        return value;
    return value === "0" || value === "-0" ? value.slice(0, -1) + key : value + key;
}

/**
 * Keypad for a decimal number, kept as text.
 * @param {{label: string, value: string, onChange: (value: string) => void, unit?: string, decimals?: number,
 *     negative?: boolean, digits?: number, onDone?: () => void}} props decimals: places after the point (default 3)
 */
export function Keypad({ label, value, onChange, unit, decimals = 3, negative = false, digits = 12, onDone }) {
    const press = (/** @type {string} */ key) => (key === "Enter" ? onDone && onDone() : onChange(pressed(value, key,
        { decimals, negative, digits })));
    const pad = useKeyboard(press, false);
    const digit = (/** @type {string} */ key) => html`<${Key} name=${key} onTap=${() => press(key)} />`;
    const gap = html`<span></span>`;
    return html`<div class="keypad" role="group" aria-label=${label} ref=${pad}>
        <output class="keypad-value" aria-label=${label}>${value || html`<span class="faint">0</span>`}${unit
            && html`<small>${unit}</small>`}</output>
        <div class="keys keys-wide">
            ${digit("1")}${digit("2")}${digit("3")}
            <${Key} name="back" label=${t("删一位", "delete one")} icon="backspace" onTap=${() => press("Backspace")} />
            ${digit("4")}${digit("5")}${digit("6")}
            ${decimals > 0
                ? html`<${Key} name="." label=${t("小数点", "decimal point")} onTap=${() => press(".")} />` : gap}
            ${digit("7")}${digit("8")}${digit("9")}
            ${negative ? html`<${Key} name="−" label=${t("正负号", "sign")} onTap=${() => press("-")} />` : gap}
            <${Key} name="0" kind="zero" onTap=${() => press("0")} />
            ${onDone && html`<${Key} name="ok" kind="ok" label=${t("确定", "OK")} icon="check" off=${!value}
                onTap=${() => press("Enter")} />`}
        </div></div>`;
}

/**
 * The PIN pad: 4 to 8 digits, never shown.
 * @param {{label: string, value: string, onChange: (value: string) => void, onDone: () => void,
 *     busy?: boolean, off?: boolean}} props
 *     off: while the back-off runs
 */
export function PinPad({ label, value, onChange, onDone, busy, off }) {
    const ready = value.length >= 4 && !busy && !off;
    const press = (/** @type {string} */ key) => {
        if (off || busy)
            return;
        if (key === "Enter")
            return ready ? onDone() : undefined;
        if (key === "Backspace" || (/^\d$/.test(key) && value.length < 8))
            onChange(key === "Backspace" ? value.slice(0, -1) : value + key);
    };
    const pad = useKeyboard(press, Boolean(off || busy));
    return html`<div class="pinpad" role="group" aria-label=${label} ref=${pad}>
        <div class="pin-dots" role="status" aria-label=${t(`已输入 ${value.length} 位`, `${value.length} digits entered`)}>
            ${Array.from({ length: Math.max(4, value.length) }, (_, i) => html`<span
                class=${i < value.length ? "is-set" : ""} key=${i}></span>`)}</div>
        <div class="keys">
            ${["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((key) => html`<${Key} name=${key} off=${off || busy}
                onTap=${() => press(key)} />`)}
            <${Key} name="back" label=${t("删一位", "delete one")} icon="backspace" off=${off || busy || !value}
                onTap=${() => press("Backspace")} />
            <${Key} name="0" off=${off || busy} onTap=${() => press("0")} />
            <${Key} name="ok" kind="ok" label=${t("确定", "OK")} icon=${busy ? "sync" : "check"} off=${!ready}
                onTap=${() => press("Enter")} />
        </div></div>`;
}
