// SPDX-License-Identifier: Apache-2.0
// The account of a person: made, granted roles by store, blocked, given a new password.
import { html, useState } from "/vendor/preact.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Card, Note, Section, Time } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { SelectField } from "../frame/select.js";
import { accountMark } from "../screens/people.js";
import { may } from "../store.js";
import { words } from "../words_office.js";
import { OneTimePassword } from "./secret_sheet.js";

/** @typedef {{role: string, zh: string, en: string, store: string}} Grant */

/** @param {{person: any, role: string, store: string, onRole: (code: string) => void,
    onStore: (code: string) => void}} props */
function GrantFields({ person, role, store, onRole, onStore }) {
    const chosen = person.roles.find((/** @type {any} */ one) => one.code === role);
    const stores = [{ code: "", label: words.allStores() }, ...person.stores.map((/** @type {string} */ name) => (
        { code: name, label: name }))];
    return html`<${SelectField} label=${t("角色", "Role")} value=${role} options=${person.roles} onChange=${onRole} />
        <${SelectField} label=${t("门店", "Store")} value=${store} options=${stores} onChange=${onStore} />
        ${chosen && html`<p class="field-note">${t("可以：", "may: ")}${chosen.rights.map(w).join(t("、", ", "))}</p>`}`;
}

/** @param {any} person @returns {string} the role to begin with: that of the post, when it has rights here */
const firstRole = (person) => (person.roles.find((/** @type {any} */ one) => one.code === person.role?.code)
    || person.roles[0]).code;

/** @param {{person: any, onClose: () => void, onMade: (answer: any) => void}} props */
function NewAccount({ person, onClose, onMade }) {
    const [login, setLogin] = useState("");
    const [role, setRole] = useState(firstRole(person));
    const [store, setStore] = useState("");
    const save = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const answer = login.trim()
            && await act(`/api/people/${person.id}/account`, { login: login.trim(), role, ...(store && { store }) });
        if (answer)
            onMade(answer);
    };
    return html`<${Sheet} title=${t(`给 ${person.name} 开办公室账号`, `An account for ${person.name}`)} onClose=${onClose}>
        <form class="stack" onSubmit=${save}>
            <${TextField} label=${t("账号", "Login")} value=${login} onChange=${setLogin} limit=${64} required=${true}
                focus=${true}
                hint=${t("字母、数字和 . _ -，如工号", "letters, digits and . _ - ; the staff number, for example")} />
            <${GrantFields} person=${person} role=${role} store=${store} onRole=${setRole} onStore=${setStore} />
            <div class="row"><${Button} kind="primary" submit=${true} disabled=${!login.trim()}>${t("开账号",
                "Make the account")}</${Button}><${Button} onTap=${onClose}>${words.cancel()}</${Button}></div>
        </form></${Sheet}>`;
}

/** @param {{person: any, onClose: () => void, reload: () => void}} props */
function AddGrant({ person, onClose, reload }) {
    const [role, setRole] = useState(firstRole(person));
    const [store, setStore] = useState("");
    const save = async () => {
        const answer = await act(`/api/accounts/${person.account.id}/grant`, { role, ...(store && { store }) },
            { zh: "已授权，下次点击起生效", en: "Granted, from the next click on" });
        if (!answer)
            return;
        onClose();
        reload();
    };
    return html`<${Sheet} title=${t("授予角色", "Grant a role")} onClose=${onClose} foot=${html`<${Button} kind="primary"
        onTap=${save}>${t("授予", "Grant")}</${Button}>`}>
        <${GrantFields} person=${person} role=${role} store=${store} onRole=${setRole}
            onStore=${setStore} /></${Sheet}>`;
}

/** @param {{account: any, onClose: () => void, reload: () => void}} props */
function Block({ account, onClose, reload }) {
    const [why, setWhy] = useState("");
    const save = async () => {
        const answer = await act(`/api/accounts/${account.id}/block`, { blocked: true, why: why.trim() },
            { zh: "已停用，登录已结束", en: "Blocked; its sessions have ended" });
        if (!answer)
            return;
        onClose();
        reload();
    };
    return html`<${Sheet} title=${t(`停用账号 ${account.login}`, `Block ${account.login}`)} onClose=${onClose}
        foot=${html`<${Button} kind="danger" disabled=${!why.trim()} onTap=${save}>${t("停用", "Block")}</${Button}>`}>
        <p>${t("立即结束所有登录，不能再登录；做过的事和记录都保留，可以恢复。",
            "All its sessions end at once and it cannot sign in; what was done and recorded stays, and it can " +
                "be let in again.")}</p>
        <${TextField} label=${words.why()} value=${why} onChange=${setWhy} long=${true} limit=${500}
            required=${true} /></${Sheet}>`;
}

