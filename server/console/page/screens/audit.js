// SPDX-License-Identifier: Apache-2.0
// The audit: who did what and read whose data, when, from where and why; chained, so that nothing can be taken out
// unseen.
import { html } from "/vendor/preact.js";
import { Mark } from "/shared/kit/icon.js";
import { PageHead, Time } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { actWords, changes } from "../people/audit_words.js";
import { useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** @param {any} row */
function Changed({ row }) {
    if (row.erased)
        return html`<span class="faint">${t("内容已随客户资料删除", "erased with the customer's data")}</span>`;
    return html`<ul class="audit-changes">${changes(row.before, row.after).map((one) => html`<li key=${one.name}>
        ${one.name && html`<span class="faint">${one.name}</span> `}${one.before !== "—" && html`
            <del>${one.before}</del> → `}
        <ins>${one.after}</ins></li>`)}</ul>`;
}

/** @param {any} row @returns {any} */
function subject(row) {
    const id = row.subject && row.subject.length === 36 ? row.subject.slice(0, 8) : row.subject;
    return html`<span title=${row.subject}>${row.subject_kind} ${id}</span>`;
}

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "number", zh: "序号", en: "No.", type: "number", fixed: true },
    { code: "at", zh: "时间", en: "When", cell: (row) => html`<${Time} ms=${row.at} />` },
    { code: "who", zh: "谁", en: "Who", cell: (row) => (row.person && row.person.name
        ? html`${row.person.name} <small class="faint">${row.who}</small>` : row.who) },
    { code: "act", zh: "做了什么", en: "What", cell: (row) => html`<span title=${row.act}>${actWords(row.act)}</span>` },
    { code: "subject", zh: "对象", en: "Of", cell: subject },
    { code: "site", zh: "工地", en: "Site", cell: (row) => (row.site
        ? html`<a href=${`#/site/${row.site}`}>${row.site_name || row.site.slice(0, 8)}</a>` : "") },
    { code: "after", zh: "前 → 后", en: "Before → after", cell: (row) => html`<${Changed} row=${row} />` },
    { code: "why", zh: "原因", en: "Why" },
    { code: "address", zh: "从哪里", en: "From", hidden: true },
];

/** @type {import("../table/wish.js").Filter[]} */
const filters = [
    { code: "act", zh: "做了什么", en: "What", type: "choice",
        options: (answer) => (answer.acts || []).map((/** @type {string} */ code) => ({ code,
            label: actWords(code) })) },
    { code: "account", zh: "账号", en: "Login", type: "choice", options: (answer) => (answer.accounts || [])
        .map((/** @type {any} */ one) => ({ code: one.id, label: one.name ? `${one.name} (${one.login})`
            : one.login })) },
    { code: "subject", zh: "对象编号", en: "subject's id", type: "text" },
    { code: "site", zh: "工地编号", en: "site's id", type: "text" },
    { code: "from", zh: "从", en: "From", type: "day" },
    { code: "to", zh: "到", en: "To", type: "day" },
];

/** Whether the chain holds. */
function Chain() {
    const { data } = useData("/api/audit/state");
    if (!data)
        return null;
    return data.faults > 0 ? html`<${Mark} tone="fail">${t(`审计链有 ${data.faults} 处不符，请立即运行 plumbd audit verify`,
        `${data.faults} faults in the chain: run plumbd audit verify at once`)}</${Mark}>`
        : html`<${Mark} tone="pass">${t(`链完整，共 ${data.rows} 行`, `The chain holds, ${data.rows} rows`)}${data.head
            && html` · ${t("封存于 ", "sealed ")}<${Time} ms=${data.head.at_ms} />`}</${Mark}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function Audit({ query }) {
    return html`<${PageHead} wide=${true} title=${t("审计", "Audit")} sub=${t("只增不改；谁看过、改过什么都在这里",
        "Only ever added to: who read and changed what")} actions=${html`<${Chain} />`} />
        <div class="page-body page-wide"><${DataTable} list="audit" path="/api/audit" query=${query} columns=${columns}
            filters=${filters} id=${(/** @type {any} */ row) => String(row.number)} /></div>`;
}
