// SPDX-License-Identifier: Apache-2.0
// Somebody refuses to sign, or is not there, or cannot write: recorded with its reason and without
// a hand, sealed all the same (docs/SIGNING.md).
import { html, useRef, useState } from "/vendor/preact.js";
import { Failure, once, post } from "/shared/api.js";
import { Chips } from "/shared/kit/chips.js";
import { SlideToConfirm } from "/shared/kit/confirm.js";
import { PhraseField, TextField } from "/shared/kit/form.js";
import { ErrorNote } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { toast } from "/store.js";
import { codeWord } from "/shared/paper/code_words.js";
import { formOf, phrasesFor } from "/sign/review.js";

/** @typedef {import("/sign/review.js").Review} Review */

/** @param {{review: Review, role: string, onClose: () => void}} props */
export function NotSigned({ review, role, onClose }) {
    const signer = review.signers.find((one) => one.role === role);
    const customer = role === "customer" ? (review.statement.content.customer.name ?? "") : "";
    const [verdict, setVerdict] = useState(/** @type {"refused" | "absent"} */ ("refused"));
    const [name, setName] = useState(customer);
    const [reason, setReason] = useState("");
    const [failure, setFailure] = useState(/** @type {unknown} */ (null));
    const [busy, setBusy] = useState(false);
    const tap = useRef(once());
    const left = [!name.trim() && t("姓名", "the name"), !reason.trim() && t("原因", "the reason")]
        .filter(Boolean)
        .join(t("、", ", "));

    const pick = (/** @type {"refused" | "absent"} */ code) => {
        setVerdict(code);
        setReason("");
    };
    async function record() {
        setBusy(true);
        try {
            await post("/api/sign", {
                once: tap.current,
                of: review.of,
                form: formOf(review).code,
                role,
                name: name.trim(),
                verdict,
                reason: reason.trim(),
                shown: review.content,
            });
            toast(
                `已记录并封存：${name}，${verdict === "refused" ? "拒签" : "未到场"}`,
                `recorded and sealed: ${name}, ${verdict}`,
            );
            onClose();
        } catch (error) {
            if (!(error instanceof Failure && error.code === "UNKNOWN_COMMIT")) tap.current = once();
            setFailure(error);
            setBusy(false);
        }
    }
    return html`<${Sheet} title=${t(`${w(signer)}没有签字`, `No signature: ${w(signer)}`)} onClose=${onClose}
        foot=${html`<${SlideToConfirm} label=${t("滑动确认记录", "Slide to record")} busy=${busy} disabled=${left !== ""}
            why=${t(`还缺：${left}`, `Still missing: ${left}`)} onConfirm=${record} />`}>
        <p>${t("没有手写签名也会封存：谁、为什么、何时。它不算同意。",
            "Without a hand it is sealed too: who, why, when. It does not count as a yes.")}</p>
        <${Chips} kind="answers" label=${t("情况", "What happened")} value=${verdict} onPick=${pick}
            options=${["refused", "absent"].map((code) => ({ code, label: codeWord(code) }))} />
        <${PhraseField} key=${verdict} label=${t("原因（必填）", "Reason (needed)")} long=${true} limit=${1000}
            required=${true}
            phrases=${phrasesFor(review.phrases, verdict)} value=${reason} onChange=${setReason} />
        <${TextField} label=${t("姓名", "Name")} value=${name} limit=${60} required=${true} onChange=${setName} />
        ${Boolean(failure) && html`<${ErrorNote} error=${failure} />`}
    <//>`;
}
