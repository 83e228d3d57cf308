// SPDX-License-Identifier: Apache-2.0
// One visit: what was written down, with its parts and photos.
import { html } from "/vendor/preact.js";
import { exact } from "/shared/format.js";
import { ErrorNote, Loading, PageHead, Section } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { half, t, w } from "/shared/words.js";
import { Mark } from "../sites/marks.js";
import { Facts, Person, Photos, Veil } from "../sites/parts.js";
import { useData } from "../store.js";

/** @param {{fields: any[]}} props */
function Fields({ fields }) {
    return html`<${Facts} facts=${fields.filter(({ field }) => !["of", "node", "attempt", "patrol",
        "catalogue"].includes(
        field)).map((one) => [w(one), html`${half(one.value || "")}${one.conflict && html` <${Mark} icon="conflict"
        tone="warn" words=${t("有冲突", "in conflict")} />`}`])} />`;
}

/** @param {{params: Record<string, string>}} props */
export default function Visit({ params }) {
    const { data: visit, error, reload } = useData(`/api/visits/${params.id}`);
    return html`<${PageHead} title=${visit ? w(visit.label) : t("到场", "Visit")} wide=${true} onBack=${() => back(
        visit ? `/site/${visit.site}` : "/sites")} sub=${visit && html`<a
            href=${`#/site/${visit.site}`}>${visit.contract_number
        || t("工地", "site")}</a> ${visit.address || ""}`} />
        <div class="page-body page-wide">${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!visit && !error && html`<${Loading} />`}
            ${visit && html`<${Veil} of=${visit} /><${Facts} facts=${[[t("时间", "When"), exact(visit.at_ms)],
                [t("谁", "Who"), html`<${Person} person=${visit.who} />`]]} />
                <${Fields} fields=${visit.fields} />
                <${Photos} photos=${visit.photos} label=${t("照片", "photos")} />
                ${visit.parts.map((/** @type {any} */ part) => html`<${Section} key=${part.id} title=${part.kind
                    === "rectification" ? html`<a href=${`#/issue/${part.id}`}>${w(part.label)}</a>` : w(part.label)}>
                    <${Fields} fields=${part.fields} /><${Photos} photos=${part.photos} label=${w(part.label)} />
                    </${Section}>`)}`}</div>`;
}
