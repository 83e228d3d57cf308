// SPDX-License-Identifier: Apache-2.0
// Parts of the morning board: its big numbers, the tablets and stores that add up to them, what came late.
import { html } from "/vendor/preact.js";
import { exact, span, now, when } from "/shared/format.js";
import { Icon } from "/shared/kit/icon.js";
import { Note, Section } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { nextOf } from "./figure_next.js";
import { Link, reaches } from "./link.js";

/** @typedef {import("/shared/shapes.js").Tone} Tone */

const TONES = /** @type {Record<string, {tone: Tone, icon: string}>} */ ({
    alarm: { tone: "fail", icon: "triangle" }, attend: { tone: "warn", icon: "square" }, calm: { tone: "idle",
        icon: "dot" },
});
const CLEAR = { tone: /** @type {Tone} */ ("pass"), icon: "check" };
const UNKNOWN = { tone: /** @type {Tone} */ ("idle"), icon: "minus" };

/** @param {any} figure @returns {{tone: Tone, icon: string}} */
export function lookOf(figure) {
    if (figure.count === null)
        return UNKNOWN;
    return figure.count > 0 ? TONES[figure.tone] || TONES.attend : CLEAR;
}

/** @param {string} date @param {string} code @param {Record<string,
    string>} [narrow] @returns {string} where the rows are */
export function rowsOf(date, code, narrow = {}) {
    const query = new URLSearchParams(narrow).toString();
    return `#/board/${date}/${code}${query ? "?" + query : ""}`;
}

/** @param {{figure: any, date: string, current: number | null | undefined}} props current: what it is by now */
function Figure({ figure, date, current }) {
    const look = lookOf(figure);
    const change = typeof current === "number" && figure.count !== null ? current - figure.count : 0;
    const moved = change !== 0 && t(`今晨以来 ${change > 0 ? "+" : "−"}${Math.abs(change)}`,
        `since the night ${change > 0 ? "+" : "−"}${Math.abs(change)}`);
    return html`<li class=${`figure tone-${look.tone}`}><a href=${rowsOf(date, figure.code)}>
        <b class="figure-count"><${Icon} name=${look.icon} size="small" />${figure.count === null ? "—"
            : figure.count}</b>
        <span class="figure-words">${w(figure)}</span>
        ${figure.count > 0 && html`<small class="figure-next">${w(nextOf(figure.code))}</small>`}
        ${figure.count === null && html`<small>${t("没有检查", "not looked at")}</small>`}</a>
        ${moved && html`<a class="figure-now" href=${rowsOf("now", figure.code)}>${moved}</a>`}</li>`;
}

const GROUPS = [
    { code: "tablets", zh: "平板", en: "Tablets" }, { code: "data", zh: "数据", en: "Data" },
    { code: "service", zh: "服务", en: "Service" }];

/** @param {{figures: any[], date: string, current: Record<string, number | null> | null}} props */
export function Figures({ figures, date, current }) {
    return GROUPS.map((group) => {
        const all = figures.filter((figure) => figure.group === group.code);
        if (all.length === 0)
            return null;
        const loud = all.filter(({ count }) => count !== 0);
        const quiet = all.filter(({ count }) => count === 0);
        const moved = (/** @type {any} */ { code }) => Boolean(current && current[code]);
        return html`<${Section} key=${group.code} title=${w(group)}>
            ${loud.length + quiet.filter(moved).length > 0 && html`<ul class="figures">${[...loud,
                ...quiet.filter(moved)].map((figure) => html`<${Figure} key=${figure.code} figure=${figure} date=${date}
                    current=${current ? current[figure.code] : undefined} />`)}</ul>`}
            ${quiet.some((one) => !moved(one)) && html`<p class="figures-clear"><span
                class="tone-pass tone-text"><${Icon}
                name="check" size="small" /> ${t("没有：",
                    "None: ")}</span>${quiet.filter((one) => !moved(one)).map((one, i) =>
                html`${i > 0 ? t("、", ", ") : ""}<a key=${one.code} href=${rowsOf(date,
                    one.code)}>${w(one)}</a>`)}</p>`}
        </${Section}>`;
    });
}

/** @param {{count: number, href: string}} props a number that opens what made it */
function Cell({ count, href }) {
    return html`<td class="is-number">${count ? html`<a href=${href}>${count}</a>` : html`<span
        class="faint">0</span>`}</td>`;
}

/**
 * A table whose columns are figures and whose foot adds up to them.
 * @param {{head: string, figures: any[], rows: {key: string, name: any, counts: Record<string, number>,
 *     narrow: Record<string, string>, more?: any[], tone?: string}[], more?: string[], date: string}} props
 */
export function Sums({ head, figures, rows, more = [], date }) {
    const shown = figures.filter(({ code }) => rows.some(({ counts }) => counts[code]));
    const sum = (/** @type {string} */ code) => rows.reduce((all, { counts }) => all + (counts[code] || 0), 0);
    return html`<div class="table-scroll"><table class="table table-sums"><thead><tr><th scope="col">${head}</th>
        ${more.map((one) => html`<th scope="col" key=${one}>${one}</th>`)}
        ${shown.map((one) => html`<th scope="col" class="is-number figure-head"
            key=${one.code}><span>${w(one)}</span></th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr key=${row.key} class=${row.tone ? `tone-${row.tone}` : ""}><th
            scope="row">${row.name}
            </th>${(row.more || more.map(() => "")).map((one, i) => html`<td key=${more[i]}>${one}</td>`)}
            ${shown.map(({ code }) => html`<${Cell} key=${code} count=${row.counts[code] || 0}
                href=${rowsOf(date, code, row.narrow)} />`)}</tr>`)}</tbody>
        <tfoot><tr><td>${t(`合计 ${rows.length} 行`, `${rows.length} rows in all`)}</td>${more.map((one) => html`<td
            key=${one}></td>`)}${shown.map(({ code, count }) => html`<td class="is-number" key=${code}>${sum(code)}
            <span class="faint"> ${t(`/ ${count}`, `of ${count}`)}</span></td>`)}</tr></tfoot></table></div>`;
}

