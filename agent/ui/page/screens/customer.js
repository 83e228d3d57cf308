// SPDX-License-Identifier: Apache-2.0
// The tablet in the customer's hands: the pages to be signed, their answer and signature, their
// copy. Nothing else can be reached; only a PIN leads out.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { ErrorNote, Loading, Note } from "/shared/kit/layout.js";
import { language, setLanguage, t, w } from "/shared/words.js";
import { Done } from "/sign/done.js";
import { LeaveSheet } from "/sign/leave.js";
import { changedItems, formOf, pictureOf, reviewPath } from "/sign/review.js";
import { SignForm } from "/sign/sign_form.js";
import { StatementPages } from "/shared/paper/statement_pages.js";
import { useData, useSession, useStore } from "/store.js";

/** @typedef {import("/sign/review.js").Review} Review */
/** @typedef {import("/sign/sign_form.js").Signed} Signed */

const ROLE = "customer";
const LARGER = "125"; // for who reads without their glasses
const NARROW = 600; // pixels: there larger text would leave no room
let spoken = ""; // the customer's own choice of language, while the tablet is theirs

/** Larger text as long as this screen is shown. */
function useLargerText() {
    useEffect(() => {
        const root = document.documentElement,
            before = root.dataset.size;
        if (Number(before) < Number(LARGER) && innerWidth >= NARROW) root.dataset.size = LARGER;
        return () => void (root.dataset.size = before);
    }, []);
}

/**
 * The page that is shown stays as it is, until somebody has seen that it changed.
 * @param {string} of @param {string} form
 */
function useReview(of, form) {
    const { data, error, reload } = useData(reviewPath(of, form, ROLE));
    const [held, setHeld] = useState(/** @type {Review | null} */ (null));
    const now = /** @type {Review | undefined} */ (data);
    const review = held && formOf(held).code === form ? held : (now ?? null);

    useEffect(() => {
        if (now && (!held || formOf(held).code !== form)) setHeld(now);
    }, [now, form]);
    return {
        review,
        newer: now && review && now.content !== review.content ? now : null,
        error,
        reload,
        renew: setHeld,
    };
}

/** @param {{onLanguage: () => void, title: string}} props */
function Head({ onLanguage, title }) {
    const [leaving, setLeaving] = useState(false);
    const silent = useStore((state) => state.silent);
    return html`<header class="customer-head">
        <span class="customer-title">${title}</span>
        <${Button} kind="quiet" icon="language" onTap=${onLanguage}>${t("English", "中文")}<//>
        <span class="customer-staff"><${Button} kind="quiet" icon="lock" onTap=${() => setLeaving(true)}>${t(
            "工作人员", "Staff")}<//></span>
        ${silent && html`<span class="customer-silent" role="status"><${Icon} name="sync" /> ${t(
            "等待本机程序，请稍候；已签的不会丢", "Waiting for this tablet's program; nothing that was signed is lost")}</span>`}
        ${leaving && html`<${LeaveSheet} onClose=${() => setLeaving(false)} />`}
    </header>`;
}

/** @param {{review: Review, changed: Set<string> | null, children?: any}} props */
const Read = ({ review, changed, children }) => html`<div class="customer-body">
        ${
            changed &&
            html`<${Note} tone="warn" icon="warning">${t(
                "内容刚刚有变化，请重新看一遍。变化的检查项标有“有变化”。先前的签名没有使用。",
                "The contents changed just now: please read them again; what changed is marked. No signature was used.",
            )}<//>`
        }
        <${StatementPages} statement=${review.statement} content=${review.content} picture=${pictureOf(review)}
            changed=${changed ?? undefined} />
    </div>
    <footer class="customer-foot">${children}</footer>`;

/**
 * What may be done with the page that was read.
 * @param {{review: Review, next: string, onSign: () => void, onNext: () => void}} props
 */
function Onward({ review, next, onSign, onNext }) {
    if (review.lacks.length)
        return html`<${Note} tone="warn">${t("内容还不完整，暂不能签字，请交还平板。",
            "The contents are not complete yet and cannot be signed: please hand the tablet back.")}<//>`;
    // The page was opened anew after somebody signed: nobody shall sign twice by mistake.
    if (review.signers.some((signer) => signer.role === ROLE && signer.signed))
        return html`<${Note} tone="pass" icon="check">${t("这份表单已由客户签署并封存。",
            "The customer has signed this form already; it is sealed.")}<//>
            ${
                next
                    ? html`<${Button} kind="primary" wide=${true} icon="forward" onTap=${onNext}>${t("下一份表单",
                        "The next form")}<//>`
                    : html`<${HandBack} />`
            }
            <${Button} wide=${true} icon="people" onTap=${onSign}>${t("还有一位也要签", "Somebody else signs this too")}<//>`;
    return html`<${Button} kind="primary" wide=${true} icon="sign" onTap=${onSign}>${t("我已看过，去签字",
        "I have read this: go on to sign")}<//>`;
}

