// SPDX-License-Identifier: Apache-2.0
// Events on their way to receivers, each with the receiver's answer, and sent again by a tap.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { PageHead } from "/shared/kit/layout.js";
import { half, t, w } from "/shared/words.js";
import { act } from "../act.js";
import { Mark } from "../sites/marks.js";
import { may } from "../store.js";
import { DataTable } from "../table/table.js";

/** @type {{code: string, icon: string, tone: import("/shared/shapes.js").Tone, zh: string, en: string}[]} */
const STATES = [
    { code: "waiting", icon: "clock", tone: "busy", zh: "等待", en: "waiting" },
    { code: "done", icon: "check", tone: "pass", zh: "已送达", en: "arrived" },
    { code: "dead", icon: "warning", tone: "fail", zh: "没送到，已放弃", en: "given up" },
];

/** @param {any} row */
function State({ row }) {
    const { icon, tone, ...words } = STATES.find(({ code }) => code === row.state_code) || STATES[0];
    return html`<${Mark} icon=${icon} tone=${tone} words=${w(words) + (row.paused && row.state_code === "waiting"
        ? t("（接收方暂停）", " (its receiver is paused)") : "")} />`;
}

/** @param {any} row a receiver that was removed gets nothing any more; one that is paused waits */
function Again({ row }) {
    if (row.removed || row.paused || row.state_code === "done" || !may("operate"))
        return "";
    return html`<${Button} kind="quiet" icon="sync" label=${t(`再发 ${row.row}`, `Send again ${row.row}`)}
        onTap=${() => act(`/api/deliveries/${row.row}/resend`, {}, { zh: "马上再发", en: "Sent again now" })}>${t("再发",
            "Send again")}</${Button}>`;
}

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "kind", zh: "事件", en: "Event", sort: true, fixed: true, type: "words" },
    { code: "at_ms", zh: "发生", en: "Happened", sort: true, type: "time" },
    { code: "target", zh: "接收方", en: "Receiver", sort: true,
        cell: (row) => html`<code class="ids">${row.target}</code>` },
    { code: "state", zh: "状态", en: "State", sort: true, cell: (row) => html`<${State} row=${row} />` },
    { code: "status", zh: "回答", en: "Answer", sort: true, type: "number" },
    { code: "attempts", zh: "次数", en: "Attempts", sort: true, type: "number" },
    { code: "tried_ms", zh: "上次尝试", en: "Last attempt", sort: true, type: "time" },
    { code: "next_ms", zh: "下次尝试", en: "Next attempt", sort: true, type: "time" },
    { code: "detail", zh: "说明", en: "Detail", cell: (row) => html`${row.detail && half(row.detail)}
        <${Again} row=${row} />` },
    { code: "row", zh: "编号", en: "Number", sort: true, type: "number", hidden: true },
];
/** @type {import("../table/wish.js").Filter[]} */
const filters = [{ code: "state", zh: "状态", en: "State", type: "tabs", options: STATES },
    { code: "hook", zh: "接收方", en: "Receiver", type: "choice", options: (answer) => answer?.counts?.hooks || [] }];

/** @param {{query: Record<string, string>}} props */
export default function Deliveries({ query }) {
    return html`<${PageHead} title=${t("发出的事件", "Events sent")} wide=${true} sub=${t(
            "每个接收方按顺序收；没收下的 5 秒后再试，越隔越久，三天后放弃；最近 30 天",
            "In order for each receiver; what is not taken is tried again after 5 s, then ever more rarely, for three "
                + "days; the last 30 days")} />
        <div class="page-body page-wide stack"><p><a href="#/hooks">${t("回到对接", "Back to connections")}</a></p>
            <${DataTable} list="deliveries" path="/api/deliveries" query=${query} columns=${columns} filters=${filters}
                empty=${t("还没有发出过事件", "No event was sent yet")} /></div>`;
}
