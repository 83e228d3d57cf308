// SPDX-License-Identifier: Apache-2.0
// Deeds of the office's page: post, then tell. A deed that needs the password again asks for it and is repeated.
import { Failure, post } from "/shared/api.js";
import { told } from "/shared/deed.js";
import { dispatch, toast, toastError } from "./store.js";

export { useSaving, useTurns } from "/shared/deed.js";

const UNKNOWN = {
    code: "UNAVAILABLE",
    zh: "服务器没有回答：这一步可能已做，也可能没做；此前保存的内容都完好；请等连接恢复、看页面显示的结果后再决定是否重做",
    en: "the server did not answer: this may have been done, or not; what was saved before is intact; wait until it is "
        + "back and look at what the page shows before you do it again",
};

/** @returns {Promise<boolean>} whether the password was given once more */
function passwordAgain() {
    return new Promise((resolve) => dispatch("fresh", resolve));
}

/**
 * @param {string} path
 * @param {Record<string, any>} body
 * @returns {Promise<any>}
 * @throws {Failure}
 */
async function postFresh(path, body) {
    try {
        return await post(path, body);
    } catch (error) {
        if (!(error instanceof Failure))
            throw new Failure(0, UNKNOWN);
        if (error.answer.needs !== "confirm" || !(await passwordAgain()))
            throw error;
    }
    return postFresh(path, body);
}

/**
 * A deed: resolves with the answer once it is durable, with null when it was refused, which the page has said then.
 * @param {string} path
 * @param {Record<string, any>} [body]
 * @param {import("/shared/deed.js").Telling} [telling]
 * @returns {Promise<any>}
 */
export function act(path, body = {}, telling = {}) {
    return told(postFresh(path, body), telling, { toast, toastError });
}
