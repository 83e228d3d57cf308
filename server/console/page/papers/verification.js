// SPDX-License-Identifier: Apache-2.0
// The verification of a sign-off, run when it is asked for: each check in words, and where the bytes were changed.
import { html, useState } from "/vendor/preact.js";
import { get } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Note, Section } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { useSaving } from "../act.js";
import { Mark } from "../sites/marks.js";
import { toastError } from "../store.js";

/** @typedef {import("/shared/shapes.js").Tone} Tone */
/** @typedef {{code: string, zh: string, en: string, passed: boolean | null}} Check */

/** @param {boolean | null} passed @returns {{icon: string, tone: Tone, words: string}} */
function markOf(passed) {
    if (passed === null)
        return { icon: "minus", tone: "idle", words: t("未判断", "not judged") };
    return passed ? { icon: "check", tone: "pass", words: t("成立", "holds") }
        : { icon: "cross", tone: "fail", words: t("不成立", "does not hold") };
}

/** @param {{found: any}} props */
function Finding({ found }) {
    const { fault, photos, photos_here: here } = found;
    return html`<${Note} icon=${found.genuine ? "check" : "warning"} tone=${found.genuine ? "pass" : "fail"}>${
        found.genuine ? t("真实：内容、笔迹和封签都没有被改动", "Genuine: contents, handwriting and seal were not changed")
            : t("不真实：有改动，见下", "NOT genuine: something was changed, see below")}</${Note}>
        <ul class="checks">${found.checks.map((/** @type {Check} */ check) => html`<li key=${check.code}>
            <${Mark} ...${markOf(check.passed)} /> ${w(check)}</li>`)}</ul>
        ${found.field && html`<p>${t(`字段“${found.field}”与封签原文不同`,
            `the field "${found.field}" is another than was sealed`)}</p>`}
        ${found.unreadable && html`<p>${found.unreadable}</p>`}
        ${fault && html`<p><b>${w(fault.part)}${fault.photo ? ` ${fault.photo}` : ""}</b> · ${t(
            `封存文件的第 ${fault.from}–${fault.to - 1} 字节`,
            `bytes ${fault.from}–${fault.to - 1} of the sealed file`)}: ${w(fault)}</p>
            <p class="field-note">${t("已收到的副本（平板、客户手里的文件、备份）不受影响：用它们核对，并看审计和备份。",
                "Copies that were given out (tablets, the customer's file, backups) are not touched by this: compare "
                    + "them, and look at the audit and the backups.")}</p>`}
        ${here < photos && html`<p class="field-note">${t(
            `${photos} 张照片中 ${here} 张已到；其余以摘要封存，到了再核`,
            `${here} of ${photos} photos are here; the others are sealed by their digests and judged when they come`)}
            </p>`}
        ${found.genuine && !found.countersigned && html`<p class="field-note">${t("办公室还没有会签，收到的时间还没有证明",
            "The office has not countersigned yet: the time of receipt is not proven yet")}</p>`}`;
}

/** @param {{id: string}} props */
export function Verification({ id }) {
    const [found, setFound] = useState(/** @type {any} */ (null));
    const [saving, run] = useSaving();
    const verify = () => run("verify", async () => {
        try {
            setFound(await get(`/api/signoffs/${id}/verification`));
        } catch (error) {
            toastError(error);
        }
    });
    return html`<${Section} title=${t("核验", "Verification")}>
        <p class="field-note">${t("按任何人拿到封存文件后的核验方法，从记录、日志和文件现在的字节重新核验。",
            "Done anew from the bytes of records, log and files as they are, the way anybody verifies the sealed "
                + "file.")}</p>
        <p><${Button} icon="check" busy=${saving === "verify"} onTap=${verify}>${found ? t("再核验一次", "Verify again")
            : t("核验", "Verify")}</${Button}></p>
        <div class="stack" aria-live="polite">${found && html`<${Finding} found=${found} />`}</div></${Section}>`;
}
