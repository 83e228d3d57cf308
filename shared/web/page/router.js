// SPDX-License-Identifier: Apache-2.0
// Pages by the hash of the address: #/site/ID?tab=photos. The back button works, and each entry of
// the history finds its scroll position again. What lies over a page has an entry of its own, so that
// the browser's "back", or Android's, takes it away before it leaves the page.

/**
 * @typedef {object} Place
 * @property {string} path without the hash: "/site/ID"
 * @property {Record<string, string>} query
 * @property {number} entry number of the entry in the history
 * @property {boolean} returned came by back or forward
 */

/** @type {Map<number, number>} */
const scrolls = new Map();
let newest = 0;
let steps = 0; // pages of ours below this one
let depth = 0; // entries above that of the page: one for each layer, also for some that are gone
/** @type {(() => void)[]} */
const layers = []; // how to close what lies over the page, the topmost last
/** @type {(() => void) | null} */
let atPage = null; // waits until the history stands at the page itself
/** @type {Place} */
let here = { path: "/", query: {}, entry: 0, returned: false };

/** @returns {Place} */
export function place() {
    return here;
}

/** @returns {Place} */
function read() {
    const hash = location.hash.startsWith("#/") ? location.hash.slice(1) : "/";
    const cut = hash.indexOf("?");
    const state = history.state;
    const known = state && typeof state.entry === "number";
    const entry = known ? state.entry : ++newest;
    newest = Math.max(newest, entry);
    depth = known && state.layer ? state.layer : 0;
    steps = known && typeof state.steps === "number" ? state.steps : steps + 1;
    if (!known)
        history.replaceState({ entry, steps }, "");
    return {
        path: cut < 0 ? hash : hash.slice(0, cut),
        query: Object.fromEntries(new URLSearchParams(cut < 0 ? "" : hash.slice(cut + 1))),
        entry,
        returned: known,
    };
}

/**
 * @param {(place: Place) => void} tell called now and whenever the place changes
 */
export function startRouter(tell) {
    steps = -1;
    const look = () => {
        here = read();
        tell(here);
        setTimeout(cover); // what lies over every page, as the lock does
    };
    addEventListener("popstate", step);
    addEventListener("hashchange", look);
    look();
}

/** "Back" within a page takes away what lies over it; where nothing does any more, it goes on to the page before. */
function step() {
    const state = history.state || {};
    const was = depth;
    depth = state.layer || 0;
    if (atPage) {
        const then = atPage;
        atPage = null;
        then();
    } else if (state.entry === here.entry && depth < was) {
        if (layers.length > depth)
            closeDownTo(depth);
        else if (depth > 0 || steps > 0)
            history.back();
    }
}

/** @param {number} left layers that stay; one that would not close has its entry again */
function closeDownTo(left) {
    for (const close of layers.slice(left).reverse())
        close();
    setTimeout(cover);
}

function cover() {
    while (depth < layers.length)
        history.pushState({ ...history.state, layer: ++depth }, "");
}

/**
 * Something lies over the page now.
 * @param {() => void} close what "back" does: takes it away; when it stays, "back" has done nothing
 * @returns {() => void} it is gone
 */
export function layOver(close) {
    layers.push(close);
    cover();
    return () => void layers.splice(layers.indexOf(close), 1);
}

/**
 * @param {string} path such as "/site/ID"
 * @param {{replace?: boolean}} [options] replace: this page leaves the history
 */
export function go(path, options = {}) {
    const url = "#" + path;
    if (location.hash === url)
        return;
    if (options.replace) {
        const take = () => {
            history.replaceState({ entry: ++newest, steps }, "", url);
            dispatchEvent(new HashChangeEvent("hashchange"));
        };
        if (depth === 0)
            return take();
        atPage = take;
        history.go(-depth);
    } else {
        location.hash = url;
    }
}

/**
 * One page back, or to the given one when this is the first.
 * @param {string} [fallback]
 */
export function back(fallback = "/today") {
    if (steps > 0)
        history.go(-1 - depth);
    else
        go(fallback, { replace: true });
}

/**
 * @param {string} pattern "/site/:id"
 * @param {string} path
 * @returns {Record<string, string> | null} the parts named by the pattern, or null: no match
 */
export function match(pattern, path) {
    const wanted = pattern.split("/");
    const given = path.split("/");
    if (wanted.length !== given.length)
        return null;
    /** @type {Record<string, string>} */
    const params = {};
    for (let i = 0; i < wanted.length; i++) {
        if (wanted[i].startsWith(":")) {
            if (!given[i])
                return null;
            try {
                params[wanted[i].slice(1)] = decodeURIComponent(given[i]);
            } catch {
                return null;
            }
        } else if (wanted[i] !== given[i]) {
            return null;
        }
    }
    return params;
}

/**
 * Keeps the scroll position of each entry. Restoring waits for the content to be high enough, and
 * gives up as soon as a finger touches the page.
 * @param {HTMLElement} box what scrolls
 * @param {Place} at
 * @returns {() => void} ends it
 */
export function keepScroll(box, at) {
    const wanted = at.returned ? scrolls.get(at.entry) || 0 : 0;
    const until = performance.now() + 1500;
    let restoring = true;
    const stop = () => (restoring = false);
    const step = () => {
        if (!restoring)
            return;
        box.scrollTop = wanted;
        if (Math.abs(box.scrollTop - wanted) < 2 || performance.now() > until)
            stop();
        else
            requestAnimationFrame(step);
    };
    const save = () => {
        if (!restoring)
            scrolls.set(at.entry, box.scrollTop);
    };
    step();
    box.addEventListener("scroll", save, { passive: true });
    box.addEventListener("pointerdown", stop, { passive: true });
    return () => {
        stop();
        box.removeEventListener("scroll", save);
        box.removeEventListener("pointerdown", stop);
    };
}
