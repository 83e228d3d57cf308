// SPDX-License-Identifier: Apache-2.0
// What the office does with many issues at once: gives them to a person with a deadline, says their root cause. What
// cannot be done with one of them is said, one by one; the rest is done.
import { html, useState } from "/vendor/preact.js";
import { once } from "/shared/api.js";
import { now } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { TextField, TimeField, useId } from "/shared/kit/form.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t, w } from "/shared/words.js";
import { act } from "../act.js";
import { useData } from "../store.js";

const DAY_MS = 86400000;
const WORKERS = ["foreman", "supervisor", "designer", "materials_designer", "inspector"]; // first in the list

/** @param {any[]} people @returns {any[]} those who put things right before the others */
function inOrder(people) {
    const rank = (/** @type {any} */ one) => (WORKERS.indexOf(one.role ? one.role.code : "") + 1 || 99);
    return [...people].sort((a, b) => rank(a) - rank(b) || String(a.name).localeCompare(String(b.name), "zh"));
}

/** @param {{label: string, value: string, options: {code: string, label: string}[], onChange: (code: string) => void}}
 *     props */
function Select({ label, value, options, onChange }) {
    const id = useId();
    return html`<div class="field"><label for=${id}>${label}</label><select id=${id} value=${value}
        onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
        <option value="">${t("请选择", "choose")}</option>
        ${options.map((one) => html`<option key=${one.code} value=${one.code}>${one.label}</option>`)}</select></div>`;
}

/** @param {{results: any[], count: number}} props what came of each that was not done */
function Refused({ results, count }) {
    const refused = results.filter(({ done }) => !done);
    /** @type {Map<string, number>} */
    const reasons = new Map();
    for (const one of refused)
        reasons.set(one.why_not, (reasons.get(one.why_not) || 0) + 1);
    return html`<${Note} tone="warn" icon="warning"><p>${t(`${count - refused.length} 个已办，${refused.length} 个没有改动：`,
        `${count - refused.length} done; ${refused.length} were left as they are:`)}</p>
        <ul>${[...reasons].map(([why, times]) => html`<li key=${why}>${times} × ${half(why
            || "")}</li>`)}</ul></${Note}>`;
}

/**
 * @param {{ids: string[], what: "assign" | "cause", onClose: () => void, onDone: () => void}} props
 */
function BulkSheet({ ids, what, onClose, onDone }) {
    const { data } = useData("/api/issue-choices");
    const [to, setTo] = useState("");
    const [cause, setCause] = useState("");
    const [deadline, setDeadline] = useState(/** @type {number | null} */ (now() + 3 * DAY_MS));
    const [note, setNote] = useState("");
    const [busy, setBusy] = useState(false);
    const [number] = useState(once); // of this sheet: a second tap gives nothing out twice
    const [answer, setAnswer] = useState(/** @type {any} */ (null));
    const giving = what === "assign";
    const ready = giving ? to : cause;
    const send = async () => {
        setBusy(true);
        const body = giving ? { once: number, issues: ids, to, ...(deadline ? { deadline } : {}), ...(note ? { note }
            : {}) }
            : { once: number, issues: ids, cause };
        const came = await act(`/api/issues/${what}`, body, giving
            ? { zh: "已派单", en: "Given out" } : { zh: "已写下根本原因", en: "Root cause noted" });
        setBusy(false);
        if (!came)
            return;
        onDone();
        if (came.done === came.results.length)
            onClose();
        else
            setAnswer(came);
    };
    const people = data ? inOrder(data.people).map((one) => ({ code: one.id,
        label: [one.name, w(one.role)].filter(Boolean).join(" · ") })) : [];
    const causes = data ? data.causes.map((/** @type {any} */ one) => ({ code: one.code, label: w(one) })) : [];
    return html`<${Sheet} onClose=${onClose} title=${giving ? t(`把 ${ids.length} 个问题派给一人`,
        `Give ${ids.length} issues to one person`) : t(`${ids.length} 个问题的根本原因`, `Root cause of ${ids.length} issues`)}
        foot=${html`<div class="row">${!answer && html`<${Button} kind="primary" busy=${busy} disabled=${!ready}
            onTap=${send}>${giving ? t("派单", "Give out") : t("记下", "Note it")}</${Button}>`}
            <${Button} onTap=${onClose}>${answer ? t("关闭", "Close") : t("取消", "Cancel")}</${Button}></div>`}>
        <div class="stack">${answer ? html`<${Refused} results=${answer.results} count=${answer.results.length} />`
        : giving ? html`<${Select} label=${t("派给", "To whom")} value=${to} options=${people} onChange=${setTo} />
            <${TimeField} label=${t("期限", "Deadline")} value=${deadline} onChange=${setDeadline} />
            <${TextField} label=${t("说明（可不填）", "Note (may be left out)")} value=${note} onChange=${setNote}
                limit=${2000} />
            <p class="faint bulk-note">${t("已派的会改派；已复查的不动。平板下次联网就收到。",
                "What is given already is given anew; what was verified stays. Tablets get it when they call.")}</p>`
        : html`<${Select} label=${t("根本原因", "Root cause")} value=${cause} options=${causes} onChange=${setCause} />
            <p class="faint bulk-note">${t("原因按目录归类，重复出现的会在分析里看出趋势。",
                "Causes come from the catalogue, so that what repeats itself shows.")}</p>`}</div></${Sheet}>`;
}

/** @param {{ids: string[], onDone: () => void}} props the buttons over chosen issues */
export function BulkActions({ ids, onDone }) {
    const [what, setWhat] = useState(/** @type {"assign" | "cause" | null} */ (null));
    const [chosen, setChosen] = useState(ids);
    const open = (/** @type {"assign" | "cause"} */ next) => () => {
        setChosen(ids);
        setWhat(next);
    };
    return html`<${Button} icon="people" onTap=${open("assign")}>${t("派单", "Give out")}</${Button}>
        <${Button} icon="pen" onTap=${open("cause")}>${t("根本原因", "Root cause")}</${Button}>
        ${what && html`<${BulkSheet} ids=${chosen} what=${what} onClose=${() => {
            setWhat(null);
            onDone();
        }} onDone=${() => undefined} />`}`;
}
