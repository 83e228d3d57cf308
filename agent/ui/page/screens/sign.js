// SPDX-License-Identifier: Apache-2.0
// Staff sign on the tablet of the one who is in: designer, foreman, supervisor, or that person.
import { html, useState } from "/vendor/preact.js";
import { back } from "/shared/router.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Loading, Note, PageHead } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { useData, useSession } from "/store.js";
import { Done } from "/sign/done.js";
import { formOf, reviewPath } from "/sign/review.js";
import { SignForm } from "/sign/sign_form.js";

/** @typedef {import("/sign/review.js").Review} Review */
/** @typedef {import("/sign/sign_form.js").Signed} Signed */

/**
 * query.shown: digest of what was seen on the review page; only that is signed.
 * @param {{params: {of: string, form: string, role: string}, query: {shown?: string}}} props
 */
export default function SignScreen({ params, query }) {
    const { of, form, role } = params;
    const { person } = useSession();
    const { data, error, reload } = useData(reviewPath(of, form, role));
    const people = useData("/api/words").data?.people;
    const site = data?.statement.records.find((/** @type {any} */ record) => record.kind === "site")?.id;
    const about = useData(site ? `/api/sites/${site}` : null);
    const [signed, setSigned] = useState(/** @type {Signed | null} */ (null));
    const review = /** @type {Review | undefined} */ (data);
    const again = () => back(`/review/${of}/${form}`);
    const head = html`<${PageHead} title=${review ? w(formOf(review)) : t("签字", "Signing")} onBack=${again}
        sub=${review && w(review.signers.find((signer) => signer.role === role))} />`;

    if (!review || !people || (site && !about.data && !about.error))
        return html`${head}<div class="page-body">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />`
            : html`<${Loading} />`}</div>`;
    if (signed)
        return html`${head}<div class="page-body"><${Done} signed=${signed} form=${formOf(review)}>
            <${Button} kind="primary" wide=${true} icon="back" onTap=${again}>${t("回到审阅页",
                "Back to the review")}<//><//></div>`;
    if (review.content !== query.shown)
        return html`${head}<div class="page-body"><${Note} tone="warn" icon="warning">${t(
            "内容刚刚有变化，没有签署任何东西。请回到审阅页再看一遍，然后签字。",
            "The contents changed just now and nothing was signed: please go back, read them again, then sign.",
        )}<//>
            <${Button} kind="primary" wide=${true} icon="back" onTap=${again}>${t("回到审阅页",
                "Back to the review")}<//></div>`;
    // Who holds the tablet, who of this role works for the site, then everybody else of the role.
    const own = (about.data?.team ?? []).filter((/** @type {any} */ one) => one.role.code === role)
        .map((/** @type {any} */ one) => one.person.id);
    const rank = (/** @type {any} */ one) => Number(one.id === person?.id) * 2 + Number(own.includes(one.id));
    const names = people
        .filter((/** @type {any} */ one) => one.role.code === role)
        .sort((/** @type {any} */ a, /** @type {any} */ b) => rank(b) - rank(a))
        .map((/** @type {any} */ one) => one.name)
        .slice(0, 8);
    return html`${head}<div class="page-body page-wide">
        <${SignForm} review=${review} role=${role} names=${names} onSigned=${setSigned} onStale=${reload} /></div>`;
}
