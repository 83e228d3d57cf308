// SPDX-License-Identifier: Apache-2.0
// Taps that are saved one after the other: a quick second tap waits for the first, none is lost.
import { useRef, useState } from "/vendor/preact.js";

/**
 * @returns {[string[], (name: string, deed: () => Promise<any>) => Promise<any>]}
 *     names of what is being saved, oldest first; and the way to add one, which does not fail
 */
export function useInTurn() {
    const [names, setNames] = useState(/** @type {string[]} */ ([]));
    const last = useRef(/** @type {Promise<any>} */ (Promise.resolve()));
    const run = (/** @type {string} */ name, /** @type {() => Promise<any>} */ deed) => {
        setNames((now) => [...now, name]);
        last.current = last.current.then(deed).finally(() => setNames((now) => now.slice(1)));
        return last.current;
    };
    return [names, run];
}