/** @param {{person: any, reload: () => void}} props */
function Grants({ person, reload }) {
    const { account } = person;
    const revoke = async (/** @type {Grant} */ grant) => {
        const back = async () => {
            await act(`/api/accounts/${account.id}/grant`, { role: grant.role, ...(grant.store
                && { store: grant.store }) });
            reload();
        };
        if (await act(`/api/accounts/${account.id}/revoke`, { role: grant.role, ...(grant.store
            && { store: grant.store }) },
            { zh: `已收回 ${grant.zh}`, en: `${grant.en} revoked`, undo: back }))
            reload();
    };
    if (account.grants.length === 0)
        return html`<${Note} tone="warn" icon="key">${t("还没有角色，不能登录。", "No role yet: it cannot sign in.")}</${Note}>`;
    return html`<ul class="list">${account.grants.map((/** @type {Grant} */ grant) => html`<li class="list-row"
        key=${grant.role + grant.store}><span class="row-words"><b>${w(grant)}</b></span>
        <span class="row-side">${grant.store || words.allStores()}</span>${may("people") && html`
            <${IconButton} icon="trash"
            label=${t(`收回 ${grant.zh}`, `Revoke ${grant.en}`)} onTap=${() => revoke(grant)} />`}</li>`)}</ul>`;
}

/** @param {{account: any, reload: () => void, open: (what: string) => void,
    onPassword: (password: string) => void}} props */
function AccountActions({ account, reload, open, onPassword }) {
    const path = `/api/accounts/${account.id}`;
    const reset = async () => {
        const answer = await act(`${path}/reset`);
        if (answer)
            onPassword(answer.password);
    };
    const unblock = async () => void (await act(`${path}/block`, { blocked: false },
        { zh: "已恢复，可以登录", en: "It can sign in again" }) && reload());
    const totpOff = async () => void (await act(`${path}/totp-off`, {},
        { zh: "已关闭验证码", en: "One-time codes are off" }) && reload());
    return html`<div class="row">
        <${Button} icon="plus" onTap=${() => open("grant")}>${t("授予角色", "Grant a role")}</${Button}>
        <${Button} icon="key" onTap=${reset}>${t("重置密码", "Reset the password")}</${Button}>
        ${account.totp && html`<${Button} onTap=${totpOff}>${t("关闭验证码（手机丢失）",
            "Codes off (lost phone)")}</${Button}>`}
        ${account.state === "blocked" ? html`<${Button} icon="unlock" onTap=${unblock}>${t("恢复",
            "Let in again")}</${Button}>`
            : html`<${Button} kind="danger" icon="lock" onTap=${() => open("block")}>${t("停用", "Block")}</${Button}>`}
    </div>`;
}

/** @param {{person: any, reload: () => void}} props */
export function AccountCard({ person, reload }) {
    const { account } = person;
    const [open, setOpen] = useState("");
    const [password, setPassword] = useState("");
    const [login, setLogin] = useState("");
    const close = () => setOpen("");
    const made = (/** @type {any} */ answer) => {
        close();
        setLogin(answer.login);
        setPassword(answer.password);
        reload();
    };
    return html`<${Section} title=${t("办公室账号", "Account at the office")}><${Card}>
        ${!account && html`<p>${t("没有账号：只在平板上工作。", "No account: works with a tablet only.")}</p>
            ${may("people") && html`<div class="row"><${Button} icon="key" onTap=${() => setOpen("new")}>${t("开账号",
                "Make an account")}</${Button}></div>`}`}
        ${account && html`<dl class="facts"><dt>${t("账号", "Login")}</dt><dd>${account.login}</dd>
            <dt>${t("状态", "State")}</dt><dd>${accountMark(account.state)}${account.must_change
                && t(" · 密码待修改", " · must change its password")}</dd>
            <dt>${t("验证码", "One-time codes")}</dt><dd>${account.totp ? t("已启用", "on") : t("未启用", "off")}</dd>
            <dt>${t("上次登录", "Last sign-in")}</dt><dd>${account.signed_in_ms ? html`<${Time}
                ms=${account.signed_in_ms} />`
                : t("从未", "never")}</dd>
            <dt>${t("审计", "Audit")}</dt><dd><a href=${`#/audit?account=${account.id}`}>${t("做过的事",
                "what it did")}</a></dd></dl>
            <${Grants} person=${person} reload=${reload} />
            ${may("people") && html`<${AccountActions} account=${account} reload=${reload} open=${setOpen}
                onPassword=${(/** @type {string} */ text) => made({ login: account.login, password: text })} />`}`}
        </${Card}>
        ${open === "new" && html`<${NewAccount} person=${person} onClose=${close} onMade=${made} />`}
        ${open === "grant" && html`<${AddGrant} person=${person} onClose=${close} reload=${reload} />`}
        ${open === "block" && html`<${Block} account=${account} onClose=${close} reload=${reload} />`}
        ${password && html`<${OneTimePassword} login=${login} password=${password} onClose=${() => setPassword("")} />`}
    </${Section}>`;
}
