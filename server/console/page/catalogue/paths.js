// SPDX-License-Identifier: Apache-2.0
// Places in a catalogue, in words, and the file of a catalogue as it is kept.
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

/** @param {any} doc @returns {string} its file, an entry a line: short enough for a record, and fit to be compared */
export function fileOf(doc) {
    const member = (/** @type {[string, any]} */ [name, value]) => `${JSON.stringify(name)}: ${Array.isArray(value)
        ? `[\n${value.map((one) => JSON.stringify(one)).join(",\n")}\n]` : JSON.stringify(value)}`;
    return `{\n${Object.entries(doc).map(member).join(",\n")}\n}\n`;
}

/** @param {string} version @returns {string} what may come after it */
export function nextVersion(version) {
    return /\d+$/.test(version) ? version.replace(/\d+$/, (last) => String(Number(last) + 1)) : `${version}.1`;
}

/**
 * @param {any} doc
 * @param {(string | number)[]} place
 * @param {any} value undefined takes it out
 * @returns {any} a copy with this value there
 */
export function withValue(doc, [key, ...rest], value) {
    const copy = /** @type {any} */ (Array.isArray(doc) ? [...doc] : { ...doc });
    if (rest.length > 0)
        copy[key] = withValue(copy[key], rest, value);
    else if (value !== undefined)
        copy[key] = value;
    else if (Array.isArray(copy))
        copy.splice(Number(key), 1);
    else
        delete copy[key];
    return copy;
}
