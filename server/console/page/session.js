// SPDX-License-Identifier: Apache-2.0
// Who is at the page: signing in and out, a session that ends, and following the server while the page is in sight.
import { ask, configure, Failure, freshly, get, pause, post, tellTouches, watch } from "/shared/api.js";
import { dispatch, store, takeSession, toast } from "./store.js";

/** @type {{account: string, resolve: (same: boolean) => void}[]} deeds that wait for their person to come back */
let waiting = [];
let stopWatch = () => {};

/** @returns {string} whose page this is */
const account = () => store.get().mine?.account?.id || "";

/** @returns {boolean} */
const isIn = () => store.get().session?.state === "in";

/** Reads who is there; tries until the server answers. */
export const readSession = freshly(async () => {
    for (let wait_ms = 200; ; wait_ms = Math.min(wait_ms * 2, 3000)) {
        try {
            take(await get("/api/session"));
            dispatch("silent", false);
            return;
        } catch (error) {
            dispatch("silent", !(error instanceof Failure));
            dispatch("trouble", error);
            await pause(wait_ms);
        }
    }
});

/** @param {import("./shapes.js").Session} session takes it over,
    and tells the waiting deeds whether their person is back */
function take(session) {
    takeSession(session);
    follow();
    if (session.state !== "in")
        return;
    const all = waiting;
    waiting = [];
    for (const one of all)
        one.resolve(one.account === account());
}

/** @returns {Promise<boolean>} true once the same person is back, false when somebody else is */
function comeBack() {
    readSession();
    return new Promise((resolve) => waiting.push({ account: account(), resolve }));
}

/** One long poll, of the page in sight only: a browser has few connections to a server for all its tabs. */
function follow() {
    stopWatch();
    stopWatch = () => {};
    if (isIn() && document.visibilityState === "visible")
        stopWatch = watch(() => store.get().seen, (news) => dispatch("news", news), () => void readSession());
}

/** Starts: session, long poll. */
export async function start() {
    configure({
        silent: (silent) => dispatch("silent", silent),
        locked: comeBack,
        pending: (pending) => dispatch("pending", pending),
        numbered: false,
    });
    tellTouches(isIn);
    addEventListener("plumb-say", (event) => {
        const text = /** @type {CustomEvent} */ (event).detail;
        toast(text, text);
    });
    addEventListener("plumb-locked", () => readSession());
    addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? readSession() : follow()));
    addEventListener("beforeunload", (event) => store.get().pending > 0 && event.preventDefault());
    await readSession();
}

/**
 * A step of signing in; what it answers is the session as it is then.
 * @param {"/api/sign-in" | "/api/code" | "/api/password"} path
 * @param {Record<string, string>} body
 * @throws {Failure} with answer.wait_s: so long no further try
 */
export async function step(path, body) {
    await ask(path, body);
    await readSession();
}

/** Ends the session at once. */
export async function signOut() {
    await post("/api/sign-out");
    dispatch("leave");
    await readSession();
}
