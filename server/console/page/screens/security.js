// SPDX-License-Identifier: Apache-2.0
// One's own password, one-time codes and sessions.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Mark } from "/shared/kit/icon.js";
import { Card, ErrorNote, Loading, PageHead, Section, Time } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { PasswordField } from "../frame/fields.js";
import { RecoveryCodes, TotpSetup } from "../people/totp.js";
import { readSession } from "../session.js";
import { useData, useSession } from "../store.js";

/** Another password for the old one. */
function Password() {
    const { account } = useSession();
    const [old, setOld] = useState("");
    const [next, setNext] = useState("");
    const [again, setAgain] = useState("");
    const differs = again !== "" && again !== next;
    const ready = old !== "" && next !== "" && again === next;
    const save = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const done = ready && await act("/api/password", { old, new: next }, { zh: "密码已更改；您在别处的登录都已结束",
            en: "Password changed; you are signed out everywhere else" });
        if (!done)
            return;
        setOld("");
        setNext("");
        setAgain("");
    };
    return html`<${Section} title=${t("密码", "Password")}><${Card}><form class="stack" onSubmit=${save} noValidate>
        <input class="unseen" type="text" autocomplete="username" value=${account ? account.login : ""} readonly
            tabindex="-1" aria-hidden="true" />
        <${PasswordField} label=${t("现在的密码", "Present password")} value=${old} onChange=${setOld} />
        <${PasswordField} label=${t("新密码", "New password")} value=${next} onChange=${setNext} kind="new-password"
            hint=${t("至少 10 个字符；几个不相干的词最好记", "At least 10 characters; a few unrelated words are easiest")} />
        <${PasswordField} label=${t("再输一次新密码", "New password again")} value=${again} onChange=${setAgain}
            kind="new-password" error=${differs ? t("两次输入的不一样", "the two are not the same") : undefined} />
        <div class="row"><${Button} submit=${true} kind="primary" disabled=${!ready}>${t("更改密码",
            "Change the password")}</${Button}></div>
    </form></${Card}></${Section}>`;
}

/** @param {{data: any, reload: () => void}} props */
function Codes({ data, reload }) {
    const [open, setOpen] = useState("");
    const [codes, setCodes] = useState(/** @type {string[]} */ ([]));
    const done = () => {
        setOpen("");
        setCodes([]);
        reload();
        readSession();
    };
    const renew = async () => {
        const answer = await act("/api/security/recovery");
        if (answer)
            setCodes(answer.recovery);
    };
    const off = async () => {
        if (await act("/api/security/totp/off", {}, { zh: "验证码已关闭", en: "One-time codes are off" }))
            done();
    };
    return html`<${Section} title=${t("验证码（两步登录）", "One-time codes (two-step sign-in)")}><${Card}>
        ${data.totp ? html`<p><${Mark} tone="pass">${t("已启用", "On")}</${Mark} ${t(`还有 ${data.recovery_codes} 个恢复码`,
            `${data.recovery_codes} recovery codes left`)}</p>
            <div class="row"><${Button} icon="key" onTap=${renew}>${t("换一批恢复码", "New recovery codes")}</${Button}>
                <${Button} kind="danger" onTap=${off}>${t("关闭验证码", "Turn codes off")}</${Button}></div>`
        : html`<p>${t("登录时除密码外，再输入手机上的 6 位数字：密码被人知道了也进不来。",
            "Beside the password, 6 digits from your phone: who learns the password still cannot get in.")}</p>
            <div class="row"><${Button} kind="primary" icon="lock" onTap=${() => setOpen("setup")}>${t("启用验证码",
                "Turn codes on")}</${Button}></div>`}</${Card}>
        ${open === "setup" && html`<${Sheet} title=${t("启用验证码", "Turn codes on")} onClose=${done}>
            <${TotpSetup} onDone=${done} onCancel=${done} /></${Sheet}>`}
        ${codes.length > 0 && html`<${Sheet} title=${t("恢复码", "Recovery codes")} onClose=${done}>
            <${RecoveryCodes} codes=${codes} onDone=${done} /></${Sheet}>`}
    </${Section}>`;
}

/** @param {{sessions: any[], reload: () => void}} props */
function Sessions({ sessions, reload }) {
    const end = async (/** @type {any} */ one) => {
        if (await act(`/api/security/sessions/${one.id}/end`, {}, { zh: "那处登录已结束", en: "That session has ended" }))
            reload();
    };
    return html`<${Section} title=${t("登录在哪里", "Where you are signed in")} count=${sessions.length}>
        <ul class="list">${sessions.map((one) => html`<li class="list-row" key=${one.id}><span class="row-words">
            <b>${one.this ? t("这里", "here") : one.address}</b><span class="row-sub">${one.this ? `${one.address} · `
                : ""}${
            t("登录于 ", "since ")}<${Time} ms=${one.made_ms} /> · ${t("上次使用 ", "last used ")}<${Time} ms=${one.seen_ms} />
            </span></span>${!one.this && html`<${Button} onTap=${() => end(one)}>${t("结束",
                "End")}</${Button}>`}</li>`)}</ul>
    </${Section}>`;
}

/** The screen. */
export default function Security() {
    const { data, error, reload } = useData("/api/security");
    return html`<${PageHead} wide=${true} title=${t("密码、验证码和会话", "Password, codes and sessions")} />
        <div class="page-body page-wide two"><div><${Password} /></div>
            <div>${data ? html`<${Codes} data=${data} reload=${reload} /><${Sessions} sessions=${data.sessions}
                reload=${reload} />`
                : error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` : html`<${Loading} />`}</div></div>`;
}
