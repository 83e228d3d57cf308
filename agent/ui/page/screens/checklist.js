// SPDX-License-Identifier: Apache-2.0
// A checklist: one column, three big answers an item, saved at every tap.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Counts, Empty, ErrorNote, Loading, PageHead, Section } from "/shared/kit/layout.js";
import { Mark } from "/shared/kit/icon.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { isOpen, nextOpen, originals, RESULTS } from "../check/check_model.js";
import { CheckItem } from "../check/check_item.js";
import { deed } from "../check/deeds.js";
import { DetailsSheet } from "../check/details_sheet.js";
import { FailSheet } from "../check/fail_sheet.js";
import { MeasureSheet } from "../check/measure_sheet.js";
import { useData } from "../store.js";

/** @typedef {import("../check/check_model.js").Item} Item */

/** @param {string} code @returns {HTMLElement | null} */
const cardOf = (code) => document.getElementById(`item-${code}`);

/** Brings an item into the middle of the sight and gives it the focus. @param {string} code */
function show(code) {
    const card = cardOf(code);
    if (!card) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    card.focus({ preventScroll: true });
}

/** @param {Item[]} items @returns {number} the item that has the focus; -1: none */
function focused(items) {
    const card = document.activeElement && document.activeElement.closest(".check-item");
    return card ? items.findIndex((item) => `item-${item.code}` === card.id) : -1;
}

/**
 * Answers by a tap. Any item can be answered while others, or an answer before of the same, are being saved: the last
 * tap counts.
 * @param {any} list
 * @param {() => Promise<void>} reload
 */
function useAnswers(list, reload) {
    const [saving, setSaving] = useState(/** @type {Record<string, string>} */ ({}));
    const [saved, setSaved] = useState("");
    const wanted = useRef(/** @type {Record<string, {result: string}>} */ ({}));
    const answer = async (/** @type {Item} */ item, /** @type {string} */ result) => {
        const mine = { result };
        wanted.current[item.code] = mine;
        setSaving((all) => ({ ...all, [item.code]: result }));
        const words = RESULTS.find((one) => one.code === result) || RESULTS[0];
        const done = await deed(
            "/api/items",
            { of: list.of, item: item.code, result },
            { zh: `${item.zh}：${words.zh}`, en: `${item.en}: ${words.en}` },
            reload,
        );
        if (wanted.current[item.code] !== mine) return; // a later tap is under way
        delete wanted.current[item.code];
        setSaving(({ [item.code]: _, ...others }) => others);
        if (done) setSaved(item.code);
    };
    const last = (/** @type {Item} */ item) => wanted.current[item.code]?.result ?? item.result;
    return { saving, saved, answer, last };
}

/** @param {any} list @param {Item[]} items */
function countsOf(list, items) {
    const counts = list.counts || {};
    const answered = items.filter((item) => item.result !== null).length;
    const fails = items.filter((item) => item.result === "fail").length;
    const photos = items.reduce((sum, item) => sum + originals(item.photos), 0);
    return { items: items.length, answered, fails, photos, ...counts };
}

/** @param {{list: any, items: Item[]}} props the sticky line "12/40 · 3 fails · 9 photos" */
function CheckCounts({ list, items }) {
    const { items: all, answered, fails, photos } = countsOf(list, items);
    const wanting = items.filter((item) => item.result !== null && isOpen(item)).length;
    /** @type {any[]} */
    const parts = [
        { text: `${answered}/${all}`, tone: answered === all ? "pass" : "plain" },
        { text: t(`${fails} 不合格`, `${fails} fails`), tone: fails ? "fail" : "plain" },
        { text: t(`${photos} 照片`, `${photos} photos`), icon: "photo" },
    ];
    if (wanting > 0)
        parts.push({ text: t(`${wanting} 待补`, `${wanting} to complete`), tone: "warn" });
    return html`<${Counts} parts=${parts} done=${answered} of=${all} />`;
}

/** @param {{list: any}} props the papers of this place, and whether they can be signed */
function Forms({ list }) {
    if (!list.forms || list.forms.length === 0) return null;
    return html`<${Section} title=${t("签字", "Signing")}>
        <div class="stack">${list.forms.map(
            (/** @type {any} */ form) => html`<div class="row spread" key=${form.code}>
                <${Button} icon="sign" href=${`#/review/${list.of}/${form.code}`}>${w(form)}</${Button}>
                ${form.ready
                    ? html`<${Mark} tone="pass">${t("可以签字", "ready to sign")}</${Mark}>`
                    : html`<${Mark} tone="warn">${t("还不能签", "not ready yet")}</${Mark}>`}
            </div>`,
        )}</div></${Section}>`;
}

