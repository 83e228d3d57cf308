// SPDX-License-Identifier: Apache-2.0
// What is in force at a tablet's next request: revoked, admitted again, wiped.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { HoldButton } from "/shared/kit/confirm.js";
import { PhraseField } from "/shared/kit/form.js";
import { Note, Section } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";

const WHY_MOST = 40; // the tablet shows it
const LOST = [{ zh: "丢失", en: "lost" }, { zh: "被盗", en: "stolen" }, { zh: "人员离职", en: "the person left" },
    { zh: "已换新平板", en: "replaced" }];
const FOUND = [{ zh: "找回来了", en: "found again" }, { zh: "误操作", en: "a slip" }];

/** @param {{device: any}} props what only it has, by its last word */
function OnlyThere({ device }) {
    const waits = (device.unsent_writes || 0) + (device.unsent_files || 0);
    return waits > 0 && html`<${Note} tone="warn" icon="warning">${t(
        `按它上次说的，${device.unsent_writes} 条和 ${device.unsent_files} 个文件只在这台平板上。`,
        `By its last word ${device.unsent_writes} entries and ${device.unsent_files} files are on this tablet alone.`)}
        </${Note}>`;
}

const SAYS = {
    revoked: () => ({ title: t("停用平板", "Revoke the tablet"), words: t(
        "从它的下一次请求起生效：不再收发任何内容。平板上的内容不删除，找回后可以恢复；"
        + "停用前写的可以用交接文件带来，先进隔离区。",
        "In force at its next request: nothing goes to it or comes from it. What is on it stays; it can be admitted "
        + "again. Its work can be brought as a handover file, and waits in quarantine."), phrases: LOST }),
    active: () => ({ title: t("恢复使用", "Admit it again"), words: t(
        "从它的下一次请求起恢复收发；停用期间写的内容会传上来。",
        "In force at its next request; what was written meanwhile comes in."), phrases: FOUND }),
    wipe: () => ({ title: t("停用并清空", "Wipe the tablet"), words: t(
        "它下次联系时先把没送达的内容加密封存成一个文件，再销毁钥匙和全部数据。收不回。"
        + "永远不联系的平板清不掉，但没有 PIN 打不开它的钥匙。",
        "At its next contact it seals what was not delivered into a file, then destroys keys and all data. This cannot "
        + "be taken back. One that never calls cannot be wiped; without the PIN its keys do not open."),
    phrases: LOST }),
};

/** @param {{device: any, state: "revoked" | "active" | "wipe", onClose: () => void, onDone: () => any}} props */
function RuleSheet({ device, state, onClose, onDone }) {
    const [why, setWhy] = useState("");
    const { title, words, phrases } = SAYS[state]();
    const send = async () => {
        const done = await act(`/api/devices/${device.id}/state`, { state, why: why.trim() },
            { zh: "已生效：从它的下一次请求起", en: "In force at its next request" });
        if (!done)
            return;
        await onDone();
        onClose();
    };
    const button = state === "wipe" ? html`<${HoldButton} label=${t("按住：清空", "Hold to wipe")} icon="trash"
        disabled=${!why.trim()} onConfirm=${send} />`
        : html`<${Button} kind=${state === "active" ? "primary" : "danger"}
        disabled=${!why.trim()} onTap=${send}>${title}</${Button}>`;
    return html`<${Sheet} onClose=${onClose} title=${`${title} · ${device.name}`} foot=${html`<div class="row">${button}
            <${Button} onTap=${onClose}>${t("取消", "Cancel")}</${Button}></div>`}>
        <div class="stack"><p>${words}</p>${state !== "active" && html`<${OnlyThere} device=${device} />`}
            <${PhraseField} label=${t("原因（必填；平板会显示，并记入审计）",
                "Reason (needed; the tablet shows it, the audit keeps it)")}
                value=${why} onChange=${setWhy} phrases=${phrases} limit=${WHY_MOST} required=${true} focus=${true} />
        </div></${Sheet}>`;
}

/** @param {{device: any, onDone: () => any}} props */
export function Rule({ device, onDone }) {
    const [state, setState] = useState(/** @type {"revoked" | "active" | "wipe" | null} */ (null));
    const stopped = device.state_code !== "active";
    return html`<${Section} title=${t("停用", "Revoke")}><div class="row">
        ${stopped ? html`<${Button} icon="undo" onTap=${() => setState("active")}>${t("恢复使用…",
            "Admit it again…")}</${Button}>` : html`<${Button} kind="danger" icon="lock"
            onTap=${() => setState("revoked")}>${t("停用…", "Revoke…")}</${Button}>`}
        ${device.state_code !== "wipe" && html`<${Button} kind="danger" icon="trash"
            onTap=${() => setState("wipe")}>${t("停用并清空…", "Wipe…")}</${Button}>`}</div>
        ${state && html`<${RuleSheet} device=${device} state=${state} onClose=${() => setState(null)}
            onDone=${onDone} />`}</${Section}>`;
}
