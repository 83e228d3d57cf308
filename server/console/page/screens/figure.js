// SPDX-License-Identifier: Apache-2.0
// The records that make a figure of a night.
import { html } from "/vendor/preact.js";
import { due, exact } from "/shared/format.js";
import { Note, PageHead } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { nextOf } from "../sites/figure_next.js";
import { Link, reaches } from "../sites/link.js";
import { may, useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** Where a row leads: to the page on which something can be done about it. @param {any} row @param {string} figure */
export function hrefOf(row, figure) {
    if (figure === "conflicts" && row.record)
        return `#/conflict/${row.record}`;
    if (["quarantine", "waiting", "open_groups"].includes(figure))
        return row.item && /^\d+$/.test(row.item) ? `#/held/${row.item}` : "#/held";
    if (row.kind === "rectification" && row.record)
        return `#/issue/${row.record}`;
    if (row.kind === "signoff" && row.record)
        return `#/signoff/${row.record}`;
    if (["patrol", "inspection", "presence", "drawing_review", "re_inspection"].includes(row.kind) && row.record)
        return `#/visit/${row.record}`;
    if (row.site)
        return `#/site/${row.site}`;
    const tablet = `#/device/${row.device}`;
    return row.device && reaches(tablet) ? tablet : "";
}

/** @returns {import("../table/wish.js").Column[]} */
function columnsOf() {
    return [
        { code: "what", zh: "事项", en: "What", sort: true, fixed: true, cell: (row) => w(row.what) },
        { code: "amount", zh: "数", en: "Count", type: "number", sort: true },
        { code: "tablet", zh: "平板", en: "Tablet", sort: true, cell: (row) => row.device ? html`<${Link}
            href=${`#/device/${row.device}`}>${row.tablet || row.device.slice(0, 8)}</${Link}>` : "" },
        { code: "contract", zh: "工地", en: "Site", sort: true, cell: (row) => row.site ? html`<a class="nowrap"
            href=${`#/site/${row.site}`}>${row.contract || row.site.slice(0, 8)}</a> <small
                class="faint">${row.customer
            || ""}</small>` : "" },
        ...(may("personal") ? [{ code: "address", zh: "地址", en: "Address", sort: true }] : []),
        { code: "store", zh: "门店", en: "Store", sort: true },
        { code: "since_ms", zh: "起于", en: "Since", type: "time", sort: true },
        { code: "due_ms", zh: "到期", en: "Due", sort: true, cell: (row) => (row.due_ms ? due(row.due_ms) : "") },
        { code: "rule", zh: "规则", en: "Rule", sort: true },
        { code: "item", zh: "条目", en: "Item", hidden: true, sort: true },
    ];
}

/** @param {{params: Record<string, string>, query: Record<string, string>}} props */
export default function Figure({ params, query }) {
    const path = `/api/nights/${encodeURIComponent(params.date)}/figures/${encodeURIComponent(params.figure)}`;
    const { data } = useData(path + "?limit=1");
    const { data: board } = useData(`/api/board?night=${encodeURIComponent(params.date)}`);
    const filters = [
        { code: "text", zh: "包含", en: "Contains", type: /** @type {"text"} */ ("text") },
        { code: "store", zh: "门店", en: "Store", type: /** @type {"choice"} */ ("choice"),
            options: (/** @type {any} */ answer) =>
            answer.stores.filter(Boolean).map((/** @type {string} */ code) => ({ code, label: code })) },
        { code: "device", zh: "平板", en: "Tablet", type: /** @type {"choice"} */ ("choice"), options: board
            ? board.devices.map((/** @type {any} */ one) => ({ code: one.id, label: one.name })) : [] },
        { code: "no_device", zh: "不属于平板", en: "Of no tablet", type: /** @type {"truth"} */ ("truth") },
        { code: "no_store", zh: "不属于门店", en: "Of no store", type: /** @type {"truth"} */ ("truth") },
    ];
    const sum = data && t(`${data.counts.rows} 行，合计 ${data.counts.amount}`,
        `${data.counts.rows} rows, ${data.counts.amount} in all`);
    return html`<${PageHead} title=${data ? w(data.figure) : t("明细", "Rows")} wide=${true}
        onBack=${() => back(`/board/${params.date}`)}
            sub=${data && html`${params.date === "now" ? t("现在", "now") : html`<span
                title=${exact(data.cut_ms)}>${data.date}</span>`}${" · "}${sum}${data.figure.rule
            && ` · ${data.figure.rule}`}`} />
        <div class="page-body page-wide">${data && data.counts.amount > 0 && nextOf(params.figure) && html`<${Note}
            icon="arrow">${w(nextOf(params.figure))}</${Note}>`}
            <${DataTable} list="figure" path=${path} query=${query} columns=${columnsOf()}
            filters=${filters} open=${(/** @type {any} */ row) => hrefOf(row, params.figure)}
            empty=${t("这一夜没有这样的记录", "There was nothing of this kind that night")} /></div>`;
}
