// SPDX-License-Identifier: Apache-2.0
// The one store of the tablet's page: who is there, what the strip says, the last answers of the
// program. Data lives in the program; what is here may be thrown away at any time.
import { createUseData, withAnswer } from "/shared/data.js";
import { createVoice } from "/shared/deed.js";
import { setNow } from "/shared/format.js";
import { errorsOf, withToast } from "/shared/kit/toast.js";
import { applyLastLook, applyLook } from "/shared/look.js";
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
        ...state, place, toasts: place.path === state.place.path ? state.toasts : errorsOf(state.toasts),
    }),
    answer: withAnswer,
    toast: (state, toast) => ({ ...state, toasts: withToast(state.toasts, toast) }),
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

/** Short messages, and what went wrong in the program's words. */
export const { toast, toastError } = createVoice(dispatch);

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

/** What a GET answers, kept up to date (createUseData). */
export const useData = createUseData(store, (state) => !state.session || state.session.state === "locked");
