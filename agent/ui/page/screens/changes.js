// SPDX-License-Identifier: Apache-2.0
// Change orders of a site (D9.1, D9.2): issued, approved, carried out, confirmed by the customer.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { PhraseField, Toggle } from "/shared/kit/form.js";
import { Mark } from "/shared/kit/icon.js";
import { Keypad } from "/shared/kit/keypad.js";
import { Empty, ErrorNote, Loading, Note, PageHead } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { money, now } from "/shared/format.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { fenOf, isDecimal, phrasesFor } from "../check/check_model.js";
import { useSaving } from "../act.js";
import { deed } from "../check/deeds.js";
import { DAYS, DayChips, dayAfter } from "../check/day_chips.js";
import { used, usedFirst } from "../check/fix_chips.js";
import { codeOf, nameOf } from "../check/told.js";
import { StepCard } from "../check/step_card.js";
import { useData } from "../store.js";

/** @type {Record<string, import("../check/step_card.js").StateLook>} */
const STATES = {
    issued: { tone: "warn", icon: "ring" },
    approved: { tone: "busy", icon: "dot" },
    carried_out: { tone: "busy", icon: "eye" },
    confirmed: { tone: "pass", icon: "check" },
    cancelled: { tone: "idle", icon: "close" },
};
/** @type {Record<string, import("../check/step_card.js").StepLook>} */
const STEPS = {
    approve: { icon: "check", kind: "primary" },
    carry_out: { icon: "check", kind: "primary" },
    cancel: { icon: "close", kind: "danger", reason: "note" },
};
const TOLD = { zh: "已书面告知客户", en: "the customer was told in writing" };

/** @param {{row: any, reload: () => Promise<void>}} props what a promise to the customer needs (D9.1) */
function Promised({ row, reload }) {
    if (!row.touches_promise) return null;
    const tell = () => deed(`/api/changes/${row.id}/promise`, { noticed_at: now() }, TOLD, reload);
    const open = ["issued", "approved"].includes(codeOf(row.state));
    return html`<div class="row">
        <${Mark} tone=${row.promise_approved_by ? "pass" : "warn"}>${row.promise_approved_by
            ? t("客户部已批准", "the customer department approved it")
            : t("待客户部批准", "the customer department has to approve it")}</${Mark}>
        <${Mark} tone=${row.noticed_at ? "pass" : "warn"}>${row.noticed_at ? w(TOLD)
            : t("还没有告知客户", "the customer is not told yet")}</${Mark}>
        ${open && !row.noticed_at && html`<${Button} icon="check" onTap=${tell}>${t("已告知", "Told")}</${Button}>`}
    </div>`;
}

/** @param {{row: any, words: any, reload: () => Promise<void>}} props */
function Change({ row, words, reload }) {
    const forms = words ? words.forms : [];
    const form = forms.find((/** @type {any} */ one) => (one.of || []).includes("change_order"));
    const facts = [row.amount_fen === null ? "" : money(row.amount_fen), row.asked_by,
        row.due ? t(`期限 ${row.due}`, `due ${row.due}`) : "", nameOf(row.approved_by)];
    return html`<${StepCard} row=${row} path="/api/changes" states=${STATES} looks=${STEPS} reload=${reload}
        title=${w(row.category)}>
        <p>${row.description}</p>
        <p class="faint">${facts.filter(Boolean).join(" · ")}</p>
        <${Promised} row=${row} reload=${reload} />
        ${codeOf(row.state) === "carried_out" && form && html`<${Button} kind="primary" icon="sign"
            href=${`#/review/${row.id}/${form.code}`}>${w(form)}</${Button}>`}
    </${StepCard}>`;
}

