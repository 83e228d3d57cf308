// SPDX-License-Identifier: Apache-2.0
// The way to the program. On a tablet a changing request carries one number per tap ("once") and is
// repeated with the same number until the program answers, so a tap whose answer was lost counts
// exactly once. Changes of one thing are sent in the order of their taps, each when the one before it is
// answered. Where taps have no number, a request whose answer was lost is not repeated.

/** What a person reads when the program refused: words in both languages and a detail. */
export class Failure extends Error {
    /**
     * @param {number} status HTTP status
     * @param {{code?: string, detail?: string, zh?: string, en?: string}} error
     * @param {Record<string, any>} [answer] the whole answer, such as {wait_s}
     */
    constructor(status, error, answer) {
        super(error.code || String(status));
        this.status = status;
        this.code = error.code || "INTERNAL";
        this.detail = error.detail || "";
        this.zh = error.zh || "程序的回答读不懂；已保存的内容完好；请重试";
        this.en = error.en || "the program's answer could not be read; what was saved is intact; try again";
        /** @type {Record<string, any>} */
        this.answer = answer || {};
    }
}

const OTHERS = {
    code: "AUTH",
    zh: "这一步没有保存：它是上一位的操作，现在平板换了人；此前保存的都完好；需要的话请本人重做",
    en: "this was not saved: it was the tap of who had the tablet before; what was saved is intact; they do it again "
        + "if it is still wanted",
};

/**
 * @typedef {object} Hooks
 * @property {(silent: boolean) => void} silent told when the program stops and when it starts answering
 * @property {() => Promise<boolean>} locked called on 401; resolves when the same person has come
 *     back (true: repeat the request) or somebody else has (false: give it up)
 * @property {(pending: number) => void} pending number of changes not answered yet
 * @property {() => string} [who] id of who is in; "" while it is locked
 * @property {boolean} [numbered] taps have a number (default)
 */

/** @type {Hooks} */
let hooks = { silent() {}, locked: async () => false, pending() {} };
let pending = 0;

/** @param {Hooks} given */
export function configure(given) {
    hooks = given;
}

/** @returns {string} the number of one tap */
export function once() {
    return crypto.randomUUID();
}

/** @param {Record<string, any>} body @returns {Record<string, any>} with the number of its tap */
function withOnce(body) {
    return hooks.numbered === false ? body : { once: once(), ...body };
}

/** @param {number} ms @returns {Promise<void>} */
export function pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * @param {string} path
 * @param {Record<string, any>} [query] members that are null, undefined or "" are left out
 * @returns {string}
 */
export function withQuery(path, query) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query || {}))
        if (value !== null && value !== undefined && value !== "")
            search.set(name, String(value));
    const text = search.toString();
    return text ? path + (path.includes("?") ? "&" : "?") + text : path;
}

/**
 * @param {Response} response
 * @returns {Promise<any>} the JSON of a good answer
 * @throws {Failure}
 */
async function read(response) {
    /** @type {any} */
    let answer = null;
    try {
        answer = await response.json();
    } catch {
        throw new Failure(response.status, {});
    }
    if (response.ok)
        return answer;
    throw new Failure(response.status, (answer && answer.error) || {}, answer);
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<Response>}
 */
function send(path, init) {
    return fetch(path, { ...init, credentials: "same-origin", cache: "no-store", redirect: "error" });
}

/**
 * Reads. Fails at once when the program is silent; who shows the answer asks again on the next ring.
 * @param {string} path
 * @param {{query?: Record<string, any>, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 * @throws {Failure | TypeError} TypeError: no answer
 */
export async function get(path, options = {}) {
    const response = await send(withQuery(path, options.query), { signal: options.signal });
    return read(response);
}

/**
 * Reads a text that comes with the program.
 * @param {string} path
 * @returns {Promise<string>}
 * @throws {Failure | TypeError} TypeError: no answer
 */
export async function getText(path) {
    const response = await send(path, {});
    return response.ok ? response.text() : read(response);
}

/**
 * Reads a file that is to be kept.
 * @param {string} path
 * @returns {Promise<{name: string, blob: Blob}>} the name that the program gives it
 * @throws {Failure | TypeError} TypeError: no answer
 */
export async function getFile(path) {
    const response = await send(path, {});
    if (!response.ok)
        await read(response);
    const said = response.headers.get("Content-Disposition") || "";
    const given = /filename\*=UTF-8''([^;]+)|filename="?([^";]+)"?/i.exec(said);
    return { name: given ? decodeURIComponent(given[1] || given[2]) : "plumbline", blob: await response.blob() };
}

/** @param {number} count */
function count(count) {
    pending += count;
    hooks.pending(pending);
}

/** @type {Map<string, Promise<any>>} the last change of each thing that is not answered yet */
const lanes = new Map();

/**
 * What a change is about: an item of a checklist, a record, or else whatever the route does.
 * @param {string} path
 * @param {Record<string, any>} given
 * @returns {string}
 */
function laneOf(path, given) {
    const id = /[0-9a-f-]{36}/.exec(path);
    return given.item ? `${given.of} ${given.item}` : id ? id[0] : given.record || path;
}

/**
 * Waits for its turn. Who has the tablet then must be who made the tap.
 * @param {string} lane
 * @param {() => Promise<any>} change
 * @returns {Promise<any>}
 */
function inLane(lane, change) {
    const before = lanes.get(lane);
    if (hooks.numbered === false)
        return change();
    const who = hooks.who?.() || "";
    const turn = () => {
        const now = hooks.who?.() || "";
        if (who && now && now !== who)
            throw new Failure(401, OTHERS);
        return change();
    };
    const mine = before ? before.then(turn) : turn();
    /** @type {Promise<void>} */
    const settled = mine.catch(() => {}).then(() => {
        if (lanes.get(lane) === settled)
            lanes.delete(lane);
    });
    lanes.set(lane, settled);
    return mine;
}

