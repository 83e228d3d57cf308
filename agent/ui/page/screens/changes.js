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
import { deed } from "../check/deeds.js";
import { DAYS, DayChips, dayAfter } from "../check/day_chips.js";
import { used, usedFirst } from "../check/fix_chips.js";
import { StepCard } from "../check/step_card.js";
import { useData } from "../store.js";

/** @type {any} */
const CANCEL = { move: "cancel", zh: "取消", en: "Cancel it", icon: "close", kind: "danger", reason: "note" };
/** @type {Record<string, import("../check/step_card.js").StepState>} */
const STATES = {
    issued: { tone: "warn", icon: "ring", zh: "已提出", en: "issued",
        steps: [{ move: "approve", zh: "批准", en: "Approve", icon: "check", kind: "primary" }, CANCEL] },
    approved: { tone: "busy", icon: "dot", zh: "已批准", en: "approved",
        steps: [{ move: "carry_out", zh: "实施完成", en: "Carried out", icon: "check", kind: "primary" }, CANCEL] },
    carried_out: { tone: "busy", icon: "eye", zh: "已实施,等客户签字", en: "carried out: the customer signs", steps: [] },
    confirmed: { tone: "pass", icon: "check", zh: "客户已确认", en: "confirmed", steps: [] },
    cancelled: { tone: "idle", icon: "close", zh: "已取消", en: "cancelled", steps: [] },
};
const PROMISE = { zh: "已书面告知客户", en: "the customer was told in writing" };

/** @param {any} row @param {any} words @returns {string} its category in words */
function categoryOf(row, words) {
    const all = (words && words.choices["change_order.category"]) || [];
    return w(all.find((/** @type {any} */ one) => one.code === row.category) || { zh: row.category, en: row.category });
}

/** @param {{row: any, words: any, reload: () => Promise<void>}} props */
function Change({ row, words, reload }) {
    const state = STATES[row.state] || STATES.issued;
    const open = state.steps.length > 0;
    const forms = words ? words.forms : [];
    const form = forms.find((/** @type {any} */ one) =>
        one.of === "change_order" || one.code === "change_confirmation");
    const notify = () => deed(`/api/changes/${row.id}/moves`, { move: "notify" }, PROMISE, reload);
    return html`<${StepCard} row=${row} path="/api/changes" state=${state} title=${categoryOf(row, words)}
        reload=${reload}>
        <p>${row.description}</p>
        <p class="faint">${[row.amount_fen ? money(row.amount_fen) : "", row.asked_by,
            row.due ? t(`期限 ${row.due}`, `due ${row.due}`) : ""].filter(Boolean).join(" · ")}</p>
        ${row.touches_promise && html`<div class="row">
            <${Mark} tone=${row.promise_approved_by ? "pass" : "warn"}>${row.promise_approved_by
                ? t("客户部已批准", "customer department approved") : t("待客户部批准", "customer department to approve")}</${Mark}>
            <${Mark} tone=${row.noticed_at ? "pass" : "warn"}>${row.noticed_at ? w(PROMISE)
                : t("还没有告知客户", "the customer is not told yet")}</${Mark}>
            ${open && !row.noticed_at && html`<${Button} icon="check" onTap=${notify}>${t("已告知", "Told")}</${Button}>`}
        </div>`}
        ${row.state === "carried_out" && form && html`<${Button} kind="primary" icon="sign"
            href=${`#/review/${row.id}/${form.code}`}>${w(form)}</${Button}>`}
    </${StepCard}>`;
}

/** @param {{site: string, words: any, onClose: () => void, reload: () => Promise<void>}} props */
function NewChange({ site, words, onClose, reload }) {
    const [category, setCategory] = useState("");
    const [text, setText] = useState("");
    const [yuan, setYuan] = useState("");
    const [less, setLess] = useState(false);
    const [asked, setAsked] = useState(t("客户", "customer"));
    const [days, setDays] = useState(DAYS[1].code);
    const [promise, setPromise] = useState(false);
    const ready = category !== "" && text.trim() !== "" && (yuan === "" || isDecimal(yuan));
    const askers = [["客户", "customer"], ["设计师", "designer"], ["工长", "foreman"], ["公司", "the company"]]
        .map(([zh, en]) => ({ code: t(zh, en), label: t(zh, en) }));
    const save = async () => {
        if (!ready) return;
        used("change", category);
        const amount = yuan === "" ? {} : { amount_fen: fenOf(less ? `-${yuan}` : yuan) };
        const body = { site, category, description: text.trim(), asked_by: asked, touches_promise: promise,
            due: dayAfter(now(), days), ...amount };
        if (await deed("/api/changes", body, { zh: "变更已存本机", en: "the change is saved here" }, reload)) onClose();
    };
    return html`<${Sheet} title=${t("新变更", "New change")} onClose=${onClose} foot=${html`<${Button} kind="primary"
        wide=${true} icon="check" disabled=${!ready} onTap=${save}>${t("保存", "Save")}</${Button}>`}>
        <${Chips} label=${t("类别", "Category")} value=${category} onPick=${setCategory}
            options=${usedFirst("change", words.choices["change_order.category"] || [])} />
        <${PhraseField} label=${t("变更内容", "What changes")} value=${text} onChange=${setText} long=${true}
            required=${true}
            phrases=${phrasesFor(words.phrases, "change_order.description")} />
        <${Chips} label=${t("由谁提出", "Asked by")} options=${askers} value=${asked} onPick=${setAsked} />
        <${DayChips} label=${t("完成期限", "Due")} value=${days} onPick=${setDays} />
        <${Toggle} label=${t("减项(金额为负)", "It is left out: the amount is negative")} value=${less} onChange=${setLess} />
        <${Keypad} label=${t("金额(元)", "Amount (yuan)")} unit=${t("元", "yuan")} decimals=${2} digits=${10} value=${yuan}
            onChange=${setYuan} onDone=${save} />
        <${Toggle} label=${t("涉及对客户的承诺", "It touches a promise to the customer")} value=${promise}
            hint=${t("实施前要客户部批准,并书面告知客户",
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
            ${rows.some((/** @type {any} */ row) => row.state === "carried_out") && html`<${Note} tone="idle">
                ${t("已实施的变更由客户签字确认。", "What is carried out is confirmed by the customer's signature.")}</${Note}>`}
        </div>
        ${adding && words && html`<${NewChange} site=${params.site} words=${words} reload=${reload}
            onClose=${() => setAdding(false)} />`}`;
}
