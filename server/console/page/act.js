// SPDX-License-Identifier: Apache-2.0
// Deeds of the office's page: post, then tell. A deed that needs the password again asks for it and is repeated.
import { once, post, Failure } from "/shared/api.js";
import { told } from "/shared/deed.js";
import { dispatch, toast, toastError } from "./store.js";

export { useSaving } from "/shared/deed.js";

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
        if (!(error instanceof Failure && error.answer.fresh === true && await passwordAgain()))
            throw error;
        return post(path, body);
    }
}

/**
 * A deed: resolves with the answer once it is durable, with null when it was refused, which the page has said then.
 * @param {string} path
 * @param {Record<string, any>} [body]
 * @param {import("/shared/deed.js").Telling} [telling]
 * @returns {Promise<any>}
 */
export function act(path, body = {}, telling = {}) {
    return told(postFresh(path, { once: once(), ...body }), telling, { toast, toastError });
}
