// SPDX-License-Identifier: Apache-2.0
// The quarantine: what came and does not count until somebody decides; below it the handover files that came.
import { html } from "/vendor/preact.js";
import { PageHead, Section } from "/shared/kit/layout.js";
import { half, t } from "/shared/words.js";
import { DeviceWork, HeldActions } from "../held/decide.js";
import { may, useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** @typedef {import("../table/wish.js").Filter} Filter */

const STATES = [
    { code: "open", zh: "等您决定", en: "For you to decide", tone: /** @type {const} */ ("warn") },
    { code: "waiting", zh: "自动等待", en: "Waits by itself" },
    { code: "groups", zh: "未到齐的组", en: "Open groups" },
    { code: "decided", zh: "已决定", en: "Decided" },
];
const REASONS = [
    { code: "device", zh: "平板未知或已停用", en: "tablet revoked or unknown" },
    { code: "scope", zh: "工地不归这台平板", en: "not this tablet's site" },
    { code: "person", zh: "人员不在平板名单上", en: "person not on the tablet" },
    { code: "role", zh: "岗位无权填写", en: "role may not write this" },
    { code: "invalid", zh: "内容不合规定", en: "breaks the rules" },
    { code: "fork", zh: "同一条内容有两份", en: "two versions of one entry" },
    { code: "chain", zh: "与日志链不符", en: "does not match the journal" },
    { code: "full", zh: "记录已满", en: "record is full" },
    { code: "context", zh: "等前面的内容", en: "waits for earlier entries" },
    { code: "group", zh: "等一组的最后一条", en: "waits for its group" },
    { code: "erased", zh: "客户资料已删除", en: "the customer was erased" },
];
/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "kind", zh: "内容", en: "What", sort: true, type: "words", fixed: true },
    { code: "fields", zh: "填了什么", en: "Fields", type: "words" },
    { code: "reason", zh: "为什么", en: "Why", sort: true, type: "words" },
    { code: "person", zh: "谁写的", en: "Written by", sort: true },
    { code: "device", zh: "平板", en: "Tablet", sort: true },
    { code: "contract_number", zh: "合同编号", en: "Contract", sort: true },
    { code: "customer_name", zh: "客户", en: "Customer", sort: true },
    { code: "store", zh: "门店", en: "Store", sort: true, hidden: true },
    { code: "written_ms", zh: "写于", en: "Written", sort: true, type: "time" },
    { code: "since_ms", zh: "到达", en: "Came in", sort: true, type: "time" },
    { code: "state", zh: "状态", en: "State", sort: true, type: "words" },
    { code: "decided_ms", zh: "决定于", en: "Decided", sort: true, type: "time", hidden: true },
    { code: "decided_why", zh: "理由", en: "Reason given", hidden: true },
];
/** @type {import("../table/wish.js").Column[]} */
const parcelColumns = [
    { code: "device", zh: "谁的内容", en: "Work of", sort: true, fixed: true },
    { code: "courier", zh: "谁带来的", en: "Brought by", sort: true, cell: (row) => half(row.courier || "") },
    { code: "state", zh: "状态", en: "State", sort: true, type: "words" },
    { code: "arrived_ms", zh: "到达", en: "Came in", sort: true, type: "time" },
    { code: "entries", zh: "条目", en: "Entries", sort: true, type: "number" },
    { code: "entries_new", zh: "新条目", en: "New", sort: true, type: "number" },
    { code: "entries_held", zh: "进隔离区", en: "Quarantined", sort: true, type: "number" },
    { code: "files_new", zh: "新文件", en: "New files", sort: true, type: "number" },
    { code: "files_refused", zh: "被拒文件", en: "Files refused", sort: true, type: "number" },
    { code: "bytes", zh: "大小", en: "Size", sort: true, type: "size" },
    { code: "detail", zh: "说明", en: "Detail", cell: (row) => half(row.detail || "") },
];

/** @param {Record<string, string>} query @returns {Filter[]} */
function filtersOf(query) {
    const site = { code: "site", zh: "工地", en: "Site", type: /** @type {const} */ ("choice"),
        options: [{ code: query.site, zh: "这个工地", en: "this site" }] };
    return [
        { code: "state", zh: "状态", en: "State", type: "tabs", options: STATES },
        { code: "text", zh: "内容、人员、平板、合同", en: "What, person, tablet, contract", type: "text" },
        { code: "reason", zh: "为什么", en: "Why", type: "choice", options: REASONS },
        { code: "device", zh: "平板", en: "Tablet", type: "choice", options: (answer) => answer.counts.devices || [] },
        ...(query.site ? [site] : []),
    ];
}

/** The handover files, for whoever has the tablets. */
function Parcels() {
    return html`<${Section} title=${t("交接文件", "Handover files")}><p class="faint">${t(
        "平板联不上时，由别的平板或人带来的内容；来自停用平板的进隔离区。",
        "Work of tablets that could not call, carried by another tablet or a person; that of a revoked one goes to "
        + "quarantine.")}</p><${DataTable} list="parcels" path="/api/parcels" query=${{}} columns=${parcelColumns}
        views=${false} empty=${t("没有交接文件", "No handover files")} /></${Section}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function Held({ query }) {
    const { data } = useData("/api/held?limit=1");
    const counts = data ? data.counts : null;
    const device = counts && counts.devices.find((/** @type {any} */ one) => one.code === query.device);
    return html`<${PageHead} title=${t("隔离区", "Quarantine")} wide=${true} sub=${counts && t(
        `${counts.open} 条等您决定；${counts.waiting + counts.groups} 条会自己计入。什么都没有丢`,
        `${counts.open} for you to decide; ${counts.waiting + counts.groups} go in by themselves. Nothing is lost`)} />
        <div class="page-body page-wide stack">
            ${device && device.open > 0 && html`<${DeviceWork} device=${device} />`}
            <${DataTable} list="held" path="/api/held" query=${query} columns=${columns} filters=${filtersOf(query)}
                open=${(/** @type {any} */ row) => `#/held/${row.id}`}
                tone=${(/** @type {any} */ row) => (row.state_code === "open" ? "warn" : "")}
                bulk=${(/** @type {string[]} */ ids, /** @type {() => void} */ done) => html`<${HeldActions} ids=${ids}
                    onDone=${done} />`}
                empty=${t("隔离区是空的", "The quarantine is empty")} />
            ${may("devices") && html`<${Parcels} />`}</div>`;
}
