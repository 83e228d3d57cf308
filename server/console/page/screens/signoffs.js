// SPDX-License-Identifier: Apache-2.0
// All that was signed: by form, signer, verdict, state and day.
import { html } from "/vendor/preact.js";
import { PageHead } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { PAPER_STATES, paperState } from "../papers/paper_states.js";
import { Mark } from "../sites/marks.js";
import { useData } from "../store.js";
import { DataTable } from "../table/table.js";

const VERDICTS = [
    { code: "satisfied", zh: "满意", en: "satisfied" }, { code: "qualified", zh: "合格", en: "qualified" },
    { code: "not_satisfied", zh: "不满意", en: "not satisfied" },
    { code: "unqualified", zh: "不合格", en: "not qualified" },
    { code: "refused", zh: "拒签", en: "refused to sign" }, { code: "absent", zh: "未到场", en: "absent" },
];

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "form", zh: "表单", en: "Form", sort: true, type: "words", fixed: true },
    { code: "node", zh: "节点", en: "Node", sort: true, type: "words" },
    { code: "name", zh: "签字人", en: "Signer", sort: true, cell: (row) => html`${row.name || ""} <small
        class="faint">${w(row.role)}</small>` },
    { code: "verdict", zh: "意见", en: "Verdict", sort: true, type: "words" },
    { code: "score", zh: "评分", en: "Score", sort: true, type: "number" },
    { code: "signed_ms", zh: "签署时间", en: "Signed", sort: true, type: "time" },
    { code: "state", zh: "状态", en: "State", sort: true, cell: (row) => {
        const { icon, tone } = paperState(row.state_code);
        return html`<${Mark} icon=${icon} tone=${tone} words=${w(row.state)} />`;
    } },
    { code: "logged", zh: "已会签", en: "Countersigned", sort: true, type: "truth" },
    { code: "contract", zh: "工地", en: "Site", sort: true, cell: (row) => html`<a class="nowrap"
        href=${`#/site/${row.site}`}>${row.contract}</a> <small class="faint">${row.customer || ""}</small>` },
    { code: "address", zh: "地址", en: "Address", sort: true, hidden: true },
    { code: "store", zh: "门店", en: "Store", sort: true },
];
/** @type {import("../table/wish.js").Filter[]} */
const filters = [
    { code: "state", zh: "状态", en: "State", type: "tabs", options: PAPER_STATES },
    { code: "text", zh: "表单、签字人、客户、合同", en: "Form, signer, customer, contract", type: "text" },
    { code: "form", zh: "表单", en: "Form", type: "choice", options: (/** @type {any} */ answer) => answer.forms },
    { code: "verdict", zh: "意见", en: "Verdict", type: "choice", options: VERDICTS },
    { code: "from", zh: "从", en: "From", type: "day" },
    { code: "to", zh: "到", en: "To", type: "day" },
    { code: "unlogged", zh: "未会签", en: "Not countersigned", type: "truth" },
];

/** @param {{query: Record<string, string>}} props */
export default function Signoffs({ query }) {
    const { data } = useData("/api/signoffs?limit=1");
    const counts = data && data.counts;
    return html`<${PageHead} title=${t("签署", "Sign-offs")} wide=${true} sub=${counts && t(
            `共 ${counts.all} 份；${counts.changed} 份签后变更，${counts.voided} 份作废，${counts.unlogged} 份未会签`,
            `${counts.all} in all; ${counts.changed} changed after signing, ${counts.voided} voided, `
                + `${counts.unlogged} not countersigned`)} />
        <div class="page-body page-wide"><${DataTable} list="signoffs" path="/api/signoffs" query=${query}
            columns=${columns} filters=${filters} open=${(/** @type {any} */ row) => `#/signoff/${row.id}`}
            tone=${(/** @type {any} */ row) => (row.state_code === "broken" ? "fail"
                : row.state_code === "changed" ? "warn" : "")}
            empty=${t("没有签署", "No sign-offs")} /></div>`;
}
