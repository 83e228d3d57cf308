// SPDX-License-Identifier: Apache-2.0
// The rail at the left: where one may go, in words, each with its key.
import { html } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { match } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { offers, screens } from "../screens.js";
import { useSession, useStore } from "../store.js";

/**
 * @typedef {object} RailEntry
 * @property {string} path
 * @property {string} icon
 * @property {string} zh
 * @property {string} en
 * @property {string} key after g
 */

/** @type {{zh: string, en: string, entries: RailEntry[]}[]} */
const GROUPS = [
    { zh: "今日", en: "Today", entries: [
        { path: "/board", icon: "today", zh: "早报", en: "Morning board", key: "b" },
        { path: "/issues", icon: "issues", zh: "问题", en: "Issues", key: "i" },
        { path: "/conflicts", icon: "conflict", zh: "冲突", en: "Conflicts", key: "c" },
        { path: "/held", icon: "held", zh: "隔离区", en: "Quarantine", key: "q" },
    ] },
    { zh: "工程", en: "Work", entries: [
        { path: "/sites", icon: "place", zh: "工地", en: "Sites", key: "s" },
        { path: "/signoffs", icon: "sign", zh: "签署", en: "Sign-offs", key: "f" },
        { path: "/catalogue", icon: "list", zh: "检查目录", en: "Catalogue", key: "k" },
        { path: "/devices", icon: "tablet", zh: "平板", en: "Tablets", key: "d" },
    ] },
    { zh: "管理", en: "Office", entries: [
        { path: "/people", icon: "people", zh: "人员与权限", en: "People", key: "p" },
        { path: "/exports", icon: "download", zh: "导出", en: "Exports", key: "e" },
        { path: "/privacy", icon: "lock", zh: "客户资料", en: "Customers' data", key: "y" },
        { path: "/audit", icon: "eye", zh: "审计", en: "Audit", key: "a" },
        { path: "/backup", icon: "storage", zh: "备份", en: "Backup", key: "u" },
        { path: "/hooks", icon: "share", zh: "对接", en: "Connections", key: "h" },
    ] },
];

/**
 * The groups as whoever is there may use them.
 * @param {string[]} rights
 * @returns {typeof GROUPS}
 */
export function railOf(rights) {
    const offered = (/** @type {RailEntry} */ { path }) => {
        const screen = screens.find((entry) => entry.path === path);
        return Boolean(screen && offers(screen, rights));
    };
    return GROUPS.map((group) => ({ ...group, entries: group.entries.filter(offered) }))
        .filter(({ entries }) => entries.length > 0);
}

/** @param {string[]} rights @returns {string} where one begins */
export function firstPath(rights) {
    const [group] = railOf(rights);
    return group ? group.entries[0].path : "/security";
}

/** @param {{onGo?: () => void}} props onGo: it lies over the page, and goes away with a choice */
export function Rail({ onGo }) {
    const { rights } = useSession();
    const path = useStore((state) => state.place.path);
    const current = screens.find((entry) => match(entry.path, path))?.rail;
    return html`<nav class="rail" aria-label=${t("主菜单", "main menu")}>
        ${railOf(rights).map((group) => html`<div class="rail-group" key=${group.zh}>
            <h2 class="rail-title">${w(group)}</h2>
            <ul>${group.entries.map((entry) => html`<li key=${entry.path}>
                <a class=${"rail-link" + (entry.path === current ? " is-current" : "")} href=${"#" + entry.path}
                    aria-current=${entry.path === current ? "page" : null} onClick=${onGo}
                    aria-keyshortcuts=${`g ${entry.key}`} title=${`${w(entry)} (g ${entry.key})`}>
                    <${Icon} name=${entry.icon} /><span>${w(entry)}</span></a></li>`)}</ul></div>`)}
    </nav>`;
}