/**
 * Repeats a change until it is answered.
 * @param {string} lane
 * @param {() => Promise<Response>} request
 * @returns {Promise<any>}
 */
async function until(lane, request) {
    count(1);
    try {
        return await inLane(lane, () => untilAnswered(request));
    } finally {
        count(-1);
    }
}

/** @param {() => Promise<Response>} request @returns {Promise<any>} */
async function untilAnswered(request) {
    for (let wait_ms = 300; ; wait_ms = Math.min(wait_ms * 1.7, 3000)) {
        try {
            const answer = await read(await request());
            hooks.silent(false);
            return answer;
        } catch (error) {
            if (error instanceof Failure && error.status === 401 && !("wait_s" in error.answer)) {
                if (!(await hooks.locked()))
                    throw error;
                wait_ms = 300;
            } else if (error instanceof Failure) {
                hooks.silent(false);
                throw error;
            } else {
                hooks.silent(true);
                if (hooks.numbered === false)
                    throw error; // it may have been done, or not
                await pause(wait_ms);
            }
        }
    }
}

/**
 * Changes something: resolves only when it is durable.
 * @param {string} path
 * @param {Record<string, any>} [body] "once" is added when it has none
 * @returns {Promise<any>}
 * @throws {Failure | TypeError} Failure: nothing was changed, and the words say why; TypeError, where taps have no
 *     number: no answer came
 */
export function post(path, body = {}) {
    const text = JSON.stringify(withOnce(body));
    const headers = { "X-Plumb": "1", "Content-Type": "application/json" };
    return until(laneOf(path, body), () => send(path, { method: "POST", headers, body: text }));
}

/**
 * A deed with one photo (or any raw file): the bytes are the body, the rest is the query.
 * @param {string} path
 * @param {Record<string, any>} query "once" is added when it has none
 * @param {Blob} file
 * @returns {Promise<any>}
 * @throws {Failure} nothing was changed, and the words say why
 */
export function postPhoto(path, query, file) {
    const type = file.type.startsWith("image/") ? file.type : "application/octet-stream";
    const headers = { "X-Plumb": "1", "Content-Type": type };
    const full = withQuery(path, withOnce(query));
    return until(laneOf(path, query), () => send(full, { method: "POST", headers, body: file }));
}

/**
 * A changing request that must not be repeated after a 401, because that is its answer (PIN, launch).
 * @param {string} path
 * @param {Record<string, any>} body
 * @returns {Promise<any>}
 */
export async function ask(path, body) {
    const text = JSON.stringify(withOnce(body));
    const headers = { "X-Plumb": "1", "Content-Type": "application/json" };
    for (let wait_ms = 300; ; wait_ms = Math.min(wait_ms * 1.7, 3000)) {
        try {
            const answer = await read(await send(path, { method: "POST", headers, body: text }));
            hooks.silent(false);
            return answer;
        } catch (error) {
            hooks.silent(!(error instanceof Failure));
            if (error instanceof Failure)
                throw error;
            await pause(wait_ms);
        }
    }
}

const ALIVE_MS = 30000;

/**
 * Tells the program that somebody touches the page, at most twice a minute: reading keeps the session
 * open too, but what the page fetches by itself does not.
 * @param {() => boolean} wanted whether somebody is in
 */
export function tellTouches(wanted) {
    let last = -ALIVE_MS;
    const touch = () => {
        if (!wanted() || performance.now() - last < ALIVE_MS)
            return;
        last = performance.now();
        const headers = { "X-Plumb": "1", "Content-Type": "application/json" };
        // Lost when the program is silent: then nothing is open either.
        send("/api/alive", { method: "POST", headers, body: JSON.stringify(withOnce({})) }).catch(() => {});
    };
    for (const kind of ["pointerdown", "keydown", "wheel"])
        addEventListener(kind, touch, { capture: true, passive: true });
}

const AFTER_NEWS_MS = 120;

/**
 * Follows the program: one long poll at a time, told on every ring.
 * @param {() => number} seen what the page has seen
 * @param {(news: any) => void | Promise<void>} tell gets {seen, strip, state}
 * @param {() => void} lost called on 401
 * @returns {() => void} stops it
 */
export function watch(seen, tell, lost) {
    const abort = new AbortController();
    (async () => {
        for (let wait_ms = 300; !abort.signal.aborted;) {
            try {
                await tell(await get("/api/watch", { query: { seen: seen() }, signal: abort.signal }));
                hooks.silent(false);
                wait_ms = 300;
                await pause(AFTER_NEWS_MS); // a sync in full swing rings a hundred times a second
                continue;
            } catch (error) {
                if (abort.signal.aborted)
                    return;
                if (error instanceof Failure && error.status === 401)
                    return lost();
                if (!(error instanceof Failure))
                    hooks.silent(true);
            }
            await pause(wait_ms);
            wait_ms = Math.min(wait_ms * 1.7, 3000);
        }
    })();
    return () => abort.abort();
}

/**
 * A reading that is asked for from several places: one at a time, and who asks while one runs gets what is read after
 * the question, for what runs may have been answered before it.
 * @param {() => Promise<void>} read
 * @returns {() => Promise<void>} done when what was so at the call, or later, has been read
 */
export function freshly(read) {
    /** @type {Promise<void> | null} */
    let running = null;
    let again = false;
    const all = async () => {
        do {
            again = false;
            await read();
        } while (again);
    };
    return () => {
        again = running !== null;
        running ??= all().finally(() => void (running = null));
        return running;
    };
}
