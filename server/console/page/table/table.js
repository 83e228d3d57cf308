// SPDX-License-Identifier: Apache-2.0
// The table of every list: order by a click on a head, filters, saved views, pages by key, choice of columns, files
// and paper
// of what is filtered, and all of it by keyboard. What is chosen stands in the address of the page, so a link shows
// the same.
//
//     html`<${DataTable} list="sites" path="/api/sites" query=${query} columns=${columns} filters=${filters}
//         open=${(row) => `#/site/${row.id}`} />`
//
// Keys: / filter, j k or arrows a row, Enter opens it, x chooses it, o the next page.
import { html, useRef, useState } from "/vendor/preact.js";
import { withQuery } from "/shared/api.js";
import { exact, now } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { Empty, ErrorNote, Loading } from "/shared/kit/layout.js";
import { go, place } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { useKeys } from "../frame/keys.js";
import { useSession } from "../store.js";
import { cellOf, lookOf } from "./cell.js";
import { Filters, filterWords } from "./filters.js";
import { useRows } from "./rows.js";
import { Tools } from "./tools.js";
import { Views } from "./views.js";
import { filtersOf, shownColumns, sortedBy, viewOf, wishOf, withColumn, without } from "./wish.js";

/** @typedef {import("./wish.js").Column} Column */
/** @typedef {import("./wish.js").Filter} Filter */

/** @param {{column: Column, query: Record<string, string>, onSort: (code: string) => void}} props */
function Head({ column, query, onSort }) {
    const here = query.sort === column.code;
    const down = here && query.desc === "true";
    const sorted = !column.sort ? null : here ? (down ? "descending" : "ascending") : "none";
    return html`<th scope="col" class=${lookOf(column)} aria-sort=${sorted}>${column.sort
        ? html`<button type="button" class="sort" onClick=${() => onSort(column.code)}>${w(column)}
            <${Icon} name=${down ? "down" : here ? "up" : "sort"} size="small" /></button>` : w(column)}</th>`;
}

/**
 * One row: as a whole it can be clicked and has the focus; its first cell is a link, for another tab.
 * @param {{row: any, id: string, columns: Column[], href?: string, here: boolean, chosen: boolean, tone: string,
 *     onChoose: ((id: string, range: boolean) => void) | null}} props
 */
function Row({ row, id, columns, href, here, chosen, tone, onChoose }) {
    const click = (/** @type {MouseEvent} */ event) => {
        const at = /** @type {HTMLElement} */ (event.target);
        if (href && !at.closest("a, button, input, label") && !getSelection()?.toString())
            location.hash = href.slice(1);
    };
    return html`<tr data-id=${id} tabindex=${here ? 0 : -1} class=${[href && "is-link", chosen && "is-chosen",
        tone && `tone-${tone}`].filter(Boolean).join(" ")} onClick=${click}>
        ${onChoose && html`<td class="choose"><input type="checkbox" tabindex="-1" checked=${chosen}
            aria-label=${t("选择这一行", "choose this row")}
            onClick=${(/** @type {MouseEvent} */ event) => onChoose(id, event.shiftKey)} /></td>`}
        ${columns.map((column, i) => html`<td key=${column.code} class=${lookOf(column)}>${i === 0 && href
            ? html`<a href=${href} tabindex="-1">${cellOf(column, row)}</a>` : cellOf(column, row)}</td>`)}</tr>`;
}

/**
 * The row that has the focus, by keys.
 * @param {{current: HTMLElement | null}} box
 * @param {string[]} ids
 * @param {{open: (id: string) => void, choose: ((id: string, range: boolean) => void) | null, next: () => void}} does
 */
function useRowKeys(box, ids, does) {
    const [at, setAt] = useState("");
    const index = Math.max(0, ids.indexOf(at));
    const focus = (/** @type {number} */ to) => {
        const id = ids[Math.min(Math.max(to, 0), ids.length - 1)];
        const row = id
            && /** @type {HTMLElement | null} */ (box.current?.querySelector(`tr[data-id="${CSS.escape(id)}"]`));
        if (!row)
            return false;
        setAt(id);
        row.focus();
        row.scrollIntoView({ block: "nearest" });
        return true;
    };
    const inside = () => Boolean(document.activeElement?.closest("tr[data-id]")
        && box.current?.contains(document.activeElement));
    const move = (/** @type {number} */ by) => () => focus(inside() ? index + by : index);
    const arrow = (/** @type {number} */ by) => () => inside() && focus(index + by);
    const onRow = (/** @type {(id: string) => any} */ act) => () => (inside() && ids[index] ? act(ids[index]) : false);
    const filter = () => {
        /** @type {HTMLElement | null} */
        const field = document.querySelector("[data-filter], .table-filters select");
        field?.focus();
        return Boolean(field);
    };
    useKeys([
        { keys: "/", zh: "筛选", en: "Filter", run: filter },
        { keys: "j", zh: "下一行（或 ↓）", en: "Next row (or ↓)", run: move(1) },
        { keys: "k", zh: "上一行（或 ↑）", en: "Previous row (or ↑)", run: move(-1) },
        { keys: "ArrowDown", zh: "", en: "", run: arrow(1) },
        { keys: "ArrowUp", zh: "", en: "", run: arrow(-1) },
        { keys: "Home", zh: "", en: "", run: () => inside() && focus(0) },
        { keys: "End", zh: "", en: "", run: () => inside() && focus(ids.length - 1) },
        { keys: "Enter", zh: "打开这一行", en: "Open the row", run: onRow(does.open) },
        { keys: "x", zh: does.choose ? "选择这一行" : "", en: "Choose the row",
            run: onRow((id) => (does.choose ? does.choose(id, false) : false)) },
        { keys: "o", zh: "再显示 100 行", en: "The next 100 rows", run: does.next },
    ]);
    return { at: ids[index] || "", setAt };
}