/** @param {{site: string, words: any, onClose: () => void, reload: () => Promise<void>}} props */
function NewChange({ site, words, onClose, reload }) {
    const [category, setCategory] = useState("");
    const [text, setText] = useState("");
    const [yuan, setYuan] = useState("");
    const [less, setLess] = useState(false);
    const [asked, setAsked] = useState("");
    const [days, setDays] = useState(DAYS[1].code);
    const [promise, setPromise] = useState(false);
    const ready = category !== "" && asked !== "" && text.trim() !== "" && (yuan === "" || isDecimal(yuan));
    const left = [
        category === "" && t("类别", "category"),
        text.trim() === "" && t("变更内容", "what changes"),
        asked === "" && t("由谁提出", "who asked for it"),
    ].filter(Boolean).join(t("、", ", "));
    const askers = phrasesFor(words.phrases, "change_order.asked_by")
        .map((phrase) => ({ code: w(phrase), label: w(phrase) }));
    const [saving, run] = useSaving();
    const save = () => run("save", async () => {
        if (!ready) return;
        used("change", category);
        const amount = yuan === "" ? {} : { amount_fen: fenOf(less ? `-${yuan}` : yuan) };
        const body = { site, category, description: text.trim(), asked_by: asked, touches_promise: promise,
            due: dayAfter(now(), days), ...amount };
        if (await deed("/api/changes", body, { zh: "变更已存本机", en: "the change is saved here" }, reload)) onClose();
    });
    return html`<${Sheet} title=${t("新变更", "New change")} onClose=${onClose}
        foot=${html`${left && html`<p class="field-note" role="status">${t(`还缺：${left}`,
        `Still missing: ${left}`)}</p>`}<${Button} kind="primary"
        wide=${true} icon="check" disabled=${!ready} busy=${saving !== null} onTap=${save}>${t("保存",
        "Save")}</${Button}>`}>
        <${Chips} label=${t("类别", "Category")} value=${category} onPick=${setCategory}
            options=${usedFirst("change", words.choices["change_order.category"] || [])} />
        <${PhraseField} label=${t("变更内容", "What changes")} value=${text} onChange=${setText} long=${true}
            required=${true}
            phrases=${phrasesFor(words.phrases, "change_order.description")} />
        <${Chips} label=${t("由谁提出", "Asked by")} options=${askers} value=${asked} onPick=${setAsked} />
        <${DayChips} label=${t("完成期限", "Due")} value=${days} onPick=${setDays} />
        <${Toggle} label=${t("减项（金额为负）", "It is left out: the amount is negative")} value=${less} onChange=${setLess} />
        <${Keypad} label=${t("金额（元）", "Amount (yuan)")} unit=${t("元", "yuan")} decimals=${2} digits=${10} value=${yuan}
            onChange=${setYuan} onDone=${save} />
        <${Toggle} label=${t("涉及对客户的承诺", "It touches a promise to the customer")} value=${promise}
            hint=${t("实施前要客户部批准，并书面告知客户",
                "the customer department approves and the customer is told before it is carried out")}
            onChange=${setPromise} />
    </${Sheet}>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Changes({ params }) {
    const { data: site, error, reload } = useData(`/api/sites/${params.site}`);
    const { data: words } = useData("/api/words");
    const [adding, setAdding] = useState(false);
    const rows = site ? site.changes || [] : [];
    return html`<${PageHead} title=${t("设计变更", "Changes")} onBack=${() => back(`/site/${params.site}`)}
            sub=${site ? `${site.customer} · ${site.address}` : ""}
            actions=${html`<${Button} icon="plus" onTap=${() => setAdding(true)} disabled=${!words}>${t("新变更",
                "New")}</${Button}>`} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!site && !error && html`<${Loading} />`}
            ${site && rows.length === 0 && html`<${Empty} icon="pen" title=${t("没有变更", "No change")} />`}
            ${rows.map((/** @type {any} */ row) => html`<${Change} key=${row.id} row=${row} words=${words}
                reload=${reload} />`)}
            ${rows.some((/** @type {any} */ row) => codeOf(row.state) === "carried_out") && html`<${Note} tone="idle">
                ${t("已实施的变更由客户签字确认。", "What is carried out is confirmed by the customer's signature.")}</${Note}>`}
        </div>
        ${adding && words && html`<${NewChange} site=${params.site} words=${words} reload=${reload}
            onClose=${() => setAdding(false)} />`}`;
}
