// SPDX-License-Identifier: Apache-2.0
// Keys: single letters where nothing is typed, and Ctrl K. What is offered is what is mounted, and the help sheet (?)
// says
// just that. Who is disturbed by single letters turns them off there.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Toggle } from "/shared/kit/form.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";

/**
 * @typedef {object} Key
 * @property {string} keys as one presses them: "j", "g b", "Ctrl K", "Enter"
 * @property {string} zh what it does
 * @property {string} en
 * @property {(event: KeyboardEvent) => any} run false: the key was not for us
 */

/** @type {Set<{current: Key[]}>} the newest last */
const offered = new Set();
const CHAIN_MS = 1500;
let chain = "";
let chain_ms = 0;

/** @returns {boolean} */
function areLettersOff() {
    try {
        return localStorage.getItem("letters") === "off";
    } catch {
        return false;
    }
}

/** @param {boolean} on */
function setLetters(on) {
    try {
        localStorage.setItem("letters", on ? "on" : "off");
    } catch {
        // it holds until the page is closed, then
    }
}

/** @param {KeyboardEvent} event @returns {boolean} whether what is pressed belongs to something that is typed in */
function isTyping(event) {
    const at = event.target instanceof HTMLElement ? event.target : null;
    return Boolean(at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)
        && !/^(checkbox|radio|button)$/.test(/** @type {HTMLInputElement} */ (at).type)));
}

/** @param {KeyboardEvent} event @returns {string} "Ctrl K", "j", "?" */
function nameOf(event) {
    if (event.ctrlKey || event.metaKey)
        return event.altKey || event.shiftKey ? "" : `Ctrl ${event.key.toUpperCase()}`;
    return event.altKey ? "" : event.key === " " ? "Space" : event.key;
}

/** @param {KeyboardEvent} event */
function press(event) {
    const name = nameOf(event);
    const inDialog = Boolean(document.querySelector("dialog[open]"));
    const plain = !name.startsWith("Ctrl ");
    if (!name || event.defaultPrevented || event.isComposing || inDialog
        || (plain && (isTyping(event) || (name.length === 1 && areLettersOff()))))
        return;
    const whole = chain && performance.now() - chain_ms < CHAIN_MS ? `${chain} ${name}` : name;
    const all = [...offered].reverse().flatMap((ref) => ref.current);
    chain = "";
    for (const wanted of whole === name ? [name] : [whole, name])
        for (const key of all.filter(({ keys }) => keys === wanted))
            if (key.run(event) !== false)
                return event.preventDefault();
    if (all.some(({ keys }) => keys.startsWith(`${name} `))) {
        chain = name;
        chain_ms = performance.now();
    }
}

/** Listens; once. */
export function listenToKeys() {
    addEventListener("keydown", press);
}

/** @param {Key[]} keys offered while the component is there */
export function useKeys(keys) {
    const ref = useRef(keys);
    ref.current = keys;
    useEffect(() => {
        offered.add(ref);
        return () => void offered.delete(ref);
    }, []);
}

/** @param {{onClose: () => void}} props the sheet of what can be pressed here */
export function KeysSheet({ onClose }) {
    const [all] = useState(() => [...offered].reverse().flatMap((ref) => ref.current));
    const [on, setOn] = useState(!areLettersOff());
    const seen = new Set();
    const rows = all.filter(({ keys, zh }) => zh && !seen.has(keys) && seen.add(keys));
    const toggle = (/** @type {boolean} */ letters) => {
        setLetters(letters);
        setOn(letters);
    };
    return html`<${Sheet} title=${t("键盘", "Keyboard")} onClose=${onClose}>
        <table class="keys-table"><thead class="unseen"><tr><th>${t("按键", "keys")}</th><th>${t("作用",
            "what they do")}</th></tr></thead>
            <tbody>${rows.map((key) => html`<tr key=${key.keys}>
                <td>${key.keys.split(" ").map((one) => html`<kbd>${one}</kbd> `)}</td><td>${w(key)}</td></tr>`)}</tbody>
        </table>
        <${Toggle} label=${t("使用单个字母的按键", "Use keys of a single letter")} value=${on} onChange=${toggle}
            hint=${t("使用语音输入或读屏软件时可关闭；Ctrl K 始终可用",
                "turn them off for speech input or a screen reader; Ctrl K always works")} />
    </${Sheet}>`;
}
