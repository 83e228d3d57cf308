// SPDX-License-Identifier: Apache-2.0
// The conditions of a node: what must hold before it is done and before anybody signs, and what is a defect.
import { html } from "/vendor/preact.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { SelectField } from "../frame/select.js";
import { addressOf } from "./desk.js";
import { TextAt, WordsAt } from "./edit_fields.js";
import { Entries } from "./entries.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./doc.js").Path} Path */
/** @typedef {{rule: string, zh: string, en: string, when: string}} Condition */

const LISTS = [
    { code: "gate", zh: "完成条件", en: "Conditions of done", one: { zh: "完成条件", en: "condition of done" },
        note: { zh: "全部成立，节点才算完成。", en: "The node is done when all of them hold." } },
    { code: "ready", zh: "签字前条件", en: "Conditions of signing", one: { zh: "签字前条件", en: "condition of signing" },
        note: { zh: "全部成立才能签字；必填项、照片和不合格说明不用写在这里。",
            en: "Nobody signs before all of them hold; required items and photos need not stand here." } },
    { code: "defects", zh: "服务问题", en: "Defects", one: { zh: "服务问题", en: "defect" },
        note: { zh: "成立就算一个服务问题。", en: "One that holds is a defect." } },
];

/** @param {any} form @param {{code: string, zh: string, en: string}} role @param {string} rule @returns {Condition} */
export function signedBy(form, role, rule) {
    const verdict = form.scale === "qualification" ? { code: "qualified", zh: "合格" } : { code: "satisfied", zh: "满意" };
    return { rule, zh: `${role.zh}在${form.zh}上签字：${verdict.zh}`,
        en: `${role.en} signed the ${form.en}: ${verdict.code}`,
        when: `all(signoff where counts and of == this.attempt and form == '${form.code}' and role == '${role.code}': `
            + `verdict == '${verdict.code}')` };
}

/** @param {any} doc @param {any} node @returns {Condition[]} what offices usually want */
function usual(doc, node) {
    const forms = doc.forms.filter((/** @type {any} */ form) => (node.forms || []).includes(form.code));
    const termOf = (/** @type {string} */ code) => doc.terms.find((/** @type {any} */ one) => one.code === code)
        || { zh: code, en: code };
    const signed = forms.flatMap((/** @type {any} */ form) => form.signers.map((/** @type {any} */ { role }) =>
        signedBy(form, { ...termOf(role), code: role, en: `the ${termOf(role).en}` }, form.rule)));
    return [...signed, { rule: "D5.1", zh: "没有未关闭的重大整改", en: "no major rectification is open",
        when: "none(rectification where severity == 'major' and state != 'verified')" },
    { rule: node.rule, zh: "回访：客户满意", en: "call-back: satisfied",
        when: "last(call_back where of == this.node and outcome == 'reached': result == 'satisfied')" }];
}

/** @param {{desk: Desk, path: Path}} props */
function Fields({ desk, path }) {
    const known = usual(desk.doc, desk.doc[path[0]][path[1]]);
    const take = (/** @type {string} */ code) => code && desk.put(path, known[Number(code)]);
    return html`<${SelectField} label=${t("照常用的写", "Write a usual one")} value="" onChange=${take}
            options=${[{ code: "", zh: "选一个…", en: "choose…" },
                ...known.map((one, i) => ({ code: String(i), label: w(one) }))]} />
        <div class="entry-grid"><${WordsAt} desk=${desk} path=${path} zh="给人看的话" en="What people read" />
            <${TextAt} desk=${desk} path=${[...path, "rule"]} label=${t("规则", "Rule")} limit=${20} code=${true} /></div>
        <${TextAt} desk=${desk} path=${[...path, "when"]} label=${t("条件（写法见 docs/CATALOGUE.md）",
            "Condition (as docs/CATALOGUE.md says)")} limit=${2000} long=${true} code=${true} />`;
}

/** @param {{desk: Desk, path: Path, open: string}} props */
export function Conditions({ desk, path, open }) {
    const [name, at] = open.split(".");
    const node = desk.doc[path[0]][path[1]];
    const show = (/** @type {Path} */ list) => (/** @type {number} */ which) => go(addressOf(which < 0 ? path
        : [...list, which]), { replace: true });
    return LISTS.map((one) => {
        const list = [...path, one.code], fault = desk.fault(list);
        return html`<div key=${one.code} data-place=${list.join(".")}><h4>${w(one)} <span
            class="count">${(node[one.code] || []).length}</span></h4>
            <p class=${fault ? "field-note tone-fail" : "field-note"}>${fault || w(one.note)}</p>
            <${Entries} desk=${desk} list=${list} open=${name === one.code ? Number(at) : -1} onOpen=${show(list)}
                what=${one.one} meaning=${t("新版本不再要求它；已经开始的节点仍按原来的版本判断。",
                    "The new version does not want it; nodes that were begun are judged by their own version.")}
                make=${() => ({ rule: node.rule, zh: "", en: "", when: "" })}
                copy=${(/** @type {any} */ from) => ({ ...from, zh: `${from.zh}（副本）`, en: `${from.en} (copy)` })}
                body=${(/** @type {Path} */ place) => html`<${Fields} desk=${desk} path=${place} />`} /></div>`;
    });
}
