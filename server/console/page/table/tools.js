// SPDX-License-Identifier: Apache-2.0
// What is done with a whole table: its columns, files of what is filtered, paper.
import { html, useState } from "/vendor/preact.js";
import { Failure, getFile, withQuery } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Sheet } from "/shared/kit/sheet.js";
import { language, t, w } from "/shared/words.js";
import { may, toast, toastError } from "../store.js";
import { shownColumns } from "./wish.js";

/**
 * Keeps a file of the server on this machine; says in words why not.
 * @param {string} path
 */
export async function saveFile(path) {
    try {
        const { name, blob } = await getFile(path);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        toast(`已保存 ${name}`, `${name} saved`);
    } catch (error) {
        if (error instanceof Failure && error.status === 401)
            return void dispatchEvent(new Event("plumb-locked"));
        toastError(error instanceof Failure ? error : new Failure(0, { code: "UNAVAILABLE",
            zh: "服务器没有回答，文件没有保存；请稍后再试", en: "the server does not answer and no file was saved; try again later" }));
    }
}

/** @param {{columns: import("./wish.js").Column[], query: Record<string, string>, onToggle: (code: string)
    => void}} props */
function Columns({ columns, query, onToggle }) {
    const [open, setOpen] = useState(false);
    const shown = shownColumns(columns, query);
    return html`<${Button} icon="columns" onTap=${() => setOpen(true)}>${t("列", "Columns")}</${Button}>
        ${open && html`<${Sheet} title=${t("显示哪些列", "Which columns")} onClose=${() => setOpen(false)}>
            <ul class="column-list">${columns.map((column) => html`<li key=${column.code}><label>
                <input type="checkbox" checked=${shown.includes(column)} disabled=${Boolean(column.fixed)}
                    onChange=${() => onToggle(column.code)} /> ${w(column)}</label></li>`)}</ul></${Sheet}>`}`;
}

/**
 * @param {{columns: import("./wish.js").Column[], query: Record<string, string>, onToggle: (code: string) => void,
 *     path: string, wish: Record<string, string>, total: number | null, onPrint: () => Promise<void>, files?:
 *     boolean}} props
 *     files: the list has files (default)
 */
export function Tools({ columns, query, onToggle, path, wish, total, onPrint, files = true }) {
    const save = (/** @type {string} */ format) => () => saveFile(withQuery(path, { ...wish, format,
        language: language() }));
    const what = t(`导出筛选出的 ${total ?? "全部"} 行`, `export the ${total ?? ""} rows that are filtered`);
    return html`${columns.length > 1 && html`<${Columns} columns=${columns} query=${query} onToggle=${onToggle} />`}
        ${files && may("export") && html`<${Button} icon="download" onTap=${save("csv")}
            label=${`CSV: ${what}`}>CSV</${Button}>
            <${Button} icon="download" onTap=${save("xlsx")} label=${`Excel: ${what}`}>Excel</${Button}>`}
        <${Button} icon="print" onTap=${onPrint}>${t("打印", "Print")}</${Button}>`;
}
