// SPDX-License-Identifier: Apache-2.0
// A customer's data by law: given out whole, erased for good, and what was kept long enough.
import { html, useState } from "/vendor/preact.js";
import { once } from "/shared/api.js";
import { size, when } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { SlideToConfirm } from "/shared/kit/confirm.js";
import { TextField } from "/shared/kit/form.js";
import { Empty, ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { act, useSaving } from "../act.js";
import { SitePick } from "../papers/site_pick.js";
import { Mark } from "../sites/marks.js";
import { Facts } from "../sites/parts.js";
import { may, useData } from "../store.js";

const WHY_HINT = () => t("一直保留；不要写客户的姓名、电话、地址或合同编号",
    "kept for ever; without the customer's name, phone, address or contract number");

/** @param {{site: any, onDone: () => void}} props what goes, what stays, and the slide that does it */
function Plan({ site, onDone }) {
    const { data: plan, error, reload } = useData(`/api/erasures/${site.id}/plan`);
    const [why, setWhy] = useState("");
    const [saving, run] = useSaving();
    if (!plan)
        return error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` : html`<${Loading} />`;
    const erase = () => run("erase", async () => {
        const done = await act(`/api/erasures/${site.id}`, { code: plan.code, why: why.trim() },
            { zh: "已删除；平板下次联系时删除并确认", en: "Erased; tablets purge it and confirm at their next contact" });
        if (done)
            onDone();
        else
            reload();
    });
    return html`<div class="two"><div><h3>${t("将删除，不能恢复", "Will be gone, for good")}</h3><${Facts} facts=${[
            [t("记录", "Records"), plan.records], [t("历史条目的内容", "Contents of history entries"), plan.entries],
            [t("文件", "Files"), `${plan.files} (${size(plan.file_bytes)})`],
            [t("隔离条目的内容", "Contents of quarantined entries"), plan.held],
            [t("正在上传", "Uploads under way"), plan.uploads]]} /></div>
        <div><h3>${t("会留下", "Will stay")}</h3><${Facts} facts=${[
            [t("签署日志里的证明", "Proofs in the sign-off log"), plan.signoffs],
            [t("也属于别的工地的文件", "Files that other sites name, too"), plan.shared_files],
            [t("会收到删除通知的平板", "Tablets that are told to purge it"), plan.tablets]]} />
        <p class="field-note">${t("客户手里的签署文件照样能验证。以前的备份里仍有，恢复时会再次删除。",
            "Files that the customer keeps verify as before. Older backups hold it still; restoring erases it again.")}
            </p></div></div>
        ${plan.parcels_open > 0 && html`<${Note} icon="warning" tone="warn">${t(
            `${plan.parcels_open} 个交接文件还没读完，可能含有这位客户`,
            `${plan.parcels_open} handover files are not read to their end and may hold the customer`)}</${Note}>`}
        <${TextField} label=${t("理由（必填）", "Reason (needed)")} value=${why} onChange=${setWhy} limit=${80}
            hint=${WHY_HINT()} required=${true} />
        <${SlideToConfirm} label=${t("滑动：永久删除这位客户的全部资料",
            "Slide: erase everything of this customer for good")} busy=${saving === "erase"} disabled=${!why.trim()}
            why=${t("请先写理由", "Give the reason first")}
            onConfirm=${erase} />`;
}

/** @param {{onErased: () => void}} props one customer, found by typing */
function Customer({ onErased }) {
    const [site, setSite] = useState(/** @type {any} */ (null));
    const [planned, setPlanned] = useState(false);
    const [saving, run] = useSaving();
    const pick = (/** @type {any} */ picked) => {
        setSite(picked);
        setPlanned(false);
    };
    const wish = () => ({ once: once(), kind: "customer", site: site.id });
    const give = () => run("give", () => act("/api/exports", wish(),
        { zh: "已提出；做好后在“导出”里下载", en: "Asked for; fetch it under Exports when it is made" }));
    const done = () => {
        pick(null);
        onErased();
    };
    return html`<${Section} title=${t("一位客户", "One customer")}><div class="stack">
        <${SitePick} value=${site} onPick=${pick} />
        ${site && html`<div class="row">${may("export") && html`<${Button} icon="download" busy=${saving === "give"}
                onTap=${give}>${t("导出全部资料", "Export everything")}</${Button}>`}
            ${!planned && html`<${Button} kind="danger" icon="trash" onTap=${() => setPlanned(true)}>${t(
                "删除：先看会删什么…", "Erase: first see what goes…")}</${Button}>`}</div>
            <p class="field-note">${t("一个 zip：记录和每次改动的历史、表格、照片、PDF 表单、封存的签署，附清单和校验值",
                "One zip: records with every change, tables, photos, forms, sealed sign-offs, a manifest")}
                </p>`}
        ${site && planned && html`<${Plan} site=${site} onDone=${done} />`}</div></${Section}>`;
}

/** @param {{tablet: any}} props */
function Tablet({ tablet }) {
    return html`<li><a href=${`#/device/${tablet.id}`}>${tablet.name || tablet.id.slice(0, 8)}</a> <${Mark}
        icon=${tablet.confirmed ? "check" : "clock"} tone=${tablet.confirmed ? "pass" : "warn"} words=${tablet.confirmed
            ? t("已清除", "purged") : t("还没有确认", "not confirmed yet")} /></li>`;
}

/** @param {{rows: any[]}} props */
function Erased({ rows }) {
    const waiting = rows.flatMap((row) => row.tablets).filter((tablet) => !tablet.confirmed).length;
    return html`<${Section} title=${t("已删除的客户", "Customers who were erased")} count=${rows.length}>
        ${waiting > 0 && html`<${Note} icon="tablet" tone="warn">${t(
            `${waiting} 台平板还没有确认：让它们联网；停用或丢失的请擦除`,
            `${waiting} tablets have not confirmed: let them connect; wipe those that are lost`)}</${Note}>`}
        ${rows.length === 0 && html`<${Empty} title=${t("还没有删除过客户", "Nobody was erased yet")} />`}
        ${rows.map((row) => html`<div class="card" key=${row.site}><p><${Time} ms=${row.at_ms} /> · ${row.by} ·
            ${row.reason} <code class="ids">${row.site}</code></p>
            <p class="field-note">${t(`${row.records} 条记录、${row.files} 个文件已删；${row.signoffs} 份签署证明留下；`
                + `之后又来 ${row.late} 条，没有保留`, `${row.records} records and ${row.files} files went; `
                + `${row.signoffs} proofs stay; ${row.late} entries came later and were not kept`)} 
                ${row.scrubbed_ms ? "" : t("磁盘上的旧内容还在覆盖，至多一小时",
                "What lies on the disk is still being overwritten, within an hour")}</p>
            <ul class="checks">${row.tablets.map((/** @type {any} */ tablet) => html`<${Tablet} key=${tablet.id}
                tablet=${tablet} />`)}</ul></div>`)}</${Section}>`;
}

/** @param {{one: any, code: string, onDone: () => void}} props a class of what is due */
function Due({ one, code, onDone }) {
    const [why, setWhy] = useState("");
    const [saving, run] = useSaving();
    const remove = () => run("run", async () => {
        await act("/api/retention", { code, only: one.code, why: why.trim() }, { zh: "已清理", en: "Removed" });
        onDone();
    });
    return html`<details class="details"><summary><b>${w(one)}</b> ${t(`保留 ${one.days} 天`, `kept ${one.days} days`)} ·
            ${one.count ? t(`${one.count} 项到期`, `${one.count} due`) : t("没有到期的", "nothing is due")}</summary>
        <ul class="checks">${one.due.map((/** @type {any} */ due, /** @type {number} */ i) => html`<li key=${i}>
            ${due.since_ms ? when(due.since_ms) : ""} ${due.site ? html`<a href=${`#/site/${due.site}`}>${due.contract
                || due.site}</a>` : due.digest ? html`<code>${due.digest.slice(0, 12)}…</code> ${size(due.size)}`
                : t(`${due.rows} 条`, `${due.rows} rows`)}</li>`)}</ul>
        ${one.count > one.due.length && html`<p class="field-note">${t(`只列最早的 ${one.due.length} 项`,
            `only the oldest ${one.due.length} are listed`)}</p>`}
        ${one.count > 0 && may("erase") && html`<${TextField} label=${t("理由（必填）", "Reason (needed)")} value=${why}
                onChange=${setWhy} limit=${80} hint=${WHY_HINT()} />
            <${SlideToConfirm} label=${t(`滑动：${one.deed.zh}`, `Slide: ${one.deed.en}`)} busy=${saving === "run"}
                disabled=${!why.trim()} why=${t("请先写理由", "Give the reason first")} onConfirm=${remove} />`}</details>`;
}

export default function Privacy() {
    const erased = useData("/api/erasures");
    const retention = useData("/api/retention");
    return html`<${PageHead} title=${t("客户资料", "Customers' data")} wide=${true} sub=${t(
            "依法给出、删除、到期清理；每一步都记入审计",
            "Given out, erased, removed when its time is over; all of it is kept in the audit")} />
        <div class="page-body page-wide">
            ${may("erase") && html`<${Customer} onErased=${erased.reload} />`}
            ${erased.error && html`<${ErrorNote} error=${erased.error} onRetry=${erased.reload} />`}
            ${erased.data && html`<${Erased} rows=${erased.data.rows} />`}
            ${retention.data && html`<${Section} title=${t("保存期", "Retention")}><p class="field-note">${t(
                "没有人运行就什么也不删；期限在检查目录里。", "Nothing goes unless a person says so; the catalogue has the times.")}</p>
                ${retention.data.classes.map((/** @type {any} */ one) => html`<${Due} key=${one.code} one=${one}
                    code=${retention.data.code} onDone=${retention.reload} />`)}</${Section}>`}</div>`;
}
