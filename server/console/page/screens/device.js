// SPDX-License-Identifier: Apache-2.0
// One tablet: what it says and what the office holds of it, who uses it, and what the office may do with it.
import { html } from "/vendor/preact.js";
import { ErrorNote, Loading, Note, PageHead, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { Alarms, Exposed, Figures, Persons, Proof } from "../devices/parts.js";
import { Rule } from "../devices/rule.js";
import { Swap } from "../devices/swap.js";
import { may, useData } from "../store.js";

/** @param {{params: {id: string}}} props */
export default function Device({ params }) {
    const { data: device, error, reload } = useData(`/api/devices/${params.id}`);
    if (!device)
        return error ? html`<div class="page-body"><${ErrorNote} error=${error} onRetry=${reload} /></div>`
            : html`<${Loading} />`;
    const active = device.persons.filter((/** @type {any} */ one) => one.active);
    const names = active.map((/** @type {any} */ one) => one.name);
    return html`<${PageHead} title=${device.name} wide=${true}
            sub=${[w(device.state), names.join(t("、", ", "))].filter(Boolean).join(" · ")} />
        <div class="page-body page-wide stack">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${device.state_code !== "active" && html`<${Note} tone="warn" icon="lock"><b>${w(device.state)}</b>
                ${" "}<${Time} ms=${device.changed_ms} /> · ${device.reason}</${Note}>`}
            <div class="device-parts"><${Figures} device=${device} /><div class="stack">
                <${Persons} device=${device} onDone=${reload} />
                <${Proof} device=${device} onDone=${reload} /></div></div>
            ${may("devices") && html`<div class="device-parts"><${Swap} device=${device} onDone=${reload} />
                <div class="stack">
                <${Rule} device=${device} onDone=${reload} /><${Exposed} device=${device} /></div></div>`}
            <${Alarms} device=${device} /></div>`;
}
