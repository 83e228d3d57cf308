// SPDX-License-Identifier: Apache-2.0
// Times, sizes and money as people read them. Times are those of Asia/Shanghai whatever the
// browser is set to.
import { language, t } from "/shared/words.js";

const ZONE = "Asia/Shanghai";
const DAY_MS = 86400000;
const ZONE_MS = 8 * 3600000; // China has had one zone and no summer time since 1991
let ahead_ms = 0;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
function formatter(options) {
    const key = language() + JSON.stringify(options);
    let found = formats.get(key);
    if (!found) {
        found = new Intl.DateTimeFormat(language() === "zh" ? "zh-CN" : "en-GB",
            { timeZone: ZONE, hourCycle: "h23", ...options });
        formats.set(key, found);
    }
    return found;
}

/**
 * Sets what the time is, by the program: the page's clock may differ from it.
 * @param {number} now_ms
 */
export function setNow(now_ms) {
    ahead_ms = now_ms - Date.now();
}

/** @returns {number} the time by the program, Unix ms */
export function now() {
    return Date.now() + ahead_ms;
}

const SLACK_MS = 600000; // as the program's own, when it judges a signature's time

/**
 * Whether the clock runs behind what the office told: a battery was dead, or somebody set it.
 * @param {number | null | undefined} contact_ms last contact with the office
 * @returns {boolean}
 */
export function isBehind(contact_ms) {
    return Boolean(contact_ms) && now() < Number(contact_ms) - SLACK_MS;
}

/** @param {number} ms @returns {number} number of the day in Shanghai */
function dayNumber(ms) {
    return Math.floor((ms + ZONE_MS) / DAY_MS);
}

/** @param {number} ms @returns {string} "14:32" */
export function clock(ms) {
    return formatter({ hour: "2-digit", minute: "2-digit" }).format(ms);
}

/** @param {number} ms @returns {string} "11月22日周日", "Sun 22 Nov" */
export function day(ms) {
    return formatter({ month: "short", day: "numeric", weekday: "short" }).format(ms);
}

/** @param {number} ms @returns {string} "今天 14:32", "昨天 14:32", "11月20日 14:32", with the year when it is another one */
export function when(ms) {
    const days = dayNumber(now()) - dayNumber(ms);
    if (days === 0)
        return t("今天 ", "today ") + clock(ms);
    if (days === 1)
        return t("昨天 ", "yesterday ") + clock(ms);
    if (days === -1)
        return t("明天 ", "tomorrow ") + clock(ms);
    const year = Math.abs(days) > 180 ? { year: /** @type {"numeric"} */ ("numeric") } : {};
    return formatter({ month: "short", day: "numeric", ...year }).format(ms) + " " + clock(ms);
}

/** @param {number} ms @returns {string} the whole time with its zone, for hovering */
export function exact(ms) {
    return formatter({ dateStyle: "long", timeStyle: "medium" }).format(ms) + " UTC+8";
}

/** @param {number} ms @returns {string} "2026-11-22 14:32:05", where rows are compared */
export function stamp(ms) {
    return new Date(ms + ZONE_MS).toISOString().slice(0, 19).replace("T", " ");
}

/** @param {number} ms length of time @returns {string} "45 分钟", "3 小时", "2 天" */
export function span(ms) {
    const minutes = Math.max(0, Math.round(ms / 60000));
    if (minutes < 1)
        return t("不到 1 分钟", "less than a minute");
    if (minutes < 90)
        return t(`${minutes} 分钟`, `${minutes} min`);
    const hours = Math.round(minutes / 60);
    if (hours < 48)
        return t(`${hours} 小时`, `${hours} h`);
    const days = Math.round(hours / 24);
    return t(`${days} 天`, `${days} days`);
}

/** @param {number} ms @returns {string} how long until then, or since: "还剩 3 小时", "逾期 2 天" */
export function due(ms) {
    const left = ms - now();
    return left >= 0 ? t(`还剩 ${span(left)}`, `${span(left)} left`) : t(`逾期 ${span(-left)}`, `${span(-left)} overdue`);
}

/** @param {number} bytes @returns {string} "3.4 MB" */
export function size(bytes) {
    if (!(bytes >= 1000))
        return `${Math.max(0, bytes || 0)} B`;
    let value = bytes;
    let unit = 0;
    while (value >= 999.5 && unit < 4) {
        value /= 1000;
        unit++;
    }
    return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

/** @param {number | string | null | undefined} fen @returns {string} "¥1,234.50"; without a float in between */
export function money(fen) {
    if (fen === null || fen === undefined || !/^-?\d+$/.test(String(fen)))
        return "";
    const digits = String(fen).replace("-", "").padStart(3, "0");
    const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${String(fen).startsWith("-") ? "−" : ""}¥${yuan}.${digits.slice(-2)}`;
}