/**
 * Rows that are chosen, for what is done with several at once.
 * @param {string[]} ids
 * @returns {[Set<string>, (id: string, range: boolean) => void, (all: boolean) => void]}
 */
function useChosen(ids) {
    const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
    const last = useRef("");
    const choose = (/** @type {string} */ id, /** @type {boolean} */ range) => {
        const next = new Set(chosen);
        const [from, to] = [ids.indexOf(last.current), ids.indexOf(id)].sort((a, b) => a - b);
        if (range && from >= 0)
            ids.slice(from, to + 1).forEach((one) => next.add(one));
        else if (!next.delete(id))
            next.add(id);
        last.current = id;
        setChosen(next);
    };
    const here = new Set(ids.filter((id) => chosen.has(id)));
    return [here, choose, (all) => setChosen(new Set(all ? ids : []))];
}

/** @param {{filters: Filter[], query: Record<string, string>, empty: any, onClear: () => void}} props */
function NoRows({ filters, query, empty, onClear }) {
    if (Object.keys(filtersOf(filters, query)).length === 0)
        return html`<${Empty} icon="check" title=${empty || t("这里还没有内容", "There is nothing here yet")} />`;
    return html`<${Empty} icon="filter" title=${t("没有符合这些筛选的行", "No row matches these filters")}>
        <${Button} onTap=${onClear}>${t("去掉筛选", "Clear the filters")}</${Button}></${Empty}>`;
}

/** @param {import("./rows.js").Rows} rows @returns {string} how many of how many */
function countWords({ rows, total }) {
    const shown = rows.length;
    return total === null ? t(`显示 ${shown} 行，还有更多`, `${shown} rows, and more`)
        : t(`显示 ${shown} / ${total} 行`, `${shown} of ${total} rows`);
}

/**
 * What stands over the table on paper: when, by whom, how much of what.
 * @param {Filter[]} filters @param {Record<string, string>} query @param {import("./rows.js").Rows} rows
 * @param {string} name
 */
function paperWords(filters, query, rows, name) {
    const set = filters.filter(({ code }) => query[code])
        .map((filter) => filterWords(filter, query[filter.code], rows.answer));
    const onPaper = t(`${rows.rows.length} / ${rows.total ?? "…"} 行`,
        `${rows.rows.length} of ${rows.total ?? "…"} rows`);
    return [t("打印于 ", "printed ") + exact(now()), name, onPaper, ...set].filter(Boolean).join(" · ");
}

/** @param {{columns: Column[], sums: Record<string, any>, total: number | null,
    shift: boolean}} props sums of all that is filtered */
function Foot({ columns, sums, total, shift }) {
    return html`<tfoot><tr>${shift && html`<td></td>`}${columns.map((column, i) => html`<td key=${column.code}
        class=${lookOf(column)}>${i === 0 ? t(`合计 ${total} 行`, `${total} rows in all`)
        : sums[column.code] === undefined ? "" : cellOf(column, sums)}</td>`)}</tr></tfoot>`;
}

/**
 * @typedef {object} TableProps
 * @property {string} list name of the list, for saved views
 * @property {string} path of the API, without what the table adds
 * @property {Record<string, string>} query of the page's address
 * @property {Column[]} columns
 * @property {Filter[]} [filters]
 * @property {(row: any) => string} [open] where a row leads: "#/site/ID"; "" nowhere
 * @property {(row: any) => string} [id] default: row.id
 * @property {(row: any) => import("/shared/shapes.js").Tone | ""} [tone] a mark at the row's edge
 * @property {(ids: string[], done: () => void) => any} [bulk] what may be done with the chosen rows; done() unchooses
 *     them
 * @property {(answer: any) => Record<string, any>} [sums] foot of the table, by column
 * @property {any} [empty] words when there is nothing and no filter
 * @property {boolean} [files] the list has CSV and Excel (default)
 * @property {boolean} [views] its views may be saved (default)
 * @property {any} [actions] buttons before those of the table
 */

