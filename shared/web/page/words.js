// SPDX-License-Identifier: Apache-2.0
// The two languages. Words stand where they are used: t("今日", "Today"); words that came from the
// program as {zh, en} go through w().

/** @typedef {import("/shared/shapes.js").Words} Words */

/** @type {"zh" | "en"} */
let chosen = "zh";

/** @returns {"zh" | "en"} */
export function language() {
    return chosen;
}

/**
 * Chooses the language of everything rendered from now on, and tells it to screen readers.
 * @param {string} code "zh" or "en"; anything else counts as "zh"
 */
export function setLanguage(code) {
    chosen = code === "en" ? "en" : "zh";
    document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

/**
 * @param {string} zh
 * @param {string} en
 * @returns {string} the one of the chosen language
 */
export function t(zh, en) {
    return chosen === "zh" ? zh : en;
}

const HAN = /\p{Script=Han}/gu;
const LETTERS = /[A-Za-z]/g;
const count = (/** @type {string} */ text, /** @type {RegExp} */ what) => (text.match(what) || []).length;

/**
 * What the program says in one breath in both languages, "没有接通 no answer", in the chosen one only. The border is
 * where most of the Chinese stands before and most of the English after; a text without one stays whole.
 * @param {string} text
 * @returns {string}
 */
export function half(text) {
    let best = { zh: text, en: text, score: 0 };
    for (const { index } of text.matchAll(/ (?=[a-z"'(]|[A-Z][a-z]|\d+ [a-z])/g)) {
        const zh = text.slice(0, index), en = text.slice(index + 1);
        const han = count(zh, HAN), letters = count(en, LETTERS);
        const strayHan = count(en, HAN), strayLetters = count(zh, LETTERS);
        const score = han - strayHan + letters - strayLetters;
        if (han >= 4 && letters >= 4 && han > 2 * strayHan && letters > 2 * strayLetters && strayLetters < 2 * han
            && score > best.score)
            best = { zh, en, score };
    }
    return chosen === "zh" ? best.zh.replace(/[ ·;]+$/, "") : best.en.trim();
}

/**
 * @param {Words | null | undefined} words
 * @returns {string} the text in the chosen language, or the other one when it is missing
 */
export function w(words) {
    if (!words)
        return "";
    return chosen === "zh" ? words.zh || words.en || "" : words.en || words.zh || "";
}
