// SPDX-License-Identifier: Apache-2.0
// A copy of the newest catalogue: edited, checked, published as a new version.
import { html, useEffect } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { Card, ErrorNote, Loading, Note, PageHead } from "/shared/kit/layout.js";
import { back, go } from "/shared/router.js";
import { t } from "/shared/words.js";
import { deskOf, redraft, useGoal } from "../catalogue/desk.js";
import { nextVersion } from "../catalogue/doc.js";
import { File, Numbers, Phrases } from "../catalogue/editor_parts.js";
import { dropDraft, useDraft } from "../catalogue/kept.js";
import { Owners } from "../catalogue/owners.js";
import { parsed, Publish, textOf } from "../catalogue/publish.js";
import { dispatch, may, store, useData } from "../store.js";

/** @typedef {import("../store.js").Draft} Draft */
/** @typedef {import("../catalogue/desk.js").Desk} Desk */

const TABS = [{ code: "items", zh: "节点、验收和检查项", en: "Nodes, inspections, items" },
    { code: "numbers", zh: "数值和期限", en: "Numbers and deadlines" },
    { code: "phrases", zh: "短语", en: "Phrases" }, { code: "file", zh: "文件", en: "File" }];
const LISTS = /** @type {Record<string, string[]>} */ ({ items: ["nodes", "inspections"],
    numbers: ["settings", "deadlines"], phrases: ["phrases"], file: [] });

/** The draft, begun from the newest version. */
function useWork() {
    const draft = useDraft();
    const shelf = useData("/api/catalogue");
    const newest = shelf.data && shelf.data.versions[0] && shelf.data.versions[0].version;
    const file = useData(draft || !newest ? null : `/api/catalogue/${encodeURIComponent(newest)}`);
    useEffect(() => {
        const from = !draft && file.data && parsed(file.data.text);
        if (from && !store.get().draft)
            dispatch("draft", { base: newest, from, doc: { ...from, version: nextVersion(newest) }, text: null });
    }, [file.data]);
    return { draft, newest, error: shelf.error || file.error };
}

/** @param {{tab: string, desk: Desk | null}} props */
function Tabs({ tab, desk }) {
    const wrong = (/** @type {string} */ code) => Boolean(desk && LISTS[code].some((list) => desk.within([list])));
    return html`<nav class="page-tabs" aria-label=${t("改什么", "what to edit")}>${TABS.map((one) => html`<a
        class="page-tab" key=${one.code} href=${`#/catalogue/edit?tab=${one.code}`}
        aria-current=${one.code === tab ? "page" : null}>${t(one.zh, one.en)}${wrong(one.code) && html` <span
            class="tone-fail tone-text"><${Icon} name="warning" size="small" /><span class="unseen">${t("有错",
            "with a fault")}</span></span>`}</a>`)}</nav>`;
}

/** @param {{draft: Draft, tab: string, desk: Desk | null, query: Record<string, string>}} props */
function Editor({ draft, tab, desk, query }) {
    if (tab === "file")
        return html`<${File} text=${textOf(draft)}
            onChange=${(/** @type {string} */ text) => redraft({ doc: parsed(text), text })} />`;
    if (!desk)
        return html`<${Note} tone="warn" icon="warning">${t("文件现在读不出来；请在“文件”页改好，或放弃草稿。已发布的都没有变。",
            "The file cannot be read as it is; mend it in the tab “File”, or discard the draft. What is published has "
                + "not changed.")}</${Note}>`;
    const Part = tab === "items" ? Owners : tab === "phrases" ? Phrases : Numbers;
    return html`<${Part} desk=${desk} query=${query} />`;
}

/** @param {{newest: string, draft: Draft}} props somebody else published meanwhile */
function Overtaken({ newest, draft }) {
    const on = () => redraft({ base: newest });
    return html`<${Note} tone="warn" icon="warning"><p>${t(`您从 ${draft.base} 开始修改，后来有人发布了 ${newest}。`
            + "您的草稿里没有那些改动，发布会把它们改回去。",
        `You began from ${draft.base}; somebody published ${newest} since. Your draft does not have those changes: `
            + "publishing it would undo them.")}</p>
        <p class="row"><a href=${`#/catalogue?from=${encodeURIComponent(draft.base)}&to=${encodeURIComponent(newest)}`}>
            ${t(`看 ${newest} 改了什么`, `What ${newest} changes`)}</a>
        <${Button} onTap=${on}>${t("已看过，草稿以它之后的版本发布", "I have seen it: publish after it")}</${Button}></p></${Note}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function CatalogueEdit({ query }) {
    const { draft, newest, error } = useWork();
    const tab = TABS.some(({ code }) => code === query.tab) ? query.tab : "items";
    useGoal(draft);
    const discard = () => {
        dropDraft();
        go("/catalogue");
    };
    const head = html`<${PageHead} title=${t("修改目录", "Edit the catalogue")} wide=${true}
        onBack=${() => back("/catalogue")} sub=${draft && t(`${draft.base} 的副本；草稿只在这个标签页里，发布前谁也看不到`,
            `a copy of ${draft.base}; the draft is in this tab only, and nobody sees it before it is published`)}
        actions=${draft && html`<${Button} icon="trash" onTap=${discard}>${t("放弃草稿",
            "Discard the draft")}</${Button}>`} />`;
    if (!draft || !may("catalogue"))
        return html`${head}<div class="page-body">${error ? html`<${ErrorNote} error=${error} />`
            : html`<${Loading} />`}</div>`;
    const desk = draft.doc && deskOf(draft);
    return html`${head}<div class="page-body page-wide stack"><${Tabs} tab=${tab} desk=${desk} />
        ${newest && newest !== draft.base && html`<${Overtaken} newest=${newest} draft=${draft} />`}
        <${Card}><${Editor} draft=${draft} tab=${tab} desk=${desk} query=${query} /></${Card}>
        <${Card}><${Publish} draft=${draft} desk=${desk} /></${Card}></div>`;
}
