// SPDX-License-Identifier: Apache-2.0
// What was signed at a site, the newest first, and how each stands now.
import { html } from "/vendor/preact.js";
import { back } from "/shared/router.js";
import { Mark } from "/shared/kit/icon.js";
import { Empty, ErrorNote, Loading, PageHead, Row, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { standingOf } from "/sign/standing.js";
import { useData } from "/store.js";

/** @param {{document: any}} props */
function Document({ document: one }) {
    const standing = standingOf(one.state);
    return html`<${Row} icon="sign" href=${`#/signoff/${one.id}`} unsent=${one.unsent}
        title=${`${w(one.form)} · ${one.name}（${w(one.role)}）`}
        sub=${html`${w(one.verdict)} · <${Time} ms=${one.signed_at} /> · ${one.short}`}
        side=${html`<${Mark} tone=${standing.tone}>${standing.words}<//>`} />`;
}

/** @param {{params: {site: string}}} props */
export default function SignoffsScreen({ params }) {
    const { data, error, reload } = useData(`/api/sites/${params.site}`);
    const documents = [...(data?.documents ?? [])].sort((a, b) => b.signed_at - a.signed_at);
    return html`<${PageHead} title=${t("签署", "Sign-offs")} sub=${data?.address ?? ""}
            onBack=${() => back(`/site/${params.site}`)} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!data && !error && html`<${Loading} />`}
            ${data && !documents.length && html`<${Empty} icon="sign" title=${t("还没有人签字", "Nobody has signed yet")} />`}
            ${
                documents.length > 0 &&
                html`<div class="list">${documents.map(
                    (one) => html`<${Document} key=${one.id} document=${one} />`,
                )}</div>`
            }
        </div>`;
}
