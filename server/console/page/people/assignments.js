// SPDX-License-Identifier: Apache-2.0
// The sites that a person works at: which, as what, and since when; given and taken here.
import { html, useEffect, useState } from "/vendor/preact.js";
import { get } from "/shared/api.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Empty, Section } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { SelectField } from "../frame/select.js";
import { may } from "../store.js";
import { ROLES } from "../words_office.js";

const CALM_MS = 200;

/** @param {string} text @returns {any[]} sites that are found by it */
function useSites(text) {
    const [rows, setRows] = useState(/** @type {any[]} */ ([]));
    useEffect(() => {
        const abort = new AbortController();
        const timer = setTimeout(async () => {
            try {
                const found = text ? (await get("/api/search", { query: { text }, signal: abort.signal })).rows : [];
                setRows(found.filter((/** @type {any} */ row) => row.kind === "site" || row.kind === "customer"));
            } catch {
                // the next letter asks again
            }
        }, CALM_MS);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [text]);
    return rows;
}

/** @param {{person: any, onClose: () => void, reload: () => void}} props */
function Assign({ person, onClose, reload }) {
    const [text, setText] = useState("");
    const [role, setRole] = useState(person.role ? person.role.code : "inspector");
    const sites = useSites(text.trim());
    const give = async (/** @type {any} */ site) => {
        const answer = await act("/api/assignments", { person: person.id, site: site.id, role, active: true },
            { zh: `已分配 ${site.title}`, en: `${site.title} assigned` });
        if (!answer)
            return;
        onClose();
        reload();
    };
    return html`<${Sheet} title=${t(`给 ${person.name} 分配工地`, `A site for ${person.name}`)} onClose=${onClose}>
        <${SelectField} label=${t("在工地上的角色", "Role at the site")} value=${role} options=${ROLES} onChange=${setRole} />
        <${TextField} label=${t("地址、合同号或客户", "Address, contract or customer")} value=${text} onChange=${setText}
            focus=${true} />
        <ul class="list">${sites.map((site) => html`<li key=${site.id}><button type="button" class="list-row"
            onClick=${() => give(site)}><span class="row-words"><b>${site.title}</b>
                <span class="row-sub">${site.sub}</span>
            </span></button></li>`)}</ul>
        ${text.trim() && sites.length === 0 && html`<p class="faint">${t("没有找到", "Nothing found")}</p>`}
    </${Sheet}>`;
}

/** @param {{person: any, reload: () => void}} props */
export function Assignments({ person, reload }) {
    const [open, setOpen] = useState(false);
    const active = person.assignments.filter((/** @type {any} */ one) => one.active);
    const set = async (/** @type {any} */ one, /** @type {boolean} */ on) => {
        const undo = async () => set(one, !on);
        if (await act("/api/assignments", { person: person.id, site: one.site, role: one.role.code, active: on },
            { zh: on ? "已重新分配" : "已取消分配；平板下次联系时更新", en: on ? "Assigned again"
                : "Taken away; tablets follow at their next contact", undo }))
            reload();
    };
    return html`<${Section} title=${t("工地", "Sites")} count=${active.length} actions=${may("people") && html`<${Button}
        icon="plus" onTap=${() => setOpen(true)}>${t("分配工地", "Assign a site")}</${Button}>`}>
        ${active.length === 0 ? html`<${Empty} icon="place" title=${t("没有分配工地", "No site is assigned")} />`
            : html`<ul class="list">${active.map((/** @type {any} */ one) => html`<li class="list-row" key=${one.id}>
                <span class="row-words"><a href=${`#/site/${one.site}`}>${one.address || one.contract}</a>
                    <span class="row-sub">${one.customer}</span></span><span class="row-side">${w(one.role)}</span>
                ${may("people") && html`<${IconButton} icon="trash" label=${t(`取消分配 ${one.address}`,
                    `Take away ${one.address}`)} onTap=${() => set(one, false)} />`}</li>`)}</ul>`}
        ${open && html`<${Assign} person=${person} onClose=${() => setOpen(false)} reload=${reload} />`}
    </${Section}>`;
}