/** For the customer to read; whoever gets the tablet back taps it. */
function HandBack() {
    const [leaving, setLeaving] = useState(false);
    return html`<button type="button" class="hand-back" onClick=${() => setLeaving(true)}>
            <${Icon} name="tablet" size="large" /> ${t("请把平板交还工作人员，谢谢！",
                "Please hand the tablet back. Thank you!")}</button>
        ${leaving && html`<${LeaveSheet} onClose=${() => setLeaving(false)} />`}`;
}

/** @param {{review: Review, signed: Signed, next: string, onNext: () => void, onAnother: () => void}} props */
const After = ({
    review,
    signed,
    next,
    onNext,
    onAnother,
}) => html`<div class="customer-body"><${Done} signed=${signed} form=${formOf(review)}>
    ${
        next
            ? html`<${Button} kind="primary" wide=${true} icon="forward" onTap=${onNext}>${t("下一份表单",
                "The next form")}<//>`
            : html`<${HandBack} />`
    }
    <${Button} icon="people" onTap=${onAnother}>${t("还有一位也要签", "Somebody else signs this too")}<//>
<//></div>`;

/** @param {{of: string, form: string, next: string, onNext: () => void, onLanguage: () => void}} props */
function OneForm({ of, form, next, onNext, onLanguage }) {
    const { review, newer, error, reload, renew } = useReview(of, form);
    const [step, setStep] = useState(/** @type {"read" | "sign"} */ ("read"));
    const [signed, setSigned] = useState(/** @type {Signed | null} */ (null));
    const [changed, setChanged] = useState(/** @type {Set<string> | null} */ (null));
    const [people, setPeople] = useState(0);
    const known = review?.statement.content.customer.name;
    const top = useRef(/** @type {HTMLElement | null} */ (null));

    // What changed under the reader's eyes is shown before anything can be signed.
    useEffect(() => {
        if (!newer || !review || signed) return;
        setChanged(changedItems(review.statement, newer.statement));
        renew(newer);
        setStep("read");
    }, [newer, signed]);
    useEffect(() => top.current?.scrollTo(0, 0), [step, signed, changed]);
    const another = () => {
        setSigned(null);
        setPeople(people + 1);
        setStep("sign");
    };
    const inside = !review
        ? error
            ? html`<${ErrorNote} error=${error} onRetry=${reload} />`
            : html`<${Loading} />`
        : signed
          ? html`<${After} review=${review} signed=${signed} next=${next} onNext=${onNext} onAnother=${another} />`
          : step === "read"
            ? html`<${Read} review=${review} changed=${changed}><${Onward} review=${review} next=${next}
                onNext=${onNext}
                onSign=${() => setStep("sign")} /><//>`
            : html`<div class="customer-body">
                    <div class="row"><${Button} kind="quiet" icon="back" onTap=${() => setStep("read")}>${t("再看一遍",
                        "Read it again")}<//></div>
                    <${SignForm} key=${people} review=${review} role=${ROLE} onSigned=${setSigned} onStale=${reload}
                        names=${people === 0 && known ? [known] : []} />
                </div>`;
    return html`<main class="customer" ref=${top}><${Head} title=${review ? w(formOf(review)) : ""}
        onLanguage=${onLanguage} />${inside}</main>`;
}

export default function Customer() {
    const { subject } = useSession();
    const [at, setAt] = useState(0);
    const [, again] = useState("");
    const forms = (subject?.form ?? "").split(",");
    const switchLanguage = () => {
        spoken = language() === "zh" ? "en" : "zh";
        setLanguage(spoken);
        again(spoken);
    };
    useLargerText();
    useEffect(() => () => void (spoken = ""), []);
    if (spoken) setLanguage(spoken);
    return html`<${OneForm} key=${forms[at]} of=${subject?.of ?? ""} form=${forms[at]} next=${forms[at + 1] ?? ""}
        onNext=${() => setAt(at + 1)} onLanguage=${switchLanguage} />`;
}
