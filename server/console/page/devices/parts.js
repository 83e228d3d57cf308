// SPDX-License-Identifier: Apache-2.0
// The parts of the page of one tablet.
import { html, useState } from "/vendor/preact.js";
import { size, span } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { Note, Section, Time } from "/shared/kit/layout.js";
import { half, t } from "/shared/words.js";
import { act } from "../act.js";
import { may } from "../store.js";
import { PersonSelect } from "./invite.js";

const unknown = () => t("还没联系过", "it never called");
const or = (/** @type {any} */ value, /** @type {any} */ words) => (value === null ? html`<span class="faint">${
    unknown()}</span>` : words);
const Known = (/** @type {{ms: number | null}} */ { ms }) => (ms ? html`<${Time} ms=${ms} />` : "—");

/** @param {{device: any}} props what it says, and what the office holds of it */
export function Figures({ device }) {
    const missing = device.missing > 0 ? html`<b class="tone-fail tone-text">${device.missing}</b>` : "0";
    return html`<${Section} title=${t("它说的和办公室有的", "What it says, what the office holds")}><dl class="side-facts">
        <dt>${t("上次联系", "Last contact")}</dt><dd>${or(device.last_contact_ms, html`<${Time}
            ms=${device.last_contact_ms} />`)}</dd>
        <dt>${t("平板说有 / 办公室有 / 缺", "Says / holds / missing")}</dt>
            <dd>${device.says} / ${device.holds} / ${missing}</dd>
        <dt>${t("只在平板上", "On the tablet alone")}</dt><dd>${or(device.unsent_writes, t(
            `${device.unsent_writes} 条，${device.unsent_files} 个文件（${size(device.unsent_bytes || 0)}）`,
            `${device.unsent_writes} entries, ${device.unsent_files} files (${size(device.unsent_bytes || 0)})`))}</dd>
        <dt>${t("最早未传", "Oldest unsent")}</dt><dd><${Known} ms=${device.unsent_oldest_ms} /></dd>
        <dt>${t("副本", "Copies")}</dt><dd>${device.copies > 0 ? html`<b class="tone-fail tone-text">${device.copies}</b>
            ${" "}${t("被复制，或从备份恢复过；写的都收。两台同一身份，停用会一起停：先都传完", "copied, or restored; what is "
                + "written comes in. Two share one identity, revoking stops both: let both send all first")}`
            : t("没有", "none")}</dd>
        <dt>${t("时钟差", "Clock off by")}</dt><dd>${or(device.clock_offset_ms, span(Math.abs(device.clock_offset_ms
            || 0)))}</dd>
        <dt>${t("剩余空间", "Room left")}</dt><dd>${or(device.storage_free, size(device.storage_free || 0))}</dd>
        <dt>${t("版本", "Version")}</dt><dd>${device.agent || "—"}</dd>
        <dt>${t("证书", "Certificate")}</dt><dd>${t(`还有 ${device.certificate_days} 天，`,
            `${device.certificate_days} days left, until `)}<${Time} ms=${device.certificate_until_ms} /></dd>
        <dt>${t("登记于", "Enrolled")}</dt><dd><${Time} ms=${device.enrolled_ms} /></dd>
        <dt>${t("隔离区", "Quarantine")}</dt><dd>${device.held > 0 ? html`<a href=${`#/held?device=${device.id}`}>${t(
            `${device.held} 条等您决定`, `${device.held} entries to decide on`)}</a>` : t("没有", "nothing")}</dd>
        </dl></${Section}>`;
}

