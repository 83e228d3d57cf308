// SPDX-License-Identifier: Apache-2.0
// A copy of the newest catalogue: edited, checked, published as a new version.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Card, ErrorNote, Loading, Note, PageHead, Section } from "/shared/kit/layout.js";
import { back, go } from "/shared/router.js";
import { t } from "/shared/words.js";
import { act, useSaving } from "../act.js";
import { Changes } from "../catalogue/changes.js";
import { File, Items, Numbers, Phrases } from "../catalogue/editor_parts.js";
import { fileOf, nextVersion, withValue } from "../catalogue/paths.js";
import { dispatch, may, useData, useStore } from "../store.js";
import { words } from "../words_office.js";

/** @typedef {import("../store.js").Draft} Draft */

const TABS = [{ code: "numbers", zh: "数值和期限", en: "Numbers and deadlines" }, { code: "items", zh: "检查项", en: "Items" },
    { code: "phrases", zh: "短语", en: "Phrases" }, { code: "file", zh: "文件", en: "File" }];

const keep = (/** @type {Draft | null} */ draft) => dispatch("draft", draft);
const textOf = (/** @type {Draft} */ draft) => draft.text ?? fileOf(draft.doc);

/** @param {string} text @returns {any} null: it is no JSON object */
function parsed(text) {
    try {
        const doc = JSON.parse(text);
        return doc && ["settings", "deadlines", "nodes", "inspections"].every((list) => Array.isArray(doc[list]))
            ? doc : null;
    } catch {
        return null;
    }
}

/** The draft, begun from the newest version. */
function useDraft() {
    const draft = useStore((state) => state.draft);
    const shelf = useData("/api/catalogue");
    const newest = shelf.data && shelf.data.versions[0] && shelf.data.versions[0].version;
    const file = useData(draft || !newest ? null : `/api/catalogue/${encodeURIComponent(newest)}`);
    useEffect(() => {
        const doc = !draft && file.data && parsed(file.data.text);
        if (doc)
            keep({ base: newest, doc: { ...doc, version: nextVersion(newest) }, text: null });
    }, [file.data]);
    return { draft, newest, error: shelf.error || file.error };
}

/** @param {{tab: string}} props */
function Tabs({ tab }) {
    return html`<nav class="page-tabs" aria-label=${t("改什么", "what to edit")}>${TABS.map((one) => html`<a
        class="page-tab" key=${one.code} href=${`#/catalogue/edit?tab=${one.code}`}
        aria-current=${one.code === tab ? "page" : null}>${t(one.zh, one.en)}</a>`)}</nav>`;
}

/** @param {{draft: Draft, tab: string}} props */
function Editor({ draft, tab }) {
    const put = (/** @type {(string | number)[]} */ place, /** @type {any} */ value) => keep({ ...draft,
        doc: withValue(draft.doc, place, value), text: null });
    const write = (/** @type {string} */ text) => keep({ ...draft, doc: parsed(text), text });
    if (tab === "file")
        return html`<${File} text=${textOf(draft)} onChange=${write} />`;
    if (!draft.doc)
        return html`<${Note} tone="warn" icon="warning">${t("文件现在读不出来；请在“文件”页改好，或放弃草稿。已发布的都没有变。",
            "The file cannot be read as it is; mend it in the tab “File”, or discard the draft. What is published has "
                + "not changed.")}</${Note}>`;
    const Part = tab === "items" ? Items : tab === "phrases" ? Phrases : Numbers;
    return html`<${TextField} label=${t("新版本号（发布后不能再改）", "New version (never changes once published)")}
            value=${draft.doc.version} onChange=${(/** @type {string} */ text) => put(["version"], text.trim())}
            limit=${40} />
        <${Part} doc=${draft.doc} put=${put} />`;
}

