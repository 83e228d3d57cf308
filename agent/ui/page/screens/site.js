// SPDX-License-Identifier: Apache-2.0
// A site: where its seven nodes are, what blocks them, and everything that belongs to it.
import { html, useState } from "/vendor/preact.js";
import { IconButton } from "/shared/kit/button.js";
import { ErrorNote, Loading, PageHead } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t } from "/shared/words.js";
import { Contacts, Deadlines, Documents, More, SiteIssues, Visits } from "../check/site_lists.js";
import { currentNode, NodeBar, NodePanel } from "../check/site_nodes.js";
import { useData } from "../store.js";

/** @param {{site: any, reload: () => Promise<void>}} props */
function Body({ site, reload }) {
    const [picked, setPicked] = useState(/** @type {number | null} */ (null));
    const chosen = picked === null ? currentNode(site.nodes) : picked;
    return html`<div class="page-body page-wide">
        <${NodeBar} nodes=${site.nodes} chosen=${chosen} onPick=${setPicked} />
        <div class="two">
            <div class="stack-wide">
                <${NodePanel} site=${site} node=${site.nodes[chosen]} reload=${reload} />
                <${Deadlines} site=${site} />
            </div>
            <div class="stack-wide">
                <${SiteIssues} site=${site} /><${Visits} site=${site} />
                <${Documents} site=${site} /><${More} site=${site} />
            </div>
        </div>
    </div>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Site({ params }) {
    const { data: site, error, reload } = useData(`/api/sites/${params.id}`);
    const [contacts, setContacts] = useState(false);
    if (!site)
        return html`<${PageHead} title=${t("工地", "Site")} onBack=${() => back("/today")} />
            <div class="page-body">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` :
                html`<${Loading} />`}</div>`;
    return html`<${PageHead} title=${site.address || t("地址未填", "no address")} wide=${true}
            onBack=${() => back("/today")} sub=${[site.customer, site.contract_number].filter(Boolean).join(" · ")}
            actions=${html`<${IconButton} icon="phone" kind="plain" label=${t("联系单", "Contact sheet")}
                onTap=${() => setContacts(true)} />`} />
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        <${Body} site=${site} reload=${reload} />
        ${contacts && html`<${Contacts} site=${site} onClose=${() => setContacts(false)} />`}`;
}
