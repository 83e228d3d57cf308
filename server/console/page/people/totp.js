// SPDX-License-Identifier: Apache-2.0
// One-time codes: set up with an authenticator app on a phone, and the recovery codes for the day it is lost.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Loading, Note } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { PlainField } from "../frame/fields.js";
import { Secret } from "./secret_sheet.js";

/** @param {{codes: string[], onDone: () => void}} props */
export function RecoveryCodes({ codes, onDone }) {
    return html`<div class="stack"><${Note} tone="warn" icon="key">${t(
        "恢复码只显示这一次。请打印或抄下，和工牌分开放。手机丢失时，每个能代替验证码登录一次。",
        "The recovery codes are shown this once. Print them or write them down, and keep them apart from your " +
            "badge. If the phone is lost, each signs you in once in place of a code.")}</${Note}>
        <${Secret} lines=${codes} />
        <div class="row"><${Button} kind="primary" onTap=${onDone}>${t("已收好", "I have kept them")}</${Button}
            ><${Button} icon="print" onTap=${() => window.print()}>${t("打印", "Print")}</${Button}></div></div>`;
}

/** @param {{begun: any}} props what the phone reads, as a picture and as letters */
function Picture({ begun }) {
    const { path, side } = begun.qr;
    const letters = begun.secret.replace(/(.{4})/g, "$1 ").trim();
    return html`<div class="totp"><svg class="qr" viewBox=${`0 0 ${side} ${side}`} role="img"
        aria-label=${t("给验证器应用扫描的二维码；也可以手工输入下面的字母", "QR code for the authenticator app; the letters below do too")}>
            <path d=${path} /></svg>
        <p class="field-note">${t("扫不了？手工输入：", "Cannot scan? Type: ")}<code>${letters}</code></p></div>`;
}

/**
 * Sets codes up: the picture, one right code, the recovery codes.
 * @param {{onDone: () => void, onCancel?: () => void}} props
 */
export function TotpSetup({ onDone, onCancel }) {
    const [begun, setBegun] = useState(/** @type {any} */ (null));
    const [error, setError] = useState(/** @type {any} */ (null));
    const [code, setCode] = useState("");
    const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
    const begin = () => act("/api/totp/new", {}, { keepError: true }).then(setBegun, setError);
    useEffect(() => void begin(), []);
    const finish = async (/** @type {Event} */ event) => {
        event.preventDefault();
        try {
            const answer = await act("/api/totp", { code: code.replace(/\s/g, ""), secret: begun.secret },
                { keepError: true });
            setCodes(answer.recovery);
        } catch (failure) {
            setError(failure);
            setCode("");
        }
    };
    if (codes)
        return html`<${RecoveryCodes} codes=${codes} onDone=${onDone} />`;
    return html`<form class="stack" onSubmit=${finish} noValidate>
        <p>${t("用手机上的验证器应用（如 FreeOTP、Aegis、微软或谷歌验证器）扫描，再输入它显示的 6 位数字。",
            "Scan this with an authenticator app on your phone (FreeOTP, Aegis, or that of Microsoft or Google), " +
                "then type the 6 digits it shows.")}</p>
        ${begun ? html`<${Picture} begun=${begun} />` : !error && html`<${Loading} />`}
        ${error && html`<${ErrorNote} error=${error} onRetry=${begun ? undefined : begin} />`}
        <${PlainField} label=${t("6 位数字", "The 6 digits")} value=${code} onChange=${setCode} kind="one-time-code"
            digits=${true} />
        <div class="row"><${Button} kind="primary" submit=${true} disabled=${!begun || !code.trim()}>${t("启用验证码",
            "Turn codes on")}</${Button}>${onCancel && html`<${Button} onTap=${onCancel}>${t("取消",
                "Cancel")}</${Button}>`}</div>
    </form>`;
}
