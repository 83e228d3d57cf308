// SPDX-License-Identifier: Apache-2.0
// Short messages at the foot of the page: what was done, with Undo for ten seconds; errors stay
// until they are closed.
import { html, useEffect } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { half, t, w } from "/shared/words.js";

/**
 * @typedef {object} Toast
 * @property {number} id
 * @property {string} zh
 * @property {string} en
 * @property {"ok" | "error"} [kind]
 * @property {string} [detail]
 * @property {() => any} [undo]
 */

/** @param {Toast[]} toasts @returns {Toast[]} what stays until it is closed: the last two errors */
export const errorsOf = (toasts) => toasts.filter((toast) => toast.kind === "error").slice(-2);

let made = 0;

/**
 * One at a time, the newest; errors stay until they are closed.
 * @param {Toast[]} toasts
 * @param {Omit<Toast, "id">} toast
 * @returns {Toast[]}
 */
export const withToast = (toasts, toast) => [...errorsOf(toasts), { ...toast, id: ++made }];

const SHORT_MS = 5000;
const UNDO_MS = 10000;

/** @param {{toast: Toast, onClose: (id: number) => void}} props */
function One({ toast, onClose }) {
    useEffect(() => {
        if (toast.kind === "error")
            return;
        const timer = setTimeout(() => onClose(toast.id), toast.undo ? UNDO_MS : SHORT_MS);
        return () => clearTimeout(timer);
    }, [toast.id]);
    const undo = () => {
        onClose(toast.id);
        if (toast.undo)
            toast.undo();
    };
    return html`<div class=${"toast toast-" + (toast.kind || "ok")}>
        <${Icon} name=${toast.kind === "error" ? "warning" : "check"} />
        <div class="toast-words">${w(toast)}${toast.detail
            && html`<small>${toast.detail.split("\n").map(half).join("\n")}</small>`}</div>
        ${toast.undo && html`<button type="button" class="button button-quiet" onClick=${undo}>${t("撤销",
            "Undo")}</button>`}
        <button type="button" class="button button-icon button-quiet" aria-label=${t("关闭", "Close")}
            onClick=${() => onClose(toast.id)}>
            <${Icon} name="close" /></button>
    </div>`;
}

/** @param {{toasts: Toast[], onClose: (id: number) => void}} props */
export function Toasts({ toasts, onClose }) {
    return html`<div class="toasts" role="status" aria-live="polite">
        ${toasts.map((toast) => html`<${One} key=${toast.id} toast=${toast} onClose=${onClose} />`)}</div>`;
}
