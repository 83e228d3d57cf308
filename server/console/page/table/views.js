// SPDX-License-Identifier: Apache-2.0
// Saved views of a list: filters, order and columns under a name, kept by the server for the account.
import { html, useState } from "/vendor/preact.js";
import { withQuery } from "/shared/api.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Empty } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { toast, useData } from "../store.js";

/** @typedef {{id: string, name: string, query: string}} View */

/** @param {Record<string, string>} query @returns {string} the same for the same view, whatever the order */
const written = (query) => new URLSearchParams(Object.entries(query).sort()).toString();

/** @param {{list: string, now: Record<string, string>, reload: () => void, views: View[], onClose: () => void,
 *     onPick: (query: Record<string, string>) => void}} props */
function ViewsSheet({ list, now, reload, views, onClose, onPick }) {
    const [name, setName] = useState("");
    const save = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (!name.trim())
            return;
        const answer = await act("/api/views", { list, name: name.trim(), query: written(now) },
            { zh: `已保存视图“${name.trim()}”`, en: `View “${name.trim()}” saved` });
        if (answer) {
            setName("");
            reload();
        }
    };
    const remove = async (/** @type {View} */ view) => {
        const undo = async () => {
            await act("/api/views", { list, name: view.name, query: view.query });
            reload();
        };
        if (await act(`/api/views/${view.id}/remove`, {}, { zh: `已删除视图“${view.name}”`,
            en: `View “${view.name}” removed`, undo }))
            reload();
    };
    const share = async () => {
        await navigator.clipboard.writeText(location.href);
        toast("已复制链接；同事打开时看到同样的筛选", "Link copied; a colleague who opens it sees the same filters");
    };
    return html`<${Sheet} title=${t("视图", "Views")} onClose=${onClose}>
        ${views.length === 0 && html`<${Empty} icon="star" title=${t("还没有保存的视图", "No saved view yet")} />`}
        <ul class="list">${views.map((view) => html`<li class="view-row" key=${view.id}>
            <button type="button" class="list-row"
                onClick=${() => onPick(Object.fromEntries(new URLSearchParams(view.query)))}>
                <span class="row-words">${view.name}</span></button>
            <${IconButton} icon="trash" label=${t(`删除视图“${view.name}”`, `Remove view “${view.name}”`)}
                onTap=${() => remove(view)} /></li>`)}</ul>
        <form class="field-row" onSubmit=${save}>
            <${TextField} label=${t("把现在的筛选、排序和列保存为", "Save filters, order and columns as")} value=${name}
                onChange=${setName} limit=${60} />
            <${Button} submit=${true} kind="primary">${t("保存", "Save")}</${Button}></form>
        <div class="row"><${Button} icon="share" onTap=${share}>${t("复制链接", "Copy the link")}</${Button}></div>
    </${Sheet}>`;
}

/**
 * The choice of a view, and the sheet that keeps them.
 * @param {{list: string, now: Record<string, string>, onPick: (query: Record<string, string>) => void}} props
 *     now: what a view would keep
 */
export function Views({ list, now, onPick }) {
    const [open, setOpen] = useState(false);
    const { data, reload } = useData(withQuery("/api/views", { list }));
    /** @type {View[]} */
    const views = (data && data.rows) || [];
    const current = written(now);
    const view = views.find(({ query }) => query === current);
    const pick = (/** @type {Record<string, string>} */ query) => {
        setOpen(false);
        onPick(query);
    };
    return html`<${Button} icon="star" onTap=${() => setOpen(true)}>${view ? view.name : t("视图", "Views")}</${Button}>
        ${open && html`<${ViewsSheet} list=${list} now=${now} views=${views} reload=${reload} onPick=${pick}
            onClose=${() => setOpen(false)} />`}`;
}
