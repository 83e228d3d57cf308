// SPDX-License-Identifier: Apache-2.0
// What the checklist decides by itself: what is open, where to go next, which words are offered.

/**
 * @typedef {{zh: string, en: string}} Words
 * @typedef {Words & {code: string, field: string, item?: string | null}} Phrase
 * @typedef {{id: string, of: string, moment: string | null, thumbnail: boolean, width: number,
 *   height: number, size: number, taken_at: number | null, copy_of: string | null,
 *   unsent: boolean, here: boolean}} Photo
 * @typedef {{point: string, value: string, unit?: string, target?: string, passes?: boolean}} Value
 * @typedef {Words & {code: string, id?: string | null, rule: string, required: boolean, concealed: boolean,
 *   photos_needed?: number, result: string | null, note: string | null, room: string | null,
 *   amount_fen: number | null, photos: Photo[], conflict: boolean, unsent: boolean,
 *   fix: {id: string, state: string} | null, values: Value[],
 *   measured: {unit: string, target: string | null, minus: string | null,
 *   plus: string | null} | null}} Item
 */

/** The three answers: colour and shape, never colour alone; the number is the key on a keyboard. */
export const RESULTS = [
    { code: "pass", shape: "✓", key: "1", zh: "合格", en: "Pass" },
    { code: "fail", shape: "✗", key: "2", zh: "不合格", en: "Fail" },
    { code: "na", shape: "–", key: "3", zh: "不适用", en: "N/A" },
];

/** @param {Pick<Photo, "copy_of">[]} photos @returns {number} originals, no drawn-on copies */
export function originals(photos) {
    return photos.filter((photo) => !photo.copy_of).length;
}

/** @param {Item} item @returns {boolean} it cannot be signed before a photo is there (D3.11) */
export function wantsPhoto(item) {
    const needed = item.photos_needed ?? (item.concealed ? 1 : 0);
    return originals(item.photos) < needed && item.result !== "na";
}

/** @param {Item} item @returns {boolean} there is something to do for it */
export function isOpen(item) {
    return item.conflict || item.result === null || wantsPhoto(item);
}

/**
 * The next item with something to do, after this one, beginning again at the top.
 * @param {Item[]} items
 * @param {number} from
 * @returns {number} -1: none
 */
export function nextOpen(items, from) {
    for (let step = 1; step <= items.length; step++) {
        const at = (from + step + items.length) % items.length;
        if (isOpen(items[at])) return at;
    }
    return -1;
}

/**
 * The catalogue's phrases for a field: those of this item first, then those of all.
 * @param {Phrase[]} phrases
 * @param {string} field
 * @param {string} [item]
 * @returns {Phrase[]}
 */
export function phrasesFor(phrases, field, item) {
    const fitting = phrases.filter((phrase) => phrase.field === field);
    return [
        ...fitting.filter((phrase) => phrase.item && phrase.item === item),
        ...fitting.filter((phrase) => !phrase.item),
    ];
}

/** The deadlines that are a tap away. */
export const DEADLINES = [
    { code: "24h", hours: 24, zh: "24 小时", en: "24 hours" },
    { code: "3d", hours: 72, zh: "3 天", en: "3 days" },
    { code: "7d", hours: 168, zh: "7 天", en: "7 days" },
];

/** @param {string} code @param {number} nowMs @returns {number} Unix ms */
export function deadlineAt(code, nowMs) {
    const found = DEADLINES.find((deadline) => deadline.code === code) ?? DEADLINES[0];
    return nowMs + found.hours * 3_600_000;
}

/** @param {string} text @returns {boolean} whether it is a decimal that can be saved */
export function isDecimal(text) {
    return /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text) && !/^-0(\.0+)?$/.test(text);
}

/**
 * What a measured item allows, in its unit: "30 (−10 / +70) mm".
 * @param {NonNullable<Item["measured"]>} measured
 * @returns {string}
 */
export function toleranceText(measured) {
    const { unit, target, minus, plus } = measured;
    const span = `−${minus ?? "?"} / +${plus ?? "?"}`;
    return `${target ?? "?"} (${span}) ${unit}`.trim();
}

/**
 * An amount in fen, without a float in between.
 * @param {string} yuan a decimal with at most two places
 * @returns {number}
 */
export function fenOf(yuan) {
    const [whole, part = ""] = yuan.replace("-", "").split(".");
    const fen = Number(`${whole || "0"}${part.padEnd(2, "0").slice(0, 2)}`);
    return yuan.startsWith("-") ? -fen : fen;
}

/**
 * The same the other way, for a field that shows it.
 * @param {number | null} fen
 * @returns {string} "260.5"; "" for none
 */
export function yuanOf(fen) {
    if (fen === null) return "";
    const digits = String(Math.abs(fen)).padStart(3, "0");
    const part = digits.slice(-2).replace(/0+$/, "");
    return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}${part ? `.${part}` : ""}`;
}
