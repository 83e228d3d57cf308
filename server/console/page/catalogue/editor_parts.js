// SPDX-License-Identifier: Apache-2.0
// Parts of the catalogue's editor: numbers and deadlines, phrases, and the file itself.
import { html, useEffect, useRef } from "/vendor/preact.js";
import { TextField } from "/shared/kit/form.js";
import { Section } from "/shared/kit/layout.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { SelectField } from "../frame/select.js";
import { store } from "../store.js";
import { addressOf, redraft } from "./desk.js";
import { freeCode, valueAt, withEnglish } from "./doc.js";
import { ChoiceAt, NumberAt, TextAt, WordsAt } from "./edit_fields.js";
import { Entries } from "./entries.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./doc.js").Path} Path */

const UNITS = [{ code: "hours", zh: "小时", en: "hours" }, { code: "days", zh: "天", en: "days" },
    { code: "months", zh: "个月", en: "months" }];

/** @param {{desk: Desk}} props */
export function Numbers({ desk }) {
    const { settings, deadlines } = desk.doc;
    return html`<${Section} title=${t("关口用到的数值", "Numbers of the gates")}><div class="entry-grid">
            ${settings.map((/** @type {any} */ one, /** @type {number} */ i) => html`<${NumberAt} key=${one.name}
                desk=${desk} path=${["settings", i, "value"]} label=${w(one)} hint=${one.rule} />`)}</div></${Section}>
        <${Section} title=${t("期限", "Deadlines")}><div class="entry-grid">
            ${deadlines.map((/** @type {any} */ one, /** @type {number} */ i) => html`<div class="entry-pair"
                key=${one.code} role="group" aria-label=${w(one)}>
                <${NumberAt} desk=${desk} path=${["deadlines", i, "amount"]} label=${w(one)} hint=${one.rule} />
                <${ChoiceAt} desk=${desk} path=${["deadlines", i, "unit"]} label=${t("单位", "Unit")} options=${UNITS} />
                </div>`)}</div></${Section}>`;
}

/** @type {Record<string, [string, string]>} where phrases are offered */
const FIELDS = {
    "rectification.room": ["整改 · 房间", "issue · room"], "rectification.category": ["整改 · 工种", "issue · trade"],
    "rectification.crew": ["整改 · 施工人", "issue · crew"], "rectification.cause": ["整改 · 根本原因", "issue · root cause"],
    "item_result.note": ["检查项 · 说明", "check item · note"],
    "measured_value.point": ["实测 · 测点", "measured value · point"],
    "signoff.reason": ["签字 · 理由和附言", "sign-off · reason and remarks"], "void.reason": ["作废 · 理由", "voiding · reason"],
    "move.note": ["整改经过 · 说明", "step of an issue · note"], "patrol.note": ["巡检 · 说明", "patrol · note"],
    "patrol_call.result": ["巡检电话 · 结果", "patrol call · result"],
    "patrol_call.problems": ["巡检电话 · 问题", "patrol call · problems"],
    "patrol_call.measures": ["巡检电话 · 措施", "patrol call · measures"],
    "weekly_report.customer_opinions": ["周报 · 客户意见", "weekly report · customer's opinions"],
    "weekly_report.materials_deliveries": ["周报 · 材料到货", "weekly report · deliveries"],
    "weekly_report.design_defects": ["周报 · 设计缺陷", "weekly report · design defects"],
    "delivery.product": ["到货 · 品名", "delivery · product"],
    "delivery.refused_reason": ["到货 · 拒收理由", "delivery · why refused"],
    "change_order.description": ["变更 · 内容", "change order · description"],
    "change_order.asked_by": ["变更 · 谁提出", "change order · asked by"],
    "complaint.channel": ["投诉 · 渠道", "complaint · channel"], "complaint.words": ["投诉 · 原话", "complaint · words"],
    "complaint.summary": ["投诉 · 事由", "complaint · summary"],
};
const STEM = "phrase_1";

const groupOf = (/** @type {any} */ one) => `${one.kind}.${one.field}`;

