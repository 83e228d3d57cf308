// SPDX-License-Identifier: Apache-2.0
// Drawing on a copy of a photo: shapes as data, a painter, and the stamp that says when, where and
// of what the picture is. The original is never touched; the copy is saved as a photo of its own.

/**
 * A point in parts of the picture: 0,0 is the upper left corner, 1,1 the lower right one. So the
 * same shapes fit the picture on the screen and the copy that is saved.
 * @typedef {{x: number, y: number}} Point
 * @typedef {"pen" | "arrow" | "circle" | "text"} Tool
 * @typedef {{tool: Tool, colour: string, points: Point[], text?: string}} Shape
 * @typedef {{width: number, height: number}} Size
 */

export const LONG_SIDE = 2048;
export const QUALITY = 0.85;
/** Red, yellow, blue, white: each with a dark or light border, so it is seen on any ground. */
export const COLOURS = ["#e3170a", "#ffd60a", "#0a5bd6", "#ffffff"];
/** A tap is no stroke: shapes that are smaller than this part of the long side are left out. */
export const SMALLEST = 0.01;

/**
 * The size of the copy: the picture's own, or smaller.
 * @param {Size} size
 * @param {number} [most]
 * @returns {Size}
 */
export function fitted(size, most = LONG_SIDE) {
    const scale = Math.min(1, most / Math.max(size.width, size.height, 1));
    return {
        width: Math.max(1, Math.round(size.width * scale)),
        height: Math.max(1, Math.round(size.height * scale)),
    };
}

/**
 * Where a pointer is in the picture, kept inside of it.
 * @param {{left: number, top: number, width: number, height: number}} box
 * @param {{clientX: number, clientY: number}} pointer
 * @returns {Point}
 */
export function pointIn(box, pointer) {
    const part = (
        /** @type {number} */ at,
        /** @type {number} */ from,
        /** @type {number} */ of,
    ) => (of > 0 ? Math.min(1, Math.max(0, (at - from) / of)) : 0);
    return {
        x: part(pointer.clientX, box.left, box.width),
        y: part(pointer.clientY, box.top, box.height),
    };
}

/**
 * Whether the shape can be seen; a touch by mistake makes none.
 * @param {Shape} shape
 * @returns {boolean}
 */
export function isShape(shape) {
    if (shape.tool === "text") return Boolean(shape.text) && shape.points.length === 1;
    const first = shape.points[0];
    return shape.points.some(
        (point) => Math.hypot(point.x - first.x, point.y - first.y) >= SMALLEST,
    );
}

/**
 * The next point of the shape that is being drawn: a pen keeps all, the others begin and end.
 * @param {Shape} shape
 * @param {Point} point
 * @returns {Shape}
 */
export function drawnTo(shape, point) {
    const points = shape.tool === "pen" ? [...shape.points, point] : [shape.points[0], point];
    return { ...shape, points };
}

/** @param {Size} size @returns {number} the width of a line, in pixels of the picture */
export function lineWidth(size) {
    return Math.max(3, Math.round(Math.max(size.width, size.height) / 170));
}

/**
 * A line over its border, so that it is seen on light and dark ground.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} colour
 * @param {number} width
 */
function strokeTwice(ctx, colour, width) {
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    ctx.strokeStyle = colour === "#ffffff" || colour === "#ffd60a" ? "#000000" : "#ffffff";
    ctx.lineWidth = width * 1.8;
    ctx.stroke();
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Point} from in pixels
 * @param {Point} to in pixels
 * @param {number} width
 */
function traceArrow(ctx, from, to, width) {
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const head = Math.max(width * 5, Math.hypot(to.x - from.x, to.y - from.y) * 0.2);
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    for (const side of [-0.5, 0.5]) {
        ctx.moveTo(to.x, to.y);
        ctx.lineTo(to.x - head * Math.cos(angle + side), to.y - head * Math.sin(angle + side));
    }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shape} shape
 * @param {Size} size
 */
function paintText(ctx, shape, size) {
    const height = textHeight(size) * 1.4;
    const words = shape.text ?? "";
    ctx.font = `bold ${height}px ${FONT}`;
    ctx.textBaseline = "middle";
    const wide = ctx.measureText(words).width;
    const x = Math.min(shape.points[0].x * size.width, Math.max(0, size.width - wide - height));
    const y = Math.min(Math.max(shape.points[0].y * size.height, height), size.height - height);
    ctx.lineWidth = height / 5;
    ctx.lineJoin = "round";
    ctx.strokeStyle = shape.colour === "#ffffff" || shape.colour === "#ffd60a" ? "#000" : "#fff";
    ctx.strokeText(words, x, y);
    ctx.fillStyle = shape.colour;
    ctx.fillText(words, x, y);
}