/** @param {TableProps} props */
export function DataTable(props) {
    const { list, path, query, filters = [], open, id = (/** @type {any} */ row) => row.id, bulk, sums } = props;
    const { person } = useSession();
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const columns = shownColumns(props.columns, query);
    const wish = wishOf(filters, props.columns, query);
    const rows = useRows(path, wish);
    const ids = rows.rows.map(id);
    const [chosen, choose, chooseAll] = useChosen(ids);
    const to = (/** @type {Record<string, string>} */ next, replace = false) => go(withQuery(place().path, next),
        { replace });
    const rest = without(filters, query);
    const clear = () => to(rest);
    const hrefOf = (/** @type {any} */ row) => (open && open(row)) || "";
    const openRow = (/** @type {string} */ one) => {
        const href = hrefOf(rows.rows[ids.indexOf(one)]);
        return href ? go(href.slice(1)) : false;
    };
    const { at, setAt } = useRowKeys(box, ids, { open: openRow, choose: bulk ? choose : null, next: rows.next });
    const print = async () => {
        await rows.all();
        requestAnimationFrame(() => requestAnimationFrame(() => window.print())); // the rows are drawn by then
    };
    const hold = (/** @type {any} */ event) => {
        const row = event.target.closest && event.target.closest("tr[data-id]");
        if (row && row.dataset.id !== at)
            setAt(row.dataset.id);
    };
    const set = (/** @type {string} */ code, /** @type {string} */ value) => to({ ...query, [code]: value },
        filters.find((filter) => filter.code === code)?.type === "text");
    return html`<div class="table-kit" ref=${box}>
        <div class="table-tools">
            <${Filters} filters=${filters} query=${query} answer=${rows.answer} onSet=${set} onClear=${clear} />
            <div class="table-actions">${props.actions}
                ${props.views !== false && html`<${Views} list=${list} now=${viewOf(filters, query)}
                    onPick=${(/** @type {Record<string, string>} */ view) => to({ ...rest, ...view })} />`}
                <${Tools} columns=${props.columns} query=${query} path=${path} wish=${wish} total=${rows.total}
                    files=${props.files} onPrint=${print}
                    onToggle=${(/** @type {string} */ code) => to(withColumn(props.columns, query, code),
                        true)} /></div></div>
        <p class="on-paper">${paperWords(filters, query, rows, person ? person.name : "")}</p>
        ${bulk && chosen.size > 0 && html`<div class="table-bulk" role="status"><b>${t(`已选 ${chosen.size} 行`,
            `${chosen.size} chosen`)}</b>${bulk([...chosen], () => chooseAll(false))}
            <${Button} kind="quiet" onTap=${() => chooseAll(false)}>${t("取消选择", "Choose none")}</${Button}></div>`}
        ${rows.error && html`<${ErrorNote} error=${rows.error} onRetry=${rows.again} />`}
        ${!rows.answer && !rows.error && html`<${Loading} />`}
        ${rows.answer && html`<div class=${"table-scroll" + (rows.busy ? " is-busy" : "")}><table class="table"
            onfocusin=${hold}>
            <thead><tr>${bulk && html`<th class="choose"><input type="checkbox" aria-label=${t("全选", "choose all")}
                checked=${ids.length > 0 && chosen.size === ids.length}
                onChange=${() => chooseAll(chosen.size < ids.length)} /></th>`}
                ${columns.map((column) => html`<${Head} key=${column.code} column=${column} query=${query}
                    onSort=${(/** @type {string} */ code) => to(sortedBy(query, code), true)} />`)}</tr></thead>
            <tbody>${rows.rows.map((row, i) => html`<${Row} key=${ids[i]} id=${ids[i]} row=${row} columns=${columns}
                href=${hrefOf(row)} here=${ids[i] === at} chosen=${chosen.has(ids[i])} onChoose=${bulk ? choose : null}
                tone=${props.tone ? props.tone(row) : ""} />`)}</tbody>
            ${sums && ids.length > 0 && html`<${Foot} columns=${columns} sums=${sums(rows.answer)} total=${rows.total}
                shift=${Boolean(bulk)} />`}
        </table>${ids.length === 0 && html`<${NoRows} filters=${filters} query=${query} empty=${props.empty}
            onClear=${clear} />`}</div>
        <div class="table-foot"><span role="status">${countWords(rows)}</span>
            ${rows.more && html`<${Button} icon="down" busy=${rows.busy} onTap=${rows.next}>${t("再显示 100 行",
                "Next 100")}</${Button}>`}</div>`}
    </div>`;
}
