// SPDX-License-Identifier: Apache-2.0
// Days from today at a tap, for dates without a calendar.
import { html } from "/vendor/preact.js";
import { Chips } from "/shared/kit/chips.js";
import { t } from "/shared/words.js";

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

export const DAYS = [
    { code: "0", zh: "今天", en: "Today" },
    { code: "3", zh: "3 天", en: "3 days" },
    { code: "7", zh: "7 天", en: "7 days" },
    { code: "14", zh: "14 天", en: "14 days" },
    { code: "30", zh: "30 天", en: "30 days" },
];

/** @param {number} nowMs @param {string} days @returns {string} "2026-11-22", of Asia/Shanghai */
export function dayAfter(nowMs, days) {
    return new Date(nowMs + SHANGHAI_MS + Number(days) * DAY_MS).toISOString().slice(0, 10);
}

/** @param {{label: string, value: string, onPick: (code: string) => any}} props */
export function DayChips({ label, value, onPick }) {
    return html`<${Chips} label=${label || t("日期", "Day")} options=${DAYS} value=${value} onPick=${onPick} />`;
}
