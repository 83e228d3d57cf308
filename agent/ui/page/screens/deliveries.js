// SPDX-License-Identifier: Apache-2.0
// Materials of a site (D9.3): ordered, arrived, accepted or refused, with photos.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { PhraseField, TextField } from "/shared/kit/form.js";
import { Keypad } from "/shared/kit/keypad.js";
import { Empty, ErrorNote, Loading, PageHead } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { now } from "/shared/format.js";
import { back } from "/shared/router.js";
import { t } from "/shared/words.js";
import { phrasesFor } from "../check/check_model.js";
import { DAYS, DayChips, dayAfter } from "../check/day_chips.js";
import { useSaving } from "../act.js";
import { deed } from "../check/deeds.js";
import { PhotoBox } from "../check/photo_box.js";
import { codeOf } from "../check/told.js";
import { StepCard } from "../check/step_card.js";
import { useData } from "../store.js";

/** @type {Record<string, import("../check/step_card.js").StateLook>} */
const STATES = {
    ordered: { tone: "warn", icon: "ring" },
    arrived: { tone: "busy", icon: "truck" },
    accepted: { tone: "pass", icon: "check" },
    refused: { tone: "fail", icon: "cross" },
};
/** @type {Record<string, import("../check/step_card.js").StepLook>} */
const STEPS = {
    arrive: { icon: "truck", kind: "primary" },
    accept: { icon: "check", kind: "primary" },
    refuse: { icon: "cross", kind: "danger", reason: "refused_reason", phrases: "delivery.refused_reason" },
};
const UNITS = [["件", "pieces"], ["箱", "boxes"], ["片", "tiles"], ["米", "m"], ["平方米", "m²"], ["套", "sets"]];

/** @param {{row: any, site: any, reload: () => Promise<void>}} props */
function Delivery({ row, site, reload }) {
    const photos = Array.isArray(row.photos) ? row.photos : [];
    const about = { project: `${site.customer} ${site.address}`, subject: row.product };
    const target = () => ({ path: "/api/photos", query: { record: row.id } });
    return html`<${StepCard} row=${row} path="/api/deliveries" states=${STATES} looks=${STEPS} title=${row.product}
        reload=${reload}>
        <p class="faint">${[row.quantity, row.supplier, row.due ? t(`应到 ${row.due}`, `due ${row.due}`) : "",
            row.arrived_on ? t(`到货 ${row.arrived_on}`, `arrived ${row.arrived_on}`) :
                ""].filter(Boolean).join(" · ")}</p>
        ${row.refused_reason && html`<p>${row.refused_reason}</p>`}
        ${row.note && html`<p>${row.note}</p>`}
        ${codeOf(row.state) !== "ordered" && html`<${PhotoBox} group=${row.id} photos=${photos} label=${t("到货照片",
            "Photos")}
            about=${about} target=${target} saved=${reload} line=${true} />`}
    </${StepCard}>`;
}

/** @param {{site: string, onClose: () => void, reload: () => Promise<void>}} props */
function NewDelivery({ site, onClose, reload }) {
    const { data: words } = useData("/api/words");
    const [product, setProduct] = useState("");
    const [supplier, setSupplier] = useState("");
    const [count, setCount] = useState("");
    const [unit, setUnit] = useState(t(UNITS[0][0], UNITS[0][1]));
    const [days, setDays] = useState(DAYS[1].code);
    const [saving, run] = useSaving();
    const save = () => run("save", async () => {
        if (!product.trim()) return;
        const quantity = count === "" ? {} : { quantity: `${count} ${unit}` };
        const by = supplier.trim() ? { supplier: supplier.trim() } : {};
        const body = { site, product: product.trim(), ordered_on: dayAfter(now(), "0"), due: dayAfter(now(),
            days), ...by, ...quantity };
        if (await deed("/api/deliveries", body, { zh: "已存本机", en: "saved here" }, reload)) onClose();
    });
    return html`<${Sheet} title=${t("新订货", "New order")} onClose=${onClose}
        foot=${html`${!product.trim() && html`<p class="field-note" role="status">${t("还缺：材料",
        "Still missing: the material")}</p>`}<${Button} kind="primary"
        wide=${true}
        icon="check" disabled=${!product.trim()} busy=${saving !== null} onTap=${save}>${t("保存", "Save")}</${Button}>`}>
        <${PhraseField} label=${t("材料", "What")} value=${product} onChange=${setProduct} required=${true} limit=${255}
            phrases=${words ? phrasesFor(words.phrases, "delivery.product") : []} />
        <${TextField} label=${t("供应商（可不填）", "Supplier (optional)")} value=${supplier} onChange=${setSupplier}
            limit=${255} />
        <${Chips} label=${t("单位", "Unit")} value=${unit} onPick=${setUnit}
            options=${UNITS.map(([zh, en]) => ({ code: t(zh, en), label: t(zh, en) }))} />
        <${Keypad} label=${t("数量", "Quantity")} unit=${unit} value=${count} onChange=${setCount} onDone=${save} />
        <${DayChips} label=${t("应到", "Due")} value=${days} onPick=${setDays} />
    </${Sheet}>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Deliveries({ params }) {
    const { data: site, error, reload } = useData(`/api/sites/${params.site}`);
    const [adding, setAdding] = useState(false);
    const rows = site ? site.deliveries || [] : [];
    return html`<${PageHead} title=${t("材料到货", "Deliveries")} onBack=${() => back(`/site/${params.site}`)}
            sub=${site ? `${site.customer} · ${site.address}` : ""}
            actions=${html`<${Button} icon="plus" onTap=${() => setAdding(true)}>${t("新订货",
                "New")}</${Button}>`} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!site && !error && html`<${Loading} />`}
            ${site && rows.length === 0 && html`<${Empty} icon="truck" title=${t("没有订货", "Nothing was ordered")} />`}
            ${rows.map((/** @type {any} */ row) => html`<${Delivery} key=${row.id} row=${row} site=${site}
                reload=${reload} />`)}
        </div>
        ${adding && html`<${NewDelivery} site=${params.site} reload=${reload} onClose=${() => setAdding(false)} />`}`;
}
