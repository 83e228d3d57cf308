// SPDX-License-Identifier: Apache-2.0
// All sites against their nodes: where each is, what blocks it, what is late.
import { html } from "/vendor/preact.js";
import { PageHead } from "/shared/kit/layout.js";
import { day, exact } from "/shared/format.js";
import { language, t, w } from "/shared/words.js";
import { Mark, NodeMark } from "../sites/marks.js";
import { may, useData } from "../store.js";
import { DataTable } from "../table/table.js";

const filters = [
    { code: "state", zh: "状态", en: "State", type: /** @type {"tabs"} */ ("tabs"),
        options: (/** @type {any} */ answer) => [
            { code: "under_way", zh: "在施工", en: "Under way" }, { code: "overdue", zh: "有逾期", en: "Overdue" },
        { code: "defects", zh: "有服务问题", en: "Defects" }, { code: "conflicts", zh: "有冲突", en: "Conflicts" },
        { code: "changed", zh: "签后变更", en: "Changed" }, { code: "quiet",
            zh: `${answer.quiet_days} 天无人到场`, en: `Nobody for ${answer.quiet_days} days` },
        { code: "not_begun", zh: "未开工", en: "Not begun" }, { code: "done", zh: "已竣工", en: "Completed" }] },
    { code: "text", zh: "合同、客户、地址、人员", en: "Contract, customer, address, person",
        type: /** @type {"text"} */ ("text") },
    { code: "store", zh: "门店", en: "Store", type: /** @type {"choice"} */ ("choice"),
        options: (/** @type {any} */ answer) => answer.stores.map((/** @type {string} */ code) =>
            ({ code, label: code })).sort(byLabel) },
    { code: "department", zh: "分部", en: "Department", type: /** @type {"choice"} */ ("choice"),
        options: (/** @type {any} */ answer) => answer.departments.map((/** @type {string} */ code) =>
            ({ code, label: code })).sort(byLabel) },
    { code: "node", zh: "当前节点", en: "Present node", type: /** @type {"choice"} */ ("choice"),
        options: (/** @type {any} */ answer) => answer.nodes },
    { code: "person", zh: "人员", en: "Person", type: /** @type {"choice"} */ ("choice"), options: peopleOf },
];

/** @type {any[]} */
let people = [];

/** The people are asked for once, by the screen. */
function peopleOf() {
    return people;
}

/** @param {any} a @param {any} b */
function byLabel(a, b) {
    return String(a.label).localeCompare(String(b.label), "zh");
}

/** @param {any} row a number that is looked at only when it is not zero @param {string} code @param {string} icon
 *  @param {import("/shared/shapes.js").Tone} tone */
function count(row, code, icon, tone) {
    return row[code] > 0 ? html`<${Mark} icon=${icon} tone=${tone} words=${row[code]} />`
        : html`<span class="faint">0</span>`;
}

/** @param {any} row */
function visited(row) {
    if (!row.visited_ms)
        return html`<span class="faint">${t("还没有", "not yet")}</span>`;
    return html`<span class=${row.quiet ? "tone-warn tone-text nowrap" : "nowrap"}
        title=${exact(row.visited_ms)}>${day(row.visited_ms)}</span>${" "}
        <small class="faint nowrap">${row.visited_by}</small>`;
}

/** @param {string} code @returns {(row: any) => any} a cell that is never broken */
function calm(code) {
    return (row) => html`<span class="nowrap">${row[code]}</span>`;
}

/** @param {string} code @returns {(row: any) => any} a cell of several words */
function wide(code) {
    return (row) => html`<span class="site-wide">${row[code]}</span>`;
}

/** @param {any[]} heads nodes of the catalogue @returns {import("../table/wish.js").Column[]} */
function columnsOf(heads) {
    const node = (/** @type {any} */ head, /** @type {number} */ i) => ({
        code: `n${i + 1}`, zh: `${head.number} ${head.zh}`, en: `${head.number} ${head.en}`, narrow: true,
        cell: (/** @type {any} */ row) => row.nodes[i] && html`<${NodeMark} node=${row.nodes[i]} />`,
    });
    return [
        { code: "contract", zh: "合同", en: "Contract", sort: true, fixed: true,
            cell: (row) => html`<span class="nowrap">${row.contract || t("未编号", "no number")}</span>` },
        ...(may("personal") ? [
            { code: "customer", zh: "客户", en: "Customer", sort: true, cell: calm("customer") },
            { code: "address", zh: "地址", en: "Address", sort: true, hidden: true, cell: wide("address") }] : []),
        { code: "store", zh: "门店", en: "Store", sort: true, cell: calm("store") },
        // What needs somebody stands where it is seen without scrolling.
        { code: "issues", zh: "问题", en: "Issues", type: "number", sort: true, narrow: true },
        { code: "overdue", zh: "逾期", en: "Overdue", type: "number", sort: true, narrow: true,
            cell: (row) => count(row, "overdue", "clock", "fail") },
        ...heads.map(node),
        { code: "blocked", zh: "还缺", en: "Missing", cell: (row) => html`<span class="site-missing"
            title=${w(row.blocked)}>${w(row.blocked) || w(row.current)}</span>` },
        { code: "defects", zh: "服务问题", en: "Defects", type: "number", sort: true, hidden: true,
            cell: (row) => count(row, "defects", "triangle", "warn") },
        { code: "conflicts", zh: "冲突", en: "Conflicts", type: "number", sort: true, hidden: true,
            cell: (row) => count(row, "conflicts", "conflict", "warn") },
        // English heads are wider: on a small screen it waits to be chosen; "Nobody for 7 days" is over the table.
        { code: "visited_ms", zh: "最近到场", en: "Last visit", sort: true, cell: visited,
            hidden: language() === "en" && innerWidth < 1400 },
        { code: "team", zh: "团队", en: "Team", hidden: true, cell: wide("team") },
        { code: "department", zh: "分部", en: "Department", sort: true, hidden: true },
        { code: "completion", zh: "计划竣工", en: "Planned completion", sort: true, hidden: true },
    ];
}

/** @param {any} row */
const toneOf = (row) => (row.overdue > 0 ? "fail" : row.conflicts > 0 || row.defects > 0 ? "warn" : "");

/** @param {{query: Record<string, string>}} props */
export default function Sites({ query }) {
    const { data } = useData("/api/sites?limit=1");
    const { data: choices } = useData("/api/issue-choices");
    people = choices ? choices.people.map((/** @type {any} */ one) => ({ code: one.id,
        label: `${one.name} · ${w(one.role)}` })) : [];
    return html`<${PageHead} title=${t("工地", "Sites")} wide=${true}
        sub=${t("每一行是一个工地，每一列是一个节点；缺几项、几个问题都写在格里",
            "a row a site, a column a node; what is missing and how many issues stand in the cell")} />
        <div class="page-body page-wide">${data && html`<${DataTable} list="sites" path="/api/sites" query=${query}
            columns=${columnsOf(data.nodes)} filters=${filters} open=${(/** @type {any} */ row) => `#/site/${row.id}`}
            tone=${toneOf} empty=${t("还没有工地；用 plumbd import 导入", "No sites yet: plumbd import brings them in")} />`}
        </div>`;
}