/** @param {{items: Item[], list: any}} props the one thing to do next, at the thumb */
function NextStep({ items, list }) {
    const left = items.filter(isOpen).length;
    const next = () => {
        const at = nextOpen(items, focused(items));
        if (at >= 0) show(items[at].code);
    };
    if (left > 0)
        return html`<div class="check-next">
            <${Button} kind="primary" wide=${true} icon="down" onTap=${next}>
                ${t(`下一未完成项（还有 ${left} 项）`, `Next open item (${left} left)`)}
            </${Button}></div>`;
    const form = (list.forms || []).find((/** @type {any} */ one) => one.ready);
    if (!form) return null;
    return html`<div class="check-next">
        <${Button} kind="primary" wide=${true} icon="sign" href=${`#/review/${list.of}/${form.code}`}>
            ${t("全部完成，去签字", "All done: review and sign")}
        </${Button}></div>`;
}

/**
 * Up and down go from item to item, 1 2 3 answer the one that has the focus.
 * @param {Item[]} items
 * @param {(item: Item, result: string) => void} pick
 * @returns {(event: KeyboardEvent) => void}
 */
function keysOf(items, pick) {
    return (event) => {
        const target = /** @type {HTMLElement} */ (event.target);
        if (event.ctrlKey || event.altKey || event.metaKey || target.closest("dialog")) return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const result = RESULTS.find((one) => one.key === event.key);
        const at = focused(items);
        if (at < 0 || (!step && !result)) return;
        event.preventDefault();
        event.stopPropagation();
        if (result) pick(items[at], result.code);
        else if (step && items[at + step]) show(items[at + step].code);
    };
}

/** @param {any} list @param {any} site @returns {(item: Item) => import("../check/draw_sheet.js").About} */
function aboutOf(list, site) {
    return (item) => ({
        project: site ? `${site.customer} ${site.address}` : "",
        subject: `${w(list.words)} · ${w(item)}`,
        item: item.code,
    });
}

/** @param {{list: any, reload: () => Promise<void>, first: string}} props */
function List({ list, reload, first }) {
    const items = /** @type {Item[]} */ (list.items);
    const { data: site } = useData(`/api/sites/${list.site}`);
    const { saving, saved, answer, last } = useAnswers(list, reload);
    const [sheet, setSheet] = useState({ kind: "", code: "" });
    const open = items.find((item) => item.code === sheet.code);
    const about = aboutOf(list, site);
    const close = () => setSheet({ kind: "", code: "" });
    const pick = (/** @type {Item} */ item, /** @type {string} */ result) =>
        result === "fail"
            ? setSheet({ kind: "fail", code: item.code }) // again: to say more
            : (last(item) !== result || item.conflict) && answer(item, result);
    useEffect(() => {
        if (first) show(first);
    }, []);
    const start = (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "ArrowDown" && focused(items) < 0 && items[0]) {
            event.preventDefault();
            show(items[0].code);
        }
    };
    useEffect(() => {
        document.addEventListener("keydown", start);
        return () => document.removeEventListener("keydown", start);
    }, [items]);
    return html`<div class="check-list" onKeyDownCapture=${keysOf(items, pick)}>
        ${items.map((item, i) => html`<${CheckItem} key=${item.code} item=${item} number=${i + 1}
            list=${list} about=${about(item)} saving=${saving[item.code] || null}
            saved=${saved === item.code} reload=${reload}
            onAnswer=${(/** @type {string} */ result) => pick(item, result)}
            onMore=${(/** @type {string} */ kind) => setSheet({ kind, code: item.code })} />`)}
        ${items.length === 0 &&
        html`<${Empty} title=${t("这里没有检查项", "There are no items here")} />`}
        <${Forms} list=${list} />
        <${NextStep} items=${items} list=${list} />
        ${open && sheet.kind === "fail" &&
        html`<${FailSheet} list=${list} item=${open} about=${about(open)} reload=${reload}
            onClose=${close} />`}
        ${open && sheet.kind === "details" &&
        html`<${DetailsSheet} list=${list} item=${open} reload=${reload} onClose=${close} />`}
        ${open && sheet.kind === "measure" &&
        html`<${MeasureSheet} list=${list} item=${open} reload=${reload} onClose=${close} />`}
    </div>`;
}

/** @param {{params: Record<string, string>, query: Record<string, string>}} props */
export default function Checklist({ params, query }) {
    const { data: list, error, reload } = useData(`/api/checklists/${params.of}`);
    const { data: site } = useData(list ? `/api/sites/${list.site}` : null);
    const away = () => back(list ? `/site/${list.site}` : "/today");
    if (!list)
        return html`<${PageHead} title=${t("检查", "Checklist")} onBack=${away} />
            ${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` : html`<${Loading} />`}`;
    const again = list.n > 1 ? t(` · 第 ${list.n} 次`, ` · attempt ${list.n}`) : "";
    return html`<${PageHead} title=${w(list.words) + again} onBack=${away}
            sub=${site ? `${site.customer} · ${site.address}` : ""}>
            <${CheckCounts} list=${list} items=${list.items} />
        </${PageHead}>
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        <${List} key=${list.of} list=${list} reload=${reload} first=${query.item || ""} />`;
}
