// SPDX-License-Identifier: Apache-2.0
// Parts of the pages about sites: tabs, facts, photos, people.
import { html, useState } from "/vendor/preact.js";
import { withQuery } from "/shared/api.js";
import { PhotoGrid, PhotoView } from "/shared/kit/photos.js";
import { Note } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";

/**
 * Links to the parts of a page.
 * @param {{path: string, tabs: {code: string, words: string, count?: number}[], current: string}} props
 */
export function Tabs({ path, tabs, current }) {
    return html`<nav class="page-tabs" aria-label=${t("本页各部分", "parts of this page")}>${tabs.map((tab) => html`
        <a key=${tab.code} class="page-tab" href=${"#" + withQuery(path, tab.code === tabs[0].code ? {}
            : { tab: tab.code })}
            aria-current=${tab.code === current ? "page" : null}>${tab.words}${tab.count !== undefined
            && html` <span class="count">${tab.count}</span>`}</a>`)}</nav>`;
}

/** @param {{facts: [string, any][]}} props names and values; what has no value is left out */
export function Facts({ facts }) {
    return html`<dl class="facts">${facts.filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Says why a page has gaps, to who may not know the customer. @param {{of: {personal: boolean}}} props */
export function Veil({ of }) {
    return !of.personal && html`<${Note} icon="lock">${t("客户姓名、电话、地址、照片和备注等自由填写的内容只对有权限的人显示",
        "The customer's name, phone and address, photos and free texts are shown only to who may see them")}</${Note}>`;
}

/** @param {{person: {name: string | null} | null}} props */
export function Person({ person }) {
    if (!person)
        return t("办公室", "the office");
    return person.name || t("（不在册）", "(not on record)");
}

/** @param {{photos: any[], label: string}} props those that are here; of the others how many */
export function Photos({ photos, label }) {
    const [at, setAt] = useState(/** @type {number | null} */ (null));
    const here = photos.filter((photo) => photo.here);
    const pending = photos.length - here.length;
    return html`${here.length > 0 && html`<${PhotoGrid} photos=${here} label=${label} line=${true} onOpen=${setAt} />`}
        ${pending > 0 && html`<${Note} icon="photo" tone="warn">${t(`${pending} 张照片待传：记录已到，原图还在平板上`,
            `${pending} photos pending: their records have come, the pictures are still on the tablet`)}</${Note}>`}
        ${at !== null && html`<${PhotoView} photos=${here} at=${at} onMove=${setAt} onClose=${() => setAt(null)} />`}`;
}

/** @param {{lacks: any[]}} props conditions in words, each with its rule */
export function Lacks({ lacks }) {
    return html`<ul class="lacks">${lacks.map((lack) => html`<li key=${lack.rule + lack.zh}>${w(lack)}
        <span class="faint"> ${lack.rule}${lack.unknown && lack.conflict ? t(" · 有冲突", " · in conflict")
        : lack.unknown ? t(" · 数据不全", " · data missing") : ""}</span></li>`)}</ul>`;
}
