// SPDX-License-Identifier: Apache-2.0
// Outbox: what exists only here, piece by piece: saved here → sending → at the office → or what to do.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { Card, Empty, ErrorNote, Loading, Note, PageHead, Row, Section, Time } from "/shared/kit/layout.js";
import { clock, now, size, span } from "/shared/format.js";
import { half, t, w } from "/shared/words.js";
import { act, useTurns } from "../act.js";
import { toast, useData, useStore } from "../store.js";
import { words } from "../words_tablet.js";

/** @typedef {import("../shapes.js").OutboxRow} OutboxRow */
/** @typedef {import("../shapes.js").Outbox} OutboxAnswer */

const FIRST_ROWS = 20;

/** @type {Record<OutboxRow["kind"], {icon: string, zh: string, en: string}>} */
const KINDS = {
    signature: { icon: "sign", zh: "签字", en: "Signatures" },
    text: { icon: "text", zh: "文字", en: "Text" },
    photo: { icon: "photo", zh: "照片", en: "Photos" },
    paper: { icon: "document", zh: "文件", en: "Papers" },
    parcel: { icon: "share", zh: "代送的交接文件", en: "Files carried for other tablets" },
};

/** @param {{row: OutboxRow}} props where the row stands, by colour, shape and words */
function Standing({ row }) {
    const percent = row.bytes > 0 ? Math.min(99, Math.floor((row.sent_bytes / row.bytes) * 100)) : 0;
    if (row.state === "delivered")
        return html`<${Mark} tone="pass"
            soft=${true}>${words.delivered()} ${row.receipt_ms && clock(row.receipt_ms)}</${Mark}>`;
    if (row.state === "sending")
        return html`<${Mark} tone="busy" soft=${true}>${t("发送", "sending")} ${percent} %</${Mark}>`;
    if (row.state === "attention")
        return html`<${Mark} tone="fail" soft=${true} icon="warning">${t("需要处理", "Needs attention")}</${Mark}>`;
    return html`<${Mark} tone="idle" soft=${true}>${words.waiting()}</${Mark}>`;
}

/** @param {{row: OutboxRow}} props */
function Entry({ row }) {
    const sub = html`<span class="outbox-standing"><${Standing} row=${row} /> <span>${size(row.bytes)}</span></span>
        <span>${row.customer && `${row.customer} · `}<${Time} ms=${row.saved_ms} /> ${t("存于本机", "saved here")}</span>`;
    return html`<li><${Row} icon=${KINDS[row.kind].icon} title=${w(row.what)} sub=${sub}
            href=${row.site ? "#/site/" + row.site : undefined} />
        ${row.state === "sending" && html`<progress class="outbox-progress" value=${row.sent_bytes}
            max=${Math.max(1, row.bytes)} aria-label=${w(row.what)}></progress>`}</li>`;
}

/** @param {{row: OutboxRow}} props what rests after a failure: why, when it tries again, and now */
function Resting({ row }) {
    const again = row.retry_ms && row.retry_ms > now()
        ? t(`${span(row.retry_ms - now())}后自动重试。`, `It tries again by itself in ${span(row.retry_ms - now())}.`) : "";
    return html`<${Card} tone="fail">
        <div class="row"><${Icon} name=${KINDS[row.kind].icon} /><h3>${w(row.what)}</h3></div>
        <p class="faint">${row.customer && `${row.customer} · `}<${Time} ms=${row.saved_ms} /> · ${size(row.bytes)}</p>
        <p>${t("没能送达，原件在本机完好。", "It did not arrive; the original is intact on this tablet.")} ${again}</p>
        ${row.reason && html`<p class="faint"><small>${row.reason}</small></p>`}
        <${Button} icon="sync" onTap=${() => act("/api/outbox/retry", { id: row.id },
            { zh: "已重新开始发送", en: "Sending again" })}>
            ${t("现在重试", "Try again now")}</${Button}>
    </${Card}>`;
}

/** How a person dealt with what was rejected: from then on it needs no attention. */
const WAYS = [
    { code: "recorded_anew", icon: "pen", zh: "已重新记录", en: "Recorded anew" },
    { code: "office_right", icon: "check", zh: "办公室说得对", en: "The office is right" },
    { code: "not_needed", icon: "dash", zh: "不用再记", en: "Not needed any more" },
];

