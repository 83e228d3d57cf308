// SPDX-License-Identifier: Apache-2.0
// The rows of a list: page after page by its key, asked again at every ring, all of them for paper.
import { useEffect, useRef, useState } from "/vendor/preact.js";
import { Failure, get } from "/shared/api.js";
import { useStore } from "../store.js";

const PAGE_ROWS = 100;
const CALM_MS = 600;

/**
 * @typedef {object} Rows
 * @property {any[]} rows
 * @property {any} answer the last page's, for counts and choices; null: nothing has come yet
 * @property {number | null} total null: not counted
 * @property {boolean} more there are further pages
 * @property {boolean} busy
 * @property {any} error
 * @property {() => void} next asks for the next page
 * @property {() => void} again
 * @property {() => Promise<void>} all fetches every page
 */

/**
 * Pages from the start, or on from where one is.
 * @param {string} path
 * @param {Record<string, string>} wish
 * @param {{rows: any[], after: string | null, count: number, signal?: AbortSignal}} from count: of rows at least
 */
async function fetchPages(path, wish, { rows, after, count, signal }) {
    let all = rows;
    let answer = null;
    do {
        answer = await get(path, { query: { ...wish, after, limit: PAGE_ROWS }, signal });
        all = all.concat(answer.rows);
        after = answer.next;
    } while (after && all.length < count);
    return { rows: all, answer, after };
}

/** @param {{rows: any[], answer: any, after: string | null}} state @returns {number | null} */
function totalOf({ rows, answer, after }) {
    const told = answer ? answer.total : 0;
    return told === null && after === null ? rows.length : told;
}

const NOTHING = { key: "", rows: /** @type {any[]} */ ([]), answer: /** @type {any} */ (null),
    after: /** @type {string | null} */ (null) };

/**
 * @param {string} path
 * @param {Record<string, string>} wish
 * @returns {Rows}
 */
export function useRows(path, wish) {
    const seen = useStore((state) => state.seen);
    const silent = useStore((state) => state.silent);
    const key = path + JSON.stringify(wish);
    const [kept, setKept] = useState(NOTHING);
    const [error, setError] = useState(/** @type {any} */ (null));
    const [busy, setBusy] = useState(false);
    const [turn, again] = useState(0);
    // `wanted`: so many rows were asked for, which a ring does not take away again.
    const last = useRef({ key: "", time: 0, wanted: 0 });
    const state = kept.key === key ? kept : { ...kept, after: null };

    /** @param {() => Promise<{rows: any[], answer: any, after: string | null}>} pages @param {AbortSignal} [signal] */
    const run = async (pages, signal) => {
        setBusy(true);
        try {
            const got = await pages();
            if (last.current.key !== key)
                return; // of another list: the filters were changed meanwhile
            setKept({ key, ...got });
            setError(null);
        } catch (failure) {
            if ((signal && signal.aborted) || last.current.key !== key)
                return;
            if (failure instanceof Failure && failure.status === 401)
                dispatchEvent(new Event("plumb-locked"));
            else
                setError(failure);
        }
        setBusy(false);
    };
    useEffect(() => {
        const abort = new AbortController();
        const fresh = last.current.key !== key;
        const wait_ms = fresh ? 0 : Math.max(0, last.current.time + CALM_MS - performance.now());
        const timer = setTimeout(() => {
            last.current = { key, time: performance.now(), wanted: fresh ? 0 : last.current.wanted };
            run(() => fetchPages(path, wish, { rows: [], after: null, count: last.current.wanted,
                signal: abort.signal }), abort.signal);
        }, wait_ms);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [key, seen, silent, turn]);
    const on = async (/** @type {number} */ count) => {
        last.current.wanted = Math.max(state.rows.length + 1, count);
        if (busy && count === 0)
            return again(performance.now()); // what is under way is asked anew, with these
        return run(() => fetchPages(path, wish, { rows: state.rows, after: state.after, count }));
    };
    return {
        rows: state.rows, answer: state.answer, total: totalOf(state), more: state.after !== null, busy,
        error, next: () => void on(0), again: () => again(performance.now()),
        all: async () => void (state.after && await on(Infinity)),
    };
}
