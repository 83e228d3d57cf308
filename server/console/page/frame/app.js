// SPDX-License-Identifier: Apache-2.0
// The frame around the screens: rail, top bar, messages, and which screen is shown.
import { html, useEffect, useLayoutEffect, useRef } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Empty, ErrorNote } from "/shared/kit/layout.js";
import { Lazy } from "/shared/kit/lazy.js";
import { go, keepScroll, match } from "/shared/router.js";
import { t } from "/shared/words.js";
import { offers, screens } from "../screens.js";
import { dispatch, store, useSession, useStore } from "../store.js";
import { Fresh } from "./fresh.js";
import { Gate } from "./gate.js";
import { KeysSheet, listenToKeys, useKeys } from "./keys.js";
import { Messages } from "./messages.js";
import { firstPath, Rail, railOf } from "./rail.js";
import { Search } from "./search.js";
import { TopBar } from "./top_bar.js";

listenToKeys();

/** @param {{title: string}} props */
function Nothing({ title }) {
    const { rights } = useSession();
    return html`<${Empty} icon="search" title=${title}>
        <${Button} href=${"#" + firstPath(rights)} kind="primary">${t("回到首页", "To the first page")}</${Button}>
    </${Empty}>`;
}

function Page() {
    const { rights } = useSession();
    const place = useStore((state) => state.place);
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => (box.current ? keepScroll(box.current, place) : undefined), [place.entry]);
    useEffect(() => {
        if (place.path === "/")
            go(firstPath(rights), { replace: true });
    }, [place.path]);
    let inside = place.path === "/" ? null : html`<${Nothing} title=${t("没有这个页面", "There is no such page")} />`;
    for (const screen of screens) {
        const params = match(screen.path, place.path);
        if (!params)
            continue;
        inside = offers(screen, rights)
            ? html`<${Lazy} key=${place.path} load=${screen.load} props=${{ params, query: place.query }} />`
            : html`<${Nothing} title=${t("您的角色不能查看这个页面；需要时请找管理员",
                "Your role does not show this page; ask an administrator if you need it")} />`;
        break;
    }
    return html`<main class="page" id="page" ref=${box} tabindex="-1">${inside}</main>`;
}

/** Keys of every page. */
function useFrameKeys() {
    const { rights } = useSession();
    const open = (/** @type {string} */ what) => () => dispatch("open", what);
    useKeys([
        { keys: "Ctrl K", zh: "搜索工地、客户、平板、人员", en: "Search sites, customers, tablets, persons", run: open("search") },
        { keys: "Escape", zh: "", en: "", run: () => (store.get().open === "" ? false : dispatch("open", "")) },
        { keys: "?", zh: "这张表", en: "This list of keys", run: open("keys") },
        ...railOf(rights).flatMap(({ entries }) => entries).map(({ key, zh, en, path }) => (
            { keys: `g ${key}`, zh: `打开“${zh}”`, en: `Open ${en}`, run: () => go(path) })),
    ]);
}

function Over() {
    const open = useStore((state) => state.open);
    const close = () => dispatch("open", "");
    return html`${open === "keys" && html`<${KeysSheet} onClose=${close} />`}
        ${open === "search" && html`<${Search} onClose=${close} />`}
        <${Fresh} />`;
}

function Open() {
    const open = useStore((state) => state.open);
    useFrameKeys();
    /** @param {Event} event */
    const skip = (event) => {
        event.preventDefault(); // the hash is the address of the page
        document.getElementById("page")?.focus();
    };
    return html`<div class=${"office" + (open === "menu" ? " is-menu-open" : "")}>
        <a class="skip" href="#page" onClick=${skip}>${t("跳到内容", "Skip to content")}</a>
        <${TopBar} /><${Rail} onGo=${() => dispatch("open", "")} /><${Page} /><${Messages} /><${Over} /></div>`;
}

/** The whole page, by who is there. What a person had half typed waits behind the sign-in for that person only. */
export function App() {
    const phase = useStore((state) => state.phase);
    const trouble = useStore((state) => state.trouble);
    const session = useStore((state) => state.session);
    const mine = useStore((state) => state.mine);
    const open = session?.state === "in";
    useLayoutEffect(() => void dispatchEvent(new Event(open ? "plumb-uncover" : "plumb-cover")), [open, session]);
    if (phase === "starting" || !session)
        return trouble && html`<main class="gate"><div class="gate-box"><${ErrorNote} error=${trouble} /></div></main>`;
    return html`<div class="whole">
        ${mine && mine.account && html`<div class="whole" key=${mine.account.id + mine.settings.language}
            hidden=${!open}><${Open} /></div>`}
        ${!open && html`<${Gate} session=${session} mine=${mine} />`}</div>`;
}
