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

/**
 * @param {Words | null | undefined} words
 * @returns {string} the text in the chosen language, or the other one when it is missing
 */
export function w(words) {
    if (!words)
        return "";
    return chosen === "zh" ? words.zh || words.en || "" : words.en || words.zh || "";
}
