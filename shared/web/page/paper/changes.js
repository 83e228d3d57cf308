// SPDX-License-Identifier: Apache-2.0
// What differs between a page as it was signed and as it is now.
import { html } from "/vendor/preact.js";
import { Section } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { codeWord } from "./code_words.js";

/** @typedef {{path: string, zh: string, en: string, before: any, after: any}} Change */

const MEMBERS = /** @type {Record<string, [string, string]>} */ ({
    result: ["结果", "result"],
    note: ["备注", "note"],
    photos: ["照片", "photo"],
    amount_fen: ["金额（分）", "amount (fen)"],
    room: ["房间", "room"],
    value: ["数值", "value"],
    passes: ["是否合格", "passes"],
    record: ["记录", "record"],
    budget_fen: ["合同金额（分）", "contract amount (fen)"],
    name: ["姓名", "name"],
    address: ["地址", "address"],
});

/** @param {unknown} value */
const shown = (value) =>
    value === null || value === undefined
        ? t("（无）", "(none)")
        : typeof value === "string"
          ? codeWord(value)
          : JSON.stringify(value);

/** @param {{changes: Change[]}} props */
export const Changes = ({
    changes,
}) => html`<${Section} title=${t("签后变了什么", "What changed since")} count=${changes.length}>
    <ul class="paper-changes">${changes.map((change) => {
        const member = MEMBERS[change.path.split("/").findLast((part) => Object.hasOwn(MEMBERS, part)) ?? ""];
        return html`<li key=${change.path}><b>${w(change) || change.path}</b> ${member ? t(...member) : ""}:
            ${" "}${shown(change.before)} → <b>${shown(change.after)}</b></li>`;
    })}</ul>
    <p class="field-note">${t(
        "原签署仍完整保留作为证据；现在的内容需重新签字。",
        "The sign-off is kept whole as evidence; the contents of now have to be signed again.",
    )}</p><//>`;
