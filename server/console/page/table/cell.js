// SPDX-License-Identifier: Apache-2.0
// A cell as its type wants it.
import { html } from "/vendor/preact.js";
import { money, size } from "/shared/format.js";
import { Icon } from "/shared/kit/icon.js";
import { Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";

/** @typedef {import("./wish.js").Column} Column */

const AT_END = new Set(["number", "money", "size"]);

/** @param {Column} column @returns {string} its class */
export const lookOf = (column) => [AT_END.has(column.type || "") ? "is-number" : column.type === "time" && "is-time",
    column.narrow && "is-narrow"].filter(Boolean).join(" ");

/**
 * @param {Column} column
 * @param {any} row
 * @returns {any} what stands in the cell
 */
export function cellOf(column, row) {
    const value = row[column.code];
    if (column.cell && column.type !== "time")
        return column.cell(row);
    if (value === null || value === undefined || value === "")
        return html`<span class="faint">${t("—", "—")}</span>`;
    switch (column.type) {
    case "time":
        return html`<${Time} ms=${column.cell ? column.cell(row) : value} />`;
    case "money":
        return money(value);
    case "size":
        return size(value);
    case "words":
        return w(value);
    case "truth":
        return value ? html`<${Icon} name="check" size="small" /><span class="unseen">${t("是", "yes")}</span>` : t("否",
            "no");
    default:
        return typeof value === "object" && "zh" in value ? w(value) : String(value);
    }
}
