// SPDX-License-Identifier: Apache-2.0
// One store of state: a plain object, pure reducers, and a hook that renders again only when what a
// component selected has changed.
import { useEffect, useReducer, useRef } from "/vendor/preact.js";

/**
 * @template S
 * @typedef {object} Store
 * @property {() => S} get the state; never change it, dispatch instead
 * @property {(name: string, payload?: any) => void} dispatch runs the reducer of that name
 * @property {(listener: () => void) => () => void} subscribe returns what unsubscribes
 * @property {<T>(selector: (state: S) => T) => T} use the hook; what is selected is compared by ===
 */

/**
 * @template S
 * @param {S} initial
 * @param {Record<string, (state: S, payload: any) => S>} reducers pure; the same object back means no change
 * @returns {Store<S>}
 */
export function createStore(initial, reducers) {
    let state = initial;
    /** @type {Set<() => void>} */
    const listeners = new Set();
    const get = () => state;
    /** @param {string} name @param {any} [payload] */
    function dispatch(name, payload) {
        const reducer = reducers[name];
        if (!reducer)
            throw new Error(`store: no reducer ${name}`);
        const next = reducer(state, payload);
        if (next === state)
            return;
        state = next;
        for (const listener of [...listeners])
            listener();
    }
    /** @param {() => void} listener */
    function subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
    }
    /** @template T @param {(state: S) => T} selector @returns {T} */
    function use(selector) {
        const [, again] = useReducer((/** @type {number} */ n) => n + 1, 0);
        const value = selector(state);
        const last = useRef(value);
        const select = useRef(selector);
        last.current = value;
        select.current = selector;
        useEffect(() => {
            const look = () => {
                if (select.current(state) !== last.current)
                    again(0);
            };
            look(); // it may have changed between rendering and now
            return subscribe(look);
        }, []);
        return value;
    }
    return { get, dispatch, subscribe, use };
}