/** @param {{row: OutboxRow}} props what the office has and did not take, as it says why */
function Refusal({ row }) {
    const held = row.state === "held";
    const [waiting, run] = useTurns();
    const settle = (/** @type {string} */ how) => act("/api/outbox/settle", { record: row.record, how });
    const pick = (/** @type {string} */ how) => run(how, async () => {
        if (await settle(how))
            toast("已处理，记在“已处理的被拒”里", "Dealt with; it stands below “Rejected, dealt with”",
                { undo: () => settle("not_yet") });
    });
    return html`<${Card} tone="fail">
        <div class="row"><${Icon} name="office" /><h3>${w(row.what)}</h3></div>
        ${row.customer && html`<p class="faint">${row.customer}</p>`}
        <p><b>${held ? t("办公室暂存", "Held by the office") : t("被拒", "Rejected")}</b>
            ${row.reason && t("：", ": ") + row.reason}</p>
        <p>${held ? t("办公室已收到，等人决定。打电话给办公室，先不要改。",
            "The office has it; a person there decides. Call the office, and change nothing yet.")
            : t("办公室决定不采用；原件仍在本机。看原因，确实是对的就重新记录；再在这里点一下怎么处理的，红色就结束。",
                "The office decided against it; it is kept here. Read the reason, and record it anew " +
                "if it is right. Then say here what became of it: that ends the red.")}</p>
        ${row.site && html`<${Button} icon="eye" href=${"#/site/" + row.site}>${t("看工地", "See the site")}</${Button}>`}
        ${!held && html`<${Chips} label=${t("怎么处理的", "What became of it")} options=${WAYS} saving=${waiting.at(-1)}
            onPick=${pick} />`}
    </${Card}>`;
}

/** @param {{rows: OutboxRow[]}} props what was rejected and dealt with: to be read again, and to be taken back */
function Settled({ rows }) {
    return html`<details class="details"><summary><h2>${t("已处理的被拒", "Rejected, dealt with")} <span
        class="count">${rows.length}</span></h2></summary>
        <ul class="list">${rows.map((row) => html`<li key=${row.id + row.settled}><${Row} icon="office"
            title=${w(row.what)} href=${row.site ? "#/site/" + row.site : undefined}
            sub=${html`<span>${row.reason}</span><span> · ${w(WAYS.find((way) => way.code === row.settled))}</span>`} />
            </li>`)}</ul></details>`;
}

/** @param {{kind: OutboxRow["kind"], rows: OutboxRow[]}} props */
function Group({ kind, rows }) {
    const [all, setAll] = useState(false);
    if (rows.length === 0)
        return null;
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    const shown = all ? rows : rows.slice(0, FIRST_ROWS);
    return html`<${Section} title=${w(KINDS[kind])} count=${rows.length} actions=${html`<span
        class="faint">${size(bytes)}</span>`}>
        <ul class="list">${shown.map((row) => html`<${Entry} key=${row.kind + row.id} row=${row} />`)}</ul>
        ${shown.length < rows.length && html`<${Button} wide=${true} onTap=${() => setAll(true)}>
            ${t(`显示全部 ${rows.length} 项`, `Show all ${rows.length}`)}</${Button}>`}
    </${Section}>`;
}

/** @param {{answer: OutboxAnswer}} props the question of the evening: may this tablet be handed in? */
function Safe({ answer }) {
    const here = answer.only_here;
    const parts = [
        here.signatures > 0 && t(`${here.signatures} 个签字`,
            `${here.signatures} ${here.signatures === 1 ? "signature" : "signatures"}`),
        here.texts > 0 && t(`${here.texts} 条文字`, `${here.texts} ${here.texts === 1 ? "text" : "texts"}`),
        here.photos > 0 && t(`${here.photos} 张照片`, `${here.photos} ${here.photos === 1 ? "photo" : "photos"}`),
        here.parcels > 0 && t(`${here.parcels} 个代送文件`,
            `${here.parcels} carried ${here.parcels === 1 ? "file" : "files"}`),
    ].filter(Boolean);
    if (answer.safe)
        return html`<div class="safe tone-pass"><${Icon} name="check" size="large" />
            <div><h2>${t("可以交还这台平板", "Safe to hand in this tablet: yes")}</h2>
                <p>${t("所有内容都有办公室的收据。", "The office has a receipt for everything.")}</p></div></div>`;
    return html`<div class="safe tone-warn"><${Icon} name="tablet" size="large" />
        <div><h2>${t("先不要交还这台平板", "Safe to hand in this tablet: no")}</h2>
            <p>${t("只在本机：", "Only here: ")}${parts.join(t("、", ", "))} · ${size(here.bytes)}</p></div></div>`;
}

