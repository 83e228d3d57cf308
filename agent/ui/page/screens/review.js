// SPDX-License-Identifier: Apache-2.0
// Before signing: exactly the pages that will be sealed, what is still missing a tap away, and to
// whom the tablet is handed.
import { html, useEffect, useState } from "/vendor/preact.js";
import { back, go } from "/shared/router.js";
import { Button } from "/shared/kit/button.js";
import { Chips, ManyChips } from "/shared/kit/chips.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { ErrorNote, Loading, Note, PageHead, Row, Section } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { act } from "/act.js";
import { readSession } from "/session.js";
import { useData } from "/store.js";
import { NotSigned } from "/sign/not_signed.js";
import { formOf, pictureOf, reviewPath } from "/sign/review.js";
import { StatementPages } from "/shared/paper/statement_pages.js";

/** @typedef {import("/sign/review.js").Review} Review */
/** @typedef {import("/sign/review.js").Lack} Lack */
/** @typedef {{code: string, zh: string, en: string, ready: boolean,
 *     signers: {role: string, signed: boolean}[]}} FormRow */

const CUSTOMER = "customer";
const CHECKED = ["attempt", "inspection", "simulated_round", "patrol"]; // kinds that have a checklist

/** Where a missing thing is put right. @param {string} of @param {Lack} lack */
const lackPlace = (of, lack) =>
    lack.item
        ? `#/check/${of}?item=${encodeURIComponent(lack.item)}`
        : lack.field && lack.record
          ? `#/conflict/${lack.record}`
          : `#/check/${of}`;

/** @param {{review: Review}} props */
function Lacks({ review }) {
    if (!review.lacks.length)
        return html`<${Note} tone="pass" icon="check">${t("内容完整，可以签字", "Everything is there: it can be signed")}<//>`;
    return html`<section class="lacks" aria-labelledby="lacks-title">
        <h2 id="lacks-title"><${Icon} name="warning" /> ${t(
            `还差 ${review.lacks.length} 项，补齐后才能签字`,
            `${review.lacks.length} missing: nobody can sign before`,
        )}</h2>
        <div class="list">${review.lacks.map((lack, i) => html`<${Row} key=${i} title=${w(lack)}
            href=${lackPlace(review.of, lack)} />`)}</div>
    </section>`;
}

/** @param {Review} review @param {string} role */
const signPath = (review, role) => `/sign/${review.of}/${formOf(review).code}/${role}?shown=${review.content}`;

/** @param {{review: Review, onRefuse: (role: string) => void}} props */
function Signers({ review, onRefuse }) {
    const off = review.lacks.length > 0;
    return html`<${Section} title=${t("谁来签字", "Who signs")}><ul class="signers">${review.signers.map(
        (signer) => html`<li key=${signer.role}>
        <span class="signer-role">${w(signer)}</span>
        ${signer.signed ? html`<${Mark} tone="pass">${t("已签", "signed")}<//>` : html`<${Mark} tone="idle">${t("未签",
            "not signed")}<//>`}
        <span class="signer-acts">
            ${
                signer.role !== CUSTOMER &&
                html`<${Button} icon="sign" disabled=${off}
                label=${t(`${w(signer)}签字`, `${w(signer)} signs`)} onTap=${() => go(signPath(review, signer.role))}>
                ${signer.signed ? t("再签一位", "One more") : t("签字", "Sign")}<//>`
            }
            ${!signer.signed && html`<${Button} kind="quiet" disabled=${off}
                onTap=${() => onRefuse(signer.role)}>${t("拒签/未到场", "Refused or absent")}<//>`}
        </span></li>`,
    )}</ul><//>`;
}

/** Which forms the customer is handed at once. @param {FormRow[]} forms @param {string} form */
const together = (forms, form) =>
    forms.filter(
        (one) =>
            one.ready &&
            (one.code === form || one.signers.some((signer) => signer.role === CUSTOMER && !signer.signed)),
    );

