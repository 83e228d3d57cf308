// SPDX-License-Identifier: Apache-2.0
// The one store of the tablet's page: who is there, what the strip says, the last answers of the
// program. Data lives in the program; what is here may be thrown away at any time.
import { useEffect, useState } from "/vendor/preact.js";
import { get, Failure } from "/shared/api.js";
import { setNow } from "/shared/format.js";
import { tellInSheet } from "/shared/kit/sheet.js";
import { setLanguage } from "/shared/words.js";
import { createStore } from "/shared/state.js";

/**
 * @typedef {object} State
 * @property {"starting" | "shut" | "ready"} phase shut: this browser was not let in
 * @property {any} trouble why there is no session yet: the program's words, or no answer at all
 * @property {import("./shapes.js").Session | null} session
 * @property {import("/shared/shapes.js").Strip | null} strip
 * @property {number} seen grows with every ring of the program
 * @property {boolean} silent the program does not answer
 * @property {number} pending taps not answered yet
 * @property {import("/shared/kit/toast.js").Toast[]} toasts
 * @property {import("./check/photo_queue.js").PhotoJob[]} uploads photos that are not saved yet
 * @property {Record<string, any>} answers last answer to each GET
 * @property {import("/shared/router.js").Place} place
 */

const KEPT_ANSWERS = 60;
let toastNumber = 0;

/** @param {State["toasts"]} toasts */
const errors = (toasts) => toasts.filter((toast) => toast.kind === "error").slice(-2);

/** @type {Record<string, (state: State, payload: any) => State>} */
const reducers = {
    session(state, session) {
        const other = !session || !state.session || !state.session.person || !session.person
            || state.session.person.id !== session.person.id;
        return {
            ...state, phase: session ? "ready" : "shut", session, seen: session ? session.seen : 0,
            // What went well needs no telling behind the lock.
            toasts: state.toasts.filter(({ kind }) => kind === "error" || !session || session.state !== "locked"),
            strip: (session && session.strip) || state.strip, answers: other ? {} : state.answers,
        };
    },
    news: (state, news) => ({ ...state, seen: news.seen, strip: news.strip || state.strip }),
    trouble: (state, trouble) => (state.phase === "starting" ? { ...state, trouble } : state),
    silent: (state, silent) => (state.silent === silent ? state : { ...state, silent }),
    pending: (state, pending) => ({ ...state, pending }),
    uploads: (state, uploads) => ({ ...state, uploads }),
    // What was said of the page before would only be in the way.
    place: (state, place) => ({
        ...state, place, toasts: place.path === state.place.path ? state.toasts : errors(state.toasts),
    }),
    answer(state, { path, data }) {
        const answers = { ...state.answers };
        delete answers[path]; // the newest stands last
        answers[path] = data;
        for (const old of Object.keys(answers).slice(0, -KEPT_ANSWERS))
            delete answers[old];
        return { ...state, answers };
    },
    // One at a time, the newest; errors stay until they are closed.
    toast: (state, toast) => ({ ...state, toasts: [...errors(state.toasts), { ...toast, id: ++toastNumber }] }),
    untoast: (state, id) => ({ ...state, toasts: state.toasts.filter((toast) => toast.id !== id) }),
};

/** @type {State} */
const initial = {
    phase: "starting", trouble: null, session: null, strip: null, seen: 0, silent: false, pending: 0,
    toasts: [], uploads: [], answers: {}, place: { path: "/", query: {}, entry: 0, returned: false },
};

export const store = createStore(initial, reducers);
export const useStore = store.use;
export const dispatch = store.dispatch;

/** @returns {import("./shapes.js").Session} of whoever is there; only inside screens */
export function useSession() {
    return /** @type {import("./shapes.js").Session} */ (useStore((state) => state.session));
}

/** @returns {string} id of the acting person; "" when locked */
export function personId() {
    const session = store.get().session;
    return (session && session.person && session.person.id) || "";
}

/**
 * Shows a short message; with undo it stays ten seconds.
 * @param {string} zh
 * @param {string} en
 * @param {{undo?: () => any, kind?: "ok" | "error", detail?: string}} [options]
 */
export function toast(zh, en, options = {}) {
    dispatch("toast", { zh, en, ...options });
}

/** @param {any} error shows what went wrong, in the program's words */
export function toastError(error) {
    if (!(error instanceof Failure))
        throw error;
    if (!tellInSheet(error))
        toast(error.zh, error.en, { kind: "error", detail: error.detail });
}

/** Takes over who is there and how the page looks for them. @param {import("./shapes.js").Session | null} session */
export function takeSession(session) {
    if (session) {
        setNow(session.now_ms + (session.offset_known ? session.offset_ms : 0));
        if (session.person)
            applyLook(session.settings);
        else
            applyLastLook(); // nobody has been here yet whose choice it could be
    }
    dispatch("session", session);
}

/**
 * Language, theme and text size; remembered in the browser only so that the next start does not flash.
 * @param {Partial<import("./shapes.js").Settings>} settings
 */
export function applyLook(settings) {
    const root = document.documentElement;
    const dark = settings.theme === "dark"
        || (settings.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    setLanguage(settings.language || "zh");
    root.dataset.theme = dark ? "dark" : "light";
    root.dataset.size = String(settings.size || 100);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#0e1315" : "#f3f5f4");
    try {
        const { language, theme, size } = settings;
        localStorage.setItem("look", JSON.stringify({ language, theme, size }));
    } catch {
        // only the first moment of the next start looks different
    }
}

/** The look of the last time, before the program has answered. */
export function applyLastLook() {
    let look = {};
    try {
        look = JSON.parse(localStorage.getItem("look") || "{}") || {};
    } catch {
        // the defaults then
    }
    applyLook(look);
}

const REFRESH_MS = 600; // a busy sync rings often; a list that is on the screen follows it calmly

/**
 * What a GET answers, kept up to date: asked when the screen opens and again after every ring. The
 * last answer stays visible meanwhile, so nothing jumps.
 * @param {string | null} path with its query; null asks nothing
 * @returns {{data: any, error: any, reload: () => Promise<void>}} error only while there is no answer to show
 *     or the program refused; reload resolves when the answer is there
 */
export function useData(path) {
    const seen = useStore((state) => state.seen);
    const silent = useStore((state) => state.silent);
    const locked = useStore((state) => !state.session || state.session.state === "locked");
    const data = useStore((state) => (path === null ? undefined : state.answers[path]));
    const [error, setError] = useState(/** @type {any} */ (null));
    const [last] = useState({ path: "", time: 0 });
    const ask = async (/** @type {AbortSignal | undefined} */ signal) => {
        if (path === null)
            return;
        try {
            const answer = await get(path, { signal });
            if (typeof answer.now_ms === "number")
                setNow(answer.now_ms); // the office may have told of another offset since
            dispatch("answer", { path, data: answer });
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
        if (locked)
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
    }, [path, seen, silent, locked]);
    return { data, error: error && (error instanceof Failure
        || data === undefined) ? error : null, reload: () => ask(undefined) };
}
