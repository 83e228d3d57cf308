// SPDX-License-Identifier: Apache-2.0
// The sites and customers that a tablet has seen: for the notice when it is lost.
import { html } from "/vendor/preact.js";
import { PageHead } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { useData } from "../store.js";
import { DataTable } from "../table/table.js";

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "contract_number", zh: "合同编号", en: "Contract", sort: true, fixed: true },
    { code: "customer_name", zh: "客户", en: "Customer", sort: true },
    { code: "phone", zh: "电话", en: "Phone", sort: true },
    { code: "address", zh: "地址", en: "Address", sort: true },
    { code: "store", zh: "门店", en: "Store", sort: true },
    { code: "since_ms", zh: "可见自", en: "Seen since", sort: true, type: "time" },
    { code: "until_ms", zh: "可见至", en: "Seen until", sort: true, type: "time" },
    { code: "dropped", zh: "平板已删除", en: "Gone from it", sort: true, type: "truth" },
];

/** @param {{params: {id: string}, query: Record<string, string>}} props */
export default function Exposed({ params, query }) {
    const { data: device } = useData(`/api/devices/${params.id}`);
    const name = device ? device.name : "";
    return html`<${PageHead} title=${t(`“${name}”看到过的`, `What "${name}" has seen`)} wide=${true}
            sub=${t("没有“可见至”的现在还看得到", "Without an end it is seen still")} />
        <div class="page-body page-wide stack"><p><a href=${`#/device/${params.id}`}>${t("回到平板",
            "Back to the tablet")}</a></p><${DataTable} list="exposed" path=${`/api/devices/${params.id}/exposed`}
            query=${query} columns=${columns} views=${false}
            open=${(/** @type {any} */ row) => (row.contract_number ? `#/site/${row.id}` : "")}
            empty=${t("它没有看到过任何工地", "It has seen no site")} /></div>`;
}
