// SPDX-License-Identifier: Apache-2.0
// The frame around the screens: bar, strip, messages, and which screen is shown.
import { html, useEffect, useLayoutEffect, useRef, useState } from "/vendor/preact.js";
import { SyncStrip, TabBar } from "/shared/kit/bar.js";
import { Lazy, loadAll } from "/shared/kit/lazy.js";
import { Toasts } from "/shared/kit/toast.js";
import { Empty, ErrorNote, Note } from "/shared/kit/layout.js";
import { Button } from "/shared/kit/button.js";
import { keepScroll, layOver, match } from "/shared/router.js";
import { t } from "/shared/words.js";
import { screens, whole } from "./screens.js";
import { dispatch, useSession, useStore } from "./store.js";
import { words } from "./words_tablet.js";
import Unlock from "./screens/unlock.js";

/** Every screen, while nothing else is to be done. */
export const loadScreens = () => loadAll([...screens.map((screen) => screen.load), ...Object.values(whole)]);

function Bar() {
    const strip = useStore((state) => state.strip);
    const path = useStore((state) => state.place.path);
    const screen = screens.find((entry) => match(entry.path, path));
    const red = strip ? strip.attention + strip.conflicts + strip.rejected + strip.held : 0;
    const badge = red || (strip ? strip.only_here : 0);
    return html`<${TabBar} label=${t("主菜单", "main menu")} current=${screen ? screen.tab : "/today"} tabs=${[
        { path: "/today", icon: "today", words: words.today() },
        { path: "/issues", icon: "issues", words: words.issues() },
        { path: "/outbox", icon: "outbox", words: words.outbox(), badge, tone: red ? "fail" : "busy" },
        { path: "/me", icon: "me", words: words.me() },
    ]} />`;
}

/** @param {{leads?: boolean}} props leads: a tap opens the outbox */
function Strip({ leads }) {
    const strip = useStore((state) => state.strip);
    const silent = useStore((state) => state.silent);
    const pending = useStore((state) => state.pending);
    const queued = useStore((state) => state.uploads).filter((job) => job.state === "waiting").length;
    return html`<${SyncStrip} strip=${strip} silent=${silent} pending=${pending + queued}
        href=${leads ? "#/outbox" : undefined} />`;
}

function Messages() {
    const toasts = useStore((state) => state.toasts);
    return html`<${Toasts} toasts=${toasts} onClose=${(/** @type {number} */ id) => dispatch("untoast", id)} />`;
}

function Page() {
    const place = useStore((state) => state.place);
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => (box.current ? keepScroll(box.current, place) : undefined), [place.entry]);
    for (const screen of screens) {
        const params = match(screen.path, place.path);
        if (params)
            return html`<main class="page" id="page" ref=${box} tabindex="-1">
                <${Lazy} key=${place.path} load=${screen.load} props=${{ params, query: place.query }} /></main>`;
    }
    return html`<main class="page" id="page" ref=${box} tabindex="-1">
        <${Empty} icon="search" title=${t("没有这个页面", "There is no such page")}>
            <${Button} href="#/today" kind="primary">${words.today()}</${Button}></${Empty}></main>`;
}

function Open() {
    /** @param {Event} event */
    const skip = (event) => {
        event.preventDefault(); // the hash is the address of the page
        document.getElementById("page")?.focus();
    };
    return html`<div class="app">
        <a class="skip" href="#page" onClick=${skip}>${t("跳到内容", "Skip to content")}</a>
        <${Page} /><${Strip} leads=${true} /><${Bar} /><${Messages} /></div>`;
}

/** This browser was not let in: another one was opened, or the address was typed. */
function Shut() {
    return html`<main class="gate"><div class="gate-box">
        <h1>${t("请重新打开巡检", "Please open Plumbline again")}</h1>
        <p>${t("这个窗口没有登录凭证：可能在别处打开了新的窗口，或启动链接已用过。",
            "This window has no pass: a newer window was opened elsewhere, or the start link was used already.")}</p>
        <${Note} tone="pass" icon="check">${t("已保存的内容都完好，未送达的会继续传送。",
            "Everything that was saved is intact, and what waits goes on being sent.")}</${Note}>
        <p>${t("点桌面上的“巡检”图标，或运行：", "Tap the Plumbline icon of the desktop, or run:")} <code>plumb open</code></p>
    </div></main>`;
}

/** While the tablet is locked or in a customer's hands "back" does not move the page that waits below. */
function Stay() {
    useLayoutEffect(() => layOver(() => {}), []);
    return null;
}

/**
 * What stands over the page, or instead of it.
 * @param {{session: import("./shapes.js").Session}} props
 */
function Cover({ session }) {
    const key = session.settings.language;
    if (!session.enrolled)
        return html`<div class="gated"><${Lazy} key=${key} load=${whole.enrol} /><${Messages} /></div>`;
    if (session.state === "locked")
        return html`<div class="gated"><${Stay} /><${Unlock} key=${key} /><${Strip} /><${Messages} /></div>`;
    if (session.state === "customer")
        return html`<div class="gated gated-customer"><${Stay} />
            <${Lazy} key=${key} load=${whole.customer} /><${Messages} /></div>`;
    return null;
}

/** The whole page, by who is there. What a person had half typed waits behind the lock for that person only. */
export function App() {
    const phase = useStore((state) => state.phase);
    const trouble = useStore((state) => state.trouble);
    const session = useSession();
    const open = phase === "ready" && session.enrolled && session.state === "open";
    const locked = phase === "ready" && session.enrolled && session.state === "locked";
    const [owner, setOwner] = useState("");
    useLayoutEffect(() => {
        if (open && session.person)
            setOwner(session.person.id);
        else if (!locked)
            setOwner("");
        dispatchEvent(new Event(locked ? "plumb-cover" : "plumb-uncover"));
    }, [open, locked, session]);
    if (phase === "starting")
        return trouble && html`<main class="gate"><div class="gate-box"><${ErrorNote} error=${trouble} /></div></main>`;
    if (phase === "shut")
        return html`<${Shut} />`;
    const person = session.person ? session.person.id : "";
    const kept = open || (locked && person !== "" && person === owner);
    return html`<div class="whole">
        ${kept && html`<div class="whole" key=${person + session.settings.language} hidden=${!open}><${Open} /></div>`}
        <${Cover} key="cover" session=${session} /></div>`;
}
