// SPDX-License-Identifier: Apache-2.0
// One sign-off: how it stands, what changed since, the pages and the hand as sealed, the customer's
// copy, and voiding it.
import { html, useState } from "/vendor/preact.js";
import { back } from "/shared/router.js";
import { Button } from "/shared/kit/button.js";
import { SlideToConfirm } from "/shared/kit/confirm.js";
import { PhraseField } from "/shared/kit/form.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { ErrorNote, Loading, Note, PageHead, Section } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act } from "/act.js";
import { Changes } from "/shared/paper/changes.js";
import { codeWord, formatTime } from "/shared/paper/code_words.js";
import { Handwriting } from "/shared/paper/handwriting.js";
import { Qr } from "/sign/done.js";
import { pictureOf } from "/sign/review.js";
import { standingOf } from "/sign/standing.js";
import { StatementPages } from "/shared/paper/statement_pages.js";
import { useData } from "/store.js";

/** @param {{signoff: any}} props */
const Facts = ({ signoff }) => html`<dl class="facts">
    <dt>${t("签字人", "Signed by")}</dt><dd>${signoff.name}（${codeWord(signoff.role)}）</dd>
    <dt>${t("意见", "Verdict")}</dt><dd>${codeWord(signoff.verdict)}${signoff.score ? t(`，评分 ${signoff.score}`,
        `, score ${signoff.score}`) : ""}</dd>
    ${signoff.reason && html`<dt>${t("原因、备注", "Reason, remark")}</dt><dd>${signoff.reason}</dd>`}
    <dt>${t("时间", "Time")}</dt><dd>${formatTime(signoff.signed_at)}</dd>
    ${signoff.latitude && html`<dt>${t("地点", "Place")}</dt><dd>${signoff.latitude}, ${signoff.longitude}</dd>`}
    <dt>${t("办公室", "Office")}</dt><dd>${
        signoff.countersigned
            ? html`<${Mark} tone="pass">${t("已会签", "countersigned")}<//> ${formatTime(signoff.received_at)}`
            : html`<${Mark} tone="idle">${t("待会签，联网后自动完成", "countersigns by itself after the next sync")}<//>`
    }</dd>
    ${signoff.void && html`<dt>${t("作废原因", "Voided because")}</dt><dd>${signoff.void.reason}</dd>`}
</dl>`;

/** @param {{id: string, phrases: {zh: string, en: string}[], onClose: () => void, onDone: () => void}} props */
function VoidSheet({ id, phrases, onClose, onDone }) {
    const [reason, setReason] = useState("");
    const [busy, setBusy] = useState(false);
    const run = async () => {
        setBusy(true);
        const answer = await act(
            `/api/signoffs/${id}/void`,
            { reason: reason.trim() },
            { zh: "已作废；原签署仍完整保留", en: "voided; the sign-off itself is kept" },
        );
        setBusy(false);
        if (answer) onDone();
    };
    return html`<${Sheet} title=${t("作废这次签署", "Void this sign-off")} onClose=${onClose}
        foot=${html`<${SlideToConfirm} label=${t("滑动确认作废", "Slide to void it")} busy=${busy} disabled=${!reason.trim()}
            why=${t("请写明原因", "A reason is needed")} onConfirm=${run} />`}>
        <p>${t(
            "签署不会被修改或删除，只是不再有效；需要时请重新签。",
            "It is neither edited nor deleted, it only counts no more; have it signed again where that is needed.",
        )}</p>
        <${PhraseField} label=${t("原因（必填）", "Reason (needed)")} long=${true} limit=${1000} required=${true}
            phrases=${phrases}
            value=${reason} onChange=${setReason} /><//>`;
}

/** @param {{signoff: any}} props */
const Copy = ({ signoff }) => html`<${Section} title=${t("给客户的副本", "The customer's copy")}>
    <div class="signed-copy">${signoff.qr && html`<${Qr} qr=${signoff.qr} code=${signoff.code} />`}
        <div><p class="signed-code">${signoff.code}</p>
            <p class="field-note">${t(
                "文件含内容、笔迹、封签和本机上的照片，任何人可离线核验。",
                "The file has contents, hand, seal and the photos that are here; anybody can verify it offline.",
            )}</p>
            <a class="button button-plain" href=${`/api/signoffs/${signoff.id}/file`}
                download=${`signoff-${signoff.code}.plumb`}>
                <${Icon} name="download" /><span>${t("保存副本文件", "Save the file")}</span></a></div></div><//>`;

/** @param {{params: {id: string}}} props */
export default function SignoffScreen({ params }) {
    const { data, error, reload } = useData(`/api/signoffs/${params.id}`);
    const phrases = useData("/api/words").data?.phrases ?? [];
    const [voiding, setVoiding] = useState(false);
    const standing = standingOf(data?.state ?? "");
    const form = data?.statement?.content.form;
    const head = html`<${PageHead} title=${form ? w(form) : t("签署", "Sign-off")} sub=${data?.code ?? ""}
        onBack=${() => back()} />`;

    if (!data)
        return html`${head}<div class="page-body">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />`
            : html`<${Loading} />`}</div>`;
    return html`${head}<div class="page-body">
        <p><${Mark} tone=${standing.tone}>${standing.words}<//></p>
        <${Facts} signoff=${data} />
        ${data.strokes && html`<${Handwriting} ink=${data.strokes} name=${data.name} />`}
        ${data.complaint && html`<${Note} tone="warn" icon="info">${t("已由此登记投诉", "A complaint was opened by it")}<//>`}
        ${
            data.changes?.length > 0 &&
            html`<${Changes} changes=${data.changes} />
            ${
                data.state === "changed" &&
                html`<${Button} kind="primary" wide=${true} icon="sign"
                href=${`#/review/${data.of}/${data.form}`}>${t("按现在的内容重新签字", "Sign the contents of now")}<//>`
            }`
        }
        <${Copy} signoff=${data} />
        ${
            data.statement
                ? html`<${StatementPages} statement=${data.statement} content=${data.content}
                    picture=${pictureOf(data)} />`
                : html`<${Note}>${t("所签内容还没有到本机，同步后可看",
                    "What was signed is not on this tablet yet: it comes with a sync")}<//>`
        }
        ${!data.void && html`<${Button} kind="danger" icon="cross" onTap=${() => setVoiding(true)}>${t("作废…",
            "Void …")}<//>`}
        ${
            voiding &&
            html`<${VoidSheet} id=${params.id} onClose=${() => setVoiding(false)} onDone=${() => {
                setVoiding(false);
                reload();
            }}
            phrases=${phrases.filter((/** @type {any} */ one) => one.field === "void.reason")} />`
        }
    </div>`;
}