/** @param {any} device */
function contact(device) {
    return device.last_contact_ms ? html`<span
        title=${exact(device.last_contact_ms)}>${when(device.last_contact_ms)}</span>`
        : t("从未", "never");
}

/** @param {{board: any, date: string}} props */
export function Tablets({ board, date }) {
    const states = /** @type {Record<string, string>} */ ({ active: "", revoked: t("已停用", "revoked"),
        wipe: t("清除", "to be wiped"), returning: t("返回", "returning") });
    const rows = board.devices.map((/** @type {any} */ one) => ({ key: one.id, counts: one.counts,
        narrow: { device: one.id },
        name: html`<${Link} href=${`#/device/${one.id}`}>${one.name || one.id.slice(0, 8)}</${Link}>`,
        tone: one.counts.missing || one.counts.copies ? "fail" : one.counts.silent || states[one.state] ? "warn" : "",
        more: [contact(one), html`<span class="nowrap">${one.holds} / ${one.says}</span>`, states[one.state]] }));
    const rest = board.no_device.counts || {};
    if (Object.keys(rest).length > 0)
        rows.push({ key: "none", counts: rest, narrow: { no_device: "true" }, name: t("不属于平板", "of no tablet") });
    return html`<${Section} title=${t("按平板", "By tablet")} count=${board.devices.length}>
        <p class="faint">${t(`平板说共有 ${board.says} 条，办公室有 ${board.holds} 条`,
            `by their own word tablets have ${board.says} writes; the office has ${board.holds}`)}</p>
        <${Sums} head=${t("平板", "Tablet")} figures=${board.figures} rows=${rows} date=${date}
            more=${[t("最近联系", "Last contact"), t("收到 / 应收", "Received / expected"), t("状态",
                "State")]} /></${Section}>`;
}

/** @param {{board: any, date: string}} props */
export function Stores({ board, date }) {
    const rows = board.stores.map((/** @type {any} */ one) => ({ key: one.name, counts: one.counts,
        narrow: one.name ? { store: one.name } : { no_store: "true" }, more: [one.sites || ""],
        name: one.name ? html`<a href=${`#/sites?store=${encodeURIComponent(one.name)}`}>${one.name}</a>`
            : t("不属于门店", "of no store") }));
    return html`<${Section} title=${t("按门店", "By store")}><${Sums} head=${t("门店", "Store")} figures=${board.figures}
        rows=${rows} date=${date} more=${[t("工地", "Sites")]} /></${Section}>`;
}

/** @param {{restated: any[]}} props dated: the night itself never changes */
export function Restated({ restated }) {
    if (restated.length === 0)
        return null;
    return html`<${Section} title=${t("迟到的更正", "Restated by what came late")}
        count=${restated.length}>${restated.map((one) => html`
        <${Note} key=${one.made_on} icon="clock"
            tone="warn"><p><b>${one.made_on}</b> ${t(`又收到 ${one.entries} 条当晚以前的记录`,
            `${one.entries} entries from before that night had come`)}${one.late.length > 0 && html`：${one.late.map(
            (/** @type {any} */ late) => `${late.name || late.device.slice(0, 8)} ${late.entries}`).join(t("，",
                ", "))}`}</p>
            <ul>${one.figures.map((/** @type {any} */ figure) => html`<li
                key=${figure.code}>${w(figure)}${t("：", ": ")}${figure.before}
                → <b>${figure.after}</b></li>`)}</ul></${Note}>`)}</${Section}>`;
}

/** @param {{board: any}} props the last backup and how bringing it back went */
export function Backup({ board }) {
    const one = board.backup;
    const link = reaches("#/backup") && html` <a href="#/backup">${t("备份页", "backups")}</a>`;
    if (!one)
        return html`<${Note} tone="warn" icon="storage">${t("还没有验证过的备份",
            "There is no verified backup yet")}${link}</${Note}>`;
    const age = now() - one.started_ms;
    if (!one.good)
        return html`<${Note} tone="fail" icon="storage">${t(`上次备份（${when(one.started_ms)}）不能用：`,
            `The last backup (${when(one.started_ms)}) is no good: `)}${one.problem}${link}</${Note}>`;
    return html`<${Note} tone=${age > 2 * 86400000 ? "warn" : "pass"} icon="storage">${t(
        `上次备份 ${when(one.started_ms)}（${span(age)}前），试恢复成功：${one.records} 条记录、${one.blobs} 个文件，用时 ${
            Math.max(1, Math.round(one.restore_ms / 1000))} 秒`,
        `Last backup ${when(one.started_ms)} (${span(age)} ago), brought back in a drill: ${one.records} records, ${
            one.blobs} files, in ${Math.max(1, Math.round(one.restore_ms / 1000))} s`)}${link}</${Note}>`;
}
