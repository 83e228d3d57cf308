// SPDX-License-Identifier: Apache-2.0
// The check items of a node or inspection.
import { html } from "/vendor/preact.js";
import { go } from "/shared/router.js";
import { t } from "/shared/words.js";
import { SelectField } from "../frame/select.js";
import { addressOf } from "./desk.js";
import { freeCode, withEnglish } from "./doc.js";
import { NumberAt, TextAt, TruthAt, WordsAt } from "./edit_fields.js";
import { Entries } from "./entries.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./doc.js").Path} Path */

const STEM = "item_1";

/** @param {any} one @returns {any} what it asks for, in short */
function marks(one) {
    const mark = (/** @type {any} */ on, /** @type {string} */ words) => on && html`<span class="tag">${words}</span>`;
    return html`${mark(one.required, t("必填", "required"))}${mark(one.concealed, t("隐蔽", "concealed"))}
        ${mark(one.photos, t(`照片 ≥ ${one.photos}`, `photos ≥ ${one.photos}`))}
        ${mark(one.measured, `${one.target === undefined ? t("实测", "measured") : one.target} ${one.target !== undefined
            ? `−${one.minus ?? "?"} +${one.plus ?? "?"} ` : ""}${one.unit ?? ""}`)}`;
}

/** @param {{desk: Desk, path: Path, one: any}} props how it is answered: by looking, or by a measured value */
function Answer({ desk, path, one }) {
    const choose = (/** @type {string} */ how) => {
        const { measured: _, unit, target: _t, minus: _m, plus: _p, ...rest } = one;
        desk.put(path, how === "seen" ? rest : { ...one, measured: true, unit: unit ?? "mm" });
    };
    const field = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ hint = "") =>
        html`<${TextAt} desk=${desk} path=${[...path, name]} label=${label} limit=${20} optional=${true} hint=${hint
            || undefined} />`;
    return html`<${SelectField} label=${t("怎样回答", "How it is answered")} value=${one.measured ? "measured" : "seen"}
            onChange=${choose} options=${[
                { code: "seen", zh: "看：合格 / 不合格 / 不适用", en: "by looking: pass, fail, not applicable" },
                { code: "measured", zh: "量：实测数值", en: "by measuring: values" }]} />
        ${one.measured && html`${field("unit", t("单位", "Unit"))}${field("target", t("标准值", "Target"),
            t("不填：每个数值自带", "left out: each value brings its own"))}${field("minus", t("允许偏低", "Below it by at most"))}
            ${field("plus", t("允许偏高", "Above it by at most"))}`}`;
}

/** @param {{desk: Desk, path: Path, one: any, published: any[]}} props */
function Fields({ desk, path, one, published }) {
    const list = path.slice(0, -1), at = Number(path[path.length - 1]);
    const all = /** @type {any[]} */ (list.reduce((/** @type {any} */ found, key) => found[key], desk.doc));
    const isOld = published.some(({ code }) => code === one.code);
    const english = (/** @type {string} */ en) => desk.put(path, withEnglish(all, at, en, STEM, published));
    const conceal = (/** @type {boolean} */ on) => {
        const { concealed: _, ...rest } = one;
        desk.put(path, on ? { ...one, concealed: true, photos: Math.max(1, Number(one.photos) || 0) } : rest);
    };
    return html`<div class="entry-grid">
        <${WordsAt} desk=${desk} path=${path} zh="检查什么" en="What is checked" onEnglish=${english} />
        <${TextAt} desk=${desk} path=${[...path, "code"]} label=${t("代号", "Code")} limit=${40} code=${true}
            hint=${isOld ? t("已发布；改了就是另一项", "published: with another code it is another item")
                : t("按英文建议，可改", "suggested by the English; may be changed")} />
        <${TextAt} desk=${desk} path=${[...path, "rule"]} label=${t("规则", "Rule")} limit=${20} code=${true} />
        <${TextAt} desk=${desk} path=${[...path, "group"]} label=${t("分组标题", "Heading of its group")} limit=${60}
            optional=${true} hint=${t("可不填", "may be left out")} />
        <${NumberAt} desk=${desk} path=${[...path, "photos"]} label=${t("签字前至少几张照片", "Photos before signing, at least")}
            optional=${true} hint=${t("不填：不要求", "left out: none wanted")} />
        <${Answer} desk=${desk} path=${path} one=${one} /></div>
        <div class="entry-grid"><${TruthAt} desk=${desk} path=${[...path, "required"]} label=${t("必填", "Required")}
            hint=${t("有结果才能签字（D3.8）", "nobody signs before it has a result (D3.8)")} />
        <${TruthAt} desk=${desk} path=${[...path, "concealed"]} label=${t("隐蔽工程", "Concealed works")}
            hint=${t("覆盖前拍照（D3.11）", "photos before they are covered (D3.11)")} onChange=${conceal} /></div>`;
}

/** @param {{desk: Desk, path: Path, open: string}} props */
export function Items({ desk, path, open }) {
    const list = [...path, "items"];
    const [name, at] = open.split(".");
    const owner = desk.doc[path[0]][path[1]];
    const before = desk.from[path[0]].find((/** @type {any} */ one) => one.code === owner.code);
    const published = (before && before.items) || [];
    const show = (/** @type {number} */ which) => go(addressOf(which < 0 ? path : [...list, which]), { replace: true });
    const count = (owner.items || []).length;
    return html`<h4>${t("检查项", "Check items")} <span class="count">${count}</span></h4>
        <${Entries} desk=${desk} list=${list} open=${name === "items" ? Number(at) : -1} onOpen=${show}
            what=${{ zh: "检查项", en: "item" }} marks=${marks}
            meaning=${t("新版本里不再检查它。已经开始的检查留在原来的版本下，平板上已有的结果、照片和签字都不变。",
                "The new version does not ask for it. Checks that were begun stay under their version; results, photos "
                    + "and signatures that there are do not change.")}
            make=${(/** @type {any[]} */ all) => ({ code: freeCode(all, STEM),
                rule: (all[all.length - 1] || owner).rule, zh: "", en: "", required: true })}
            copy=${(/** @type {any} */ one, /** @type {any[]} */ all) => ({ ...one, code: freeCode(all, one.code),
                zh: `${one.zh}（副本）`, en: `${one.en} (copy)` })}
            body=${(/** @type {Path} */ at_, /** @type {any} */ one) => html`<${Fields} desk=${desk} path=${at_}
                one=${one} published=${published} />`} />`;
}
