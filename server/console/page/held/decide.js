// SPDX-License-Identifier: Apache-2.0
// Decisions on what is held: one reason for one or for many; what cannot be done with one of them is said, the rest is
// done.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { PhraseField } from "/shared/kit/form.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t } from "/shared/words.js";
import { act } from "../act.js";

const WHY_MOST = 80; // the tablet shows it, and the office keeps 255 bytes
const ACCEPT = [
    { zh: "已向本人核实，属实", en: "the person confirmed it" }, { zh: "现场照片可证", en: "photos prove it" },
    { zh: "平板停用前写的", en: "written before the tablet was revoked" },
];
const REJECT = [
    { zh: "本人否认", en: "the person denies it" }, { zh: "已另行登记", en: "written down anew" },
    { zh: "误填", en: "a slip" },
];

/** @param {{results: any[]}} props what came of each that was not done */
function Refused({ results }) {
    const refused = results.filter(({ done }) => !done);
    return html`<${Note} tone="warn" icon="warning"><p>${t(
        `${results.length - refused.length} 条已办；${refused.length} 条原样留在隔离区：`,
        `${results.length - refused.length} done; ${refused.length} stay in quarantine as they are:`)}</p>
        <ul>${refused.map((one) => html`<li key=${one.id}><a href=${`#/held/${one.id}`}>#${one.id}</a>
            ${" "}${half(one.why_not || "")}</li>`)}</ul></${Note}>`;
}

/**
 * @param {{accept: boolean, what: {rows: string[]} | {device: string}, count: number, onClose: () => void,
 *     onDone?: () => any}} props
 */
export function DecideSheet({ accept, what, count, onClose, onDone }) {
    const [why, setWhy] = useState("");
    const [missing, setMissing] = useState(false);
    const [answer, setAnswer] = useState(/** @type {any} */ (null));
    const send = async () => {
        setMissing(!why.trim());
        if (!why.trim())
            return;
        const came = await act("/api/held/decide", { accept, why: why.trim(), ...what });
        if (!came)
            return;
        if (onDone)
            await onDone();
        if (came.done === came.results.length)
            onClose();
        else
            setAnswer(came);
    };
    const title = accept ? t(`接受 ${count} 条`, `Accept ${count}`) : t(`拒绝 ${count} 条`, `Reject ${count}`);
    return html`<${Sheet} onClose=${onClose} title=${title} foot=${html`<div class="row">
            ${!answer && html`<${Button} kind=${accept ? "primary" : "danger"} icon=${accept ? "check" : "cross"}
                onTap=${send}>${accept ? t("接受", "Accept") : t("拒绝", "Reject")}</${Button}>`}
            <${Button} onTap=${onClose}>${answer ? t("关闭", "Close") : t("取消", "Cancel")}</${Button}></div>`}>
        <div class="stack">${answer ? html`<${Refused} results=${answer.results} />` : html`
            <p>${accept ? t("接受后按原来的人和时间计入；在它后面等的也一并计入。"
        + "已被后来的改动覆盖的值不会回来，有分歧的会列入冲突。",
        "What is accepted counts with its own person and time, and so does what waits behind it. What was overwritten "
        + "since does not come back; what disagrees becomes a conflict.")
        : t("拒绝后永不计入；原文留在历史里，写的人会在平板上看到理由。",
            "What is rejected never counts; its bytes stay in the history, and its writer sees the reason.")}
            </p>
            <${PhraseField} label=${t("理由（必填；写的人会看到，并记入审计）",
        "Reason (needed; the writer sees it, and the audit keeps it)")} value=${why} onChange=${setWhy}
                phrases=${accept ? ACCEPT : REJECT} limit=${WHY_MOST} required=${true} focus=${true}
                error=${missing && !why.trim() ? t("请先写理由", "Give the reason first") : undefined} />`}
        </div></${Sheet}>`;
}

/**
 * The two buttons.
 * @param {{what: {rows: string[]} | {device: string}, count: number, onDone?: () => any, cannot?: boolean,
 *     all?: boolean}} props cannot: it can only be rejected
 */
export function Decide({ what, count, onDone, cannot, all }) {
    const [open, setOpen] = useState(/** @type {"accept" | "reject" | null} */ (null));
    // The list may change below while the sheet is open.
    const [chosen, setChosen] = useState(what);
    const show = (/** @type {"accept" | "reject"} */ which) => () => {
        setChosen(what);
        setOpen(which);
    };
    return html`${!cannot && html`<${Button} kind=${all ? "plain" : "primary"} icon="check" onTap=${show("accept")}>
            ${all ? t(`全部接受（${count}）`, `Accept all (${count})`) : t("接受…", "Accept…")}</${Button}>`}
        <${Button} icon="cross" onTap=${show("reject")}>${all ? t(`全部拒绝（${count}）`, `Reject all (${count})`)
        : t("拒绝…", "Reject…")}</${Button}>
        ${open && html`<${DecideSheet} accept=${open === "accept"} what=${chosen} count=${count} onDone=${onDone}
            onClose=${() => setOpen(null)} />`}`;
}

/** @param {{ids: string[], onDone: () => void}} props the buttons over chosen rows */
export function HeldActions({ ids }) {
    return html`<${Decide} what=${{ rows: ids }} count=${ids.length} />`;
}

/** @param {{device: {code: string, label: string, open: number}}} props all that one tablet brought */
export function DeviceWork({ device }) {
    return html`<${Note} tone="warn" icon="tablet"><p>${t(`“${device.label}”有 ${device.open} 条等您决定。`,
        `${device.open} entries of "${device.label}" wait for you.`)}</p><div class="row"><${Decide} all=${true}
        what=${{ device: device.code }} count=${device.open} /></div></${Note}>`;
}
