// SPDX-License-Identifier: Apache-2.0
// The act of signing: what the signer says, their name, their hand, and the slide that seals it.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Failure, once, post } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Answers, Chips } from "/shared/kit/chips.js";
import { SlideToConfirm } from "/shared/kit/confirm.js";
import { PhraseField, TextField } from "/shared/kit/form.js";
import { ErrorNote, Note } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { codeWord } from "/shared/paper/code_words.js";
import { Faces } from "/sign/faces.js";
import { findPlace } from "/sign/place.js";
import { answersOf, formOf, isYes, phrasesFor } from "/sign/review.js";
import { SignatureBox } from "/sign/signature_box.js";

/** @typedef {import("/sign/review.js").Review} Review */
/** @typedef {import("/sign/review.js").Phrase} Phrase */
/** @typedef {import("/sign/strokes.js").Ink} Ink */
/** @typedef {{verdict: string, score: number, reason: string, name: string}} Draft */
/** @typedef {{id: string, code: string, complaint: string | null, confirmed: boolean, clock_behind: boolean,
 *     promise_ms: number | null, qr: {path: string, size: number}}} Signed */

const OTHER = "other";
const PLACE_WAIT_MS = 1000; // a place that is not known by now is left out

/**
 * What is still missing before it can be sealed, in words; "" when nothing is.
 * @param {Draft} draft @param {Ink | null} ink
 */
export function missing(draft, ink) {
    const no = draft.verdict !== "" && !isYes(draft.verdict);
    return [
        !draft.verdict && t("意见", "your answer"),
        no && !draft.reason.trim() && t("原因", "the reason"),
        !draft.name.trim() && t("姓名", "the name"),
        !ink && t("手写签名", "the signature"),
    ]
        .filter(Boolean)
        .join(t("、", ", "));
}

/** @param {{names: string[], value: string, onChange: (name: string) => void}} props */
function Name({ names, value, onChange }) {
    const [other, setOther] = useState(names.length === 0);
    const options = [
        ...names.map((name) => ({ code: name, label: name })),
        { code: OTHER, zh: "其他人", en: "Somebody else" },
    ];
    const pick = (/** @type {string} */ code) => {
        setOther(code === OTHER);
        onChange(code === OTHER ? "" : code);
    };
    return html`${names.length > 0 && html`<${Chips} label=${t("签字人", "Who signs")} options=${options}
        value=${other ? OTHER : value} onPick=${pick} />`}
        ${other && html`<${TextField} label=${t("签字人姓名", "Name of the signer")} value=${value} limit=${60}
            required=${true} onChange=${onChange} />`}`;
}

/**
 * A no needs its reason; beside a yes a remark may stand.
 * @param {{needed: boolean, value: string, phrases: Phrase[], onChange: (text: string) => void}} props
 */
function Remark({ needed, value, phrases, onChange }) {
    const [open, setOpen] = useState(needed);
    if (!open)
        return html`<div><${Button} kind="quiet" icon="plus" onTap=${() => setOpen(true)}>${t("加备注（可不写）",
            "Add a remark (may be left out)")}<//></div>`;
    return html`<${PhraseField} long=${true} limit=${1000} required=${needed} value=${value} onChange=${onChange}
        label=${needed ? t("原因（必填）", "Reason (needed)") : t("备注（可不写）", "Remark (may be left out)")}
        phrases=${phrasesFor(phrases, needed ? "reason" : "remark")} />`;
}

/** What follows a no, said before it is signed. @param {{hours: number | null}} props */
const Promised = ({ hours }) =>
    html`<${Note} tone="warn" icon="info">${t(
        `签署后会同时登记一件投诉${hours ? `，公司在 ${hours} 小时内与您联系` : ""}，并一直跟踪到您认可为止。`,
        `With the signature a complaint is opened${hours ? `; the company contacts you within ${hours} hours` : ""}. ` +
            "It is followed until you accept.",
    )}<//>`;

/**
 * @param {Review} review @param {string} role @param {Draft} draft @param {Ink | null} ink @param {string} tap
 * @returns {Promise<Signed>}
 */
