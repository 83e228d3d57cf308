// SPDX-License-Identifier: Apache-2.0
// The one store of the office's page: who is there, where one is, the last answers of the server. Data lives in the
// server; what is here may be thrown away at any time.
import { createUseData, withAnswer } from "/shared/data.js";
import { createVoice } from "/shared/deed.js";
import { setNow } from "/shared/format.js";
import { errorsOf, withToast } from "/shared/kit/toast.js";
import { applyLook, lastLook } from "/shared/look.js";
import { createStore } from "/shared/state.js";

/** @typedef {import("./shapes.js").Session} Session */

/** @typedef {{base: string, from: any, doc: any, text: string | null, asked?: boolean,
 *     goal?: (string | number)[] | null}} Draft a catalogue that is edited: the version it is a copy of, and what that
 *     says; what the draft says (null: its text cannot be read), its text where that was written by hand; whether all
 *     that is wrong is to be said; the field that is to have the focus */

/**
 * @typedef {object} State
 * @property {"starting" | "ready"} phase
 * @property {any} trouble why there is no session yet: the server's words, or no answer at all
 * @property {Session | null} session as it is now
 * @property {Session | null} mine as it was when somebody was in last: whose page waits behind the sign-in
 * @property {number} seen grows with every ring of the server
 * @property {boolean} silent the server does not answer
 * @property {number} pending changes not answered yet
 * @property {"" | "keys" | "search" | "menu"} open what lies over the page
 * @property {((again: boolean) => void) | null} fresh who waits for the password to be given once more
 * @property {import("/shared/kit/toast.js").Toast[]} toasts
 * @property {Draft | null} draft a catalogue that is edited
 * @property {Record<string, any>} answers last answer to each GET
 * @property {import("/shared/router.js").Place} place
 */

/** @param {Session | null} session */
const idOf = (session) => (session && session.account && session.account.id) || "";

/** @type {Record<string, (state: State, payload: any) => State>} */
const reducers = {
    session: (state, session) => ({
        ...state, phase: "ready", session, trouble: null, seen: session.seen,
        mine: session.state === "in" ? session : state.mine,
        answers: session.state !== "in" || idOf(session) === idOf(state.mine) ? state.answers : {},
        draft: session.state !== "in" || idOf(session) === idOf(state.mine) ? state.draft : null,
    }),
    // What somebody had open is nobody's any more.
    leave: (state) => ({ ...state, mine: null, answers: {}, draft: null, open: "", fresh: null, toasts: [] }),
    news: (state, news) => ({ ...state, seen: news.seen }),
    trouble: (state, trouble) => (state.phase === "starting" ? { ...state, trouble } : state),
    silent: (state, silent) => (state.silent === silent ? state : { ...state, silent }),
    pending: (state, pending) => ({ ...state, pending }),
    open: (state, open) => ({ ...state, open }),
    draft: (state, draft) => ({ ...state, draft }),
    fresh: (state, fresh) => ({ ...state, fresh }),
    // What was said of the page before would only be in the way.
    place: (state, place) => (place.path === state.place.path ? { ...state, place }
        : { ...state, place, open: "", toasts: errorsOf(state.toasts) }),
    answer: withAnswer,
    toast: (state, toast) => ({ ...state, toasts: withToast(state.toasts, toast) }),
    untoast: (state, id) => ({ ...state, toasts: state.toasts.filter((toast) => toast.id !== id) }),
};

/** @type {State} */
const initial = {
    phase: "starting", trouble: null, session: null, mine: null, seen: 0, silent: false, pending: 0, open: "",
    fresh: null, draft: null,
    toasts: [], answers: {}, place: { path: "/", query: {}, entry: 0, returned: false },
};

export const store = createStore(initial, reducers);
export const useStore = store.use;
export const dispatch = store.dispatch;

/** Short messages, and what went wrong in the server's words. */
export const { toast, toastError } = createVoice(dispatch);

/** What a GET answers, kept up to date (createUseData). */
export const useData = createUseData(store, (state) => !state.session || state.session.state !== "in");

/** @returns {Session} of whose page it is; only inside screens */
export function useSession() {
    return /** @type {Session} */ (useStore((state) => state.mine));
}

/**
 * Whether whoever is there may do something; the server decides anyway.
 * @param {import("./shapes.js").Right} right
 * @returns {boolean}
 */
export function may(right) {
    const { mine } = store.get();
    return Boolean(mine && mine.rights.includes(right));
}

/** Takes over who is there and how the page looks for them. @param {Session} session */
export function takeSession(session) {
    const { language = "zh", theme = "auto", size = 100 } = { ...lastLook(), ...session.settings };
    const settings = { language, theme, size };
    setNow(session.now_ms);
    applyLook(settings);
    dispatch("session", { ...session, settings, roles: session.roles || [], rights: session.rights || [] });
}
