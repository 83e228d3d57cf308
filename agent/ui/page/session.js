// SPDX-License-Identifier: Apache-2.0
// Who is at the tablet: the launch, unlocking, locking, and following the program.
import { ask, configure, Failure, freshly, get, pause, post, tellTouches, watch } from "/shared/api.js";
import { dispatch, personId, store, takeSession, toast } from "./store.js";

/** @type {{person: string, resolve: (same: boolean) => void}[]} taps that wait for their person to come back */
let waiting = [];
let entered = 0; // times that somebody came in
let stopWatch = () => {};

/** Reads who is there; tries until the program answers. */
export const readSession = freshly(async () => {
    while (!(await readOnce()));
    settle();
});

/** @returns {Promise<boolean>} false: somebody came in meanwhile, whom what was so before must not lock out */
async function readOnce() {
    const before = entered;
    const take = (/** @type {import("./shapes.js").Session | null} */ session) => {
        if (before === entered)
            takeSession(session);
        return before === entered;
    };
    for (let wait_ms = 200; ; wait_ms = Math.min(wait_ms * 2, 3000)) {
        try {
            const session = await get("/api/session");
            dispatch("silent", false);
            return take(session);
        } catch (error) {
            if (error instanceof Failure && error.status === 401)
                return take(null);
            dispatch("silent", !(error instanceof Failure));
            dispatch("trouble", error);
            await pause(wait_ms);
        }
    }
}

/** Tells the waiting taps whether their person is back. */
function settle() {
    const { session, phase } = store.get();
    if (phase === "ready" && (!session || session.state === "locked"))
        return;
    const now = (session && session.person && session.person.id) || "";
    const all = waiting;
    waiting = [];
    for (const one of all)
        one.resolve(one.person === now);
}

/** @returns {Promise<boolean>} true once the same person is back, false when somebody else is */
function comeBack() {
    const session = store.get().session;
    const person = (session && session.person && session.person.id) || lastPerson;
    readSession();
    return new Promise((resolve) => waiting.push({ person, resolve }));
}

let lastPerson = "";
store.subscribe(() => {
    const session = store.get().session;
    if (session && session.person)
        lastPerson = session.person.id;
});

function follow() {
    stopWatch();
    stopWatch = watch(
        () => store.get().seen,
        async (news) => {
            const session = store.get().session;
            // Who is there comes first: screens of the one before must not ask for what is no longer theirs.
            // And while it is locked the list of persons may change.
            if (session && (news.state !== session.state || session.state === "locked"))
                await readSession();
            dispatch("news", news);
        },
        () => readSession(),
    );
}

/** What the requests tell; before the first of them. */
function listen() {
    configure({
        silent: (silent) => dispatch("silent", silent),
        locked: comeBack,
        who: () => (store.get().session?.state === "locked" ? "" : personId()),
        pending: (pending) => dispatch("pending", pending),
    });
}

/** The one-time token of the address, exchanged for the cookie before anything else. */
export async function launch() {
    listen();
    const token = /^#launch=(.+)$/.exec(location.hash);
    if (!token)
        return;
    history.replaceState(null, "", "#/today");
    try {
        await ask("/api/launch", { token: decodeURIComponent(token[1]) });
    } catch (error) {
        if (!(error instanceof Failure))
            throw error;
        // An old token in a browser that is let in already does no harm: the session decides.
    }
}

/** Starts: session, long poll. */
export async function start() {
    tellTouches(() => ["open", "customer"].includes(store.get().session?.state || ""));
    addEventListener("hashchange", () => location.hash.startsWith("#launch=") && location.reload());
    addEventListener("plumb-say", (event) => {
        const text = /** @type {CustomEvent} */ (event).detail;
        toast(text, text);
    });
    addEventListener("plumb-locked", () => readSession());
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && readSession());
    addEventListener("beforeunload", (event) => store.get().pending > 0 && event.preventDefault());
    await readSession();
    let was = store.get().phase;
    if (was === "ready")
        follow();
    store.subscribe(() => {
        const phase = store.get().phase;
        if (phase === "ready" && was !== "ready")
            follow();
        if (phase !== "ready")
            stopWatch();
        was = phase;
    });
}

/** @param {any} session of who has just come in */
function enter(session) {
    entered++;
    takeSession(session);
    settle();
}

/**
 * @param {string} person
 * @param {string} pin
 * @throws {Failure} with answer.wait_s: so long no further try
 */
export async function unlock(person, pin) {
    enter(await ask("/api/unlock", { person, pin }));
}

/**
 * @param {string} person
 * @param {string} pin
 * @param {string} [old]
 * @throws {Failure}
 */
export async function setPin(person, pin, old) {
    enter(await ask("/api/pin", old ? { person, pin, old } : { person, pin }));
}

/** Locks at once. */
export async function lock() {
    await post("/api/lock");
    await readSession();
}
