// SPDX-License-Identifier: Apache-2.0
// Parts of the catalogue's editor: numbers and deadlines, items, phrases, and the file itself.
import { html, useState } from "/vendor/preact.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Section } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { SelectField } from "../frame/select.js";

/** @typedef {(place: (string | number)[], value: any) => void} Put */

const UNITS = [{ code: "hours", zh: "小时", en: "hours" }, { code: "days", zh: "天", en: "days" },
    { code: "months", zh: "个月", en: "months" }];

/** @param {{label: string, value: any, hint?: string, onChange: (value: any) => void}} props what is no number stays as
 *     it was typed: the check names it */
function NumberField({ label, value, hint, onChange }) {
    const wrong = !Number.isInteger(value) && t("要一个整数", "a whole number is wanted");
    return html`<${TextField} label=${label} value=${String(value)} mode="numeric" limit=${12} hint=${hint}
        error=${wrong || undefined}
        onChange=${(/** @type {string} */ text) => onChange(/^-?\d{1,11}$/.test(text) ? Number(text) : text)} />`;
}

/** @param {{doc: any, put: Put}} props */
export function Numbers({ doc, put }) {
    return html`<${Section} title=${t("关口用到的数值", "Numbers of the gates")}><div class="entry-grid">
            ${doc.settings.map((/** @type {any} */ one, /** @type {number} */ i) => html`<${NumberField}
                key=${one.name} label=${w(one)} value=${one.value} hint=${one.rule}
                onChange=${(/** @type {any} */ value) => put(["settings", i, "value"], value)} />`)}</div></${Section}>
        <${Section} title=${t("期限", "Deadlines")}><div class="entry-grid">
            ${doc.deadlines.map((/** @type {any} */ one, /** @type {number} */ i) => html`<div class="entry-pair"
                key=${one.code} role="group" aria-label=${w(one)}>
                <${NumberField} label=${w(one)} value=${one.amount} hint=${one.rule}
                    onChange=${(/** @type {any} */ value) => put(["deadlines", i, "amount"], value)} />
                <${SelectField} label=${t("单位", "Unit")} value=${one.unit} options=${UNITS}
                    onChange=${(/** @type {string} */ unit) => put(["deadlines", i, "unit"], unit)} />
                </div>`)}</div></${Section}>`;
}

/** @param {{place: (string | number)[], one: any, put: Put, onRemove?: () => void}} props both texts of an entry */
function Texts({ place, one, put, onRemove }) {
    return html`<div class="entry-texts">
        <${TextField} label=${t(`中文（${one.code}）`, `Chinese (${one.code})`)} value=${one.zh} limit=${500}
            onChange=${(/** @type {string} */ text) => put([...place, "zh"], text)} />
        <${TextField} label=${t(`英文（${one.code}）`, `English (${one.code})`)} value=${one.en} limit=${500}
            onChange=${(/** @type {string} */ text) => put([...place, "en"], text)} />
        ${onRemove && html`<${IconButton} icon="trash" label=${t(`删除“${one.zh}”`, `Remove "${one.en}"`)}
            onTap=${onRemove} />`}</div>`;
}

/** @param {{doc: any, put: Put}} props texts of the items of a node or an inspection */
export function Items({ doc, put }) {
    const owners = ["nodes", "inspections"].flatMap((list) => doc[list].map((/** @type {any} */ one,
        /** @type {number} */ i) => ({ list, i, one, code: `${list} ${i}`, label: `${list === "nodes"
            ? t("节点", "node") : t("验收", "inspection")} · ${w(one)}` })));
    const [chosen, choose] = useState("nodes 0");
    const owner = owners.find(({ code }) => code === chosen) || owners[0];
    if (!owner)
        return null;
    return html`<${Section} title=${t("检查项的文字", "Texts of the items")}>
        <${SelectField} label=${t("哪个节点或验收", "Of which node or inspection")} value=${owner.code} options=${owners}
            onChange=${choose} hint=${t("新增或删除检查项、改代号请用“文件”页",
                "To add or remove items, or for codes, use the tab “File”")} />
        <div class="entries">${(owner.one.items || []).map((/** @type {any} */ one,
            /** @type {number} */ i) => html`<${Texts} key=${one.code} one=${one} put=${put}
                place=${[owner.list, owner.i, "items", i]} />`)}</div></${Section}>`;
}

/** @param {any[]} phrases @returns {string} a code that none of them has */
function freshCode(phrases) {
    const used = new Set(phrases.map(({ code }) => code));
    let number = 1;
    while (used.has(`own_${number}`))
        number++;
    return `own_${number}`;
}

/** @param {{doc: any, put: Put}} props what is offered at a tap, by the field that it fills */
export function Phrases({ doc, put }) {
    const all = doc.phrases || [];
    const groupOf = (/** @type {any} */ one) => `${one.kind}.${one.field}${one.item ? ` · ${one.item}` : ""}`;
    const groups = [...new Set(all.map(groupOf))];
    const [chosen, choose] = useState("");
    const group = groups.includes(chosen) ? chosen : groups[0];
    const options = groups.map((code) => ({ code: String(code), label: `${code} (${all.filter(
        (/** @type {any} */ one) => groupOf(one) === code).length})` }));
    const add = () => {
        const last = all.filter((/** @type {any} */ one) => groupOf(one) === group).pop();
        put(["phrases", all.length], { ...last, code: freshCode(all), zh: "", en: "" });
    };
    return html`<${Section} title=${t("短语", "Phrases")}>
        <${SelectField} label=${t("填在哪里", "For which field")} value=${group || ""} options=${options}
            onChange=${choose} />
        <div class="entries">${all.map((/** @type {any} */ one, /** @type {number} */ i) => groupOf(one) === group
            && html`<${Texts} key=${one.code} one=${one} put=${put} place=${["phrases", i]}
                onRemove=${() => put(["phrases", i], undefined)} />`)}</div>
        ${group && html`<div class="row"><${Button} icon="plus" onTap=${add}>${t("加一条", "Add one")}</${Button}
            ></div>`}</${Section}>`;
}

/** @param {{text: string, onChange: (text: string) => void}} props for who knows docs/CATALOGUE.md */
export function File({ text, onChange }) {
    return html`<${Section} title=${t("文件", "File")}><div class="file-edit"><${TextField} long=${true} secret=${true}
        label=${t("目录文件（JSON）", "The catalogue's file (JSON)")} value=${text} onChange=${onChange}
        hint=${t("一行一条；检查时错误按位置指出", "An entry a line; the check names each fault by its place")} />
        </div></${Section}>`;
}
