// SPDX-License-Identifier: Apache-2.0
// Exports: asked for, made in the background, fetched within a week.
import { html, useState } from "/vendor/preact.js";
import { once } from "/shared/api.js";
import { size } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { Toggle } from "/shared/kit/form.js";
import { Icon } from "/shared/kit/icon.js";
import { Note, PageHead } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act, useSaving } from "../act.js";
import { SelectField } from "../frame/select.js";
import { SitePick } from "../papers/site_pick.js";
import { Mark } from "../sites/marks.js";
import { useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** @typedef {import("/shared/shapes.js").Tone} Tone */

/** @type {{code: string, icon: string, tone: Tone, zh: string, en: string}[]} */
const STATES = [
    { code: "waiting", icon: "clock", tone: "busy", zh: "等待生成", en: "waiting" },
    { code: "done", icon: "check", tone: "pass", zh: "可下载", en: "ready" },
    { code: "failed", icon: "warning", tone: "fail", zh: "没有做成", en: "failed" },
    { code: "gone", icon: "minus", tone: "idle", zh: "已过期删除", en: "expired" },
];

/** @param {any} row */
function State({ row }) {
    const state = STATES.find(({ code }) => code === row.state_code) || STATES[0];
    const ahead = row.state_code !== "waiting" ? "" : row.ahead ? t(`，前面还有 ${row.ahead} 份`, `, ${row.ahead} before it`)
        : t("，正在生成", ", being made");
    return html`<${Mark} icon=${state.icon} tone=${state.tone} words=${w(state) + ahead} />
        ${row.state_code === "failed" && html`<small class="faint">${row.detail}</small>`}`;
}

/** @param {{row: any}} props */
function Fetch({ row }) {
    if (row.state_code !== "done")
        return "";
    const words = t(`下载 ${size(row.size)}`, `download ${size(row.size)}`);
    return html`<a class="nowrap" href=${`/api/exports/${row.id}/file`} download title=${row.file}>
        <${Icon} name="download" size="small" /> ${words}</a>`;
}

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "kind", zh: "内容", en: "What", sort: true, fixed: true, cell: (row) => html`${w(row.kind)} ${row.list
        && html`<small class="faint">${w(row.list)}</small>`}` },
    { code: "contract", zh: "工地", en: "Site", sort: true, cell: (row) => row.site && html`<a
        href=${`#/site/${row.site}`}>${row.contract || t("工地", "site")}</a>` },
    { code: "store", zh: "门店", en: "Store", sort: true, cell: (row) => row.store || t("全部", "all") },
    { code: "photos", zh: "含照片", en: "Photos", sort: true, type: "truth" },
    { code: "state", zh: "状态", en: "State", sort: true, cell: (row) => html`<${State} row=${row} />` },
    { code: "size", zh: "下载", en: "Download", sort: true, cell: (row) => html`<${Fetch} row=${row} />` },
    { code: "asked_by", zh: "谁要的", en: "Asked by", sort: true },
    { code: "made_ms", zh: "提出", en: "Asked", sort: true, type: "time" },
    { code: "done_ms", zh: "生成", en: "Made", sort: true, type: "time", hidden: true },
    { code: "expires_ms", zh: "保留到", en: "Kept until", sort: true, type: "time" },
    { code: "sha256", zh: "SHA-256", en: "SHA-256", cell: (row) => row.sha256 && html`<code class="nowrap"
        title=${row.sha256}>${row.sha256.slice(0, 12)}…</code>` },
];
/** @type {import("../table/wish.js").Filter[]} */
const filters = [{ code: "state", zh: "状态", en: "State", type: "tabs", options: STATES }];

