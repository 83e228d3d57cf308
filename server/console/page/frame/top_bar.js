// SPDX-License-Identifier: Apache-2.0
// The bar at the top: where one is, the search, whether the server answers, and who is there.
import { html, useState } from "/vendor/preact.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { Row } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { act, useTurns } from "../act.js";
import { readSession, signOut } from "../session.js";
import { dispatch, store, useSession, useStore } from "../store.js";

const LANGUAGES = [{ code: "zh", label: "中文" }, { code: "en", label: "English" }];
const THEMES = [
    { code: "light", zh: "浅色", en: "Light", icon: "sun" },
    { code: "dark", zh: "深色", en: "Dark", icon: "moon" },
    { code: "auto", zh: "随系统", en: "As the system", icon: "office" },
];
const SIZES = [{ code: "100", label: "100 %" }, { code: "125", label: "125 %" }, { code: "150", label: "150 %" }];

/** @param {{onClose: () => void}} props */
function PersonSheet({ onClose }) {
    const { person, account, roles, settings, version } = useSession();
    const [waiting, run] = useTurns();
    /** @param {string} name @param {string | number} value */
    const choose = (name, value) => run(`${name}.${value}`, async () => {
        if (await act("/api/settings", { [name]: value }))
            await readSession();
    });
    /** @param {string} name */
    const busy = (name) => waiting.findLast((one) => one.startsWith(name + "."))?.slice(name.length + 1) ?? null;
    const leave = (/** @type {string} */ path) => () => {
        onClose();
        location.hash = path;
    };
    const granted = roles.map((role) => `${w(role)} (${role.store || t("全部门店", "all stores")})`);
    return html`<${Sheet} title=${person ? person.name : t("本人", "Me")} onClose=${onClose}
        foot=${html`<${Button} icon="lock" onTap=${signOut}>${t("退出登录", "Sign out")}</${Button}>`}>
        <p class="faint">${account && account.login} · ${granted.join(t("、", ", "))}</p>
        <${Chips} label="语言 Language" options=${LANGUAGES} value=${settings.language} saving=${busy("language")}
            onPick=${(/** @type {string} */ code) => choose("language", code)} />
        <${Chips} label=${t("明暗", "Theme")} options=${THEMES} value=${settings.theme} saving=${busy("theme")}
            onPick=${(/** @type {string} */ code) => choose("theme", code)} />
        <${Chips} label=${t("字号", "Text size")} options=${SIZES} value=${String(settings.size)} saving=${busy("size")}
            onPick=${(/** @type {string} */ code) => choose("size", Number(code))} />
        <div class="list">
            <${Row} icon="key" title=${t("密码、验证码和会话", "Password, codes and sessions")} onTap=${leave("/security")} />
            <${Row} icon="info" title=${t("键盘", "Keyboard")} side="?" onTap=${() => {
                onClose();
                dispatch("open", "keys");
            }} />
            <${Row} icon="document" title=${t("许可证", "Licences")} href="/vendor/licences.txt"
                sub=${`Plumbline ${version}`} />
        </div>
    </${Sheet}>`;
}

/** The bar. */
export function TopBar() {
    const { office, person } = useSession();
    const silent = useStore((state) => state.silent);
    const pending = useStore((state) => state.pending);
    const [open, setOpen] = useState(false);
    const menu = () => dispatch("open", store.get().open === "menu" ? "" : "menu");
    return html`<header class="top">
        <span class="top-menu"><${IconButton} icon="list" label=${t("菜单", "Menu")} onTap=${menu} /></span>
        <a class="brand" href="#/">Plumbline <span class="faint">${office}</span></a>
        <button type="button" class="top-search" onClick=${() => dispatch("open", "search")}
            aria-keyshortcuts="Control+K">
            <${Icon} name="search" size="small" /><span>${t("搜索工地、客户、平板、人员",
                "Search sites, customers, tablets, persons")}</span><kbd>Ctrl K</kbd></button>
        <span class="top-state" role="status">${silent ? html`<${Mark} tone="fail" icon="sync">${t("等待服务器",
            "Waiting for the server")}</${Mark}>` : pending > 0 && html`<${Mark} tone="busy" icon="sync">${t("正在保存",
            "saving")}</${Mark}>`}</span>
        <button type="button" class="top-person" onClick=${() => setOpen(true)} aria-haspopup="dialog">
            <span class="person-mark" aria-hidden="true">${person ? [...person.name][0] : ""}</span>
            <span class="top-name">${person ? person.name : ""}</span><${Icon} name="down" size="small" /></button>
        ${open && html`<${PersonSheet} onClose=${() => setOpen(false)} />`}
    </header>`;
}
