// SPDX-License-Identifier: Apache-2.0
// The audit: who did what and read whose data, when, from where and why; chained, so that nothing can be taken out
// unseen.
import { html, useEffect, useState } from "/vendor/preact.js";
import { get, post } from "/shared/api.js";
import { exact, stamp } from "/shared/format.js";
import { Mark } from "/shared/kit/icon.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, PageHead } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { actWords, changes, kindWords } from "../people/audit_words.js";
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
    return html`<span title=${row.subject}>${kindWords(row.subject_kind)}
        ${id !== row.subject_kind && html` ${id}`}</span>`;
}

/** @param {string} who @returns {string} whoever used the command line is known by the name at that machine */
const atServer = (who) => (who.startsWith("unix:") ? t(`服务器上的 ${who.slice(5)}`, `${who.slice(5)} at the server`) : who);

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "number", zh: "序号", en: "No.", type: "number", fixed: true },
    { code: "at", zh: "时间", en: "When", cell: (row) => html`<time class="numbers nowrap"
        title=${exact(row.at)} datetime=${new Date(row.at).toISOString()}>${stamp(row.at)}</time>` },
    { code: "who", zh: "谁", en: "Who", cell: (row) => (row.person ? html`${row.person.name}<br />
        <small class="faint">${row.who}</small>` : atServer(row.who)) },
    { code: "act", zh: "做了什么", en: "What", cell: (row) => html`<span title=${row.act}>${actWords(row.act)}</span>` },
    { code: "subject", zh: "对象", en: "Of", cell: subject },
    { code: "site", zh: "工地", en: "Site", cell: (row) => (row.site
        ? html`<a href=${`#/site/${row.site}`}>${row.site.slice(0, 8)}</a>` : "") },
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

/** @param {{verdict: any}} props of the chain: when it was verified whole, and what came on top */
function Verdict({ verdict: { rows, heads, faults, report, whole_ms: whole, since, head } }) {
    const sealed = head ? t(`，封存于 ${stamp(head.at_ms)}`, `, sealed ${stamp(head.at_ms)}`) : "";
    const when = whole ? t(`；整条核对于 ${stamp(whole)}，其后 ${since} 行刚核对`,
        `; verified whole ${stamp(whole)}, ${since} rows since just now`) : "";
    return html`<${Mark} tone=${faults ? "fail" : "pass"}>${faults ? t(`${faults} 处不符：${report}`,
        `${faults} faults: ${report}`) : t(`整条链相符：${rows} 行，${heads} 个封存`,
        `the whole chain fits: ${rows} rows, ${heads} seals`)}${sealed}${when}</${Mark}>`;
}

/**
 * Of the chain, what came since the last whole verification is verified at once, all of it when somebody asks.
 * @param {{query: Record<string, string>}} props
 */
export default function Audit({ query }) {
    const [verdict, setVerdict] = useState(/** @type {any} */ (null));
    const [error, setError] = useState(/** @type {any} */ (null));
    const verify = () => post("/api/audit/verify", {}).then(setVerdict, setError);
    useEffect(() => {
        get("/api/audit/state").then(setVerdict, setError);
    }, []);
    return html`<${PageHead} wide=${true} title=${t("审计", "Audit")} sub=${t("只增不改；谁看过、改过什么都在这里",
        "Only ever added to: who read and changed what")} actions=${html`<${Button} icon="check"
            onTap=${verify}>${t("核对整条链", "Verify the chain")}</${Button}>`} />
        <div class="page-body page-wide">
            ${verdict && html`<p><${Verdict} verdict=${verdict} /></p>`}
            ${error && html`<${ErrorNote} error=${error} />`}
            <${DataTable} list="audit" path="/api/audit" query=${query} columns=${columns} filters=${filters}
            id=${(/** @type {any} */ row) => String(row.number)} /></div>`;
}
