// SPDX-License-Identifier: Apache-2.0
// How a sign-off stands, in words, colour and shape (docs/SIGNING.md).
import { t } from "/shared/words.js";

/** @typedef {import("/shared/shapes.js").Tone} Tone */

/**
 * @param {string} state
 * @returns {{tone: Tone, words: string}}
 */
export function standingOf(state) {
    switch (state) {
        case "counts":
            return { tone: "pass", words: t("有效", "counts") };
        case "later":
            return { tone: "plain", words: t("以后来签的为准", "superseded by a later one") };
        case "changed":
            return { tone: "warn", words: t("签后变更，需重签", "changed after signing: sign again") };
        case "voided":
            return { tone: "plain", words: t("已作废", "void") };
        case "broken":
            return { tone: "fail", words: t("未通过核验", "not verified") };
        default:
            return { tone: "idle", words: t("本机无法核对", "cannot be compared here") };
    }
}
