// SPDX-License-Identifier: Apache-2.0
// How a sign-off stands: word, colour and shape for each state that the server knows.

/** @typedef {import("/shared/shapes.js").Tone} Tone */

/** @type {{code: string, icon: string, tone: Tone, zh: string, en: string}[]} */
export const PAPER_STATES = [
    { code: "counts", icon: "check", tone: "pass", zh: "有效", en: "stands" },
    { code: "changed", icon: "warning", tone: "warn", zh: "签后变更", en: "changed after signing" },
    { code: "unsure", icon: "info", tone: "idle", zh: "无法核对", en: "cannot be compared" },
    { code: "later", icon: "minus", tone: "idle", zh: "以后来签的为准", en: "superseded" },
    { code: "voided", icon: "cross", tone: "idle", zh: "已作废", en: "voided" },
    { code: "broken", icon: "warning", tone: "fail", zh: "封签不符", en: "seal does not verify" },
];

/** @param {string} code */
export const paperState = (code) => PAPER_STATES.find((one) => one.code === code) || PAPER_STATES[2];
