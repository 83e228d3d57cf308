// SPDX-License-Identifier: Apache-2.0
// Ctrl K: one box that finds pages, sites, customers, tablets and persons. Arrows choose, Enter opens.
import { html, useEffect, useLayoutEffect, useRef, useState } from "/vendor/preact.js";
import { get } from "/shared/api.js";
import { Icon } from "/shared/kit/icon.js";
import { ErrorNote } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { useSession } from "../store.js";
import { railOf } from "./rail.js";

/** @typedef {{key: string, icon: string, title: string, sub: string, path: string}} Found */

/** @type {Record<string, {icon: string, zh: string, en: string, path: string}>} */
const KINDS = {
    site: { icon: "place", zh: "工地", en: "site", path: "/site/" },
    customer: { icon: "me", zh: "客户", en: "customer", path: "/site/" },
    device: { icon: "tablet", zh: "平板", en: "tablet", path: "/device/" },
    person: { icon: "people", zh: "人员", en: "person", path: "/person/" },
};
const CALM_MS = 120;

/** @param {any} row @returns {Found} */
function found({ kind, id, title, sub, role }) {
    const of = KINDS[kind];
    const words = [w(of), role && w(role), sub].filter(Boolean).join(" · ");
    return { key: kind + id, icon: of.icon, title, sub: words, path: of.path + id };
}

/**
 * @param {string} text
 * @returns {{rows: Found[] | null, total: number, error: any}} null: not answered yet
 */
function useFound(text) {
    const [state, setState] = useState({ rows: /** @type {Found[] | null} */ ([]), total: 0,
        error: /** @type {any} */ (null) });
    useEffect(() => {
        if (!text)
            return void setState({ rows: [], total: 0, error: null });
        const abort = new AbortController();
        const timer = setTimeout(async () => {
            try {
                const { rows, total } = await get("/api/search", { query: { text }, signal: abort.signal });
                setState({ rows: rows.map(found), total, error: null });
            } catch (error) {
                if (!abort.signal.aborted)
                    setState({ rows: [], total: 0, error });
            }
        }, CALM_MS);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [text]);
    return state;
}

/** @param {string} text @param {string[]} rights @returns {Found[]} pages whose words hold the text */
function pages(text, rights) {
    const wanted = text.toLowerCase();
    return railOf(rights).flatMap(({ entries }) => entries)
        .filter(({ zh, en }) => wanted === "" || zh.includes(wanted) || en.toLowerCase().includes(wanted))
        .map((entry) => ({ key: entry.path, icon: entry.icon, title: w(entry), sub: t("页面", "page"),
            path: entry.path }));
}

/** @param {{onClose: () => void}} props */
export function Search({ onClose }) {
    const { rights } = useSession();
    const [text, setText] = useState("");
    const [wanted, setWanted] = useState("");
    const [at, setAt] = useState(0);
    const box = useRef(/** @type {HTMLInputElement | null} */ (null));
    const { rows, total, error } = useFound(wanted.trim());
    const all = [...(rows || []), ...pages(wanted.trim(), rights)];
    const chosen = Math.min(at, all.length - 1);
    useLayoutEffect(() => box.current?.focus(), []); // the next key is typed into it
    useEffect(() => document.getElementById(`found${chosen}`)?.scrollIntoView({ block: "nearest" }), [chosen]);
    const open = (/** @type {Found | undefined} */ one) => {
        if (!one)
            return;
        onClose();
        go(one.path);
    };
    const keys = (/** @type {KeyboardEvent} */ event) => {
        if (event.isComposing)
            return; // they choose among Chinese letters
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && all.length > 0)
            setAt((chosen + step + all.length) % all.length);
        else if (event.key === "Enter")
            open(all[chosen]);
        else
            return;
        event.preventDefault();
    };
    const type = (/** @type {any} */ event) => {
        setText(event.target.value);
        if (event.isComposing)
            return;
        setWanted(event.target.value);
        setAt(0);
    };
    const more = total - (rows || []).length;
    return html`<${Sheet} title=${t("搜索", "Search")} onClose=${onClose}>
        <input ref=${box} class="search-text" type="text" role="combobox" value=${text} onInput=${type}
            oncompositionend=${type} onKeyDown=${keys}
            aria-label=${t("搜索工地、客户、平板、人员", "Search sites, customers, tablets, persons")} aria-expanded="true"
            aria-controls="found" aria-activedescendant=${all.length ? `found${chosen}` : null} autocomplete="off"
            placeholder=${t("地址、合同号、客户、电话、平板、姓名、工号",
                "address, contract, customer, phone, tablet, name, staff number")} />
        ${error && html`<${ErrorNote} error=${error} />`}
        <ul class="found" id="found" role="listbox" aria-label=${t("结果", "results")}>${all.map((one, i) => html`<li
            key=${one.key} id=${`found${i}`} role="option" aria-selected=${String(i === chosen)}
            class=${i === chosen ? "is-chosen" : ""} onClick=${() => open(one)} onPointerMove=${() => setAt(i)}>
            <${Icon} name=${one.icon} /><span>${one.title}</span><small>${one.sub}</small></li>`)}</ul>
        <p class="faint" role="status">${all.length === 0 && !error ? t("没有找到；可以少输几个字",
            "Nothing found; try fewer letters")
            : more > 0 ? t(`另有 ${more} 项，请输入更多`, `${more} more; type more to narrow down`) : ""}</p>
    </${Sheet}>`;
}
