// SPDX-License-Identifier: Apache-2.0
// What a GET answers, kept up to date: asked when the screen opens and again after every ring. The last answer stays
// visible meanwhile, so nothing jumps.
import { useEffect, useState } from "/vendor/preact.js";
import { get, Failure } from "/shared/api.js";
import { setNow } from "/shared/format.js";

const REFRESH_MS = 600; // a busy sync rings often; a list that is on the screen follows it calmly

/**
 * @typedef {object} DataState what the page's store holds for it
 * @property {number} seen grows with every ring of the program
 * @property {boolean} silent the program does not answer
 * @property {Record<string, any>} answers last answer to each GET; reducer `answer` puts {path, data} there
 */

/**
 * @template {DataState} S
 * @param {import("/shared/state.js").Store<S>} store
 * @param {(state: S) => boolean} shut whether nobody is in, and nothing may be asked
 * @returns {(path: string | null) => {data: any, error: any, reload: () => Promise<void>}}
 *     the hook; path with its query, null asks nothing; error only while there is no answer to show or the program
 *     refused; reload resolves when the answer is there
 */
export function createUseData(store, shut) {
    return function useData(path) {
        const seen = store.use((state) => state.seen);
        const silent = store.use((state) => state.silent);
        const out = store.use(shut);
        const data = store.use((state) => (path === null ? undefined : state.answers[path]));
        const [error, setError] = useState(/** @type {any} */ (null));
        const [last] = useState({ path: "", time: 0 });
        const ask = async (/** @type {AbortSignal | undefined} */ signal) => {
            if (path === null)
                return;
            try {
                const answer = await get(path, { signal });
                if (typeof answer.now_ms === "number")
                    setNow(answer.now_ms); // the office may have told of another offset since
                store.dispatch("answer", { path, data: answer });
                setError(null);
            } catch (failure) {
                if (signal && signal.aborted)
                    return;
                if (failure instanceof Failure && failure.status === 401)
                    dispatchEvent(new Event("plumb-locked"));
                else
                    setError(failure);
            }
        };
        useEffect(() => {
            if (out)
                return undefined;
            const abort = new AbortController();
            const fresh = last.path !== path;
            const wait_ms = fresh ? 0 : Math.max(0, last.time + REFRESH_MS - performance.now());
            const timer = setTimeout(() => {
                last.path = path || "";
                last.time = performance.now();
                ask(abort.signal);
            }, wait_ms);
            if (fresh)
                setError(null);
            return () => {
                clearTimeout(timer);
                abort.abort();
            };
        }, [path, seen, silent, out]);
        const shown = error && (error instanceof Failure || data === undefined) ? error : null;
        return { data, error: shown, reload: () => ask(undefined) };
    };
}

const KEPT_ANSWERS = 60;

/**
 * The reducer `answer`.
 * @template {DataState} S
 * @param {S} state
 * @param {{path: string, data: any}} answer
 * @returns {S}
 */
export function withAnswer(state, { path, data }) {
    const answers = { ...state.answers };
    delete answers[path]; // the newest stands last
    answers[path] = data;
    for (const old of Object.keys(answers).slice(0, -KEPT_ANSWERS))
        delete answers[old];
    return { ...state, answers };
}