async function seal(review, role, draft, ink, tap) {
    const place = await Promise.race([
        findPlace(),
        new Promise((resolve) => setTimeout(resolve, PLACE_WAIT_MS, null)),
    ]);
    const reason = draft.reason.trim();
    return post("/api/sign", {
        once: tap,
        of: review.of,
        form: formOf(review).code,
        role,
        name: draft.name.trim(),
        verdict: draft.verdict,
        ...(reason && { reason }),
        ...(draft.score && { score: draft.score }),
        shown: review.content,
        strokes: ink,
        ...(place && { latitude: place.latitude, longitude: place.longitude }),
    });
}

/**
 * Seals at the slide. The number of the tap is kept when it is not known whether it was sealed: the
 * same tap again finds that out.
 * @param {{onSigned: (signed: Signed) => void, onStale: () => void}} props
 */
function useSealing({ onSigned, onStale }) {
    const [failure, setFailure] = useState(/** @type {unknown} */ (null));
    const [busy, setBusy] = useState(false);
    const tap = useRef(once());
    /** @param {(tap: string) => Promise<Signed>} act */
    async function run(act) {
        setBusy(true);
        setFailure(null);
        try {
            onSigned(await act(tap.current));
        } catch (error) {
            const code = error instanceof Failure ? error.code : "";
            if (code !== "UNKNOWN_COMMIT") tap.current = once();
            setBusy(false);
            if (code === "STALE") onStale();
            else setFailure(error);
        }
    }
    return { failure, busy, run };
}

/**
 * @param {{review: Review, role: string, names: string[], onSigned: (signed: Signed) => void,
 *     onStale: () => void}} props
 */
export function SignForm({ review, role, names, onSigned, onStale }) {
    const [draft, setDraft] = useState(
        /** @type {Draft} */ ({ verdict: "", score: 0, reason: "", name: names[0] ?? "" }),
    );
    const [ink, setInk] = useState(/** @type {Ink | null} */ (null));
    const { failure, busy, run } = useSealing({ onSigned, onStale });
    const answers = answersOf(review);
    const left = missing(draft, ink),
        no = draft.verdict !== "" && !isYes(draft.verdict);
    const change = (/** @type {Partial<Draft>} */ part) => setDraft((before) => ({ ...before, ...part }));
    const options = answers.map((code) => ({
        code,
        label: codeWord(code),
        icon: isYes(code) ? "check" : "cross",
        tone: /** @type {"pass" | "fail"} */ (isYes(code) ? "pass" : "fail"),
    }));

    useEffect(() => void findPlace(), []);
    return html`<div class="sign-form">
        <div class="sign-words">
            <${Answers} label=${t("您的意见", "Your answer")} options=${options} value=${draft.verdict}
                onPick=${(/** @type {string} */ verdict) => change({ verdict, reason: "" })} disabled=${busy} />
            ${
                role === "customer" && answers.includes("satisfied") &&
                html`<${Faces} value=${draft.score}
                onChange=${(/** @type {number} */ score) => change({ score })} />`
            }
            ${no && html`<${Promised} hours=${review.promise_hours} />`}
            ${
                draft.verdict &&
                html`<${Remark} key=${draft.verdict} needed=${no} phrases=${review.phrases}
                value=${draft.reason} onChange=${(/** @type {string} */ reason) => change({ reason })} />`
            }
            <${Name} names=${names} value=${draft.name} onChange=${(/** @type {string} */ name) => change({ name })} />
        </div>
        <div class="sign-hand">
            <${SignatureBox} name=${draft.name} onInk=${setInk} />
            ${Boolean(failure) && html`<${ErrorNote} error=${failure} />`}
            <${SlideToConfirm} label=${t("滑动确认签署", "Slide to sign")} busy=${busy} disabled=${left !== ""}
                why=${t(`还缺：${left}`, `Still missing: ${left}`)}
                    onConfirm=${() => run((tap) => seal(review, role, draft, ink, tap))} />
            <p class="field-note">${t("签名只能用手指或触控笔手写，不能用键盘。",
                "A signature is written with a finger or pen; by keyboard it is not possible. ")}${t(
                "不能手写或不愿签的，由工作人员在审阅页按“拒签”或“未到场”注明原因记录。",
                "Who cannot or will not sign: staff record that with its reason on the review page (refused, absent).",
            )}</p>
        </div>
    </div>`;
}
