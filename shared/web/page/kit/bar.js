// SPDX-License-Identifier: Apache-2.0
// The bar of four and the one-line strip that says where the work is: here, on its way, at the office.
import { html } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { clock, isBehind, now, size, span, when } from "/shared/format.js";
import { t } from "/shared/words.js";

/** @typedef {import("/shared/shapes.js").Strip} Strip */

/**
 * The bar; a rail at the left on wide screens.
 * @param {{tabs: {path: string, icon: string, words: string, badge?: number, tone?: string}[],
 *     current: string, label: string, foot?: any}} props
 */
export function TabBar({ tabs, current, label, foot }) {
    return html`<nav class="bar" aria-label=${label}>
        <ul>${tabs.map((tab) => html`<li key=${tab.path}>
            <a class=${"tab" + (tab.path === current ? " is-current" : "")} href=${"#" + tab.path}
                aria-current=${tab.path === current ? "page" : null}>
                <span class="tab-icon"><${Icon} name=${tab.icon} />
                    ${tab.badge ? html`<span class=${"badge tone-" + (tab.tone
                        || "plain")}>${tab.badge > 99 ? "99+" : tab.badge}</span>` : null}</span>
                <span class="tab-words">${tab.words}</span></a></li>`)}</ul>
        ${foot}</nav>`;
}

/** @param {number} items @param {number} bytes */
function onlyHere(items, bytes) {
    return t(`${items} 项 ${size(bytes)} 只在本机`, `${items} ${items === 1 ? "item" : "items"}, ${size(bytes)} only here`);
}

/**
 * What the strip says, in words and bytes.
 * @param {Strip} strip
 * @returns {{icon: string, text: string, more?: string}} more: where there is room
 */
export function stripWords(strip) {
    const bytes = strip.waiting_bytes + strip.blobs_waiting_bytes;
    const items = strip.only_here;
    const safe = items === 0;
    const conflicts = strip.conflicts > 0 && t(`${strip.conflicts} 处冲突`,
        `${strip.conflicts} ${strip.conflicts === 1 ? "conflict" : "conflicts"}`);
    const tail = conflicts ? ` · ${conflicts}` : "";
    switch (strip.colour) {
    case "red": {
        const what = [
            strip.refused && t("办公室已停用这台平板", "the office has revoked this tablet"),
            strip.certificate_days !== null && strip.certificate_days < 0 && t("证书已过期", "the certificate has expired"),
            strip.copied && t("数据文件夹是复制来的", "the data folder is a copy"),
            conflicts,
            strip.rejected > 0 && t(`被拒 ${strip.rejected} 项`, `${strip.rejected} rejected`),
            strip.held > 0 && t(`办公室暂存 ${strip.held} 项`, `${strip.held} held by the office`),
            strip.attention > 0 && t(`${strip.attention} 项待处理`, `${strip.attention} to look at`),
        ].filter(Boolean);
        return { icon: "warning", text: [t("需要处理", "Needs attention"), ...what.slice(0, 2)].join(" · ") };
    }
    case "amber":
        return { icon: "clock", text: t("待传超过 4 小时", "Waiting for over 4 h") + " · " + onlyHere(items, bytes) };
    case "blue": {
        const percent = Math.floor((strip.sent_bytes * 100) / (strip.sent_bytes + strip.to_send_bytes));
        const part = strip.sent_bytes > 0 ? `${Math.min(99, percent)} % · ` : "";
        return { icon: "send", text: t("正在发送 ", "Sending ") + part + onlyHere(items, bytes) };
    }
    case "green":
        return { icon: "check", text: t("全部送达",
            "All delivered") + (strip.last_contact_ms ? ` ${shortly(strip.last_contact_ms)}` : "") + tail };
    default:
        return { icon: "offline", text: t("离线", "Offline") + " · " + (safe ? t("没有待传",
            "nothing waits") : onlyHere(items, bytes)) + tail, more: lastSeen(strip) };
    }
}

/** @param {number} ms */
function shortly(ms) {
    return now() - ms < 43200000 ? clock(ms) : when(ms);
}

/** @param {Strip} strip */
function lastSeen(strip) {
    if (!strip.last_contact_ms)
        return "";
    if (isBehind(strip.last_contact_ms))
        return " · " + t("平板时钟不准", "this tablet's clock is wrong");
    return " · " + t(`${span(now() - strip.last_contact_ms)}前联系过`,
        `last contact ${span(now() - strip.last_contact_ms)} ago`);
}

/**
 * @param {{strip: Strip | null, silent: boolean, pending: number, href?: string}} props
 *     silent: the program on this machine does not answer; pending: taps that are not saved yet;
 *     href: where a tap leads
 */
export function SyncStrip({ strip, silent, pending, href }) {
    const said = silent
        ? { icon: "sync", text: t("等待本机程序", "Waiting for this tablet's program"),
            more: pending > 0 ? " · " + t(`${pending} 项未保存`, `${pending} not saved yet`) : "" }
        : strip ? stripWords(strip) : { icon: "sync", text: "", more: "" };
    const look = "strip strip-" + (silent ? "red" : strip ? strip.colour : "grey") + (silent ? " is-silent" : "");
    const inside = html`<${Icon} name=${said.icon} size="small" />
        <span aria-live="polite">${said.text}${said.more && html`<span class="strip-more">${said.more}</span>`}</span>`;
    if (!href)
        return html`<div class=${look}>${inside}</div>`;
    return html`<a class=${look} href=${href}>${inside}<${Icon} name="forward" size="small" /></a>`;
}
