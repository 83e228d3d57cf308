// SPDX-License-Identifier: Apache-2.0
// One's own password, one-time codes and sessions.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Toggle } from "/shared/kit/form.js";
import { Mark } from "/shared/kit/icon.js";
import { Card, ErrorNote, PageHead, Section, Time } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { PasswordField } from "../frame/fields.js";
import { SelectField } from "../frame/select.js";
import { RecoveryCodes, TotpSetup } from "../people/totp.js";
import { readSession } from "../session.js";
import { may, useData, useSession } from "../store.js";

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

/** One-time codes beside the password. */
function Codes() {
    const { account } = useSession();
    const [open, setOpen] = useState("");
    const [codes, setCodes] = useState(/** @type {string[]} */ ([]));
    const done = () => {
        setOpen("");
        setCodes([]);
        readSession();
    };
    const renew = async () => {
        const answer = await act("/api/totp/recovery");
        if (answer)
            setCodes(answer.recovery);
    };
    const off = async () => {
        if (await act("/api/totp/off", {}, { zh: "验证码已关闭", en: "One-time codes are off" }))
            done();
    };
    return html`<${Section} title=${t("验证码（两步登录）", "One-time codes (two-step sign-in)")}><${Card}>
        ${account && account.totp ? html`<p><${Mark} tone="pass">${t("已启用", "On")}</${Mark}> ${t(
            `还有 ${account.recovery_codes} 个恢复码`, `${account.recovery_codes} recovery codes left`)}</p>
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

/** Where one is signed in. */
function Sessions() {
    const { data, error, reload } = useData("/api/sessions");
    const rows = (data && data.rows) || [];
    const end = async () => {
        if (await act("/api/sessions/end", {}, { zh: "别处的登录都已结束", en: "Signed out everywhere else" }))
            reload();
    };
    return html`<${Section} title=${t("登录在哪里", "Where you are signed in")} count=${rows.length}
        actions=${rows.length > 1 && html`<${Button} onTap=${end}>${t("结束别处的登录", "Sign out elsewhere")}</${Button}>`}>
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        <ul class="list">${rows.map((/** @type {any} */ one) => html`<li class="list-row" key=${one.id}>
            <span class="row-words"><b>${one.own ? t("这里", "here") : one.address}</b>
            <span class="row-sub">${one.own ? `${one.address} · ` : ""}${t("登录于 ", "since ")}<${Time}
                ms=${one.made_ms} />${t(" · 上次使用 ", " · last used ")}<${Time} ms=${one.seen_ms} />
                </span></span></li>`)}</ul>
    </${Section}>`;
}

/** What the office asks of everybody who signs in. */
function Rules() {
    const { data: rules, reload } = useData("/api/rules");
    if (!rules)
        return null;
    const set = async (/** @type {Record<string, any>} */ change) => {
        if (await act("/api/rules", change, { zh: "已更改", en: "Changed" }))
            reload();
    };
    const among = (/** @type {number[]} */ list, /** @type {number} */ now) => [...new Set([...list, now])]
        .sort((a, b) => a - b).map((one) => ({ code: String(one), label: String(one) }));
    return html`<${Section} title=${t("全公司的规则", "Rules for everybody")}><${Card}>
        <${Toggle} label=${t("管理员和对账员必须用验证码", "Administrators and reconcilers must use codes")}
            value=${rules.totp_required} onChange=${(/** @type {boolean} */ on) => set({ totp_required: on })}
            hint=${t("没有启用的人下次登录时必须启用", "whoever has none sets them up at the next sign-in")} />
        <div class="field-row"><${SelectField} label=${t("多久不用即退出（分钟）", "Signed out when idle for (minutes)")}
            value=${String(rules.idle_min)} options=${among([15, 30, 60, 120], rules.idle_min)}
            onChange=${(/** @type {string} */ value) => set({ idle_min: Number(value) })} />
        <${SelectField} label=${t("每次登录最长（小时）", "A session lasts at most (hours)")} value=${String(rules.hours)}
            options=${among([8, 10, 12, 24], rules.hours)}
            onChange=${(/** @type {string} */ value) => set({ hours: Number(value) })} /></div></${Card}></${Section}>`;
}

/** The screen. */
export default function Security() {
    return html`<${PageHead} wide=${true} title=${t("密码、验证码和会话", "Password, codes and sessions")} />
        <div class="page-body page-wide two"><div><${Password} />${may("people") && html`<${Rules} />`}</div>
            <div><${Codes} /><${Sessions} /></div></div>`;
}
