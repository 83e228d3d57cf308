// SPDX-License-Identifier: Apache-2.0
// A chart, where looking beats reading. It can be walked with the arrow keys, says what it shows, and its numbers stand
// below it, for screen readers always and for everybody at a click.
//
//     html`<${Chart} title=${t("每晚缺失与迟到", "Missing and late per night")} x=${days} series=${[
//         { zh: "缺失", en: "missing", values: missing, tone: "fail" },
//         { zh: "迟到", en: "late", values: late, tone: "warn" }]} open=${(i) => `#/board/${dates[i]}`} />`
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import uPlot from "/vendor/uplot.js";
import { exact } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { t, w } from "/shared/words.js";
import { useSession } from "../store.js";
import { dashOf, dataOf, optionsOf, placeWords } from "./drawing.js";

const HEIGHT = 200;

/** @param {{drawing: import("./drawing.js").Drawing, place: (i: number) => string,
    open?: (i: number) => string}} props */
function Numbers({ drawing, place, open }) {
    return html`<table class="table"><thead><tr><th scope="col">${drawing.labels ? t("项", "what") : t("时间",
        "when")}</th>
        ${drawing.series.map((one) => html`<th scope="col" class="is-number"
            key=${one.zh}>${w(one)}</th>`)}</tr></thead>
        <tbody>${drawing.x.map((x, i) => html`<tr key=${x}><th scope="row">${open ? html`<a
            href=${open(i)}>${place(i)}</a>`
            : place(i)}</th>
            ${drawing.series.map((one) => html`<td class="is-number" key=${one.zh}>${one.values[i] === null
                ? "—" : one.values[i]}</td>`)}</tr>`)}</tbody></table>`;
}

/** @param {{series: import("./drawing.js").Series[], at: number | null}} props what is what,
    and the values where one is */
function Key({ series, at }) {
    return html`<ul class="chart-key">${series.map((one, i) => html`<li key=${one.zh} class=${`tone-${one.tone}`}>
        <svg viewBox="0 0 26 10" aria-hidden="true">${one.kind === "bars"
            ? html`<path class="chart-bar" d="M4 0h18v10H4z" />`
            : html`<path class="chart-line" d="M0 5h26" stroke-dasharray=${dashOf(i).join(" ")} />`}</svg>
        <span>${w(one)}${at !== null && html` <b>${one.values[at] === null ? "—"
            : one.values[at]}</b>`}</span></li>`)}</ul>`;
}

/**
 * The drawing itself, as wide as its box.
 * @param {import("./drawing.js").Drawing} drawing
 * @param {(i: number | null | undefined) => void} onPlace
 */
function usePlot(drawing, onPlace) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const plot = useRef(/** @type {uPlot | null} */ (null));
    const { theme, size } = useSession().settings;
    useEffect(() => {
        const at = box.current;
        if (!at)
            return undefined;
        const made = new uPlot(optionsOf(drawing, { width: at.clientWidth, height: HEIGHT, onPlace }), dataOf(drawing),
            at);
        plot.current = made;
        const watch = new ResizeObserver(() => made.setSize({ width: at.clientWidth, height: HEIGHT }));
        watch.observe(at);
        return () => {
            watch.disconnect();
            made.destroy();
        };
    }, [JSON.stringify(drawing), theme, size]);
    const walk = (/** @type {number} */ to) => {
        const made = plot.current;
        if (made)
            made.setCursor({ left: made.valToPos(made.data[0][to], "x"), top: HEIGHT / 3 });
    };
    return { box, walk };
}

/**
 * @param {import("./drawing.js").Drawing & {title: string, open?: (i: number) => string}} props
 *     open: where a place leads, by a click or Enter
 */
export function Chart({ title, open, ...drawing }) {
    const [at, setAt] = useState(/** @type {number | null} */ (null));
    const [numbers, setNumbers] = useState(false);
    const { box, walk } = usePlot(drawing, (i) => setAt(typeof i === "number" ? i : null));
    const words = placeWords(drawing);
    const place = (/** @type {number} */ i) => words(drawing.labels ? drawing.x[i] : drawing.x[i] / 1000);
    const last = drawing.x.length - 1;
    const said = drawing.series.map((one) => `${w(one)} ${one.values[last] ?? "—"}`).join(t("，", ", "));
    const go = () => {
        if (open && at !== null)
            location.hash = open(at).slice(1);
    };
    const keys = (/** @type {KeyboardEvent} */ event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
        if (event.key === "Enter")
            go();
        else if (step)
            walk(Math.min(last, Math.max(0, (at ?? (step < 0 ? last + 1 : -1)) + step)));
        else
            return;
        event.preventDefault();
    };
    const where = at === null ? "" : drawing.labels || drawing.step === "hour" ? place(at)
        : exact(drawing.x[at]).split(" ")[0];
    return html`<figure class="chart">
        <figcaption class="chart-head"><h3>${title}</h3><span class="faint" aria-live="polite">${at !== null && where}
            <span class="unseen">${at !== null && drawing.series.map((one) => `${w(one)} ${one.values[at] ?? "—"}`)
                .join(t("，", ", "))}</span></span>
            <${Button} kind="quiet" onTap=${() => setNumbers(!numbers)}>${numbers ? t("收起数字", "Hide the numbers")
                : t("显示数字", "Show the numbers")}</${Button}></figcaption>
        <div class=${"chart-box" + (open ? " is-link" : "")} ref=${box} role="img" tabindex="0" onKeyDown=${keys}
            onClick=${go}
            aria-label=${`${title}${t("；最近：", "; latest: ")}${said}${t("。左右键逐个查看",
                ". Left and right walk along it")}`}></div>
        <${Key} series=${drawing.series} at=${at} />
        <div class=${numbers ? "chart-numbers" : "unseen on-paper-block"}><${Numbers} drawing=${drawing} place=${place}
            open=${numbers ? open : undefined} /></div>
    </figure>`;
}
