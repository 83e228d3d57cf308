// SPDX-License-Identifier: Apache-2.0
// A complaint that was taken in: what the customer was promised, and by when.
import { html } from "/vendor/preact.js";
import { back } from "/shared/router.js";
import { due } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { Mark } from "/shared/kit/icon.js";
import { Empty, ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { formatTime } from "/shared/paper/code_words.js";
import { ClockNote, isClockOdd } from "/clock_note.js";
import { useData, useStore } from "/store.js";

/** What was promised while nobody knew the time: the tablet puts it right itself. */
const Provisional = () => html`<p><${Mark} tone="warn" icon="clock">${t("暂定", "provisional")}<//> ${t(
    "平板开机后还没和办公室对过时间；联网后自动按办公室的时间改正。",
    "The tablet has not compared its clock with the office since it was started; corrected by itself with a network.",
)}</p>`;

/** @param {{complaint: any, deadline: any, fresh: boolean}} props */
const Complaint = ({ complaint, deadline, fresh }) => {
    const strip = useStore((state) => state.strip);
    const odd = isClockOdd(strip);
    const late = !odd && deadline?.overdue;
    return html`<section class="card">
    ${fresh && html`<${Note} tone="pass" icon="check">${t("已登记并存在本机，联网后自动送到办公室。",
        "Registered and saved here; it goes to the office by itself.")}<//>`}
    <p><b>${complaint.words}</b></p>
    <p class="field-note"><${Time}
        ms=${complaint.received_at} /> ${complaint.channel ?? ""} ${complaint.severity ? w(complaint.severity) : ""}</p>
    ${complaint.follower && html`<p>${t("跟踪人：", "Followed by: ")}<b>${complaint.follower.name}</b></p>`}
    ${
        deadline &&
        (deadline.met
            ? html`<p><${Mark} tone="pass">${t("已联系客户", "the customer was contacted")}<//></p>`
            : html`<${Note} tone=${late ? "fail" : "warn"} icon="clock">
            <span>${late
                ? t("答应客户的联系时间已过，请马上联系并说明；应在以下时间前：",
                    "The promised contact is late: call the customer now. It was promised by")
                : t("请告诉客户：公司将在以下时间前联系您", "Tell the customer: the company contacts you by")}</span>
            <strong class="promise">${formatTime(deadline.due_ms)}</strong>
            ${!odd && html`<span>${due(deadline.due_ms)}</span>`}<//>
            ${strip && !strip.clock_sure && complaint.unsent && html`<${Provisional} />`}`)
    }
</section>`;
};

/** @param {any[]} deadlines @param {string} complaint */
const promiseOf = (deadlines, complaint) =>
    deadlines.find((one) => one.code === "complaint_contact" && one.record === complaint);

/** query.id: the one that was just registered. @param {{params: {site: string}, query: {id?: string}}} props */
export default function ComplaintScreen({ params, query }) {
    const { data, error, reload } = useData(`/api/sites/${params.site}`);
    const all = [...(data?.complaints ?? [])].sort(
        (a, b) => Number(b.id === query.id) - Number(a.id === query.id) || b.received_at - a.received_at,
    );
    return html`<${PageHead} title=${t("投诉", "Complaints")} sub=${data?.address ?? ""}
        onBack=${() => back(`/site/${params.site}`)} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            <${ClockNote} />
            ${!data && !error && html`<${Loading} />`}
            ${data && !all.length && html`<${Empty} title=${t("没有投诉", "No complaints")} />`}
            ${all.map(
                (one) => html`<${Complaint} key=${one.id} complaint=${one} fresh=${one.id === query.id}
                deadline=${promiseOf(data.deadlines, one.id)} />`,
            )}
            ${
                data &&
                html`<${Section} title=""><${Button} icon="plus" wide=${true}
                href=${`#/visit/${params.site}/complaint`}>${t("登记投诉", "Register a complaint")}<//><//>`
            }
        </div>`;
}
