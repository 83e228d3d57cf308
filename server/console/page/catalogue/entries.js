// SPDX-License-Identifier: Apache-2.0
// A list of the catalogue's editor: each entry a line, one of them open; added, copied, moved and removed by buttons,
// and moved by keys on its line.
import { html, useState } from "/vendor/preact.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t, w } from "/shared/words.js";
import { conditionsOf, valueAt } from "./doc.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./doc.js").Path} Path */

/** @param {{zh: string, en: string}} what @returns {string} the words of the button */
export const addWords = ({ zh, en }) => t(`加一个${zh}`, `Add ${/^[aeiou]/.test(en) ? "an" : "a"} ${en}`);

/** Something is wrong in there. */
export function Wrong() {
    return html`<span class="tone-fail tone-text"><${Icon} name="warning" size="small" /><span
        class="unseen">${t("有错", "with a fault")}</span></span>`;
}

/**
 * Before something goes: what that means.
 * @param {{what: string, one: any, desk: Desk, meaning: string, onDone: () => void, onClose: () => void}} props
 */
export function RemoveSheet({ what, one, desk, meaning, onDone, onClose }) {
    const named = one.code ? conditionsOf(desk.doc, one.code) : [];
    const name = w(one) || one.code || "…";
    return html`<${Sheet} title=${t(`删除${what}“${name}”？`, `Remove the ${what} "${name}"?`)} onClose=${onClose}
        foot=${html`<div class="row">
            <${Button} kind="danger" icon="trash" onTap=${onDone}>${t("从草稿删除", "Remove it from the draft")}</${Button}>
            <${Button} onTap=${onClose}>${t("取消", "Cancel")}</${Button}></div>`}>
        <div class="stack"><p>${meaning}</p>
        ${named.length > 0 && html`<${Note} tone="warn" icon="warning"><p>${t("这些条件提到它；检查时会要求先改好：",
            "These conditions name it; the check will want them changed:")}</p>
            <ul>${named.map((condition, i) => html`<li key=${i}>${w(condition)}</li>`)}</ul></${Note}>`}</div>
    </${Sheet}>`;
}

/**
 * The buttons of one entry.
 * @param {{place: string, first: boolean, last: boolean, name: string, onMove: (by: number) => void,
 *     onCopy: () => void, onRemove: () => void}} props
 */
export function EntryTools({ place, first, last, name, onMove, onCopy, onRemove }) {
    return html`<div class="entry-tools">
        <span data-place=${`${place}.up`}><${IconButton} icon="up" disabled=${first} onTap=${() => onMove(-1)}
            label=${t(`上移“${name}”`, `Move "${name}" up`)} /></span>
        <span data-place=${`${place}.down`}><${IconButton} icon="down" disabled=${last} onTap=${() => onMove(1)}
            label=${t(`下移“${name}”`, `Move "${name}" down`)} /></span>
        <${IconButton} icon="copy" onTap=${onCopy} label=${t(`复制“${name}”`, `Copy "${name}"`)} />
        <${IconButton} icon="trash" onTap=${onRemove} label=${t(`删除“${name}”`, `Remove "${name}"`)} /></div>`;
}

/**
 * @typedef {object} EntriesProps
 * @property {Desk} desk
 * @property {Path} list
 * @property {number} open which is open; -1 none
 * @property {(at: number) => void} onOpen
 * @property {{zh: string, en: string}} what one of them, in words
 * @property {string} [meaning] what it means that one goes; without it none is asked
 * @property {(all: any[]) => any} make a new one
 * @property {(one: any, all: any[]) => any} copy
 * @property {(one: any) => any} [marks] beside its words
 * @property {(path: Path, one: any) => any} body its fields
 * @property {(one: any) => boolean} [only] those that are shown; there is no other order of them then
 */

/** @param {EntriesProps} props */
export function Entries({ desk, list, open, onOpen, what, meaning, make, copy, marks, body, only }) {
    const [going, setGoing] = useState(-1);
    const [said, say] = useState("");
    /** @type {any[]} */
    const all = valueAt(desk.doc, list) || [];
    const shown = all.map((one, i) => ({ one, i })).filter(({ one }) => !only || only(one));
    const nameOf = (/** @type {any} */ one) => (one && half(w(one))) || (one && one.code) || w(what);
    const insert = (/** @type {number} */ at, /** @type {any} */ entry) => {
        desk.add(list, at, entry, [...list, at, "zh"]);
        onOpen(at);
    };
    const add = () => insert(shown.length ? shown[shown.length - 1].i + 1 : all.length, make(all));
    const move = (/** @type {number} */ at, /** @type {number} */ by, /** @type {string} */ tool) => {
        const to = shown[at + by];
        if (!to)
            return;
        desk.move(list, shown[at].i, to.i, tool ? [...list, to.i, tool] : [...list, to.i]);
        if (open === shown[at].i || open === to.i)
            onOpen(open === to.i ? shown[at].i : to.i);
        say(t(`“${nameOf(shown[at].one)}”现在是第 ${at + by + 1} 个，共 ${shown.length} 个`,
            `"${nameOf(shown[at].one)}" is number ${at + by + 1} of ${shown.length} now`));
    };
    const remove = (/** @type {number} */ at) => {
        setGoing(-1);
        onOpen(-1);
        desk.remove(list, at, all.length > 1 ? [...list, Math.min(at, all.length - 2)] : [...list, "add"]);
    };
    const keys = (/** @type {number} */ at) => (/** @type {KeyboardEvent} */ event) => {
        const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
        if (!event.altKey || !by)
            return;
        event.preventDefault();
        move(at, by, "");
    };
    const line = (/** @type {any} */ one, /** @type {number} */ i, /** @type {number} */ at) => html`<li key=${i}
            data-place=${[...list, i].join(".")}
            class=${"entry" + (i === open ? " is-open" : "") + (desk.within([...list, i]) ? " tone-fail" : "")}>
            <div class="entry-line"><button type="button" class="entry-title" aria-expanded=${String(i === open)}
                onKeyDown=${keys(at)} onClick=${() => onOpen(i === open ? -1 : i)}>
                <span class="entry-number">${at + 1}</span><span class="entry-words">${nameOf(one)}${" "}
                ${one.code && html`<small class="faint">${one.code}</small>`}</span>
                <span class="entry-marks">${marks && marks(one)}${desk.within([...list, i]) && html`<${Wrong} />`}
                </span></button>
            <${EntryTools} place=${[...list, i].join(".")} first=${at === 0} last=${at === shown.length - 1}
                name=${nameOf(one)} onMove=${(/** @type {number} */ by) => move(at, by, by < 0 ? "up" : "down")}
                onCopy=${() => insert(i + 1, copy(one, all))}
                onRemove=${() => (meaning ? setGoing(i) : remove(i))} /></div>
            ${i === open && html`<div class="entry-body">${body([...list, i], one)}</div>`}</li>`;
    return html`<ol class="entries">${shown.map(({ one, i }, at) => line(one, i, at))}</ol>
        <div class="row" data-place=${[...list, "add"].join(".")}><${Button} icon="plus"
            onTap=${add}>${addWords(what)}</${Button}></div>
        <p class="unseen" role="status">${said}</p>
        ${going >= 0 && all[going] && html`<${RemoveSheet} what=${w(what)} one=${all[going]} desk=${desk}
            meaning=${meaning} onDone=${() => remove(going)} onClose=${() => setGoing(-1)} />`}`;
}
