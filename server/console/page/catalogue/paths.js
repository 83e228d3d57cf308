// SPDX-License-Identifier: Apache-2.0
// Places in a catalogue, in words.
import { t, w } from "/shared/words.js";

/** @type {Record<string, [string, string]>} */
const MEMBERS = {
    settings: ["数值", "number"], forms: ["表单", "form"], nodes: ["节点", "node"], inspections: ["验收", "inspection"],
    deadlines: ["期限", "deadline"], defects: ["缺陷判据", "defect"], terms: ["用语", "term"],
    messages: ["短信", "message"], phrases: ["短语", "phrase"], items: ["检查项", "item"],
    gate: ["完成条件", "condition of done"], ready: ["签字前条件", "condition of signing"], signers: ["签字人", "signer"],
    zh: ["中文", "Chinese"], en: ["英文", "English"], value: ["值", "value"], amount: ["数量", "amount"],
    unit: ["单位", "unit"], when: ["条件式", "when"], met: ["达成条件", "met when"], required: ["必填", "required"],
    photos: ["照片张数", "photos"], concealed: ["隐蔽工程", "concealed"], group: ["分组", "group"],
    version: ["版本", "version"], title: ["名称", "title"], clause: ["条款", "clause"], rule: ["规则", "rule"],
    participants: ["参与人", "participants"], number: ["序号", "number"], measured: ["实测", "measured"],
    target: ["标准值", "target"], minus: ["下偏差", "minus"], plus: ["上偏差", "plus"], key: ["关键验收", "key"],
    scale: ["评价方式", "scale"], budget: ["金额", "amounts"], weekly: ["每周", "weekly"], who: ["提醒谁", "who"],
    of: ["用于", "of"], code: ["代号", "code"],
    from: ["起算", "from"], kind: ["记录", "kind"], field: ["栏目", "field"], item: ["检查项", "item"],
};
const IDENTITIES = ["code", "name", "role", "en"]; // as the server tells entries apart

/** @param {any} list @param {string} name */
const entryOf = (list, name) => Array.isArray(list)
    ? list.find((one) => name === IDENTITIES.map((key) => one && one[key]).find((text) => typeof text === "string"))
    : undefined;

/**
 * @param {string} path of a change: nodes[briefing].items[plan].zh
 * @param {any[]} docs the catalogues that it is about; the first that has an entry names it
 * @returns {string} 节点 交底 › 检查项 图纸 › 中文
 */
export function pathWords(path, docs) {
    const parts = [];
    let at = docs;
    for (const [, member, entry] of path.matchAll(/([a-z_]+)(?:\[((?:[^\]]|\](?![.[]|$))*)\])?\.?/g)) {
        at = at.map((doc) => doc && doc[member]);
        const words = MEMBERS[member] ? t(...MEMBERS[member]) : member;
        if (entry === undefined) {
            parts.push(words);
            continue;
        }
        at = at.map((list) => entryOf(list, entry));
        const named = at.find((one) => one && one.zh);
        parts.push(`${words} ${named ? w(named) : entry}`);
    }
    return parts.join(" › ");
}

/** @param {any} value @returns {string} as a person reads it */
export function valueWords(value) {
    if (typeof value === "boolean")
        return value ? t("是", "yes") : t("否", "no");
    if (value && typeof value === "object" && typeof value.zh === "string")
        return w(value);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * @param {import("./doc.js").Path} path of a fault: ["nodes", 2, "items", 0, "zh"]
 * @param {any} doc
 * @returns {string} 节点 交底 › 检查项 图纸 › 中文
 */
export function placeWords(path, doc) {
    /** @type {string[]} */
    const parts = [];
    let at = doc;
    for (const key of path) {
        at = at && at[key];
        if (typeof key === "string")
            parts.push(MEMBERS[key] ? t(...MEMBERS[key]) : key);
        else
            parts[parts.length - 1] += ` ${(at && (w(at) || at.code)) || t(`第 ${key + 1} 个`, `number ${key + 1}`)}`;
    }
    return parts.join(" › ");
}
