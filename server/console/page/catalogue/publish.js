// SPDX-License-Identifier: Apache-2.0
// The end of an edit: its version, the check with every fault led to its field, what would change, and publishing it.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Note, Section } from "/shared/kit/layout.js";
import { go } from "/shared/router.js";
import { language, t, w } from "/shared/words.js";
import { act, useSaving } from "../act.js";
import { words } from "../words_office.js";
import { Changes } from "./changes.js";
import { faultsOf } from "./checks.js";
import { goTo, redraft } from "./desk.js";
import { fileOf, placeOf } from "./doc.js";
import { TextAt } from "./edit_fields.js";
import { inChinese } from "./fault_words.js";
import { dropDraft } from "./kept.js";
import { placeWords } from "./paths.js";

/** @typedef {import("../store.js").Draft} Draft */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{path: import("./doc.js").Path, words: any}} Found */

/** @param {Draft} draft @returns {string} its file */
export const textOf = (draft) => draft.text ?? fileOf(draft.doc);

/** @param {string} text @returns {any} null: it is no JSON object */
export function parsed(text) {
    try {
        const doc = JSON.parse(text);
        return doc && ["settings", "deadlines", "nodes", "inspections", "forms", "terms", "defects"].every((list) =>
            Array.isArray(doc[list])) ? doc : null;
    } catch {
        return null;
    }
}

/** @param {string} fault of the server @returns {Found} */
function foundBy(fault) {
    const { path, why } = placeOf(fault);
    const zh = language() === "zh" && inChinese(why);
    return { path, words: zh || html`<span lang="en">${why}</span>` };
}

/** @param {any} doc @returns {Found[]} what the forms can see by themselves */
const ownFaults = (doc) => faultsOf(doc).map((one) => ({ path: one.path, words: w(one) }));

/** @param {{found: Found[], doc: any, turn: any}} props every one a way to its field; another turn takes the focus */
function Faults({ found, doc, turn }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => box.current?.focus(), [turn]);
    const title = t(`有 ${found.length} 处要改，改好才能发布；已发布的都没有变：`,
        `${found.length === 1 ? "One thing is" : `${found.length} things are`} to be mended before it can be `
            + "published; what is published has not changed:");
    return html`<div tabindex="-1" ref=${box} class="faults"><${Note} tone="fail" icon="warning"><p>${title}</p>
        <ul>${found.map((one, i) => html`<li key=${i}>${one.path.length > 0 ? html`<button type="button"
            class="link" onClick=${() => goTo(one.path)}>${doc ? placeWords(one.path, doc)
                : one.path.join(".")}</button>`
            : ""} ${one.words}</li>`)}</ul></${Note}></div>`;
}

/** @param {{draft: Draft, desk: Desk | null}} props */
export function Publish({ draft, desk }) {
    const [found, setFound] = useState(/** @type {any} */ (null));
    const [why, setWhy] = useState("");
    const [saving, run] = useSaving();
    const text = textOf(draft);
    const fresh = found && found.text === text;
    // What is mended goes from the list at once; what the server found stays until it is asked again.
    const faults = !found || found.good ? [] : found.own ? (draft.doc ? ownFaults(draft.doc) : []) : found.faults;
    const check = () => run("check", async () => {
        if (draft.doc && faultsOf(draft.doc).length > 0) {
            redraft({ asked: true });
            return setFound({ good: false, own: true, text });
        }
        const answer = await act("/api/catalogue/check", { text });
        setFound(answer && { ...answer, faults: answer.good ? [] : [foundBy(answer.fault)], text });
    });
    const mended = Boolean(found && found.own && faults.length === 0);
    useEffect(() => {
        if (mended) {
            setFound(null);
            redraft({ asked: false }); // what is added from now on may be filled in in peace
        }
    }, [mended]);
    const publish = () => run("publish", async () => {
        const done = await act("/api/catalogue", { text, newest: draft.base, why: why.trim() },
            { zh: "已发布；平板下次联系时收到", en: "Published; tablets get it at their next contact" });
        if (done) {
            dropDraft();
            go("/catalogue");
        }
    });
    return html`<${Section} title=${t("比较、检查和发布", "Compare, check and publish")}>
        ${desk && html`<div class="entry-narrow"><${TextAt} desk=${desk} path=${["version"]} code=${true} limit=${40}
            label=${t("新版本号（发布后不能再改）", "New version (never changes once published)")} /></div>`}
        <div class="row"><${Button} icon="check" kind=${fresh && found.good ? "plain" : "primary"}
            busy=${saving === "check"} onTap=${check}>${t("检查", "Check")}</${Button}></div>
        <div role="status">${found && !fresh && !(found.own && faults.length > 0) && html`<${Note}>${t(
            "检查后又有修改，请再检查一次。", "It was edited since the check: check it again.")}</${Note}>`}
        ${fresh && found.good && (found.taken ? html`<${Note} tone="warn" icon="warning">${t(
            `版本 ${found.version} 已发布过；请换一个版本号。`, `Version ${found.version} is published already: choose another.`)}
            </${Note}>` : html`<${Note} tone="pass" icon="check">${t(`没有错误，可以作为 ${found.version} 发布。`,
            `No fault; it can be published as ${found.version}.`)}</${Note}>`)}</div>
        ${faults.length > 0 && html`<${Faults} found=${faults} doc=${draft.doc} turn=${found} />`}
        ${fresh && found.good && html`<${Changes} changes=${found.changes || []} docs=${[draft.doc, draft.from]}
            none=${t("与最新版本没有不同", "It says the same as the newest")} />
            ${!found.taken && html`<${TextField} label=${words.why()} value=${why} onChange=${setWhy} limit=${1000}
                required=${true} />
            <div class="row"><${Button} kind="primary" icon="send" busy=${saving === "publish"}
                disabled=${!why.trim()} onTap=${publish}>${t(`发布 ${found.version}`,
                    `Publish ${found.version}`)}</${Button}></div>`}`}</${Section}>`;
}
