// SPDX-License-Identifier: Apache-2.0
// A secret that is shown once: a one-time password, recovery codes.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";

/** @param {{lines: string[]}} props with a button that copies them */
export function Secret({ lines }) {
    const [copied, setCopied] = useState(false);
    const copy = async () => {
        await navigator.clipboard.writeText(lines.join("\n"));
        setCopied(true);
    };
    return html`<ul class="secret">${lines.map((line) => html`<li key=${line}><code>${line}</code></li>`)}</ul>
        <div class="row"><${Button} icon=${copied ? "check" : "document"} onTap=${copy}>${copied ? t("已复制", "Copied")
            : t("复制", "Copy")}</${Button}></div>`;
}

/** @param {{login: string, password: string, onClose: () => void}} props */
export function OneTimePassword({ login, password, onClose }) {
    return html`<${Sheet} title=${t("一次性密码", "One-time password")} onClose=${onClose}
        foot=${html`<${Button} kind="primary" onTap=${onClose}>${t("已转告本人", "I have passed it on")}</${Button}>`}>
        <${Note} tone="warn" icon="key">${t("只显示这一次。请当面或打电话告诉本人，不要写进邮件；第一次登录时必须改掉。",
            "It is shown this once. Tell it in person or on the phone, not by mail; it must be changed at the " +
                "first sign-in.")}
        </${Note}>
        <dl class="facts"><dt>${t("账号", "Login")}</dt><dd>${login}</dd></dl>
        <${Secret} lines=${[password]} /></${Sheet}>`;
}
