// SPDX-License-Identifier: Apache-2.0
// What the forms of the editor can see to be wrong by themselves, all at once and in words; the server's check has the
// last word, and knows conditions besides. Pure functions.
import { isCode } from "./doc.js";

/** @typedef {import("./doc.js").Path} Path */
/** @typedef {{path: Path, zh: string, en: string, empty?: boolean}} Fault empty: it is only not filled in yet */

const RULE = /^D\d{1,3}(\.\d{1,3})*$/;
const DECIMAL = /^(0|[1-9]\d{0,8})(\.\d{1,9})?$/;
const PHOTOS_MAX = 100;

const blank = (/** @type {any} */ text) => typeof text !== "string" || text.trim() === "";
const whole = (/** @type {any} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
    Number.isInteger(value) && value >= least && value <= most;
const absent = (/** @type {any} */ value) => value === undefined || value === "";

/** @param {Path} path @returns {Fault} */
const missing = (path) => ({ path, zh: "还没有填", en: "to be filled in", empty: true });

/** @param {any} one @param {Path} path @param {string[]} members @returns {Fault[]} */
const blanks = (one, path, members) => members.filter((name) => blank(one[name])).map((name) => missing([...path,
    name]));

/** @param {any} one @param {Path} path @returns {Fault[]} */
function ofRule(one, path) {
    return blank(one.rule) || RULE.test(one.rule) ? [] : [{ path: [...path, "rule"], zh: "规则号写成 D3.8 这样",
        en: "a rule is written like D3.8" }];
}

/** @param {any[]} list @param {number} i @param {Path} path of the entry @returns {Fault[]} */
function ofCode(list, i, path) {
    const { code } = list[i];
    if (blank(code))
        return [missing([...path, "code"])];
    if (!isCode(code))
        return [{ path: [...path, "code"], zh: "代号只用小写字母 a–z、数字和下划线，最多 40 个",
            en: "a code has 1 to 40 of a–z, 0–9 and _" }];
    const other = list.findIndex((one, at) => at !== i && one.code === code);
    return other < 0 ? [] : [{ path: [...path, "code"], zh: `代号与第 ${other + 1} 个相同；每个代号只能用一次`,
        en: `number ${other + 1} has the same code; each stands once` }];
}

/** @param {any} item @param {Path} path @returns {Fault[]} */
function ofMeasure(item, path) {
    const faults = blank(item.unit) ? [missing([...path, "unit"])] : [];
    const open = absent(item.target);
    for (const name of ["target", "minus", "plus"]) {
        const text = item[name], bare = name === "target" ? String(text).replace(/^-/, "") : text;
        if (absent(text)) {
            if (!open)
                faults.push({ path: [...path, name], empty: true, zh: "有标准值就要写允许偏差（可以是 0）",
                    en: "beside a target stands how far a value may be off (0 is possible)" });
        } else if (!DECIMAL.test(bare)) {
            faults.push({ path: [...path, name], zh: "要一个小数，例如 0.5", en: "a decimal number is wanted, such as 0.5" });
        }
    }
    return faults;
}

/** @param {any[]} items @param {Path} path of the list @returns {Fault[]} */
function ofItems(items, path) {
    return items.flatMap((item, i) => {
        const at = [...path, i];
        const faults = [...ofCode(items, i, at), ...blanks(item, at, ["zh", "en", "rule"]), ...ofRule(item, at)];
        if (!absent(item.photos) && !whole(item.photos, 0, PHOTOS_MAX))
            faults.push({ path: [...at, "photos"], zh: "要 0 到 100 的整数", en: "a whole number from 0 to 100 is wanted" });
        else if (item.concealed && !item.photos)
            faults.push({ path: [...at, "photos"], zh: "隐蔽工程至少要 1 张照片（D3.11）",
                en: "concealed works need at least one photo (D3.11)" });
        return item.measured ? [...faults, ...ofMeasure(item, at)] : faults;
    });
}

