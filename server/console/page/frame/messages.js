// SPDX-License-Identifier: Apache-2.0
// Short messages at the foot of the page.
import { html } from "/vendor/preact.js";
import { Toasts } from "/shared/kit/toast.js";
import { dispatch, useStore } from "../store.js";

/** What was done, and what went wrong. */
export function Messages() {
    const toasts = useStore((state) => state.toasts);
    return html`<${Toasts} toasts=${toasts} onClose=${(/** @type {number} */ id) => dispatch("untoast", id)} />`;
}