/** @param {{newest: string, draft: Draft}} props somebody else published meanwhile */
function Overtaken({ newest, draft }) {
    const on = () => keep({ ...draft, base: newest });
    return html`<${Note} tone="warn" icon="warning"><p>${t(`您从 ${draft.base} 开始修改，后来有人发布了 ${newest}。`
            + "您的草稿里没有那些改动，发布会把它们改回去。",
        `You began from ${draft.base}; somebody published ${newest} since. Your draft does not have those changes: `
            + "publishing it would undo them.")}</p>
        <p class="row"><a href=${`#/catalogue?from=${encodeURIComponent(draft.base)}&to=${encodeURIComponent(newest)}`}>
            ${t(`看 ${newest} 改了什么`, `What ${newest} changes`)}</a>
        <${Button} onTap=${on}>${t("已看过，草稿以它之后的版本发布", "I have seen it: publish after it")}</${Button}></p></${Note}>`;
}

/** @param {{draft: Draft}} props */
function Publish({ draft }) {
    const [found, setFound] = useState(/** @type {any} */ (null));
    const [why, setWhy] = useState("");
    const [saving, run] = useSaving();
    const text = textOf(draft);
    const check = () => run("check", async () => {
        const answer = await act("/api/catalogue/check", { text });
        setFound(answer && { ...answer, text });
    });
    const publish = () => run("publish", async () => {
        const done = await act("/api/catalogue", { text, newest: draft.base, why: why.trim() },
            { zh: "已发布；平板下次联系时收到", en: "Published; tablets get it at their next contact" });
        if (done) {
            keep(null);
            go("/catalogue");
        }
    });
    const fresh = found && found.text === text;
    return html`<${Section} title=${t("检查和发布", "Check and publish")}>
        <div class="row"><${Button} icon="check" kind=${fresh && found.good ? "plain" : "primary"}
            busy=${saving === "check"} onTap=${check}>${t("检查", "Check")}</${Button}></div>
        <div role="status">${found && !fresh && html`<${Note}>${t("检查后又有修改，请再检查一次。",
            "It was edited since the check: check it again.")}</${Note}>`}
        ${fresh && !found.good && html`<${Note} tone="fail" icon="warning"><p>${t("有错，不能发布；改好后再检查。位置和原因：",
            "There is a fault, so it cannot be published; mend it and check again. Where and what:")}</p>
            <p><code lang="en">${found.fault}</code></p></${Note}>`}
        ${fresh && found.good && (found.taken ? html`<${Note} tone="warn" icon="warning">${t(
            `版本 ${found.version} 已发布过；请换一个版本号。`, `Version ${found.version} is published already: choose another.`)}
            </${Note}>` : html`<${Note} tone="pass" icon="check">${t(`没有错误，可以作为 ${found.version} 发布。`,
            `No fault; it can be published as ${found.version}.`)}</${Note}>`)}</div>
        ${fresh && found.good && html`<${Changes} changes=${found.changes || []} docs=${[JSON.parse(text)]}
            none=${t("与最新版本没有不同", "It says the same as the newest")} />
            ${!found.taken && html`<${TextField} label=${words.why()} value=${why} onChange=${setWhy} limit=${1000}
                required=${true} />
            <div class="row"><${Button} kind="primary" icon="send" busy=${saving === "publish"}
                disabled=${!why.trim()} onTap=${publish}>${t(`发布 ${found.version}`,
                    `Publish ${found.version}`)}</${Button}></div>`}`}</${Section}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function CatalogueEdit({ query }) {
    const { draft, newest, error } = useDraft();
    const tab = TABS.some(({ code }) => code === query.tab) ? query.tab : "numbers";
    const discard = () => {
        keep(null);
        go("/catalogue");
    };
    const head = html`<${PageHead} title=${t("修改目录", "Edit the catalogue")} wide=${true}
        onBack=${() => back("/catalogue")} sub=${draft && t(`${draft.base} 的副本；草稿只在这个页面里，刷新就没有了`,
            `a copy of ${draft.base}; the draft is in this page only, and gone when it is reloaded`)}
        actions=${draft && html`<${Button} icon="trash" onTap=${discard}>${t("放弃草稿",
            "Discard the draft")}</${Button}>`} />`;
    if (!draft || !may("catalogue"))
        return html`${head}<div class="page-body">${error ? html`<${ErrorNote} error=${error} />`
            : html`<${Loading} />`}</div>`;
    return html`${head}<div class="page-body page-wide stack"><${Tabs} tab=${tab} />
        ${newest && newest !== draft.base && html`<${Overtaken} newest=${newest} draft=${draft} />`}
        <${Card}><${Editor} draft=${draft} tab=${tab} /></${Card}>
        <${Card}><${Publish} draft=${draft} /></${Card}></div>`;
}