/** @param {{review: Review, forms: FormRow[], onHand: (forms: string[]) => void}} props */
function HandOver({ review, forms, onHand }) {
    const offered = together(forms, formOf(review).code).filter((one) => one.code !== formOf(review).code);
    const [out, setOut] = useState(/** @type {string[]} */ ([]));
    const chosen = [formOf(review).code, ...offered.map((one) => one.code).filter((code) => !out.includes(code))];
    const off = review.lacks.length > 0;
    const toggle = (/** @type {string} */ code, /** @type {boolean} */ on) =>
        setOut(on ? out.filter((other) => other !== code) : [...out, code]);
    const customer = review.signers.find((signer) => signer.role === CUSTOMER);
    const asked = customer?.required && !customer.signed;
    if (!customer) return null;
    return html`<div class="page-foot">
        ${
            offered.length > 0 &&
            html`<${ManyChips} label=${t("一并交给客户签的表单", "Forms that the customer signs in the same go")} values=${chosen}
            options=${offered.map((one) => ({ code: one.code, zh: one.zh, en: one.en }))}
            onToggle=${toggle} />`
        }
        <${Button} kind=${asked ? "primary" : "plain"} wide=${true} icon="tablet" disabled=${off}
            onTap=${() => onHand(chosen)}>${
            chosen.length > 1
                ? t(`交给客户签 ${chosen.length} 份`, `Hand to the customer: ${chosen.length} forms`)
                : t("交给客户签字", "Hand to the customer to sign")
        }<//>
    </div>`;
}

/** @param {{params: {of: string, form?: string}}} props */
export default function ReviewScreen({ params }) {
    const [kind, setKind] = useState(""); // of what is signed, once it is known
    const [handing, setHanding] = useState(false); // from then on nothing of this screen may be asked for
    const checked = handing || (params.form && !CHECKED.includes(kind)) ? null : `/api/checklists/${params.of}`;
    const list = useData(checked); // what is no checklist has only the form that was asked for
    const forms = /** @type {FormRow[]} */ (list.data?.forms ?? []);
    const wanted =
        params.form ?? (forms.find((one) => one.signers.some((signer) => !signer.signed)) ?? forms[0])?.code;
    const { data, error, reload } = useData(wanted && !handing ? reviewPath(params.of, wanted) : null);
    const [refused, setRefused] = useState("");
    const review = /** @type {Review | undefined} */ (data);
    const hand = async (/** @type {string[]} */ chosen) => {
        setHanding(true);
        if (await act("/api/customer", { of: review?.of, form: chosen.join(",") })) await readSession();
        setHanding(false);
    };
    useEffect(() => setKind(review?.statement.content.of.kind ?? kind), [review]);
    const head = html`<${PageHead} title=${review ? w(formOf(review)) : t("签字", "Signing")} onBack=${() => back()}
        sub=${review && t("将封存的正是以下内容", "Exactly this will be sealed")}>
        ${
            forms.length > 1 &&
            html`<${Chips} label=${t("表单", "Form")} hideLabel=${true} value=${wanted}
            options=${forms.map((one) => ({ code: one.code, zh: one.zh, en: one.en }))}
            onPick=${(/** @type {string} */ code) => go(`/review/${params.of}/${code}`, { replace: true })} />`
        }<//>`;

    if (!review)
        return html`${head}<div class="page-body">${
            error || list.error
                ? html`<${ErrorNote} error=${error ?? list.error} onRetry=${reload} />`
                : list.data && !wanted
                  ? html`<${Note}>${t("这里没有要签的表单", "There is no form to sign here")}<//>`
                  : html`<${Loading} />`
        }</div>`;
    return html`${head}<div class="page-body">
        <${Lacks} review=${review} />
        <${StatementPages} statement=${review.statement} content=${review.content} picture=${pictureOf(review)} />
        <${Signers} review=${review} onRefuse=${setRefused} /></div>
        <${HandOver} review=${review} forms=${forms} onHand=${hand} />
        ${refused && html`<${NotSigned} review=${review} role=${refused} onClose=${() => setRefused("")} />`}`;
}
