// SPDX-License-Identifier: Apache-2.0
// The document of a catalogue as an editor changes it: copies with a value, an entry more or less, another order; codes
// that are free; the place that a fault names. Pure functions.

/** @typedef {(string | number)[]} Path ["nodes", 2, "items", 0, "zh"] */

const CODE_MAX = 40;
const STEP = /^(?:\.?([a-z_]+)|\[(\d+)\](?: "[^"]*")?)(?=[.[:]| ')/;
const STEM_MAX = 32; // room for "_99"

/** @param {any} doc @param {Path} path @returns {any} what stands there, or undefined */
export const valueAt = (doc, path) => path.reduce((at, key) => (at === null || at === undefined ? undefined : at[key]),
    doc);

/**
 * @param {any} doc
 * @param {Path} path
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

/** @param {any} doc @param {Path} list @param {number} at @param {any} entry @returns {any} a copy with it there */
export function withEntry(doc, list, at, entry) {
    const all = [...(valueAt(doc, list) || [])];
    all.splice(at, 0, entry);
    return withValue(doc, list, all);
}

/**
 * Another order. What is numbered keeps its numbers where they stand: 1, 2, 3 stay in a row.
 * @param {any} doc @param {Path} list @param {number} from @param {number} to
 * @returns {any} a copy
 */
export function withMoved(doc, list, from, to) {
    const all = [...valueAt(doc, list)];
    const numbers = all.map((one) => one.number);
    all.splice(to, 0, ...all.splice(from, 1));
    return withValue(doc, list, all.map((one, i) => (numbers[i] === undefined || one.number === numbers[i] ? one
        : { ...one, number: numbers[i] })));
}

/** @param {any} text @returns {boolean} */
export const isCode = (text) => typeof text === "string" && /^[a-z0-9_]{1,40}$/.test(text);

/** @param {string} text @returns {string} as a code of it begins: "Door lock works" door_lock_works */
export const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, STEM_MAX).replace(/^_+|_+$/g, "");

/**
 * @param {any[]} list
 * @param {string} stem
 * @param {number} [but] the place of who wants it
 * @returns {string} the code, or with a number behind it when another has it
 */
export function freeCode(list, stem, but = -1) {
    const used = new Set(list.filter((_, i) => i !== but).map(({ code }) => code));
    let code = stem.slice(0, CODE_MAX);
    for (let number = 2; used.has(code); number++)
        code = `${stem.replace(/_\d+$/, "").slice(0, CODE_MAX - 4)}_${number}`;
    return code;
}

/** @param {any[]} list @param {number} at @param {string} stem of one that has no English yet @returns {string} */
export const suggestedCode = (list, at, stem) => freeCode(list, slug(list[at].en || "") || stem, at);

/**
 * An entry with other English: a code that was suggested, and is not published, goes along.
 * @param {any[]} list @param {number} at @param {string} en @param {string} stem @param {any[]} published
 * @returns {any}
 */
export function withEnglish(list, at, en, stem, published) {
    const one = list[at], next = { ...one, en };
    if (published.some(({ code }) => code === one.code) || one.code !== suggestedCode(list, at, stem))
        return next;
    return { ...next, code: suggestedCode(list.map((other) => (other === one ? next : other)), at, stem) };
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
 * The place that the server names before a fault.
 * @param {string} fault 'nodes[2] "briefing".gate[0].when: column 9: there is no setting 'x''
 * @returns {{path: Path, why: string}} path []: it names none
 */
export function placeOf(fault) {
    /** @type {Path} */
    const path = [];
    let rest = fault;
    for (let step; (step = STEP.exec(rest)); rest = rest.slice(step[0].length))
        path.push(step[1] ?? Number(step[2]));
    const why = /^(?: '.*?')?: (.*)$/s.exec(rest);
    return path.length > 0 && why ? { path, why: why[1] } : { path: [], why: fault };
}

/**
 * The conditions that name a code: they are to be changed before it can go.
 * @param {any} doc @param {string} code
 * @returns {{zh: string, en: string}[]}
 */
export function conditionsOf(doc, code) {
    const names = (/** @type {any} */ text) => typeof text === "string"
        && (text.includes(`'${code}'`) || text.includes(`"${code}"`));
    const all = [...doc.nodes.flatMap((/** @type {any} */ node) => [...(node.gate || []), ...(node.ready || []),
        ...(node.defects || [])]), ...doc.deadlines, ...doc.defects];
    return all.filter(({ when, met }) => names(when) || names(met));
}
