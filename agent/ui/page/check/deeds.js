// SPDX-License-Identifier: Apache-2.0
// Deeds that can be taken back: what the program needs for that came with its answer.
import { post } from "/shared/api.js";
import { toast, toastError } from "../store.js";

/** @typedef {{zh: string, en: string}} Words */

/**
 * Takes a deed back and says so.
 * @param {any} answer of the deed
 * @param {() => any} after asks again for what is shown
 */
async function undo(answer, after) {
    try {
        await post("/api/undo", { undo: answer.undo });
        toast("已撤销", "undone");
    } catch (error) {
        toastError(error);
    }
    await after();
}

/**
 * Says what is durable now, with what the person should know, and offers to take it back where
 * that is possible.
 * @param {any} answer
 * @param {Words} words
 * @param {() => any} after
 */
export function tell(answer, words, after) {
    const detail = (answer.notes || []).join("\n");
    const back = answer.undo && answer.undo.length > 0 ? () => undo(answer, after) : undefined;
    toast(words.zh, words.en, { detail, undo: back });
}

/**
 * One deed: posted, told, and what is shown asked for again.
 * @param {string} path
 * @param {Record<string, any>} body
 * @param {Words} words said when it is durable
 * @param {() => any} after
 * @returns {Promise<any>} the answer; null: refused, and said so
 */
export async function deed(path, body, words, after) {
    try {
        const answer = await post(path, body);
        await after();
        tell(answer, words, after);
        return answer;
    } catch (error) {
        toastError(error);
        return null;
    }
}

/** @param {any} answer @param {string} kind @returns {string | null} the record of this kind */
export function recordOf(answer, kind) {
    const found = (answer.records || []).find((/** @type {any} */ record) => record.kind === kind);
    return found ? found.id : null;
}
