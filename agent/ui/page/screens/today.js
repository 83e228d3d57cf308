// SPDX-License-Identifier: Apache-2.0
// Today: the sites of this tablet by time, each a card that leads to it.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { Card, Empty, ErrorNote, Loading, PageHead, Time, Unsent } from "/shared/kit/layout.js";
import { clock, day, due, exact, now } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { ClockNote } from "../clock_note.js";
import { useData, useSession, useStore } from "../store.js";
import { nodeState, words } from "../words_tablet.js";

/** @typedef {import("../shapes.js").TodaySite} TodaySite */

/** @param {{nodes: any[], current: any}} props the seven in small, for a glance */
function SevenBar({ nodes, current }) {
    if (!nodes || nodes.length === 0)
        return null;
    const done = nodes.filter((node) => (node.state || node) === "done").length;
    return html`<span class="seven" role="img" aria-label=${t(`七个节点完成 ${done} 个`, `${done} of 7 nodes done`)}>
        ${nodes.map((node, i) => {
            const state = typeof node === "string" ? node : node.state;
            const mark = current && current.number === i + 1 ? " is-current" : "";
            return html`<span key=${i} class=${`seven-step tone-${nodeState(state).tone}${mark}`}></span>`;
        })}</span>`;
}

/** @param {{site: TodaySite}} props what brings one there, and by when */
function When({ site }) {
    const { why, at_ms } = site;
    if (!at_ms || !why)
        return null;
    return html`${why.kind === "overdue"
        ? html`<${Mark} tone="fail" icon="clock"><span title=${exact(at_ms)}>${due(at_ms)}</span></${Mark}>`
        : html`<${Time} ms=${at_ms} />`}
        <span class="faint">${w(why)}</span>`;
}

/** @param {{site: TodaySite}} props */
function SiteCard({ site }) {
    const node = site.node;
    const state = nodeState(node ? node.state : "");
    const issues = site.open_issues;
    const red = site.conflicts > 0 || site.overdue > 0;
    return html`<${Card} href=${"#/site/" + site.id} tone=${red ? "fail" : undefined}>
        <div class="site-when"><${When} site=${site} />
            ${site.unsent ? html`<${Unsent} />` : null}</div>
        <div><h2>${site.address}</h2><p class="faint">${site.customer}</p></div>
        ${node && html`<div class="row"><span class="node-chip"><b>${node.number}</b> ${w(node)}</span>
            <${Mark} tone=${state.tone}>${w(state)}</${Mark}></div>`}
        <${SevenBar} nodes=${site.nodes} current=${node} />
        <div class="row">
            ${site.conflicts > 0 &&
                html`<${Mark} tone="fail" icon="warning">${words.conflict()} ${site.conflicts}</${Mark}>`}
            ${issues > 0 && html`<${Mark} tone=${site.overdue > 0 ? "fail" : "warn"} icon="issues">
                ${t(`${issues} 个问题`, `${issues} ${issues === 1 ? "issue" : "issues"}`)}
                ${site.overdue > 0 && t(`，${site.overdue} 个逾期`, `, ${site.overdue} overdue`)}</${Mark}>`}
            ${site.downloaded ? html`<${Mark} tone="pass" soft=${true}>${t("已下载", "downloaded")}</${Mark}>`
                : html`<${Mark} tone="idle" soft=${true} icon="download">${t("下载中", "downloading")}</${Mark}>`}
        </div>
    </${Card}>`;
}

/** The screen. */
export default function Today() {
    const { data, error, reload } = useData("/api/today");
    const session = useSession();
    useStore((state) => state.strip); // comes twice a minute: the clock goes on
    const time = now();
    const sites = data ? data.sites : [];
    return html`<${PageHead} wide=${true} title=${words.today()}
        sub=${`${day(time)} ${clock(time)} · ${session.person ? session.person.name : ""}`} />
        <div class="page-body page-wide">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            <${ClockNote} />
            ${!data && !error && html`<${Loading} />`}
            ${data && sites.length === 0 && html`<${Empty} icon="today" title=${t("还没有分配给您的工地",
                "No site is assigned to you yet")}>
                <p>${t("办公室分配后，联网时自动出现在这里。",
                    "When the office assigns one, it appears here as soon as there is a network.")}</p>
                <${Button} href="#/me">${words.me()}</${Button}></${Empty}>`}
            <div class="sites">${sites.map((/** @type {TodaySite} */ site) => html`<${SiteCard} key=${site.id}
                site=${site} />`)}</div>
            ${data && data.loose > 0 && html`<p class="faint"><${Icon} name="info"
                size="small" /> ${t(`另有 ${data.loose} 条记录没有对应工地`, `${data.loose} records belong to no site here`)}</p>`}
        </div>`;
}
