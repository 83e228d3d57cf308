// SPDX-License-Identifier: Apache-2.0
// The tablets: who uses each, when it last called, what it says it has and the office holds, what waits on it.
import { html, useState } from "/vendor/preact.js";
import { size } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { PageHead } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { InviteSheet } from "../devices/invite.js";
import { may, useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** @typedef {import("../table/wish.js").Filter} Filter */

const MB = 1048576;
const red = (/** @type {any} */ value, /** @type {boolean} */ bad) => (value === null || value === undefined ? "—"
    : html`<span class=${bad ? "tone-fail tone-text" : ""}>${value}</span>`);
/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "name", zh: "平板", en: "Tablet", sort: true, fixed: true, cell: (row) => html`<span
        class="nowrap">${row.name}</span>` },
    { code: "persons", zh: "谁在用", en: "Used by", sort: true },
    { code: "state", zh: "状态", en: "State", sort: true, type: "words" },
    { code: "care", zh: "要留意", en: "Needs care", sort: true, type: "words" },
    { code: "last_contact_ms", zh: "上次联系", en: "Last contact", sort: true, type: "time" },
    { code: "says", zh: "平板说有", en: "Says", sort: true, type: "number" },
    { code: "holds", zh: "办公室有", en: "Holds", sort: true, type: "number" },
    { code: "missing", zh: "缺", en: "Missing", sort: true, type: "number", cell: (row) => red(row.missing,
        row.missing > 0) },
    { code: "unsent_writes", zh: "未传条目", en: "Unsent", sort: true, type: "number" },
    { code: "unsent_files", zh: "未传文件", en: "Unsent files", sort: true, type: "number" },
    { code: "unsent_oldest_ms", zh: "最早未传", en: "Oldest unsent", sort: true, type: "time", hidden: true },
    { code: "held", zh: "隔离", en: "Held", sort: true, type: "number", cell: (row) => red(row.held, row.held > 0) },
    { code: "copies", zh: "副本", en: "Copies", sort: true, type: "number", hidden: true, cell: (row) => red(row.copies,
        row.copies > 0) },
    { code: "clock_offset_s", zh: "时钟差（秒）", en: "Clock off (s)", sort: true, type: "number", hidden: true },
    { code: "storage_mb", zh: "剩余空间", en: "Room left", sort: true, hidden: true, type: "number",
        cell: (row) => (row.storage_mb === null ? "—" : size(row.storage_mb * MB)) },
    { code: "agent", zh: "版本", en: "Version", sort: true, hidden: true },
    { code: "certificate_days", zh: "证书天数", en: "Certificate days", sort: true, type: "number", hidden: true },
    { code: "proof_ms", zh: "上次核对", en: "Last proof", sort: true, type: "time" },
    { code: "proof_equal", zh: "核对一致", en: "Equal", sort: true, type: "truth", hidden: true },
];
/** @type {Filter[]} */
const filters = [
    { code: "state", zh: "状态", en: "State", type: "tabs", options: [
        { code: "active", zh: "在用", en: "In use" }, { code: "revoked", zh: "已停用", en: "Revoked" },
        { code: "wipe", zh: "停用并清空", en: "To be wiped" }, { code: "returning", zh: "登记已丢失", en: "Not known" }] },
    { code: "text", zh: "平板、人员", en: "Tablet, person", type: "text" },
    { code: "attend", zh: "要留意的", en: "Needs care", type: "truth" },
];

/** @param {{query: Record<string, string>}} props */
export default function Devices({ query }) {
    const { data } = useData("/api/devices?limit=1");
    const [inviting, setInviting] = useState(false);
    const counts = data ? data.counts : null;
    return html`<${PageHead} title=${t("平板", "Tablets")} wide=${true} sub=${counts && t(
        `${counts.all} 台，${counts.active} 台在用，${counts.attend} 台要留意`,
        `${counts.all} tablets, ${counts.active} in use, ${counts.attend} need care`)}
            actions=${may("devices") && html`<${Button} kind="primary" icon="plus"
                onTap=${() => setInviting(true)}>${t("登记新平板", "Invite a new tablet")}</${Button}>`} />
        <div class="page-body page-wide"><${DataTable} list="devices" path="/api/devices" query=${query}
            columns=${columns} filters=${filters} open=${(/** @type {any} */ row) => `#/device/${row.id}`}
            tone=${(/** @type {any} */ row) => (row.attend ? "warn" : "")}
            empty=${t("还没有平板", "No tablets yet")} /></div>
        ${inviting && html`<${InviteSheet} onClose=${() => setInviting(false)} />`}`;
}
