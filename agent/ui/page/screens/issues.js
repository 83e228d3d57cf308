// SPDX-License-Identifier: Apache-2.0
// All issues of this tablet, those due first. Only the rows in sight are in the page.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { get, withQuery } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Empty, ErrorNote, Loading, PageHead } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { go, place } from "/shared/router.js";
import { t } from "/shared/words.js";
import { IssueRow } from "../check/issue_row.js";
import { noPages, PAGE_ROWS, pagesWanted, rowAt, rowWindow, withPage } from "../check/issue_rows.js";
import { useData, useStore } from "../store.js";
import { IssuePane } from "./issue.js";
import { words } from "../words_tablet.js";

/** @type {Record<string, Record<string, string>>} what each filter asks for */
const FILTERS = {
    all: {},
    overdue: { overdue: "true" },
    open: { state: "open" },
    assigned: { state: "assigned" },
    done: { state: "done" },
    verified: { state: "verified" },
};

const CALM_MS = 600; // a busy sync rings often; rows that are there already follow it calmly

/**
 * The rows that have come, and those in sight that are still wanted.
 * @param {string} query
 * @param {(total: number) => import("../check/issue_rows.js").RowWindow} sight
 */
function useRows(query, sight) {
    const seen = useStore((state) => state.seen);
    const [kept, setList] = useState(() => noPages(query));
    const [error, setError] = useState(/** @type {any} */ (null));
    const [counts, setCounts] = useState(/** @type {any} */ (null));
    const list = kept.query === query ? kept : noPages(query);
    const shown = sight(list.total);
    const wanted = pagesWanted(list, shown, seen);
    const fetchPage = async (/** @type {number} */ page, /** @type {AbortSignal} */ signal) => {
        const more = { after: page * PAGE_ROWS, limit: PAGE_ROWS };
        try {
            const answer = await get(withQuery(query, more), { signal });
            setCounts(answer.counts);
            setError(null);
            setList((now) => withPage(now.query === query ? now : noPages(query), page, answer, seen));
        } catch (failure) {
            if (!signal.aborted) setError(failure);
        }
    };
    const fetchAll = (/** @type {AbortSignal} */ signal) => wanted.forEach((page) => fetchPage(page, signal));
    useEffect(() => {
        const abort = new AbortController();
        const known = wanted.every((page) => list.pages.has(page));
        const timer = setTimeout(() => fetchAll(abort.signal), known ? CALM_MS : 0);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [query, seen, wanted.join()]);
    return { list, shown, error, counts, again: () => fetchAll(new AbortController().signal) };
}

/** @returns {number} pixels of a row: as high as check.css says, at any size of text */
function rowHeight() {
    return 6.4 * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/**
 * The part of the list that is in sight; the box that scrolls is the page.
 * @param {{current: HTMLElement | null}} box
 * @returns {(total: number) => import("../check/issue_rows.js").RowWindow}
 */
function useSight(box) {
    const [sight, setSight] = useState(() => ({ top: 0, height: 1000, row: rowHeight() }));
    useEffect(() => {
        const scroller = box.current && /** @type {HTMLElement | null} */ (box.current.closest(".page"));
        if (!scroller || !box.current) return;
        const list = box.current;
        let frame = 0;
        const look = () => {
            frame = 0;
            const top = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
            setSight({ top: Math.max(0, top), height: scroller.clientHeight, row: rowHeight() });
        };
        const later = () => {
            if (frame === 0) frame = requestAnimationFrame(look);
        };
        look();
        scroller.addEventListener("scroll", later, { passive: true });
        addEventListener("resize", later);
        return () => {
            cancelAnimationFrame(frame);
            scroller.removeEventListener("scroll", later);
            removeEventListener("resize", later);
        };
    }, []);
    return (total) => rowWindow({ ...sight, total });
}

const TWO_PANES = 60; // so many times the height of a text wide, and a list has its issue beside it

/** @returns {boolean} whether list and issue stand side by side, at this size of screen and text */
function useTwoPanes() {
    const wide = () => innerWidth >= TWO_PANES * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const [two, setTwo] = useState(wide);
    useEffect(() => {
        const look = () => setTwo(wide());
        addEventListener("resize", look);
        return () => removeEventListener("resize", look);
    }, []);
    return two;
}

/**
 * @param {{query: string, site: boolean, onCounts: (counts: any) => void, open: string,
 *     onOpen?: (id: string) => void}} props
 */
function Rows({ query, site, onCounts, open, onOpen }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const { list, shown, error, counts, again } = useRows(query, useSight(box));
    useEffect(() => onCounts(counts), [counts]);
    const rows = [];
    for (let at = shown.first; at < shown.last; at++) {
        const issue = rowAt(list, at);
        rows.push(html`<li key=${issue ? issue.id : `row${at}`} aria-setsize=${list.total} aria-posinset=${at + 1}>
            ${issue ? html`<${IssueRow} issue=${issue} site=${site} chosen=${issue.id === open}
                onOpen=${onOpen} />` :
                html`<div class="issue-row is-empty"></div>`}</li>`);
    }
    return html`<div>
        ${error && html`<${ErrorNote} error=${error} onRetry=${again} />`}
        ${!counts && !error && html`<${Loading} />`}
        ${counts && list.total === 0 && html`<${Empty} icon="check" title=${t("没有这样的问题", "No such issue")} />`}
        <ul class="issue-list" ref=${box} aria-label=${words.issues()}
            style=${{ paddingTop: `${shown.before}px`, paddingBottom: `${shown.after}px` }}>${rows}</ul>
    </div>`;
}

/** @param {{onClose: () => void}} props of which site the new issue is */
function PickSite({ onClose }) {
    const { data } = useData("/api/today");
    const sites = data ? data.sites : [];
    return html`<${Sheet} title=${t("哪个工地", "Which site")} onClose=${onClose}>
        <div class="stack">${sites.map((/** @type {any} */ site) => html`<${Button} key=${site.id} wide=${true}
            href=${`#/issues/new/${site.id}`}>${site.address} · ${site.customer}</${Button}>`)}
            ${sites.length === 0 && html`<${Empty} title=${t("本机没有工地", "No site on this tablet")} />`}</div>
    </${Sheet}>`;
}

/** @param {{filter: string, counts: any, query: Record<string, string>}} props */
function Filters({ filter, counts, query }) {
    const count = (/** @type {string} */ name) => (counts ? ` ${counts[name]}` : "");
    const options = [
        { code: "all", zh: "全部", en: "All" },
        { code: "overdue", zh: `逾期${count("overdue")}`, en: `Overdue${count("overdue")}`, icon: "warning" },
        { code: "open", zh: `待派单${count("open")}`, en: `To assign${count("open")}` },
        { code: "assigned", zh: `整改中${count("assigned")}`, en: `In work${count("assigned")}` },
        { code: "done", zh: `待复查${count("done")}`, en: `To check${count("done")}` },
        { code: "verified", zh: `已复查${count("verified")}`, en: `Verified${count("verified")}` },
    ];
    const pick = (/** @type {string} */ code) => {
        const { filter: _, ...others } = query;
        go(withQuery(place().path, code === "all" ? others : { ...others, filter: code }), { replace: true });
    };
    return html`<div class="filters"><${Chips} label=${t("筛选", "Filter")} hideLabel=${true} options=${options}
        value=${filter} onPick=${pick} /></div>`;
}

/** @param {{query: Record<string, string>}} props */
export default function Issues({ query }) {
    const filter = FILTERS[query.filter] ? query.filter : "all";
    const [counts, setCounts] = useState(/** @type {any} */ (null));
    const [asking, setAsking] = useState(false);
    const [open, setOpen] = useState("");
    const two = useTwoPanes();
    const { data: site } = useData(query.site ? `/api/sites/${query.site}` : null);
    const path = withQuery("/api/issues", { ...FILTERS[filter], site: query.site });
    const add = query.site
        ? html`<${Button} icon="plus" href=${`#/issues/new/${query.site}`}>${t("新问题", "New")}</${Button}>`
        : html`<${Button} icon="plus" onTap=${() => setAsking(true)}>${t("新问题", "New")}</${Button}>`;
    return html`<${PageHead} title=${words.issues()} wide=${true} actions=${add}
            sub=${site ? html`${site.address} · <a href="#/issues">${t("看全部工地", "all sites")}</a>` : ""}>
            <${Filters} filter=${filter} counts=${counts} query=${query} />
        </${PageHead}>
        <div class=${`page-body page-wide${two ? " panes" : ""}`}>
            <${Rows} query=${path} site=${Boolean(query.site)} onCounts=${setCounts} open=${two ? open : ""}
                onOpen=${two ? setOpen : undefined} />
            ${two && (open ? html`<${IssuePane} key=${open} id=${open} />` : html`<div class="pane">
                <${Empty} icon="issues" title=${t("点一个问题，在这里打开", "Tap an issue: it opens here")} /></div>`)}
        </div>
        ${asking && html`<${PickSite} onClose=${() => setAsking(false)} />`}`;
}
