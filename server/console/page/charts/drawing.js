// SPDX-License-Identifier: Apache-2.0
// What uPlot is told to draw: lines and bars in the colours of the theme, each with a dash or a fill of its own, so
// that
// nothing is told by colour alone.
import uPlot from "/vendor/uplot.js";
import { language } from "/shared/words.js";

/**
 * @typedef {object} Series
 * @property {string} zh
 * @property {string} en
 * @property {(number | null)[]} values one for each place of x
 * @property {import("/shared/shapes.js").Tone} tone
 * @property {"line" | "bars"} [kind] default line
 */

/**
 * @typedef {object} Drawing
 * @property {number[]} x Unix ms; or the numbers 0, 1, 2, … when there are labels
 * @property {string[]} [labels] of the places of x, when they are no times
 * @property {Series[]} series
 * @property {"day" | "hour"} [step] what x counts in, when they are times; default day
 */

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
const ZONE = "Asia/Shanghai";

/** @param {number} i of a series @returns {number[]} its dash */
export const dashOf = (i) => DASHES[i % DASHES.length];

/** @param {string} name @returns {string} a colour of the theme as it is now */
function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** @param {import("/shared/shapes.js").Tone} tone */
const colourOf = (tone) => colour(tone === "plain" ? "accent" : tone);

/** @param {"day" | "hour"} step @returns {Intl.DateTimeFormat} */
export function timesOf(step) {
    const locale = language() === "zh" ? "zh-CN" : "en-GB";
    return new Intl.DateTimeFormat(locale, step === "hour" ? { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }
        : { timeZone: ZONE, month: "numeric", day: "numeric" });
}

/**
 * What stands below a place of x.
 * @param {Drawing} drawing
 * @returns {(value: number) => string}
 */
export function placeWords({ labels, step = "day" }) {
    const times = timesOf(step);
    return labels ? (value) => labels[value] || "" : (value) => times.format(value * 1000);
}

/** @param {Series} series @param {number} i @returns {uPlot.Series} */
function seriesOf(series, i) {
    const stroke = colourOf(series.tone);
    if (series.kind === "bars")
        return { stroke, fill: stroke, width: 0, points: { show: false }, paths: uPlot.paths.bars?.({ size: [0.6,
            60] }) };
    return { stroke, width: 2, dash: dashOf(i), points: { show: true, size: 5, fill: stroke } };
}

/**
 * @param {Drawing} drawing
 * @param {{width: number, height: number, onPlace: (i: number | null | undefined) => void}} options
 * @returns {uPlot.Options}
 */
export function optionsOf(drawing, { width, height, onPlace }) {
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.84;
    const font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    const words = placeWords(drawing);
    const axis = { stroke: colour("ink-soft"), font, grid: { stroke: colour("line"), width: 1 },
        ticks: { show: false } };
    const whole = (/** @type {number[]} */ values) => values.map((value) => (Number.isInteger(value) ? String(value)
        : ""));
    return {
        width, height, legend: { show: false }, padding: [8, 12, 0, 0],
        cursor: { drag: { x: false, y: false }, points: { size: 9 } },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
        scales: {
            x: { time: !drawing.labels, range: drawing.labels ? [-0.5, drawing.x.length - 0.5] : undefined },
            y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil((most || 0) * 1.1))] },
        },
        series: [{}, ...drawing.series.map(seriesOf)],
        axes: [
            { ...axis, size: size * 2.2, grid: { show: false }, splits: drawing.labels ? () => drawing.x : undefined,
                values: (_plot, values) => values.map(words) },
            { ...axis, size: size * 4, values: (_plot, values) => whole(values) },
        ],
        hooks: { setCursor: [(plot) => onPlace(plot.cursor.idx)] },
    };
}

/** @param {Drawing} drawing @returns {uPlot.AlignedData} */
export function dataOf({ x, labels, series }) {
    return [labels ? x : x.map((ms) => ms / 1000), ...series.map(({ values }) => values)];
}
