// SPDX-License-Identifier: Apache-2.0
// The parts of the page of one held entry.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Note, Section, Time } from "/shared/kit/layout.js";
import { Picture, small } from "/shared/kit/photos.js";
import { half, t, w } from "/shared/words.js";
import { act } from "../act.js";

/** @param {any} value text in both languages, a name, or nothing */
const said = (value) => (value === null || value === "" ? html`<span class="faint">${t("（空）", "(empty)")}</span>`
    : typeof value === "object" ? w(value) : half(value));

/** @param {{ms: number | null}} props */
const Known = ({ ms }) => (ms ? html`<${Time} ms=${ms} />` : t("不知道", "not known"));

/** @param {{entry: any}} props who, where, when */
export function Origin({ entry }) {
    const device = entry.device && html`<a href=${`#/device/${entry.device.id}`}>${entry.device.name
        || t("不认识的平板", "an unknown tablet")}</a>${entry.device.state && entry.device.state !== "active"
        ? t("（已停用）", " (revoked)") : ""}`;
    const place = [entry.contract_number, entry.customer_name, entry.address].filter(Boolean).join(" · ");
    return html`<dl class="side-facts">
        ${entry.readable && html`<dt>${t("谁写的", "Written by")}</dt><dd>${(entry.person && entry.person.name)
            || t("不认识的人", "an unknown person")}</dd>`}
        <dt>${t("平板", "Tablet")}</dt><dd>${device || "—"}</dd>
        <dt>${t("工地", "Site")}</dt><dd>${entry.site ? html`<a href=${`#/site/${entry.site}`}>${place}</a>`
            : t("办公室不知道它写的工地", "the office knows no such site")}</dd>
        ${entry.readable && html`<dt>${t("平板的钟", "Tablet's clock")}</dt>
            <dd><${Known} ms=${entry.device_ms} /></dd>
            <dt>${t("校正后", "Corrected")}</dt><dd><${Known} ms=${entry.corrected_ms} /></dd>`}
        <dt>${t("到达办公室", "Came in")}</dt><dd><${Time} ms=${entry.server_ms} /></dd></dl>`;
}

/** @param {{field: any, fork: boolean, can: boolean}} props one row of what it says */
function Change({ field, fork, can }) {
    const after = field.conflict ? html`<span class="tone-warn tone-text">${t("列入冲突，两个值都留着",
        "becomes a conflict, both values stay")}</span>`
        : JSON.stringify(field.after) === JSON.stringify(field.before) ? html`<span class="faint">${t("不变",
            "unchanged")}</span>` : said(field.after);
    return html`<tr><th scope="row">${w(field)}</th><td>${said(field.before)}</td><td><b>${said(field.written)}</b></td>
        ${can && !fork && html`<td>${after}</td>`}</tr>`;
}

/** @param {{entry: any}} props each field as it is, as it was written, and as it would be */
export function Changes({ entry }) {
    const fork = entry.reason_code === "fork";
    const can = entry.cannot === null;
    const fields = entry.fields.filter((/** @type {any} */ one) => one.type !== "digest");
    const title = fork ? t("两份内容", "The two versions") : entry.decided ? t("写的是什么", "What it says")
        : t("接受会改变什么", "What accepting changes");
    return html`<${Section} title=${title}>
        ${entry.deletes && html`<${Note} tone="warn" icon="trash">${t("它删除这条记录。",
            "It deletes the record.")}</${Note}>`}
        ${!entry.known && !fork && html`<p class="faint">${t("办公室还没有这条记录：接受后新建。",
            "The office does not have this record yet: it would be new.")}</p>`}
        <div class="table-scroll"><table class="table"><thead><tr>
            <th scope="col">${t("字段", "Field")}</th>
            <th scope="col">${fork ? t("办公室的", "The office's") : t("现在", "Now")}</th>
            <th scope="col">${fork ? t("这一份", "This one") : t("写的是", "Written")}</th>
            ${can && !fork && html`<th scope="col">${t("接受后", "Once accepted")}</th>`}</tr></thead>
            <tbody>${fields.map((/** @type {any} */ field) => html`<${Change} key=${field.field} field=${field}
                fork=${fork} can=${can} />`)}</tbody></table></div>
        ${entry.photos.length > 0 && html`<div class="side-photos">
            ${entry.photos.map((/** @type {any} */ photo) => html`<a key=${photo.id}
                href=${`/api/photos/${photo.id}/full`} target="_blank" rel="noopener">${photo.here
                ? html`<${Picture} src=${small(photo.id)} label=${t("照片", "photo")} lazy=${true} />`
                : t("照片未到", "photo pending")}</a>`)}</div>`}</${Section}>`;
}

/** @param {{entry: any}} props bytes that are no entry */
export function Raw({ entry }) {
    return html`<${Section} title=${t("收到的原文", "The bytes as they came")}><p class="faint">${t(
        `${entry.bytes} 字节，读不成一条内容。它不影响别的内容；原文一直保存，作为证据。`,
        `${entry.bytes} bytes that are no entry. Nothing depends on them; they are kept as evidence.`)}</p>
        ${entry.raw && html`<pre class="raw">${entry.raw}</pre>`}</${Section}>`;
}

/** @param {{title: string, rows: any[], words: string}} props entries before or behind this one */
export function Neighbours({ title, rows, words }) {
    return rows.length > 0 && html`<${Section} title=${title} count=${rows.length}><p class="faint">${words}</p>
        <ul>${rows.map((row) => html`<li key=${row.id}><a href=${`#/held/${row.id}`}>#${row.id}</a> ${w(row.reason)} ·
            <${Time} ms=${row.since_ms} /></li>`)}</ul></${Section}>`;
}

/** @param {{entry: any, onDone: () => any}} props a group that has come in part */
export function Group({ entry, onDone }) {
    const [why, setWhy] = useState("");
    const apply = async () => await act("/api/held/group", { group: entry.group, why: why.trim() },
        { zh: "这一组已按到的部分计入", en: "The group was applied as far as it came" }) && onDone();
    const size = entry.group_size || "?";
    return html`<${Section} title=${t("它属于一组", "It belongs to a group")}><p>${t(
        `一次保存的 ${size} 条里到了 ${entry.group_count} 条。平板还会来的话，等它来就好。`,
        `${entry.group_count} of ${size} that were saved together have come. If the tablet calls again, wait.`)}</p>
        <div class="row row-fill"><${TextField} label=${t("理由（记入审计）", "Reason (kept in the audit)")} value=${why}
            onChange=${setWhy} limit=${80} /><${Button} icon="check" disabled=${!why.trim()} onTap=${apply}>${t(
            "按已到的计入", "Apply as far as it came")}</${Button}></div></${Section}>`;
}