/** What goes into one of each kind. @type {Record<string, () => string>} */
const HOLDS = {
    table: () => t("所选种类的全部记录，CSV 和 Excel 各一份", "all records of the kind, as CSV and as a workbook"),
    nights: () => t("每一夜的早报数字", "the figures of every night"),
    dossier: () => t("这个工地的全部记录、签署文件和（可选）照片原图", "records, sealed sign-offs and, if wished, photos of the site"),
    customer: () => t("依法给客户本人：全部记录连同历史、PDF 表单、照片和封存的签署",
        "by law, for the customer: every record with its history, forms as PDF, photos, sealed sign-offs"),
    everything: () => t("所有工地的全部资料；很大，可能要很久", "everything of all sites; large, and may take long"),
};

/** @param {{choices: any, onClose: () => void}} props */
function Ask({ choices, onClose }) {
    const [kind, setKind] = useState(choices.kinds[0].code);
    const [list, setList] = useState("site");
    const [store, setStore] = useState(choices.all_stores ? "" : choices.stores[0] || "");
    const [site, setSite] = useState(/** @type {any} */ (null));
    const [photos, setPhotos] = useState(false);
    const [id] = useState(once);
    const [saving, run] = useSaving();
    const ofSite = kind === "dossier" || kind === "customer";
    const byStore = kind === "table" || kind === "everything";
    const body = { once: id, kind, ...(kind === "table" ? { list } : {}), ...(byStore && store ? { store } : {}),
        ...(ofSite ? { site: site && site.id } : {}), ...(kind === "dossier" || kind === "everything"
            ? { photos } : {}) };
    const ask = () => run("ask", async () => await act("/api/exports", body, { zh: "已提出；做好后在列表里下载",
        en: "Asked for; fetch it from the list when it is made" }) && onClose());
    const stores = [...(choices.all_stores ? [{ code: "", label: t("全部门店", "all stores") }] : []),
        ...choices.stores.map((/** @type {string} */ code) => ({ code, label: code }))];
    return html`<${Sheet} title=${t("新的导出", "New export")} onClose=${onClose} foot=${html`<${Button} kind="primary"
            icon="download" busy=${saving === "ask"} disabled=${ofSite && !site} onTap=${ask}>
            ${t("导出", "Export")}</${Button}>`}>
        <div class="stack"><${SelectField} label=${t("内容", "What")} value=${kind} options=${choices.kinds}
                onChange=${setKind} hint=${HOLDS[kind] && HOLDS[kind]()} />
            ${kind === "table" && html`<${SelectField} label=${t("记录种类", "Records")} value=${list}
                options=${choices.lists} onChange=${setList} />`}
            ${byStore && html`<${SelectField} label=${t("门店", "Store")} value=${store} options=${stores}
                onChange=${setStore} />`}
            ${ofSite && html`<${SitePick} value=${site} onPick=${setSite} />`}
            ${(kind === "dossier" || kind === "everything") && html`<${Toggle} label=${t("带照片原图", "With the photos")}
                value=${photos} onChange=${setPhotos} hint=${t("文件会大很多", "makes it much larger")} />`}
            <${Note} icon="lock" tone="idle">${t("导出含客户资料，谁导出、谁下载都记入审计；一周后自动删除。",
                "It holds customers' data: who asks and who fetches is kept in the audit; it is removed after a week.")}
                </${Note}></div></${Sheet}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function Exports({ query }) {
    const { data: choices } = useData("/api/export-choices");
    const [asking, setAsking] = useState(false);
    return html`<${PageHead} title=${t("导出", "Exports")} wide=${true} sub=${t(
            "在后台生成一个 zip；里面的 manifest.json 列出每个文件的大小和 SHA-256",
            "A zip made in the background; its manifest.json lists each file with size and SHA-256")}
            actions=${choices && html`<${Button} kind="primary" icon="plus" onTap=${() => setAsking(true)}>${t("新的导出",
                "New export")}</${Button}>`} />
        <div class="page-body page-wide">
            ${asking && html`<${Ask} choices=${choices} onClose=${() => setAsking(false)} />`}
            <${DataTable} list="exports" path="/api/exports" query=${query} columns=${columns} filters=${filters}
                empty=${t("还没有导出", "No exports yet")} /></div>`;
}
