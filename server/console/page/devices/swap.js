// SPDX-License-Identifier: Apache-2.0
// Another tablet takes the place of this one, step by step. How far it is stands at the office: the page may be closed.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { PhraseField } from "/shared/kit/form.js";
import { Note, Section, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { Mark } from "../sites/marks.js";
import { useData } from "../store.js";
import { Code, InviteSheet, PersonSelect } from "./invite.js";

const WHY = () => t("已换新平板", "replaced");
const ROWS = 10; // of what the office lacks, named on the page

/** @param {any} device @returns {any[]} who uses it */
const activeOf = (device) => device.persons.filter((/** @type {any} */ one) => one.active);

/** @param {{title: string, state: "done" | "now" | "later", children: any}} props */
function Step({ title, state, children }) {
    const [icon, tone, words] = { done: /** @type {const} */ (["check", "pass", t("做完", "done")]),
        now: /** @type {const} */ (["arrow", "busy", t("现在", "now")]),
        later: /** @type {const} */ (["ring", "idle", t("之后", "later")]) }[state];
    return html`<li aria-current=${state === "now" ? "step" : null}><p><b>${title}</b>
        ${" "}<${Mark} icon=${icon} tone=${tone} words=${words} /></p>${children}</li>`;
}

/** @param {{device: any, figure: string, title: string}} props what the office lacks of it, by name */
function Lacking({ device, figure, title }) {
    const path = `/api/nights/now/figures/${figure}`;
    const { data } = useData(`${path}?device=${device.id}&limit=${ROWS}`);
    if (!data || data.rows.length === 0)
        return null;
    return html`<p>${title}</p><ul>${data.rows.map((/** @type {any} */ row) => html`<li key=${row.id}>
        ${row.site ? html`<a href=${`#/site/${row.site}`}>${row.contract || t("工地", "site")}</a> · ` : ""}${w(row.what)}
        </li>`)}</ul>${data.total > ROWS && html`<p><a href=${`#/board/now/${figure}?device=${device.id}`}>${t(
        `全部 ${data.total} 行`, `all ${data.total} rows`)}</a></p>`}`;
}

/** @param {{device: any}} props whether anything is on the old one alone */
function Old({ device }) {
    const { handover } = device.swap;
    const waits = (device.unsent_writes || 0) + (device.unsent_files || 0);
    const clear = device.last_contact_ms !== null && waits + device.missing === 0;
    return html`${clear ? html`<p>${t("它最后一次联系时，写的都已到办公室：", "At its last contact all of it had come: ")}
            <${Time} ms=${device.last_contact_ms} /></p>`
        : html`<p>${device.last_contact_ms === null ? t("它从没联系过，上面有什么没人知道。",
            "It never called: nobody knows what is on it.") : t(
            `按它上次说的，${device.unsent_writes} 条和 ${device.unsent_files} 个文件只在它上面；`
                + `办公室还缺 ${device.missing} 条。`,
            `By its last word ${device.unsent_writes} entries and ${device.unsent_files} files are on it alone; the `
                + `office lacks ${device.missing}.`)}</p>
        <p class="faint">${t(
            "还能开机就让它联网一次；联不上，在它的“我 → 交接”做交接文件，由别的平板或人带来。"
                + "开不了机就往下做：以后找到仍可带来。",
            "If it still starts, let it call once; without a network make a handover file on it (Me → Handover), which "
                + "another tablet or a person brings. If it does not start, go on: bring it later.")}</p>`}
        ${handover.count > 0 && html`<p>${t(`开始换以后带来 ${handover.count} 个交接文件，最近`,
            `${handover.count} handover files came since, the newest`)} <${Time} ms=${handover.newest_ms} />
            ${handover.open > 0 && t(`，${handover.open} 个还没读完`, `, ${handover.open} not read yet`)}</p>`}
        <${Lacking} device=${device} figure="missing" title=${t("办公室还缺的：", "What the office lacks:")} />
        <${Lacking} device=${device} figure="blobs_missing" title=${t("记录已到、文件没到的：",
            "Files that are named, and have not come:")} />`;
}

/** @param {{device: any, invitation: any, onInvite: () => any}} props */
function Invite({ device, invitation, onInvite }) {
    const { swap } = device;
    if (swap.successor)
        return html`<p><a href=${`#/device/${swap.successor.id}`}>${swap.successor.name}</a> ${t("登记于", "enrolled")}
            ${" "}<${Time} ms=${swap.successor.enrolled_ms} /></p>`;
    if (invitation)
        return html`<${Code} invitation=${invitation} onAgain=${onInvite} />`;
    return html`<p>${t(`给 ${swap.person.name || "?"}，15 分钟有效；工地随人过来。`,
            `For ${swap.person.name || "?"}, good for 15 minutes; sites follow the person.`)}
        ${swap.invited_until_ms && html` ${t("已有一个邀请，有效到", "There is one that is good until")} <${Time}
            ms=${swap.invited_until_ms} />${t("；再生成一个，它就作废。", "; making another ends it.")}`}</p>
        <div class="row"><${Button} icon="tablet" onTap=${onInvite}>${t("生成邀请",
            "Make the invitation")}</${Button}></div>`;
}

/** @param {{device: any, onDone: () => any}} props */
function Confirm({ device, onDone }) {
    const { swap } = device;
    const names = activeOf(device).map((one) => one.name);
    const confirm = async () => await act(`/api/devices/${device.id}/swap/confirm`, {},
        { zh: "已确认，名单已过去", en: "Confirmed; its list has moved" }) && onDone();
    return html`<p>${t(`名单（${names.join("、") || "没有人"}）一起过去。确认前看一眼新平板上有没有工地。`,
            `Its list (${names.join(", ") || "nobody"}) moves with it. Look first whether the sites are on it.`)}
            </p>
        <div class="row"><${Button} kind="primary" icon="check" onTap=${confirm}>${t("确认：就是这一台",
            "Confirm: it is this one")}</${Button}></div>`;
}

/** @param {{device: any, onDone: () => any}} props */
function RevokeOld({ device, onDone }) {
    const [why, setWhy] = useState(WHY());
    const lacks = device.missing + (device.unsent_writes || 0) + (device.unsent_files || 0);
    const revoke = async () => await act(`/api/devices/${device.id}/state`, { state: "revoked", why: why.trim() },
        { zh: "换好了；旧平板已停用", en: "Swapped; the old one is revoked" }) && onDone();
    return html`${lacks > 0 && html`<${Note} tone="warn" icon="warning">${t(
            "办公室还没有它的全部内容（见第 1 步）。停用后仍可用交接文件带来，先进隔离区。",
            "The office does not have all of it yet (step 1). Once revoked, it can still be brought as a handover "
                + "file, and waits in quarantine.")}</${Note}>`}
        <${PhraseField} label=${t("原因（平板会显示，并记入审计）", "Reason (the tablet shows it, the audit keeps it)")}
            value=${why} onChange=${setWhy} phrases=${[]} limit=${40} required=${true} />
        <div class="row"><${Button} kind="danger" icon="lock" disabled=${!why.trim()} onTap=${revoke}>${t("停用旧平板",
            "Revoke the old one")}</${Button}></div>`;
}

/** @param {{device: any, onDone: () => any}} props */
function Steps({ device, onDone }) {
    const { swap } = device;
    const [invitation, setInvitation] = useState(/** @type {any} */ (null));
    const stopped = device.state_code !== "active";
    const clear = device.last_contact_ms !== null && device.missing + (device.unsent_writes || 0)
        + (device.unsent_files || 0) === 0;
    const cancel = async () => await act(`/api/devices/${device.id}/swap/cancel`, {}, { zh: "已取消，旧平板照用",
        en: "Called off; the old one goes on" }) && onDone();
    const invite = async () => {
        setInvitation(await act(`/api/devices/${device.id}/swap/invite`));
        await onDone();
    };
    return html`<p class="faint">${t("开始于", "Begun")} <${Time} ms=${swap.begun_ms} /> · ${swap.begun_by}</p>
        <ol class="steps-list"><${Step} title=${t("旧平板上还有什么", "What is still on the old one")}
            state=${clear ? "done" : "now"}><${Old} device=${device} /></${Step}>
        <${Step} title=${t("登记新平板", "Enrol the new one")} state=${swap.successor ? "done" : "now"}><${Invite}
            device=${device} invitation=${invitation} onInvite=${invite} /></${Step}>
        <${Step} title=${t("确认新平板", "Confirm the new one")} state=${swap.confirmed_ms ? "done" : swap.successor ? "now"
            : "later"}>${swap.confirmed_ms ? html`<p><${Time} ms=${swap.confirmed_ms} /></p>` : swap.successor
            && html`<${Confirm} device=${device} onDone=${onDone} />`}</${Step}>
        <${Step} title=${t("停用旧平板", "Revoke the old one")} state=${stopped ? "done" : swap.confirmed_ms ? "now"
            : "later"}>${swap.confirmed_ms && !stopped && html`<${RevokeOld} device=${device} onDone=${onDone} />`}
            </${Step}></ol>
        ${!swap.confirmed_ms && html`<p><${Button} kind="quiet" icon="undo" onTap=${cancel}>${t("不换了", "Call it off")}
            </${Button}></p>`}`;
}

/** @param {{device: any, onDone: () => any}} props nothing is under way */
function Begin({ device, onDone }) {
    const active = activeOf(device);
    const [person, setPerson] = useState(active.length > 0 ? active[0].id : "");
    const [same, setSame] = useState(false);
    const begin = async () => await act(`/api/devices/${device.id}/swap`, { person }, {}) && onDone();
    return html`<p>${t("坏了、旧了或丢了：一步步换成新的，每一步都记着，随时可以接着做。",
            "Broken, old or lost: put a new one in its place, step by step; each step is kept, go on any time.")}</p>
        <div class="row row-fill"><${PersonSelect} label=${t("新平板给谁", "Who gets the new one")} value=${person}
            onChange=${setPerson} /><${Button} icon="sync" disabled=${!person} onTap=${begin}>${t("开始换",
            "Begin the swap")}</${Button}></div>
        <p>${t("还是同一台，只是重装了？", "The same tablet, only set up anew?")} <${Button} kind="quiet" icon="sync"
            onTap=${() => setSame(true)}>${t("重新登记这一台", "Enrol this one anew")}</${Button}></p>
        ${same && html`<${InviteSheet} device=${{ ...device, persons: active }} onClose=${() => setSame(false)} />`}`;
}

/** @param {{device: any, onDone: () => any}} props */
export function Swap({ device, onDone }) {
    const { swap, replaces } = device;
    const open = swap && !swap.ended_ms;
    return html`<${Section} title=${t("换平板", "Swap the tablet")}>
        ${replaces && html`<p>${t("它替换了", "It took the place of")}
            ${" "}<a href=${`#/device/${replaces.id}`}>${replaces.name}</a></p>`}
        ${swap && swap.ended_ms && swap.successor && html`<${Note} tone="pass" icon="check">${t("已换成", "Swapped for")}
            ${" "}<a href=${`#/device/${swap.successor.id}`}>${swap.successor.name}</a> ·
            ${" "}<${Time} ms=${swap.ended_ms} /></${Note}>`}
        ${open ? html`<${Steps} device=${device} onDone=${onDone} />` : html`<${Begin} device=${device}
            onDone=${onDone} />`}</${Section}>`;
}
