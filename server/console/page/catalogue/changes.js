// SPDX-License-Identifier: Apache-2.0
// What differs between two catalogues, change by change, in words.
import { html } from "/vendor/preact.js";
import { Note } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { Mark } from "../sites/marks.js";
import { pathWords, valueWords } from "./paths.js";

/** @typedef {{path: string, change: string, from?: any, to?: any}} Change */

const SHOWN = 300;

/** @param {string} change */
function kindOf(change) {
    if (change === "added")
        return { icon: "plus", tone: /** @type {const} */ ("pass"), words: t("新增", "added") };
    if (change === "removed")
        return { icon: "minus", tone: /** @type {const} */ ("warn"), words: t("删除", "removed") };
    return { icon: "pen", tone: /** @type {const} */ ("busy"), words: change === "moved" ? t("次序改变", "moved")
        : t("修改", "changed") };
}

/** @param {{changes: Change[], docs: any[], none: string}} props docs: the catalogues, which name the places */
export function Changes({ changes, docs, none }) {
    if (changes.length === 0)
        return html`<${Note} tone="idle">${none}</${Note}>`;
    return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t("改动", "changes")}>
        <table class="table changes-table"><thead><tr>
        <th scope="col">${t("改动", "Change")}</th><th scope="col">${t("在哪里", "Where")}</th>
        <th scope="col">${t("原来", "Before")}</th><th scope="col">${t("现在", "After")}</th></tr></thead>
        <tbody>${changes.slice(0, SHOWN).map((one) => html`<tr key=${one.path + one.change}>
            <td><${Mark} ...${kindOf(one.change)} /></td><th scope="row">${pathWords(one.path, docs)}</th>
            <td>${one.from === undefined ? "" : html`<del>${valueWords(one.from)}</del>`}</td>
            <td>${one.to === undefined ? "" : html`<ins>${valueWords(one.to)}</ins>`}</td></tr>`)}</tbody>
        <tfoot><tr><td colspan="4">${changes.length > SHOWN
            ? t(`共 ${changes.length} 处，列出前 ${SHOWN} 处`, `${changes.length} in all, the first ${SHOWN} are listed`)
            : t(`共 ${changes.length} 处`, `${changes.length} in all`)}</td></tr></tfoot></table></div>`;
}
