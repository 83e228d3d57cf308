// SPDX-License-Identifier: Apache-2.0
// A site chosen by typing: contract number, customer or address.
import { html, useState } from "/vendor/preact.js";
import { withQuery } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { t } from "/shared/words.js";
import { useData } from "../store.js";

/** @typedef {{id: string, contract: string, words: string}} Picked */

/** @param {{text: string, onPick: (site: Picked) => void}} props */
function Found({ text, onPick }) {
    const { data } = useData(withQuery("/api/sites", { text, limit: 8 }));
    const rows = (data && data.rows) || [];
    if (data && rows.length === 0)
        return html`<p class="field-note">${t("没有这样的工地", "no such site")}</p>`;
    return html`<ul class="checks">${rows.map((/** @type {any} */ row) => {
        const words = [row.contract, row.customer, row.address].filter(Boolean).join(" · ");
        return html`<li key=${row.id}><${Button} icon="place" onTap=${() => onPick({ id: row.id,
            contract: row.contract, words })}>${words}</${Button}></li>`;
    })}</ul>`;
}

/** @param {{value: Picked | null, onPick: (site: Picked | null) => void}} props */
export function SitePick({ value, onPick }) {
    const [text, setText] = useState("");
    if (value)
        return html`<div class="row row-fill"><p><b>${value.words}</b></p><${Button} icon="undo"
            onTap=${() => onPick(null)}>${t("换一个", "Another one")}</${Button}></div>`;
    return html`<${TextField} label=${t("工地：合同、客户或地址", "Site: contract, customer or address")} value=${text}
            onChange=${setText} focus=${true} />
        ${text.trim() && html`<${Found} text=${text.trim()} onPick=${onPick} />`}`;
}
