// SPDX-License-Identifier: Apache-2.0
// Handwriting as it was sealed (docs/EVIDENCE.md section 5), drawn.
import { html } from "/vendor/preact.js";
import { t } from "/shared/words.js";

/** @typedef {{format: string, height: number, strokes: number[][][], width: number}} Ink */

/**
 * The lines of a drawing, one for each stroke, for an SVG of the size of the box.
 * @param {Ink} ink
 * @returns {string[]} points of polylines
 */
const linesOf = (ink) =>
    ink.strokes.map((stroke) => {
        const points = stroke.map(([x, y]) => `${x},${y}`);
        return (points.length > 1 ? points : [points[0], points[0]]).join(" ");
    });

/**
 * A signature that was made, as lines.
 * @param {{ink: Ink, name: string}} props
 */
export const Handwriting = ({ ink, name }) => html`<svg class="handwriting" role="img"
    viewBox=${`0 0 ${ink.width} ${ink.height}`} aria-label=${t(`${name} 的手写签名`, `signature of ${name}`)}>
    ${linesOf(ink).map((points, i) => html`<polyline key=${i} points=${points} stroke-width=${ink.width / 150} />`)}
</svg>`;
