// SPDX-License-Identifier: Apache-2.0
// Which other systems may ask: tokens with what they open, when they were used and when they end.
import { html, useState } from "/vendor/preact.js";
import { now } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Loading, Note, Section, Time } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { SelectField } from "../frame/select.js";
import { Mark } from "../sites/marks.js";
import { may, useData } from "../store.js";
import { Choose } from "./choose.js";
import { ShownOnce } from "./once.js";

const DAY_MS = 86400000;
/** @type {Record<string, {icon: string, tone: import("/shared/shapes.js").Tone, words: () => string}>} */
const STATES = {
    good: { icon: "check", tone: "pass", words: () => t("有效", "good") },
    expired: { icon: "clock", tone: "idle", words: () => t("已到期", "expired") },
    revoked: { icon: "lock", tone: "idle", words: () => t("已停用", "revoked") },
};
const TERMS = [{ code: "90", zh: "90 天", en: "90 days" }, { code: "365", zh: "一年", en: "a year" },
    { code: "0", zh: "不到期", en: "without end" }];

/** @param {{scopes: any[], stores: string[], onMade: (answer: any) => any, onClose: () => void}} props */
function NewToken({ scopes, stores, onMade, onClose }) {
    const [name, setName] = useState("");
    const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
    const [store, setStore] = useState("");
    const [term, setTerm] = useState("365");
    const ready = name.trim() !== "" && chosen.length > 0;
    const make = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const answer = ready && await act("/api/tokens", { name: name.trim(), scopes: chosen,
            ...(store ? { store } : {}),
            ...(term === "0" ? {} : { expires_ms: Math.round(now()) + Number(term) * DAY_MS }) });
        if (answer)
            await onMade(answer);
    };
    const places = [{ code: "", label: t("全部门店", "all stores") }, ...stores.map((code) => ({ code, label: code }))];
    return html`<${Sheet} title=${t("新令牌", "New token")} onClose=${onClose}><form class="stack" onSubmit=${make}
        noValidate>
        <${TextField} label=${t("给哪个系统", "Which system it is for")} value=${name} onChange=${setName} limit=${40}
            required=${true} focus=${true} hint="ERP" />
        <${Choose} label=${t("可以做什么", "What it opens")} options=${scopes} chosen=${chosen} onChange=${setChosen}
            hint=${t("只给它用得到的；个人信息要另外选上", "no more than it needs; personal data is chosen beside the rest")} />
        <${SelectField} label=${t("门店", "Store")} value=${store} options=${places} onChange=${setStore} />
        <${SelectField} label=${t("有效期", "Good for")} value=${term} options=${TERMS} onChange=${setTerm} />
        <div class="row"><${Button} kind="primary" icon="key" submit=${true} disabled=${!ready}>${t("生成",
            "Make it")}</${Button}><${Button} onTap=${onClose}>${t("取消", "Cancel")}</${Button}></div></form>
        </${Sheet}>`;
}

/** @param {{token: any, onClose: () => void, reload: () => any}} props */
function Revoke({ token, onClose, reload }) {
    const revoke = async () => {
        if (!await act(`/api/tokens/${token.id}/revoke`, {}, { zh: "已停用", en: "Revoked" }))
            return;
        await reload();
        onClose();
    };
    return html`<${Sheet} title=${t(`停用“${token.name}”`, `Revoke "${token.name}"`)} onClose=${onClose} foot=${html`
        <div class="row"><${Button} kind="danger" icon="lock" onTap=${revoke}>${t("停用", "Revoke")}</${Button}>
        <${Button} onTap=${onClose}>${t("取消", "Cancel")}</${Button}></div>`}><p>${t(
        "从下一次请求起无效，不能恢复；它要再用，得换一个新令牌。已取走的数据收不回。",
        "Good for nothing from its next request on, for good; to go on, that system needs a new token. What it fetched "
            + "already cannot be taken back.")}</p></${Sheet}>`;
}

/** @param {{tokens: any[], scopes: any[], onRevoke: (token: any) => void}} props */
const List = ({ tokens, scopes, onRevoke }) => html`<div class="table-scroll"><table class="table"><thead><tr>${[
    t("系统", "System"), t("状态", "State"), t("可以做什么", "What it opens"), t("门店", "Store"), t("上次使用", "Last used"),
    t("到期", "Expires"), t("添加", "Made")].map((head) => html`<th scope="col" key=${head}>${head}</th>`)}<th
    scope="col"><span class="unseen">${t("停用", "Revoke")}</span></th></tr></thead><tbody>${tokens.map((token) => {
    const { icon, tone, words } = STATES[token.state];
    const opens = scopes.filter(({ code }) => token.scopes.includes(code)).map(w).join(t("、", "; "));
    return html`<tr key=${token.id}><td><b>${token.name}</b></td>
        <td><${Mark} icon=${icon} tone=${tone} words=${words()} /></td><td>${opens}</td>
        <td>${token.store || t("全部", "all")}</td>
        <td>${token.used_ms ? html`<${Time} ms=${token.used_ms} />` : t("从未", "never")}</td>
        <td>${token.expires_ms ? html`<${Time} ms=${token.expires_ms} />` : t("不到期", "never")}</td>
        <td><${Time} ms=${token.made_ms} /> · ${token.made_by}</td>
        <td>${token.state === "good" && may("operate") && html`<${Button} kind="quiet" icon="lock" label=${t(
            `停用 ${token.name}`, `Revoke ${token.name}`)} onTap=${() => onRevoke(token)}>${t("停用",
            "Revoke")}</${Button}>`}</td></tr>`;
})}</tbody></table></div>`;

export function Tokens() {
    const { data, reload } = useData("/api/tokens");
    const [open, setOpen] = useState(/** @type {any} */ (null));
    const [text, setText] = useState("");
    const made = async (/** @type {any} */ answer) => {
        setOpen(null);
        setText(answer.token);
        await reload();
    };
    if (!data)
        return html`<${Loading} />`;
    return html`<${Section} title=${t("哪些系统可以来取", "Which systems may ask")} count=${data.tokens.length}
        actions=${may("operate") && html`<${Button} icon="plus" onTap=${() => setOpen("new")}>${t("新令牌",
            "New token")}</${Button}>`}><div class="stack">
        ${data.tokens.length === 0 ? html`<${Note} tone="idle" icon="info">${t("还没有令牌：没有系统能来取数据。",
            "No token yet: no system can fetch anything.")}</${Note}>` : html`<${List} tokens=${data.tokens}
            scopes=${data.scopes} onRevoke=${setOpen} />`}
        <p><a href="/rest/v1/openapi.json" target="_blank" rel="noopener">${t("接口说明（OpenAPI 3.1）",
            "Description of the interface (OpenAPI 3.1)")}</a> · <code>${location.origin}/rest/v1</code></p></div>
        ${open === "new" && html`<${NewToken} scopes=${data.scopes} stores=${data.stores} onMade=${made}
            onClose=${() => setOpen(null)} />`}
        ${open && open.id && html`<${Revoke} token=${open} reload=${reload} onClose=${() => setOpen(null)} />`}
        ${text && html`<${ShownOnce} title=${t("令牌", "The token")} text=${text} hint=${t(
            "放进那个系统的 Authorization: Bearer 头。", "It goes into that system's Authorization: Bearer header.")}
            onClose=${() => setText("")} />`}</${Section}>`;
}