/** @param {any[]} list @param {Path} path @returns {Fault[]} */
function ofConditions(list, path) {
    return list.flatMap((one, i) => [...blanks(one, [...path, i], ["zh", "en", "rule", "when"]),
        ...ofRule(one, [...path, i])]);
}

/** @param {any} doc @returns {Fault[]} */
function ofNodes(doc) {
    return doc.nodes.flatMap((/** @type {any} */ node, /** @type {number} */ i) => {
        const at = ["nodes", i];
        const faults = [...ofCode(doc.nodes, i, at), ...blanks(node, at, ["zh", "en", "rule"]), ...ofRule(node, at)];
        const before = i > 0 ? doc.nodes[i - 1].number : 0;
        if (!whole(node.number, 1, 99) || (Number.isInteger(before) && node.number <= before))
            faults.push({ path: [...at, "number"], zh: `序号要比前一个节点的 ${before} 大，最多 99`,
                en: `a number above ${before}, that of the node before it, at most 99` });
        if (!(node.forms || []).length)
            faults.push({ path: [...at, "forms"], zh: "至少选一张要签的表单", en: "choose at least one form that is signed" });
        if (!(node.gate || []).length)
            faults.push({ path: [...at, "gate"], zh: "至少要一个完成条件，否则一开始就算完成",
                en: "at least one condition, or it would be done at once" });
        return [...faults, ...ofItems(node.items || [], [...at, "items"]),
            ...["gate", "ready", "defects"].flatMap((name) => ofConditions(node[name] || [], [...at, name]))];
    });
}

/** @param {any} doc @returns {Fault[]} */
function ofInspections(doc) {
    return doc.inspections.flatMap((/** @type {any} */ one, /** @type {number} */ i) => {
        const at = ["inspections", i];
        const faults = [...ofCode(doc.inspections, i, at), ...blanks(one, at, ["zh", "en", "rule"]), ...ofRule(one, at),
            ...ofItems(one.items || [], [...at, "items"])];
        if (one.node && !doc.nodes.some((/** @type {any} */ node) => node.code === one.node))
            faults.push({ path: [...at, "node"], zh: `没有代号为 ${one.node} 的节点`, en: `no node has the code ${one.node}` });
        return faults;
    });
}

/** @param {any} doc @returns {Fault[]} */
function ofNumbers(doc) {
    const setting = (/** @type {any} */ { value }, /** @type {number} */ i) => (Number.isSafeInteger(value) ? []
        : [{ path: ["settings", i, "value"], zh: "要一个整数", en: "a whole number is wanted" }]);
    const deadline = (/** @type {any} */ { amount }, /** @type {number} */ i) => (whole(amount, 0, 10000) ? []
        : [{ path: ["deadlines", i, "amount"], zh: "要 0 到 10000 的整数",
            en: "a whole number from 0 to 10000 is wanted" }]);
    return [...doc.settings.flatMap(setting), ...doc.deadlines.flatMap(deadline)];
}

/** @param {any} doc @returns {Fault[]} */
function ofVersion({ version }) {
    if (blank(version))
        return [missing(["version"])];
    return /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(version) && version !== "default" ? [] : [{ path: ["version"],
        zh: "版本号用字母、数字、. - _，以字母或数字开头，最多 40 个，不能是 default",
        en: "letters, digits, '.', '-' and '_', at most 40; it begins with a letter or digit and is not 'default'" }];
}

/** @param {any} doc @returns {Fault[]} all that is wrong, in the order of the forms */
export function faultsOf(doc) {
    const phrases = doc.phrases || [];
    return [...ofNumbers(doc), ...ofNodes(doc), ...ofInspections(doc),
        ...phrases.flatMap((/** @type {any} */ one, /** @type {number} */ i) => [...ofCode(phrases, i, ["phrases", i]),
            ...blanks(one, ["phrases", i], ["zh", "en", "rule"]), ...ofRule(one, ["phrases", i])]),
        ...ofVersion(doc)];
}
