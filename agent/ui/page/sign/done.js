// SPDX-License-Identifier: Apache-2.0
// After the slide: it is sealed, and this is what the signer takes along: short code and QR.
import { html, useEffect, useRef } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { Note } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { formatTime } from "/shared/paper/code_words.js";
import { useStore } from "/store.js";

/** @typedef {import("./sign_form.js").Signed} Signed */

/** @param {{qr: {path: string, size: number}, code: string}} props */
export const Qr = ({
    qr,
    code,
}) => html`<svg class="qr" role="img" viewBox=${`0 0 ${qr.size} ${qr.size}`} shape-rendering="crispEdges"
    aria-label=${t(`二维码，校验码 ${code}`, `QR code of ${code}`)}><rect width=${qr.size} height=${qr.size} /><path
        d=${qr.path} /></svg>`;

/** What follows from it. @param {{signed: Signed}} props */
function Follows({ signed }) {
    const sure = useStore((state) => state.strip?.clock_sure ?? true);
    const about = sure ? "" : t("（暂定，以办公室的时间为准）", " (provisional: the office's time counts)");
    return html`
    ${
        signed.complaint &&
        html`<${Note} tone="warn" icon="info">${t("已登记投诉。", "A complaint was opened. ")}${
            signed.promise_ms
                ? t(
                      `公司将在 ${formatTime(signed.promise_ms)} 前${about}与您联系，并跟踪处理到您认可为止。`,
                      `The company contacts you by ${formatTime(signed.promise_ms)}${about} and follows it until ` +
                          "you accept.",
                  )
                : t(
                      "公司会与您联系，并跟踪处理到您认可为止。",
                      "The company contacts you and follows it until you accept.",
                  )
        }<//>`
    }
    ${signed.confirmed && html`<${Note} tone="pass" icon="check">${t("变更已由客户确认。",
        "The change is confirmed by the customer.")}<//>`}
    ${
        signed.clock_behind &&
        html`<${Note} tone="warn" icon="clock">${t(
            "本机时钟比上次联系办公室时还早，可能不准。签署有效并已封存；办公室收到的时间会作证。请检查平板的日期和时间。",
            "This tablet's clock may be wrong: it is earlier than its last contact with the office. " +
                "The signature is sealed and counts; when the office receives it is kept beside it. " +
                "Please check the tablet's date and time.",
        )}<//>`
    }`;
}

/**
 * @param {{signed: Signed, form: {zh: string, en: string}, children?: any}} props children: what to do next
 */
export function Done({ signed, form, children }) {
    const head = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => head.current?.focus(), [signed.id]);
    return html`<div class="signed">
        <h1 class="signed-head" tabindex="-1" ref=${head}><${Icon} name="check" size="large" /> ${t("已签署并封存",
            "Signed and sealed")}<small>${w(form)}</small></h1>
        <div class="signed-copy">
            <${Qr} qr=${signed.qr} code=${signed.code} />
            <div><p class="field-note">${t("校验码", "Code")}</p><p class="signed-code">${signed.code}</p>
                <p>${t(
                    "请拍照留存：凭此码可向公司索取带封签的副本，任何人都能离线核验。",
                    "Take a photo and keep it: for this code the company gives a sealed copy that anybody can verify.",
                )}</p></div>
        </div>
        <div class="signed-rest"><${Note} tone="idle" icon="tablet">${t(
            "内容、笔迹和时间已一起封存在本机，联网后自动送到办公室。",
            "Contents, handwriting and time are sealed together on this tablet; they go to the office by themselves.",
        )}<//>
        <${Follows} signed=${signed} />
        <div class="signed-next">${children}</div></div>
    </div>`;
}
