// SPDX-License-Identifier: Apache-2.0
// The mail server: where messages go out, whether the last one was taken, and a test.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Section, Time } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { Facts } from "../sites/parts.js";
import { may } from "../store.js";
import { Outcome } from "./once.js";

/** @param {{mail: any}} props null: none is set */
export function Mail({ mail }) {
    const [address, setAddress] = useState("");
    const [outcome, setOutcome] = useState(/** @type {any} */ (null));
    const test = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const answer = address.trim() && await act("/api/mail/test", { address: address.trim() });
        if (answer)
            setOutcome(answer);
    };
    return html`<${Section} title=${t("邮件", "Mail")}><div class="stack">${mail ? html`<${Facts} facts=${[
            [t("邮件服务器", "Mail server"), html`<code>${mail.server}</code>`], [t("发件地址", "From"), mail.from],
            [t("登录名", "Login"), mail.user],
            [t("上次发出通知", "Last notice sent"), mail.sent_ms ? html`<${Time} ms=${mail.sent_ms} />`
                : t("还没有", "none yet")],
            [t("上次没发出", "Last failure"), mail.failed_ms && html`<${Time} ms=${mail.failed_ms} />`]]} />
        ${may("operate") && html`<form class="field-row" onSubmit=${test} noValidate><${TextField}
            label=${t("发测试邮件到", "Send a test to")} value=${address} onChange=${setAddress} limit=${254}
            hint="clerk@example.com" />
            <${Button} icon="send" submit=${true} disabled=${!address.trim()}>${t("发测试",
                "Send it")}</${Button}></form>`}
        ${outcome && html`<${Outcome} outcome=${outcome} />`}` : html`<p>${t(
            "还没有设置邮件服务器。密码放在服务器的文件里，所以在服务器上设置一次：",
            "No mail server is set. Its password lies in a file of the server, so it is set there, once:")}</p>
        <p class="link-text"><code>${"plumbd mail set --server smtp://mail.example.com:587 "
            + "--from plumbline@example.com --user plumbline --password-file /etc/plumbline/mail"}</code></p>`}</div>
        </${Section}>`;
}
