// SPDX-License-Identifier: Apache-2.0
// Handwriting between the writing field (signature_pad) and its sealed form (docs/EVIDENCE.md
// section 5): hundredths of a pixel, pressure 0 … 1000, milliseconds since the first point.
import { t } from "/shared/words.js";

/** @typedef {{x: number, y: number, pressure: number, time: number}} Point a place in pixels */
/** @typedef {{points: Point[]}} Stroke as signature_pad keeps it, with members of its own beside */
/** @typedef {{width: number, height: number}} Box in pixels */
/** @typedef {{format: string, height: number, strokes: number[][][], width: number}} Ink */

export const FORMAT = "plumbline-strokes-1";
const POINTS_LEAST = 8;
const POINTS_MOST = 20000;
const PART = 20; // a signature takes at least a twentieth of the box in one direction
const DAY_MS = 24 * 3600 * 1000;

/** @param {number} value @param {number} most */
const within = (value, most) => Math.min(Math.max(Math.round(value), 0), most);

/**
 * The same strokes in a box of another size: as large as fits, in its middle, never distorted.
 * @template {Stroke} S
 * @param {S[]} strokes @param {Box} from @param {Box} to
 * @returns {S[]}
 */
export function fitted(strokes, from, to) {
    const scale = Math.min(to.width / from.width, to.height / from.height);
    const left = (to.width - from.width * scale) / 2;
    const top = (to.height - from.height * scale) / 2;
    const move = (/** @type {Point} */ p) => ({ ...p, x: left + p.x * scale, y: top + p.y * scale });

    return strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(move) }));
}

/**
 * What is sealed: its JSON text is the canonical one, members in the order of their names.
 * @param {Stroke[]} strokes @param {Box} box
 * @returns {Ink}
 */
export function inkOf(strokes, box) {
    const width = Math.max(1, Math.round(box.width * 100));
    const height = Math.max(1, Math.round(box.height * 100));
    const first = strokes.find((stroke) => stroke.points.length)?.points[0].time ?? 0;
    let last = 0;
    const pack = (/** @type {Point} */ p) => {
        last = Math.max(last, within(p.time - first, DAY_MS));
        return [within(p.x * 100, width), within(p.y * 100, height), within(p.pressure * 1000, 1000), last];
    };

    return {
        format: FORMAT,
        height,
        strokes: strokes.filter((stroke) => stroke.points.length).map((stroke) => stroke.points.map(pack)),
        width,
    };
}

/**
 * Why this is no signature yet, in words; "" when it is one. The tablet judges by the same rule.
 * @param {Ink} ink
 * @returns {string}
 */
export function inkFault(ink) {
    const points = ink.strokes.flat();
    const reach = (/** @type {number} */ axis) =>
        points.reduce((most, p) => Math.max(most, p[axis]), 0) -
        points.reduce((least, p) => Math.min(least, p[axis]), Infinity);

    if (!points.length) return t("请在框内手写姓名", "Please write your name in the box by hand");
    if (points.length > POINTS_MOST)
        return t("笔画太多，请清除后重写", "That is too much ink: please clear and write again");
    if (points.length < POINTS_LEAST || (reach(0) * PART < ink.width && reach(1) * PART < ink.height))
        return t("一个点不是签名，请写全名", "A dot is no signature: please write your full name");
    return "";
}
