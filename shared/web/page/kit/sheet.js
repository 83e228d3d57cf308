// SPDX-License-Identifier: Apache-2.0
// A sheet that comes up over the page, for pickers and questions: the browser's own dialog keeps
// the focus inside and gives it back. "Back" closes it, as Esc does.
import { html, useEffect, useLayoutEffect, useRef, useState } from "/vendor/preact.js";
import { IconButton } from "/shared/kit/button.js";
import { ErrorNote } from "/shared/kit/layout.js";
import { layOver } from "/shared/router.js";
import { t } from "/shared/words.js";

/**
 * Tells an error in the sheet that is open, because what lies below it cannot be reached.
 * @param {any} error
 * @returns {boolean} false: no sheet is open
 */
export function tellInSheet(error) {
    const dialog = [...document.querySelectorAll("dialog.sheet[open]")].pop();
    if (dialog)
        dialog.dispatchEvent(new CustomEvent("plumb-error", { detail: error }));
    return Boolean(dialog);
}

/** @param {{current: HTMLDialogElement | null}} box @returns {any} what was told last; gone with the next tap */
function useTold(box) {
    const [error, setError] = useState(/** @type {any} */ (null));
    useEffect(() => {
        const dialog = box.current;
        const tell = (/** @type {any} */ event) => setError(event.detail);
        const forget = (/** @type {Event} */ event) =>
            event.target instanceof Element && !event.target.closest(".sheet-error") && setError(null);
        dialog?.addEventListener("plumb-error", tell);
        dialog?.addEventListener("click", forget, { capture: true });
        return () => {
            dialog?.removeEventListener("plumb-error", tell);
            dialog?.removeEventListener("click", forget, { capture: true });
        };
    }, []);
    return error;
}

/**
 * Render it only while it is open: mounting opens it, unmounting closes it.
 * @param {{title: any, onClose: () => void, children?: any, foot?: any, full?: boolean}} props
 *     foot: the actions, always visible at the bottom; full: covers the whole screen
 */
export function Sheet({ title, onClose, children, foot, full }) {
    const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const told = useTold(box);
    const close = useRef(onClose);
    close.current = onClose;
    useLayoutEffect(() => layOver(() => close.current()), []);
    // At once, not after the next picture: what is typed meanwhile belongs into the sheet.
    useLayoutEffect(() => {
        const dialog = box.current;
        const before = /** @type {HTMLElement | null} */ (document.activeElement);
        const show = () => dialog && !dialog.open && dialog.showModal();
        const hide = () => dialog && dialog.open && dialog.close();
        show();
        // A page that is covered by the lock hides its sheets too, and shows them again afterwards.
        addEventListener("plumb-cover", hide);
        addEventListener("plumb-uncover", show);
        return () => {
            removeEventListener("plumb-cover", hide);
            removeEventListener("plumb-uncover", show);
            hide();
            if (before && before.isConnected)
                before.focus({ preventScroll: true });
        };
    }, []);
    /** @param {Event} event */
    const cancel = (event) => {
        event.preventDefault();
        onClose();
    };
    return html`<dialog class=${"sheet" + (full ? " sheet-full" : "")} ref=${box} onCancel=${cancel}
        aria-labelledby="sheet-title"
        onClick=${(/** @type {Event} */ event) => event.target === box.current && onClose()}>
        <div class="sheet-box">
            <header class="sheet-head"><h2 id="sheet-title">${title}</h2>
                <${IconButton} icon="close" label=${t("关闭", "Close")} onTap=${onClose} /></header>
            <div class="sheet-body">${children}</div>
            ${told && html`<div class="sheet-error"><${ErrorNote} error=${told} /></div>`}
            ${foot && html`<footer class="sheet-foot">${foot}</footer>`}
        </div>
    </dialog>`;
}
