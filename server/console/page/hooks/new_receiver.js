// SPDX-License-Identifier: Apache-2.0
// A new receiver: where, what it is told, and whom to trust there.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField, Toggle } from "/shared/kit/form.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { Choose } from "./choose.js";

/** @param {string} text as people type it @returns {string} with its scheme */
const targetOf = (text) => (/^[^/:@\s]+@[^/:@\s]+$/.test(text.trim()) ? `mailto:${text.trim()}` : text.trim());

/**
 * @param {{events: any[], mail: boolean, onMade: (answer: any) => any, onClose: () => void}} props mail: it is set up
 */
export function NewReceiver({ events, mail, onMade, onClose }) {
    const [text, setText] = useState("");
    const [kinds, setKinds] = useState(/** @type {string[]} */ ([]));
    const [inside, setInside] = useState(false);
    const [ca, setCa] = useState("");
    const target = targetOf(text);
    const web = /^https:\/\/./.test(target);
    const good = web || /^mailto:.+@.+/.test(target);
    const add = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const answer = good && await act("/api/hooks", { target, kinds, ...(web && inside ? { private: true } : {}),
            ...(web && ca.trim() ? { ca: ca.trim() + "\n" } : {}) }, { zh: "已添加", en: "Added" });
        if (answer)
            await onMade(answer);
    };
    return html`<${Sheet} title=${t("添加接收方", "Add a receiver")} onClose=${onClose}><form class="stack"
        onSubmit=${add} noValidate><${TextField} label=${t("网址或邮箱", "Web address or mailbox")} value=${text}
            onChange=${setText} mode="url" limit=${1000} required=${true} focus=${true}
            error=${text.trim() && !good ? t("要 https 网址，或一个邮箱", "An https address, or a mailbox") : undefined}
            hint=${t("那个系统给的 https 网址，或 clerk@example.com",
                "the https address which that system gave, or clerk@example.com")} />
        ${target.startsWith("mailto:") && !mail && html`<${Note} tone="warn" icon="warning">${t(
            "还没有设置邮件服务器：消息会排队，设置好后再发。",
            "No mail server is set yet: messages wait until there is one.")}</${Note}>`}
        <${Choose} label=${t("告诉它哪些事件", "What it is told")} options=${events} chosen=${kinds}
            onChange=${setKinds} hint=${t("一个都不选就是全部；事件里没有客户的个人信息",
                "None chosen means all; events hold no personal data")} />
        ${web && html`<${Toggle} label=${t("在公司内网", "In the company's own network")} value=${inside}
            onChange=${setInside} hint=${t("不开时内网地址一律不连",
                "without it, private addresses are never connected to")} />
            <${TextField} label=${t("它的证书颁发者（PEM，可不填）",
                "Who issued its certificate (PEM, may be left out)")} value=${ca} onChange=${setCa} long=${true}
                 limit=${32000} secret=${true} hint=${t("不填时用服务器信任的颁发者",
                    "left out: whom the server trusts")} />`}
        <div class="row"><${Button} kind="primary" submit=${true} disabled=${!good}>${t("添加", "Add")}</${Button}>
            <${Button} onTap=${onClose}>${t("取消", "Cancel")}</${Button}></div></form></${Sheet}>`;
}