/** @param {{desk: Desk, path: Path, one: any}} props */
function PhraseFields({ desk, path, one }) {
    const english = (/** @type {string} */ en) => desk.put(path, withEnglish(desk.doc.phrases, Number(path[1]), en,
        STEM, desk.from.phrases || []));
    return html`<div class="entry-grid"><${WordsAt} desk=${desk} path=${path} zh="短语" en="Phrase"
            onEnglish=${english} />
        <${TextAt} desk=${desk} path=${[...path, "code"]} label=${t("代号", "Code")} limit=${40} code=${true}
            hint=${one.field === "category" ? t("整改记录里存的是它；发布后不要改", "issues keep it: leave it once published")
                : undefined} />
        <${TextAt} desk=${desk} path=${[...path, "rule"]} label=${t("规则", "Rule")} limit=${20} code=${true} />
        <${TextAt} desk=${desk} path=${[...path, "item"]} label=${t("只用于哪个检查项或步骤（代号）",
            "Only for this check item or step (code)")} limit=${40} optional=${true} code=${true}
            hint=${t("可不填", "may be left out")} /></div>`;
}

/** @param {{desk: Desk, query: Record<string, string>}} props what is offered at a tap, by the field that it fills */
export function Phrases({ desk, query }) {
    /** @type {any[]} */
    const all = desk.doc.phrases || [];
    const open = query.open === undefined ? -1 : Number(query.open);
    const groups = [...new Set([...all.map(groupOf), ...Object.keys(FIELDS)])];
    const group = all[open] ? groupOf(all[open]) : groups.includes(query.group) ? query.group : groups[0];
    const [kind, field] = group.split(".");
    const many = (/** @type {string} */ code) => all.filter((one) => groupOf(one) === code).length;
    const options = groups.map((code) => ({ code,
        label: `${FIELDS[code] ? t(...FIELDS[code]) : code} (${many(code)})` }));
    const place = (/** @type {number} */ which) => (which < 0 ? `/catalogue/edit?tab=phrases&group=${group}`
        : addressOf(["phrases", which]));
    return html`<${Section} title=${t("短语", "Phrases")}>
        <div class="entry-narrow"><${SelectField} label=${t("填在哪里", "For which field")} value=${group}
            options=${options} onChange=${(/** @type {string} */ code) =>
                go(`/catalogue/edit?tab=phrases&group=${code}`, { replace: true })} /></div>
        <${Entries} desk=${desk} list=${["phrases"]} open=${open} what=${{ zh: "短语", en: "phrase" }}
            onOpen=${(/** @type {number} */ which) => go(place(which), { replace: true })}
            only=${(/** @type {any} */ one) => groupOf(one) === group}
            marks=${(/** @type {any} */ one) => one.item && html`<span class="tag">${one.item}</span>`}
            make=${() => {
                const like = all.filter((one) => groupOf(one) === group).pop();
                return { code: freeCode(all, STEM), rule: like ? like.rule : "D3.8", kind, field, zh: "", en: "" };
            }}
            copy=${(/** @type {any} */ one) => ({ ...one, code: freeCode(all, one.code), zh: `${one.zh}（副本）`,
                en: `${one.en} (copy)` })}
            body=${(/** @type {Path} */ path, /** @type {any} */ one) => html`<${PhraseFields} desk=${desk} path=${path}
                one=${one} />`} /></${Section}>`;
}

/** @param {{text: string, onChange: (text: string) => void}} props for who knows docs/CATALOGUE.md */
export function File({ text, onChange }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    // A fault that has no field of its own: its entry is chosen in the text.
    useEffect(() => {
        const { draft } = store.get();
        const area = box.current?.querySelector("textarea");
        if (!draft || !draft.goal || !area || !draft.doc)
            return;
        const entry = JSON.stringify(valueAt(draft.doc, draft.goal.slice(0, 2))) || "";
        const at = area.value.indexOf(entry);
        area.focus();
        if (at >= 0)
            area.setSelectionRange(at, at + entry.length);
        redraft({ goal: null });
    });
    return html`<${Section} title=${t("文件", "File")}><div class="file-edit" ref=${box}><${TextField} long=${true}
        secret=${true} label=${t("目录文件（JSON）", "The catalogue's file (JSON)")} value=${text} onChange=${onChange}
        hint=${t("一行一条；检查时错误按位置指出", "An entry a line; the check names each fault by its place")} />
        </div></${Section}>`;
}
