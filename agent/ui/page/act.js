// SPDX-License-Identifier: Apache-2.0
// Deeds of the page: post, then tell. A deed that was refused shows the program's words and
// answers null; a deed that is answered is durable.
import { useRef, useState } from "/vendor/preact.js";
import { Failure, post, postPhoto } from "/shared/api.js";
import { toast, toastError } from "./store.js";

/**
 * @typedef {object} Telling
 * @property {string} [zh] said when it is done
 * @property {string} [en]
 * @property {(answer: any) => any} [undo] offered for ten seconds; gets the answer
 * @property {boolean} [keepError] throw the Failure instead of showing it
 */

/**
 * @param {Promise<any>} request
 * @param {Telling} telling
 * @returns {Promise<any>} the answer; null: refused, and said so
 */
async function told(request, telling) {
    try {
        const answer = await request;
        const undo = telling.undo;
        if (telling.zh)
            toast(telling.zh, telling.en || telling.zh, { undo: undo && (() => undo(answer)) });
        return answer;
    } catch (error) {
        if (telling.keepError && error instanceof Failure)
            throw error;
        toastError(error);
        return null;
    }
}

/**
 * @param {string} path
 * @param {Record<string, any>} [body]
 * @param {Telling} [telling]
 */
export function act(path, body = {}, telling = {}) {
    return told(post(path, body), telling);
}

/**
 * @param {string} path
 * @param {Record<string, any>} query
 * @param {Blob} file
 * @param {Telling} [telling]
 */
export function actPhoto(path, query, file, telling = {}) {
    return told(postPhoto(path, query, file), telling);
}

/**
 * Which of several things is being saved: [what, run]. run(name, deed) keeps a second tap from
 * starting while the first is not durable yet.
 * @returns {[string | null, (name: string, deed: () => Promise<any>) => Promise<any>]}
 */
export function useSaving() {
    const [what, setWhat] = useState(/** @type {string | null} */ (null));
    const busy = useRef(false);
    const run = async (/** @type {string} */ name, /** @type {() => Promise<any>} */ deed) => {
        if (busy.current)
            return null;
        busy.current = true;
        setWhat(name);
        try {
            return await deed();
        } finally {
            busy.current = false;
            setWhat(null);
        }
    };
    return [what, run];
}
