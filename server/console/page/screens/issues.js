// SPDX-License-Identifier: Apache-2.0
// The issues of all sites: by state, age, who has them, whose turn it is; many are given out at once.
import { html } from "/vendor/preact.js";
import { withQuery } from "/shared/api.js";
import { PageHead } from "/shared/kit/layout.js";
import { language, t, w } from "/shared/words.js";
import { Chart } from "../charts/chart.js";
import { BulkActions } from "../sites/bulk.js";
import { Due, IssueState, Mark, Severity } from "../sites/marks.js";
import { may, useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** @typedef {import("../table/wish.js").Filter} Filter */

const AGES = [
    { code: "day", zh: "不到 1 天", en: "under a day" }, { code: "three_days", zh: "1–3 天", en: "1–3 days" },
    { code: "week", zh: "3–7 天", en: "3–7 days" }, { code: "month", zh: "7–30 天", en: "7–30 days" },
    { code: "older", zh: "30 天以上", en: "over 30 days" }];
const TURNS = [
    { code: "assign", zh: "等派单", en: "to be given out" }, { code: "work", zh: "等整改", en: "to be put right" },
    { code: "check", zh: "等复查", en: "to be checked" }, { code: "nobody", zh: "已了结", en: "closed" }];
const SEVERITIES = [{ code: "major", zh: "重大", en: "major" }, { code: "normal", zh: "一般", en: "normal" },
    { code: "minor", zh: "轻微", en: "minor" }];
const STATES = [{ code: "open", zh: "待派单", en: "To be given out" },
    { code: "assigned", zh: "整改中", en: "Being put right" },
    { code: "done", zh: "待复查", en: "To be checked" }, { code: "verified", zh: "已复查", en: "Verified" }];

/** @param {any} choices @returns {Filter[]} */
function filtersOf(choices) {
    const people = choices ? choices.people.map((/** @type {any} */ one) => ({ code: one.id, label: one.name })) : [];
    return [
        { code: "state", zh: "状态", en: "State", type: "tabs", options: STATES },
        { code: "text", zh: "问题、房间、人员、合同", en: "Issue, room, person, contract", type: "text" },
        { code: "late", zh: "逾期", en: "Overdue", type: "truth" },
        { code: "turn", zh: "轮到", en: "Turn", type: "choice", options: TURNS },
        { code: "age", zh: "已有天数", en: "Age", type: "choice", options: AGES },
        { code: "severity", zh: "严重程度", en: "Severity", type: "choice", options: SEVERITIES },
        { code: "holder", zh: "责任人", en: "Responsible", type: "choice", options: people },
        { code: "who", zh: "等谁", en: "Waits for", type: "choice", options: people },
        { code: "cause", zh: "根本原因", en: "Root cause", type: "choice", options: (/** @type {any} */ answer) =>
            answer.causes.filter((/** @type {any} */ one) => one.code) },
        { code: "no_cause", zh: "未定原因", en: "No cause yet", type: "truth" },
    ];
}

/** @returns {import("../table/wish.js").Column[]} */
const columnsOf = () => [
    { code: "summary", zh: "问题", en: "Issue", sort: true, fixed: true, cell: (row) => row.summary
        || w(row.item) || w(row.category) },
    { code: "contract", zh: "工地", en: "Site", sort: true, cell: (row) => html`<a class="nowrap"
        href=${`#/site/${row.site}`}>${row.contract}</a> <small class="faint nowrap">${row.customer || ""}</small>
        ${row.conflict && html`<${Mark} icon="conflict" tone="warn" words=${t("冲突", "conflict")} />`}` },
    { code: "state", zh: "状态", en: "State", sort: true, cell: (row) => html`<${IssueState}
        code=${row.state_code} />` },
    { code: "severity", zh: "严重程度", en: "Severity", sort: true, cell: (row) => html`<${Severity}
        code=${row.severity_code} words=${row.severity} />` },
    { code: "waits_for", zh: "等谁", en: "Waits for", sort: true, cell: (row) => row.turn_code === "nobody" ? ""
        : row.waits_for || t("任何人", "anybody") },
    { code: "due_ms", zh: "期限", en: "Due", sort: true, cell: (row) => html`<${Due} issue=${row} />` },
    { code: "age", zh: "天数", en: "Days", type: "number", sort: true },
    { code: "category", zh: "类别", en: "Category", sort: true, cell: (row) => w(row.category) },
    { code: "cause", zh: "根本原因", en: "Root cause", sort: true, cell: (row) => w(row.cause) },
    { code: "room", zh: "房间", en: "Room", sort: true, hidden: language() === "en" && innerWidth < 1400 },
    { code: "crew", zh: "班组", en: "Crew", sort: true, hidden: true },
    { code: "holder", zh: "责任人", en: "Responsible", sort: true, hidden: true },
    { code: "reopened", zh: "重开", en: "Reopened", type: "number", sort: true, hidden: true },
    { code: "opened_ms", zh: "发现", en: "Found", type: "time", sort: true, hidden: true },
    { code: "author", zh: "发现人", en: "Found by", sort: true, hidden: true },
    { code: "store", zh: "门店", en: "Store", sort: true, cell: (row) => html`<span class="nowrap">${row.store}</span>` },
];

/** @param {{query: Record<string, string>}} props */
export default function Issues({ query }) {
    const { data } = useData("/api/issues?limit=1");
    const { data: choices } = useData("/api/issue-choices");
    const counts = data ? data.counts : null;
    const bulk = may("settle") ? (/** @type {string[]} */ ids, /** @type {() => void} */ done) => html`<${BulkActions}
        ids=${ids} onDone=${done} />` : undefined;
    return html`<${PageHead} title=${t("问题", "Issues")} wide=${true} sub=${counts && t(
        `${counts.all - counts.verified} 个未了结，${counts.overdue} 个逾期，${counts.assign} 个等派单`,
        `${counts.all - counts.verified} not closed, ${counts.overdue} overdue, ${counts.assign} to be given out`)} />
        <div class="page-body page-wide">
            ${counts && html`<details class="details"><summary>${t("按已有天数看", "By age")}</summary><${Chart}
                title=${t("未了结的问题，按已有天数", "Issues that are not closed, by age")} x=${AGES.map((_, i) => i)}
                labels=${AGES.map(w)} series=${[{ zh: "问题", en: "issues", kind: "bars", tone: "warn",
                    values: AGES.map(({ code }) => counts[code]) }]}
                open=${(/** @type {number} */ i) => "#" + withQuery("/issues", { age: AGES[i].code })} /></details>`}
            <${DataTable} list="issues" path="/api/issues" query=${query} columns=${columnsOf()}
                filters=${filtersOf(choices)}
                open=${(/** @type {any} */ row) => `#/issue/${row.id}`} bulk=${bulk}
                tone=${(/** @type {any} */ row) => (row.overdue ? "fail" : row.severity_code === "major"
                    && row.state_code !== "verified" ? "warn" : "")}
                empty=${t("没有问题", "No issues")} /></div>`;
}
