// SPDX-License-Identifier: Apache-2.0
// Above the form of a call: what was found on the patrol, until when the call is due, the numbers to
// dial, and the attempts so far.
import { html } from "/vendor/preact.js";
import { due } from "/shared/format.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { Note, Section, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";

/** @param {{call: any}} props */
const Attempt = ({ call }) =>
    html`<li><${Time} ms=${call.at} /> ${w(call.outcome)} ${call.author?.name ?? ""} ${call.result ?? ""}</li>`;

/** @param {{patrol: any}} props */
const Found = ({ patrol }) => html`<p><${Time} ms=${patrol.at_ms} />${" "}
    ${patrol.result && html`<${Mark} tone=${patrol.result.code === "fail" ? "fail" : "pass"}>${w(patrol.result)}<//>`}
    ${" "}${patrol.note ?? ""}</p>`;

/** @param {{world: import("./forms.js").World}} props */
export function CallHead({ world }) {
    const { site, id } = world;
    const patrol = site.visits.find((/** @type {any} */ visit) => visit.id === id);
    const deadline = site.deadlines.find((/** @type {any} */ one) => one.code === "patrol_call" && one.record === id);
    const calls = patrol?.calls ?? [];
    return html`<section class="call-head">
        ${patrol && html`<${Found} patrol=${patrol} />`}
        ${
            deadline &&
            (deadline.met
                ? html`<${Note} tone="pass" icon="check">${t("已电话告知客户", "the customer was told")}<//>`
                : html`<${Note} tone=${deadline.overdue ? "fail" : "warn"} icon="clock">${t("电话期限：",
                    "call due: ")}${due(deadline.due_ms)}<//>`)
        }
        ${
            site.phone &&
            html`<a class="button button-plain button-wide" href=${`tel:${site.phone}`}>
            <${Icon} name="phone" /><span>${site.customer ?? ""} ${site.phone}</span></a>`
        }
        ${
            calls.length > 0 &&
            html`<${Section} title=${t("拨打记录", "Attempts")} count=${calls.length}>
            <ul class="attempts">${calls.map((/** @type {any} */ call) => html`<${Attempt} key=${call.id}
                call=${call} />`)}</ul><//>`
        }
    </section>`;
}