/** @param {{rows: OutboxRow[]}} props */
function Delivered({ rows }) {
    return html`<details class="details"><summary><h2>${words.delivered()} <span
        class="count">${rows.length}</span></h2></summary>
        <ul class="list">${rows.map((row) => html`<${Entry} key=${row.kind + row.id} row=${row} />`)}</ul></details>`;
}

/** What stands in the way of the sync, in words. */
function Hindrance() {
    const strip = useStore((state) => state.strip);
    if (!strip)
        return null;
    return html`${strip.conflicts > 0 && html`<div class="list"><${Row} icon="warning" href="#/conflicts"
            title=${t(`${strip.conflicts} 处冲突：两边都写了`,
                `${strip.conflicts} ${strip.conflicts === 1 ? "conflict" : "conflicts"}: both sides wrote`)}
            sub=${t("两个值都保留着；看一看，选一个", "both values are kept; look and choose")} /></div>`}
        ${strip.refused && html`<${Note} tone="fail" icon="warning">
            ${t("办公室已停用这台平板：不再接收它的内容。已保存的都在本机，请把平板带回办公室。",
                "The office has revoked this tablet and takes nothing from it any more. What was saved is kept here; " +
                    "bring the tablet to the office.")}</${Note}>`}
        ${strip.copied && html`<${Note} tone="fail" icon="warning">
            ${t("这个数据文件夹是从另一台平板复制或恢复来的。内容不会丢，也不会重复；请告诉办公室。",
                "This data folder was copied or restored from another one. Nothing is lost or counted twice; " +
                    "tell the office.")}</${Note}>`}
        ${strip.certificate_days !== null && strip.certificate_days < 0 && html`<${Note} tone="fail" icon="key">
            ${t("证书已过期：联一次办公室的网络会自动更新；已保存的都在本机。",
                "The certificate has expired: one contact with the office renews it; what was saved is kept here.")}
            </${Note}>`}
        ${strip.last_error && !strip.sending && html`<${Note} tone="idle" icon="offline">
            <p>${t("上次没有连上办公室；数据都保存在本机，联网后自动继续。",
                "The office was not reached last time; everything is kept here and goes on by itself with a network.")}
                </p>
            <details><summary>${t("给技术人员看的原因", "The reason, for technical staff")}</summary>
                <small>${half(strip.last_error)}</small></details></${Note}>`}`;
}

/** The screen. */
export default function Outbox() {
    const { data, error, reload } = useData("/api/outbox");
    const sync = async () => {
        if (await act("/api/sync"))
            toast("正在联系办公室", "Contacting the office");
    };
    if (!data)
        return html`<${PageHead} title=${words.outbox()} /><div class="page-body">
            ${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` : html`<${Loading} />`}</div>`;
    const rows = /** @type {OutboxRow[]} */ (data.rows);
    const rest = rows.filter((row) => row.state === "attention");
    const refused = rows.filter((row) => row.state === "held" || row.state === "rejected");
    const wait = rows.filter((row) => row.state === "waiting" || row.state === "sending");
    const kinds = /** @type {OutboxRow["kind"][]} */ (Object.keys(KINDS));
    return html`<${PageHead} title=${words.outbox()} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            <${Safe} answer=${data} />
            <${Hindrance} />
            ${rest.length + refused.length > 0 && html`<${Section} title=${t("需要处理", "Needs attention")}
                count=${rest.length + refused.length}>
                ${refused.map((row) => html`<${Refusal} key=${row.state + row.id} row=${row} />`)}
                ${rest.map((row) => html`<${Resting} key=${row.kind + row.id} row=${row} />`)}</${Section}>`}
            ${kinds.map((kind) => html`<${Group} key=${kind} kind=${kind}
            rows=${wait.filter((row) => row.kind === kind)} />`)}
            ${data.total > rows.length && html`<p class="faint">
                ${t(`另有 ${data.total - rows.length} 项没有列出`, `${data.total - rows.length} more are not listed`)}</p>`}
            ${rows.length === 0 && html`<${Empty} title=${t("没有待传的内容", "Nothing waits")} />`}
            ${data.settled.length > 0 && html`<${Settled} rows=${data.settled} />`}
            ${data.delivered.length > 0 && html`<${Delivered} rows=${data.delivered} />`}
        </div>
        <div class="page-foot"><${Button} kind="primary" icon="sync" wide=${true} onTap=${sync}>${t("现在同步",
            "Sync now")}</${Button}></div>`;
}