/** @param {{device: any, onDone: () => any}} props its last comparison with the office */
export function Proof({ device, onDone }) {
    const { proof } = device;
    const ask = async () => await act(`/api/devices/${device.id}/prove`, {},
        { zh: "已要求：它下次联系时逐条核对", en: "Asked: it compares at its next contact" }) && onDone();
    return html`<${Section} title=${t("逐条核对", "Proof that both have the same")}>
        ${proof ? html`<p><${Time} ms=${proof.at_ms} /> · ${proof.equal
            ? t(`${proof.items} 条记录两边一致`, `${proof.items} records are the same on both sides`)
            : t(`${proof.left} 条仍不一致`, `${proof.left} records still differ`)}
            ${proof.differences > 0 && ` · ${t(`发现 ${proof.differences} 处不同并已修复`,
                `${proof.differences} differences were found and repaired`)}`}</p>
            <p class="link-text"><code>${proof.digest}</code></p>` : html`<p class="faint">${t("还没有核对过",
            "There was none yet")}</p>`}
        ${device.proof_asked_ms ? html`<p>${t("已要求，等它下次联系；", "Asked; it waits for its next contact: ")}<${Time}
            ms=${device.proof_asked_ms} /></p>` : may("devices") && html`<div class="row"><${Button} icon="check"
                onTap=${ask}>${t("要求核对", "Ask for one")}</${Button}></div>`}</${Section}>`;
}

/** @param {{device: any, onDone: () => any}} props who uses it */
export function Persons({ device, onDone }) {
    const [person, setPerson] = useState("");
    const active = device.persons.filter((/** @type {any} */ one) => one.active);
    const set = async (/** @type {string} */ id, /** @type {boolean} */ on) => {
        const done = await act(`/api/devices/${device.id}/person`, { person: id, active: on },
            on ? { zh: "已加到名单", en: "Added to its list" } : { zh: "已从名单去掉", en: "Taken off its list" });
        if (done)
            setPerson("");
        return done && onDone();
    };
    return html`<${Section} title=${t("谁在用", "Who uses it")} count=${active.length}>
        <ul class="persons">${active.map((/** @type {any} */ one) => html`<li key=${one.id}>${one.name || "?"}
            ${may("devices") && html`<${Button} kind="quiet" icon="close" label=${t(`去掉 ${one.name}`,
                `Take off ${one.name}`)} onTap=${() => set(one.id, false)}>${t("去掉", "Take off")}</${Button}>`}</li>`)}
        </ul>
        ${may("devices") && html`<div class="row row-fill"><${PersonSelect} label=${t("加一个人", "Add a person")}
            value=${person} except=${active.map((/** @type {any} */ one) => one.id)} onChange=${setPerson} />
            <${Button} icon="plus" disabled=${!person} onTap=${() => set(person, true)}>${t("加入",
                "Add")}</${Button}></div>`}
        <p class="faint">${t("工地随人：名单上的人被派到哪些工地，平板就看到哪些。"
            + "从名单去掉后，他的工地在下次联系时从平板删除；写好未传的先传上来。",
            "Sites follow people: the tablet sees the sites of those on its list. What a person who is taken off had "
            + "there goes at its next contact, after what was unsent has come.")}</p></${Section}>`;
}

/** @param {{device: any}} props for the notice, when it is lost */
export function Exposed({ device }) {
    return html`<${Section} title=${t("丢了？看到过什么", "Lost? What it has seen")}><${Note} tone="idle" icon="info">${t(
        `它现在看得到 ${device.sites_now} 个工地，登记以来看到过 ${device.sites_ever} 个。丢失时：先停用，再下载名单通知客户。`,
        `It sees ${device.sites_now} sites now, and ${device.sites_ever} since it was enrolled. When it is lost: `
        + "revoke it, then take the list to notify customers.")}</${Note}>
        <p><a href=${`#/device/${device.id}/exposed`}>${t("看到过的工地和客户", "Sites and customers it has seen")}</a></p>
        </${Section}>`;
}

/** @param {{device: any}} props */
export function Alarms({ device }) {
    return html`<${Section} title=${t("警报", "Alarms")} count=${device.alarms.length}>${device.alarms.length === 0
        ? html`<p class="faint">${t("没有", "None")}</p>` : html`<ul>${device.alarms.map(
            (/** @type {any} */ alarm, /** @type {number} */ i) => html`<li key=${i}><${Time} ms=${alarm.at_ms} /> ·
                <code>${alarm.kind}</code> · ${half(alarm.detail)}</li>`)}</ul>`}</${Section}>`;
}
