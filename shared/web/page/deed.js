// SPDX-License-Identifier: Apache-2.0
// Deeds of a page: post, then tell. A deed that was refused shows the program's words and answers null; a deed that is
// answered is durable.
import { useRef, useState } from "/vendor/preact.js";
import { Failure, post, postPhoto } from "/shared/api.js";
import { tellInSheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";

/**
 * @typedef {object} Telling
 * @property {string} [zh] said when it is done
 * @property {string} [en]
 * @property {(answer: any) => any} [undo] offered for ten seconds; gets the answer
 * @property {boolean} [keepError] throw the Failure instead of showing it
 */

/**
 * How a page speaks.
 * @param {(name: string, payload: any) => void} dispatch of its store, which has the reducer `toast`
 */
export function createVoice(dispatch) {
    /**
     * Shows a short message; with undo it stays ten seconds.
     * @param {string} zh
     * @param {string} en
     * @param {{undo?: () => any, kind?: "ok" | "error", detail?: string}} [options]
     */
    function toast(zh, en, options = {}) {
        dispatch("toast", { zh, en, ...options });
    }
    /** @param {any} error shows what went wrong, in the program's words */
    function toastError(error) {
        if (!(error instanceof Failure))
            throw error;
        if (!tellInSheet(error))
            toast(error.zh, error.en, { kind: "error", detail: error.detail });
    }
    return { toast, toastError };
}

/** @typedef {ReturnType<typeof createVoice>} Voice */

/**
 * @param {Promise<any>} request
 * @param {Telling} telling
 * @param {Voice} voice
 * @returns {Promise<any>} the answer; null: refused, and said so
 */
export async function told(request, telling, voice) {
    try {
        const answer = await request;
        const undo = telling.undo;
        if (telling.zh)
            voice.toast(telling.zh, telling.en || telling.zh, { undo: undo && (() => undo(answer)) });
        return answer;
    } catch (error) {
        if (telling.keepError && error instanceof Failure)
            throw error;
        voice.toastError(error);
        return null;
    }
}

/** @param {Voice} voice */
export function createDeeds(voice) {
    return {
        /** @param {string} path @param {Record<string, any>} [body] @param {Telling} [telling] */
        act: (path, body = {}, telling = {}) => told(post(path, body), telling, voice),
        /** @param {string} path @param {Record<string, any>} query @param {Blob} file @param {Telling} [telling] */
        actPhoto: (path, query, file, telling = {}) => told(postPhoto(path, query, file), telling, voice),
    };
}

const SLOW = ["前一步还在保存，请稍后再点一次", "the step before is still being saved: tap once more in a moment"];

/**
 * Which of several things is being saved: [what, run]. run(name, deed) keeps a second tap from
 * starting while the first is not durable yet; when it was for something else, that is said.
 * @returns {[string | null, (name: string, deed: () => Promise<any>) => Promise<any>]}
 */
export function useSaving() {
    const [what, setWhat] = useState(/** @type {string | null} */ (null));
    const busy = useRef("");
    const run = async (/** @type {string} */ name, /** @type {() => Promise<any>} */ deed) => {
        if (busy.current && busy.current !== name)
            dispatchEvent(new CustomEvent("plumb-say", { detail: t(SLOW[0], SLOW[1]) }));
        if (busy.current)
            return null;
        busy.current = name;
        setWhat(name);
        try {
            return await deed();
        } finally {
            busy.current = "";
            setWhat(null);
        }
    };
    return [what, run];
}

/**
 * Several choices, each saved at its tap and none of them dropped: [waiting, run]. run(name, deed) does the deed when
 * those before it are done; `waiting` are the names of what is not durable yet, in order.
 * @returns {[string[], (name: string, deed: () => Promise<any>) => Promise<any>]}
 */
export function useTurns() {
    const [waiting, setWaiting] = useState(/** @type {string[]} */ ([]));
    const last = useRef(/** @type {Promise<any>} */ (Promise.resolve()));
    const run = (/** @type {string} */ name, /** @type {() => Promise<any>} */ deed) => {
        setWaiting((names) => [...names, name]);
        const mine = last.current.then(deed).finally(() => setWaiting((names) => names.slice(1)));
        last.current = mine.catch(() => null); // whoever asked is told; the next one has its turn
        return mine;
    };
    return [waiting, run];
}
