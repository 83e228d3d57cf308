// SPDX-License-Identifier: Apache-2.0
// What happened to a site: who, on which tablet, when by three clocks, before and after (D12.1).
import { html, useEffect, useState } from "/vendor/preact.js";
import { get } from "/shared/api.js";
import { clock, day, exact, span } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { Empty, ErrorNote, Loading } from "/shared/kit/layout.js";
import { half, t, w } from "/shared/words.js";
import { useStore } from "../store.js";
import { Mark } from "./marks.js";
import { Person } from "./parts.js";

const SLOW_MS = 4 * 3600000; // what came later than this is worth a word
const SKEW_MS = 120000;

/** @param {{ms: number, words: string, icon: string, tone?: string}} props */
function Moment({ ms, words, icon, tone = "plain" }) {
    return html`<span class=${`moment tone-${tone}`} title=${`${words}：${exact(ms)}`}><${Icon} name=${icon}
        size="small" />
        <span class="unseen">${words} </span><time datetime=${new Date(ms).toISOString()}>${clock(ms)}</time></span>`;
}

/** @param {{row: any}} props by the tablet's clock, by the office's, and when it came */
function Times({ row }) {
    const skew = row.corrected_ms !== null && Math.abs(row.corrected_ms - row.device_ms) > SKEW_MS;
    const late = row.server_ms - (row.corrected_ms ?? row.device_ms) > SLOW_MS;
    return html`<span class="moments">
        <${Moment} ms=${row.device_ms} words=${t("平板时间", "tablet's clock")} icon="tablet" tone=${skew ? "warn"
            : "plain"} />
        ${row.corrected_ms !== null && html`<${Moment} ms=${row.corrected_ms} words=${t("校正时间", "corrected")}
            icon="clock" />`}
        <${Moment} ms=${row.server_ms} words=${t("收到时间", "received")} icon="office" tone=${late ? "warn" : "plain"} />
        ${late && html`<small class="faint">${t(`晚到 ${span(row.server_ms - row.device_ms)}`,
            `${span(row.server_ms - row.device_ms)} later`)}</small>`}</span>`;
}

/** @param {string | {zh: string, en: string} | null} value a record comes with its label */
const shown = (value) => (value === null ? t("（空）", "(empty)") : typeof value === "string" ? half(value) : w(value));

// What a program needs of a photo and nobody reads.
const DULL = new Set(["width", "height", "mime", "size", "digest", "thumbnail", "catalogue"]);

/** @param {{change: any, first: boolean}} props */
function Change({ change, first }) {
    const name = html`<dt>${w(change)}</dt>`;
    if (change.hidden)
        return html`${name}<dd class="faint">${t("个人信息，您看不到", "personal data, not shown to you")}</dd>`;
    if (isSealed(change))
        return html`${name}<dd class="faint">${t("（已封存的数据）", "(sealed data)")}</dd>`;
    return html`${name}<dd>${!(first || change.before === null) && html`<del>${shown(change.before)}</del>
        <${Icon} name="arrow" size="small" /> `}<ins>${shown(change.after)}</ins>
        ${change.conflict && html` <${Mark} icon="conflict" tone="warn" words=${t("有冲突", "in conflict")} />`}</dd>`;
}

/** @param {any} row */
function verb(row) {
    if (!row.applied)
        return t("暂存，未计入", "held, not counted");
    if (row.deleted)
        return t("删除", "deleted");
    if (row.brought_back)
        return t("恢复", "brought back");
    return row.first ? t("新建", "made") : t("修改", "changed");
}

/** @param {any} change */
const isSealed = (change) => !change.hidden && change.before === null && change.after === null;

/** @param {{row: any}} props what was written; of what is new the label says most, so that waits for a click */
function Changes({ row }) {
    const told = row.changes.filter((/** @type {any} */ change) => !DULL.has(change.field)
        && !(row.first && isSealed(change)));
    if (told.length === 0)
        return null;
    const list = html`<dl class="changes">${told.map((/** @type {any} */ change) => html`<${Change} key=${change.field}
        change=${change} first=${row.first} />`)}</dl>`;
    return row.first ? html`<details class="step-more"><summary>${t(`内容（${told.length} 项）`,
        `what it says (${told.length})`)}</summary>${list}</details>` : list;
}

/** @param {{row: any}} props */
function Step({ row }) {
    return html`<li class=${"step" + (row.applied ? "" : " is-held")}>
        <div class="step-head"><b>${w(row.label) || w(row.kind)}</b> <span class="step-verb">${verb(row)}</span>
            <span><${Icon} name=${row.device ? "tablet" : "office"} size="small" /> <${Person} person=${row.person} />
                <span class="faint"> ${row.device ? row.device.name || row.device.id.slice(0, 8)
                    : t("办公室", "office")}</span></span>
            <${Times} row=${row} /></div>
        <${Changes} row=${row} /></li>`;
}

/** @param {string} path @returns {any} the pages so far, and what asks for the next */
function useSteps(path) {
    const seen = useStore((state) => state.seen);
    const [state, setState] = useState(/** @type {{rows: any[] | null, next: string | null, error: any}} */ (
        { rows: null, next: null, error: null }));
    const [busy, setBusy] = useState(false);
    const ask = async (/** @type {string | null} */ after, /** @type {any[]} */ before) => {
        setBusy(true);
        try {
            const answer = await get(path + (after ? `?after=${after}` : ""));
            setState({ rows: [...before, ...answer.rows], next: answer.next, error: null });
        } catch (error) {
            setState((old) => ({ ...old, error }));
        } finally {
            setBusy(false);
        }
    };
    useEffect(() => {
        ask(null, []);
    }, [path, seen]);
    return { ...state, busy, more: () => ask(state.next, state.rows || []), again: () => ask(null, []) };
}

/** @param {{site: string}} props */
export function Timeline({ site }) {
    const { rows, next, error, busy, more, again } = useSteps(`/api/sites/${site}/timeline`);
    if (error && !rows)
        return html`<${ErrorNote} error=${error} onRetry=${again} />`;
    if (!rows)
        return html`<${Loading} />`;
    if (rows.length === 0)
        return html`<${Empty} title=${t("还没有任何记录", "Nothing was written yet")} />`;
    /** @type {[string, any[]][]} */
    const days = [];
    for (const row of rows) {
        const name = day(row.corrected_ms ?? row.device_ms);
        if (days.length === 0 || days[days.length - 1][0] !== name)
            days.push([name, []]);
        days[days.length - 1][1].push(row);
    }
    return html`<p class="faint timeline-key"><${Icon} name="tablet" size="small" /> ${t("平板时间", "tablet's clock")} ·
        <${Icon} name="clock" size="small" /> ${t("按办公室时钟校正", "corrected to the office's clock")} ·
        <${Icon} name="office" size="small" /> ${t("办公室收到", "received by the office")}</p>
        ${days.map(([name, steps], i) => html`<section key=${name + i} class="timeline-day"><h3>${name}</h3>
            <ol class="steps">${steps.map((row) => html`<${Step} key=${row.id} row=${row} />`)}</ol></section>`)}
        ${error && html`<${ErrorNote} error=${error} onRetry=${more} />`}
        ${next && html`<${Button} icon="down" busy=${busy} onTap=${more}>${t("更早的 50 条",
            "50 earlier ones")}</${Button}>`}`;
}
