// SPDX-License-Identifier: Apache-2.0
// One check item: its words, the three answers, and what belongs to it. The line that says what was
// saved keeps its place also when it is empty, so that nothing moves under the finger.
import { html } from "/vendor/preact.js";
import { Button, IconButton, Saving } from "/shared/kit/button.js";
import { Answers } from "/shared/kit/chips.js";
import { Mark } from "/shared/kit/icon.js";
import { Unsent } from "/shared/kit/layout.js";
import { money } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { originals, RESULTS, toleranceText, wantsPhoto } from "./check_model.js";
import { CameraButtons, Photos } from "./photo_box.js";
import { savePhotos, Uploads } from "./uploads.js";

/** @typedef {import("./check_model.js").Item} Item */

/** @type {any[]} */
const OPTIONS = [
    { ...RESULTS[0], icon: "check", tone: "pass" },
    { ...RESULTS[1], icon: "cross", tone: "fail" },
    { ...RESULTS[2], icon: "dash", tone: "idle" },
];

/** @type {Record<string, any>} */
const FIX_STATES = {
    open: { tone: "warn", zh: "待派单", en: "to assign" },
    assigned: { tone: "busy", zh: "整改中", en: "in work" },
    done: { tone: "busy", zh: "待复查", en: "to check" },
    verified: { tone: "pass", zh: "已复查", en: "verified" },
};

/** @param {{item: Item}} props what an item is in need of, in words and shapes */
function Badges({ item }) {
    const needed = item.photos_needed ?? (item.concealed ? 1 : 0);
    const missing = Math.max(0, needed - originals(item.photos));
    return html`<div class="check-badges">
        ${item.concealed &&
        html`<${Mark} tone=${missing ? "warn" : "pass"} icon="camera">
            ${t("隐蔽工程", "concealed works")}${wantsPhoto(item) ? t("，须有照片", ": needs a photo") : ""}
        </${Mark}>`}
        ${!item.concealed && wantsPhoto(item) &&
        html`<${Mark} tone="warn" icon="camera">${t("须有照片", "needs a photo")}</${Mark}>`}
        ${item.result === "pass" && item.values.some((value) => value.passes === false) &&
        html`<${Mark} tone="warn" icon="warning">
            ${t("有实测值超差，请核对答案", "a value is beyond tolerance: check the answer")}</${Mark}>`}
        ${!item.required && html`<${Mark} tone="idle">${t("可不答", "optional")}</${Mark}>`}
        ${item.conflict &&
        html`<a class="mark-link" href=${`#/conflict/${item.id}`}><${Mark} tone="fail" icon="warning">
            ${t("冲突：两处答案不同", "conflict: two answers")}</${Mark}></a>`}
    </div>`;
}

/** @param {{item: Item, onMore: (kind: string) => void}} props */
function Measured({ item, onMore }) {
    if (!item.measured) return null;
    return html`<div class="check-measured">
        <div class="row spread">
            <span>${t("允许", "allowed")} ${toleranceText(item.measured)}</span>
            <${Button} icon="plus" onTap=${() => onMore("measure")}>${t("实测", "Measure")}</${Button}>
        </div>
        ${item.values.length > 0 &&
        html`<ul class="measured">${item.values.map(
            (value) => html`<li key=${value.point}>
                <span>${value.point}</span><strong>${value.value} ${value.unit}</strong>
                <${ValueMark} passes=${value.passes} /></li>`,
        )}</ul>`}
    </div>`;
}

/** @param {{passes: boolean | null | undefined}} props */
export function ValueMark({ passes }) {
    if (passes === true) return html`<${Mark} tone="pass">${t("合格", "passes")}</${Mark}>`;
    if (passes === false) return html`<${Mark} tone="fail">${t("超差", "beyond tolerance")}</${Mark}>`;
    return html`<${Mark} tone="idle">${t("没有设计值", "no target")}</${Mark}>`;
}

/** @param {{item: Item, onMore: (kind: string) => void}} props note, amount and issue of an answer */
function Details({ item, onMore }) {
    const fix = item.fix;
    const state = fix && (FIX_STATES[fix.state] || FIX_STATES.open);
    const amount = item.amount_fen === null ? "" : money(item.amount_fen);
    const words = [item.room, item.note, amount].filter(Boolean).join(" · ");
    if (!words && !fix) return null;
    return html`<div class="check-details">
        ${words && html`<p>${words}</p>`}
        <div class="row">
            ${fix && state &&
            html`<a class="mark-link" href=${`#/issue/${fix.id}`}>
                <${Mark} tone=${state.tone} icon="wrench">${t("整改：", "Issue: ")}${w(state)}</${Mark}></a>`}
            ${item.result === "fail" &&
            html`<${Button} kind="quiet" icon="pen" onTap=${() => onMore("fail")}>
                ${t("补充", "Add to it")}</${Button}>`}
        </div>
    </div>`;
}

/**
 * What was saved, and the camera. A photo may come before the answer: it is saved at once, too.
 * @param {{item: Item, list: any, state: string, reload: () => Promise<void>,
 *     onMore: (kind: string) => void}} props
 */
function Foot({ item, list, state, reload, onMore }) {
    const query = { of: list.of, item: item.code, result: item.result || "" };
    const target = () => ({ path: "/api/items", query });
    const group = `${list.of}.${item.code}`;
    return html`<div class="check-foot">
            <div class="check-saved"><${Saving} state=${state} /></div>
            <${IconButton} icon="pen" kind="plain" label=${t(`备注、房间、金额：${item.zh}`,
                `Note, room, amount: ${item.en}`)} onTap=${() => onMore("details")} />
            <${CameraButtons} small=${true} about=${w(item)}
                onFiles=${(/** @type {File[]} */ files) => savePhotos(group, files, target, reload)} />
        </div>
        <${Uploads} group=${group} />`;
}

/**
 * @param {{item: Item, number: number, list: any, about: import("./draw_sheet.js").About,
 *     saving: string | null, saved: boolean, reload: () => Promise<void>,
 *     onAnswer: (result: string) => void, onMore: (kind: string) => void}} props
 */
export function CheckItem(props) {
    const { item, number, list, about, saving, saved, reload, onAnswer, onMore } = props;
    const tone = item.conflict ? "warn" : { pass: "pass", fail: "fail" }[item.result || ""] || "";
    const id = `item-${item.code}`;
    const answered = (/** @type {string} */ code) => onAnswer(code || item.result || ""); // "": the same again
    const state = saving ? "saving" : saved ? "saved" : "idle";
    return html`<article class=${"check-item" + (tone ? ` is-${tone}` : "")} id=${id} tabindex="-1"
        aria-labelledby=${`${id}-words`}>
        <header class="check-head">
            <h2 id=${`${id}-words`}><span class="check-number">${number}</span>${w(item)}</h2>
            ${item.unsent && html`<${Unsent} />`}
        </header>
        <${Badges} item=${item} />
        <${Answers} label=${w(item)} options=${OPTIONS} value=${item.conflict ? null : item.result} clear=${true}
            saving=${saving} onPick=${answered} />
        <${Foot} item=${item} list=${list} state=${state} reload=${reload}
            onMore=${onMore} />
        <${Measured} item=${item} onMore=${onMore} />
        <${Details} item=${item} onMore=${onMore} />
        <${Photos} photos=${item.photos} line=${true} about=${about}
            label=${t(`照片：${item.zh}`, `Photos: ${item.en}`)} />
    </article>`;
}
