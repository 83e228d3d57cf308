// SPDX-License-Identifier: Apache-2.0
// Screens that are loaded when they are first needed.
import { html, useEffect, useState } from "/vendor/preact.js";
import { ErrorNote } from "/shared/kit/layout.js";

/** @typedef {() => Promise<{default: any}>} Load */

/** @type {Map<Load, any>} */
const loaded = new Map();

/**
 * Fetches screens while nothing else is to be done, so that a later stop of the program hides none.
 * @param {Load[]} loads
 */
export async function loadAll(loads) {
    for (const load of loads) {
        try {
            loaded.set(load, (await load()).default);
        } catch {
            // it is asked for again when it is opened
        }
    }
}

/** @param {{load: Load, props?: any}} props */
export function Lazy({ load, props }) {
    const [, again] = useState(0);
    const [error, setError] = useState(/** @type {any} */ (null));
    const Screen = loaded.get(load);
    useEffect(() => {
        if (Screen)
            return;
        let gone = false; // it may have come since this was rendered: load() answers then, too
        load().then((module) => {
            loaded.set(load, module.default);
            if (!gone)
                again(performance.now());
        }, (failure) => !gone && setError(failure));
        return () => void (gone = true);
    }, [load, error === null]);
    if (Screen)
        return html`<${Screen} ...${props} />`;
    return error ? html`<${ErrorNote} error=${error} onRetry=${() => setError(null)} />` : null;
}