/**
 * Paints all shapes onto the picture that the canvas has.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shape[]} shapes
 * @param {Size} size of the canvas
 */
export function paint(ctx, shapes, size) {
    const width = lineWidth(size);
    for (const shape of shapes) {
        if (shape.tool === "text") {
            paintText(ctx, shape, size);
            continue;
        }
        const at = shape.points.map((p) => ({ x: p.x * size.width, y: p.y * size.height }));
        const last = at[at.length - 1];
        ctx.beginPath();
        if (shape.tool === "pen")
            at.forEach((p, i) => (i ? ctx.lineTo(p.x, p.y) : ctx.moveTo(p.x, p.y)));
        else if (shape.tool === "arrow") traceArrow(ctx, at[0], last, width);
        else
            ctx.ellipse(
                (at[0].x + last.x) / 2,
                (at[0].y + last.y) / 2,
                Math.abs(last.x - at[0].x) / 2,
                Math.abs(last.y - at[0].y) / 2,
                0,
                0,
                2 * Math.PI,
            );
        strokeTwice(ctx, shape.colour, width);
    }
}

const FONT = '"Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

/** @param {Size} size @returns {number} height of a line of text, in pixels of the picture */
export function textHeight(size) {
    return Math.max(14, Math.round(Math.max(size.width, size.height) / 60));
}

/**
 * What the stamp says, a line each: what is not known is left out, nothing is made up.
 * @typedef {object} StampFacts
 * @property {string} time as people read it, with its offset: "2026-11-22 10:03:41 UTC+08:00"
 * @property {string} [place] coordinates of the photo
 * @property {string} [project] customer and address
 * @property {string} [subject] node, item or issue
 * @property {string} [person]
 * @property {string} id of the photo that it is a copy of
 *
 * @param {StampFacts} facts
 * @returns {string[]}
 */
export function stampLines(facts) {
    const what = [facts.project, facts.subject].filter(Boolean);
    const where = [facts.time, facts.place].filter(Boolean).join("  ");
    const who = [facts.person, facts.id].filter(Boolean).join("  ");
    return [where, ...what, who].map(String).filter((line) => line !== "");
}

/**
 * Breaks lines that are too long for the picture, between characters: Chinese has no spaces.
 * @param {(text: string) => number} widthOf
 * @param {string[]} lines
 * @param {number} most
 * @returns {string[]}
 */
export function brokenLines(widthOf, lines, most) {
    /** @type {string[]} */
    const out = [];
    for (const line of lines) {
        let part = "";
        for (const letter of line) {
            if (part !== "" && widthOf(part + letter) > most) {
                out.push(part);
                part = letter.trim();
            } else part += letter;
        }
        out.push(part);
    }
    return out;
}

/**
 * Paints the stamp at the lower edge: light text on a dark band.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string[]} lines
 * @param {Size} size
 */
export function paintStamp(ctx, lines, size) {
    const height = textHeight(size);
    const space = Math.round(height / 2);
    ctx.font = `${height}px ${FONT}`;
    const shown = brokenLines((text) => ctx.measureText(text).width, lines, size.width - 2 * space);
    const step = Math.round(height * 1.35);
    const band = shown.length * step + space;
    ctx.fillStyle = "rgba(0, 0, 0, 0.62)";
    ctx.fillRect(0, size.height - band, size.width, band);
    ctx.fillStyle = "#ffffff";
    ctx.textBaseline = "top";
    shown.forEach((line, i) =>
        ctx.fillText(line, space, size.height - band + space / 2 + i * step),
    );
}

/**
 * The copy that is saved: picture, shapes, stamp.
 * @param {CanvasImageSource} picture
 * @param {Size} size of the picture
 * @param {{shapes: Shape[], stamp: string[] | null}} layers
 * @returns {Promise<Blob>} a JPEG
 */
export async function copyOf(picture, size, layers) {
    const small = fitted(size);
    const canvas = document.createElement("canvas");
    canvas.width = small.width;
    canvas.height = small.height;
    const ctx = canvas.getContext("2d", { alpha: false });
    if (!ctx) throw new Error("no canvas");
    ctx.fillStyle = "#ffffff";
    ctx.fillRect(0, 0, small.width, small.height);
    ctx.drawImage(picture, 0, 0, small.width, small.height);
    paint(ctx, layers.shapes, small);
    if (layers.stamp) paintStamp(ctx, layers.stamp, small);
    /** @type {Blob | null} */
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) throw new Error("no picture");
    return blob;
}
