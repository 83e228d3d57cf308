// SPDX-License-Identifier: Apache-2.0
// A one-time invitation: whom it is for, then the code to scan, with the time it has left.
import { html, useEffect, useState } from "/vendor/preact.js";
import { now } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { useId } from "/shared/kit/form.js";
import { Loading, Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { useData } from "../store.js";

/** @param {{label: string, value: string, except?: string[], onChange: (id: string) => void}} props */
export function PersonSelect({ label, value, except = [], onChange }) {
    const id = useId();
    const { data } = useData("/api/issue-choices");
    if (!data)
        return html`<${Loading} />`;
    const people = data.people.filter((/** @type {any} */ one) => !except.includes(one.id));
    return html`<div class="field"><label for=${id}>${label}</label><select id=${id} value=${value}
        onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
        <option value="">${t("请选择", "choose")}</option>
        ${people.map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${[one.name,
            w(one.role)].filter(Boolean).join(" · ")}</option>`)}</select></div>`;
}

/** @param {number} until @returns {number} seconds that are left */
function useLeft(until) {
    const left = () => Math.max(0, Math.round((until - now()) / 1000));
    const [seconds, setSeconds] = useState(left());
    useEffect(() => {
        const timer = setInterval(() => setSeconds(left()), 1000);
        return () => clearInterval(timer);
    }, [until]);
    return seconds;
}

/** @param {{invitation: any, onAgain: () => any}} props the code */
export function Code({ invitation, onAgain }) {
    const [copied, setCopied] = useState(false);
    const seconds = useLeft(invitation.until_ms);
    const { path, side } = invitation.qr;
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const copy = async () => {
        await navigator.clipboard.writeText(invitation.link);
        setCopied(true);
    };
    if (seconds === 0)
        return html`<${Note} tone="warn" icon="clock"><p>${t("邀请已过期，没有用过的已作废。",
            "The invitation has ended; it cannot be used any more.")}</p><${Button} onTap=${onAgain}>${t("再发一个",
            "Make another")}</${Button}></${Note}>`;
    return html`<div class="totp"><svg class="qr" viewBox=${`0 0 ${side} ${side}`} role="img"
            aria-label=${t("平板扫描的登记二维码", "QR code for the tablet to scan")}><path d=${path} /></svg>
        <div class="stack"><p>${t("在平板上打开 Plumbline，扫描它，或粘贴链接。只能用一次。",
            "Open Plumbline on the tablet, scan it or paste the link. It works once.")}</p>
            <p role="timer"><b>${clock}</b> ${t("后过期", "left")}</p>
            <p class="link-text"><code>${invitation.link}</code></p>
            <div class="row"><${Button} icon=${copied ? "check" : "document"} onTap=${copy}>${copied ? t("已复制",
                "Copied") : t("复制链接", "Copy the link")}</${Button}></div></div></div>`;
}

/**
 * @param {{device?: {id: string, name: string, persons: any[]}, onClose: () => void}} props device: it is enrolled anew
 */
export function InviteSheet({ device, onClose }) {
    const [person, setPerson] = useState(device && device.persons.length ? device.persons[0].id : "");
    const [invitation, setInvitation] = useState(/** @type {any} */ (null));
    const invite = async () => setInvitation(await act("/api/devices/invite", { person,
        ...(device ? { device: device.id } : {}) }));
    const title = device ? t(`重新登记“${device.name}”`, `Enrol "${device.name}" anew`) : t("登记新平板",
        "Invite a new tablet");
    return html`<${Sheet} onClose=${onClose} title=${title} foot=${html`<div class="row">
            ${!invitation && html`<${Button} kind="primary" disabled=${!person} onTap=${invite}>${t("生成邀请",
                "Make the invitation")}</${Button}>`}
            <${Button} onTap=${onClose}>${invitation ? t("关闭", "Close") : t("取消", "Cancel")}</${Button}></div>`}>
        <div class="stack">${invitation ? html`<${Code} invitation=${invitation} onAgain=${invite} />`
        : html`${device && html`<${Note} tone="warn" icon="warning">${t(
            "重新登记后它旧的证书作废；平板上的内容都在。只在这台平板重装或钥匙损坏时用。",
            "Its old certificate ends; what is on it stays. For a tablet that was set up anew or lost its key.")}
            </${Note}>`}
            <${PersonSelect} label=${t("给谁用", "Who will use it")} value=${person} onChange=${setPerson} />
            <p class="faint">${t("邀请 15 分钟有效。别的人登记后再加到平板的名单。",
            "It is good for 15 minutes. Others are added to the tablet's list afterwards.")}</p>`}</div></${Sheet}>`;
}
