// SPDX-License-Identifier: Apache-2.0
// What is about to be signed: where it is asked for, and what of it moved since it was last seen.
import { withQuery } from "/shared/api.js";

/** @typedef {import("/shared/paper/statement_pages.js").Statement} Statement */
/** @typedef {{zh: string, en: string}} Words */
/** @typedef {Words & {role: string, required: boolean, signed: boolean}} Signer */
/** @typedef {Words & {record: string | null, item: string | null, field: string | null}} Lack */
/** @typedef {Words & {code: string}} Phrase */
/**
 * content is the digest of what the signature covers; photos says which record here has a digest.
 * @typedef {{of: string, signers: Signer[], verdicts: string[], statement: Statement, content: string, lacks: Lack[],
 *     photos: {digest: string, id: string, here: boolean}[], phrases: Phrase[],
 *     promise_hours: number | null}} Review
 */

/** @param {string} of @param {string} form @param {string} [role] */
export const reviewPath = (of, form, role) => withQuery("/api/review", { of, form, role });

/**
 * Where the pictures of a page are: by digest, as the statement names them.
 * @param {Review} review
 * @returns {import("/shared/paper/statement_pages.js").Picture}
 */
export function pictureOf(review) {
    const ids = new Map(review.photos.map((photo) => [photo.digest, photo]));
    return (digest) => {
        const photo = ids.get(digest);
        return photo
            ? { small: `/api/photos/${photo.id}/small`, full: photo.here ? `/api/photos/${photo.id}/full` : "" }
            : null;
    };
}

/** Neither of these is said by the signer: somebody else records it, with a reason. */
const SAID_BY_OTHERS = ["refused", "absent"];
/** @param {string} verdict */
export const isYes = (verdict) => verdict === "satisfied" || verdict === "qualified";

/**
 * The two answers of a form, the good one first.
 * @param {Review} review
 * @returns {string[]}
 */
export const answersOf = (review) => review.verdicts.filter((verdict) => !SAID_BY_OTHERS.includes(verdict));

/**
 * What may be said at a tap: the catalogue's phrases of one sort.
 * @param {Phrase[]} phrases @param {"reason" | "remark" | "refused" | "absent"} sort first part of their codes
 */
export const phrasesFor = (phrases, sort) => phrases.filter((phrase) => phrase.code.startsWith(`${sort}_`));

/** @param {Review} review */
export const formOf = (review) => review.statement.content.form;

/**
 * Items of the page whose result, note, photos or values are others than before.
 * @param {Statement | null} before @param {Statement} now
 * @returns {Set<string>} their codes
 */
export function changedItems(before, now) {
    const old = new Map((before?.content.items ?? []).map((item) => [item.code, JSON.stringify(item)]));
    return new Set(
        before
            ? now.content.items.filter((item) => old.get(item.code) !== JSON.stringify(item)).map((item) => item.code)
            : [],
    );
}
