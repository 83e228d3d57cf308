// SPDX-License-Identifier: Apache-2.0
// Records that two people wrote while apart: all values stand until somebody decides.
import { html } from "/vendor/preact.js";
import { PageHead } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { DataTable } from "../table/table.js";

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "label", zh: "记录", en: "Record", sort: true, type: "words", fixed: true },
    { code: "fields", zh: "有冲突的字段", en: "Fields in conflict", sort: true, type: "words" },
    { code: "values", zh: "不同的值", en: "Values", sort: true, type: "number" },
    { code: "who", zh: "谁写的", en: "Written by", sort: true },
    { code: "contract_number", zh: "合同编号", en: "Contract", sort: true },
    { code: "customer_name", zh: "客户", en: "Customer", sort: true },
    { code: "store", zh: "门店", en: "Store", sort: true },
    { code: "received_ms", zh: "最近到达", en: "Last came in", sort: true, type: "time" },
];
/** @type {import("../table/wish.js").Filter[]} */
const filters = [{ code: "text", zh: "包含", en: "Contains", type: "text" }];

/** @param {{query: Record<string, string>}} props */
export default function Conflicts({ query }) {
    return html`<${PageHead} title=${t("冲突", "Conflicts")} wide=${true}
            sub=${t("两个人离线时写了不同的值：都保留着，由您裁定", "Two people wrote different values while apart: all are kept, "
                + "you decide")} />
        <div class="page-body page-wide"><${DataTable} list="conflicts" path="/api/conflicts" query=${query}
            columns=${columns} filters=${filters} open=${(/** @type {any} */ row) => `#/conflict/${row.id}`}
            empty=${t("没有冲突", "No conflicts")} /></div>`;
}
