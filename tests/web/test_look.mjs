// SPDX-License-Identifier: Apache-2.0
// What every screen must be, measured on the page itself: contrast of at least 7:1 in both themes, targets of at least
// 48 px, nothing that sticks out at 150 % text, a page that starts without waiting for one module after the other.
import { run } from "./harness.mjs";

/** In the page: every visible text with its contrast against what is painted behind it, the faint ones only. */
function faintTexts() {
    const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = color;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data];
    };
    const light = (color) => {
        const [r, g, b] = color.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const color = rgba(getComputedStyle(at).backgroundColor);
            if (color[3] === 255)
                return color;
        }
        return [255, 255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".unseen, .skip, noscript"))
            continue;
        const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 7)
            found.push(`${walker.currentNode.data.trim()}: ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
    }
    return found;
}

/** In the page: what can be tapped and is smaller than 48 px, and whether something sticks out sideways. */
function misfits() {
    const small = [...document.querySelectorAll("a[href], button, input, textarea, summary, label.button")]
        .filter((one) => one.checkVisibility() && !one.matches(".skip, .unseen"))
        .filter((one) => {
            const { width, height } = one.getBoundingClientRect();
            return width < 48 || height < 48;
        })
        .map((one) => `small: ${one.className} ${one.innerText}`);
    const wide = [...document.querySelectorAll("html, #page, .gate, dialog")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `sticks out: ${one.id || one.className || one.tagName}`);
    return [...small, ...wide];
}

async function measure(t, screen, name) {
    t.check(`${name}: contrast`, [], await screen.page.evaluate(faintTexts));
    t.check(`${name}: sizes`, [], await screen.page.evaluate(misfits));
}

const SCREENS = [["today", ".sites .card"], ["outbox", ".safe"], ["me", ".section li"], ["me/handover", ".file-button"],
    ["issues", "h1"], ["conflicts", "h1"]];

/** Each screen in this look. */
async function all(t, look) {
    const screen = await t.enter(look);
    const { page } = screen;
    const { sites } = (await screen.call("GET", "/api/today")).body;
    for (const [path, sign] of [...SCREENS, [`site/${sites[0].id}`, "h1"], [`visit/${sites[0].id}`, "h1"]]) {
        await page.goto(`${t.tablet.address}/#/${path}`);
        await page.locator(`main ${sign}`).first().waitFor();
        await measure(t, screen, `${path.split("/")[0]} ${look.viewport} ${look.theme} ${look.size} ${look.language}`);
    }
    await page.goto(`${t.tablet.address}/#/me`);
    await page.locator(".list-row", { hasText: /PIN/ }).first().click();
    await page.locator("dialog .pinpad").waitFor();
    await measure(t, screen, `sheet ${look.viewport} ${look.theme}`);
    screen.allow(/^answer: GET .*\/api\/me 401$/); // what the page was asking for when it was locked
    await screen.call("POST", "/api/lock", { once: crypto.randomUUID() });
    await page.locator(".gated .pinpad").waitFor();
    await measure(t, screen, `unlock ${look.viewport} ${look.theme} ${look.size}`);
    await screen.shot(`look-unlock-${look.viewport}-${look.theme}-${look.size}`);
    await screen.close();
}

/** What the first page needs is named in index.html, so that nothing is found out one after the other. */
async function start(t) {
    const screen = await t.launch({ viewport: "phone" });
    const { page } = screen;
    await page.locator(".gated .pinpad, .gated .person").first().waitFor();
    const named = await page.evaluate(() => [...document.querySelectorAll('link[rel="modulepreload"]')]
        .map((link) => link.getAttribute("href")));
    const source = await page.evaluate(async () => {
        const imports = {};
        const visit = async (path) => {
            if (path in imports)
                return;
            const text = await (await fetch(path)).text();
            imports[path] = [...text.matchAll(/^(?:import|export) [^;]*? from "([^"]+)"|^import "([^"]+)"/gm)]
                .map((found) => new URL(found[1] ?? found[2], new URL(path, location.href)).pathname);
            for (const next of imports[path])
                await visit(next);
        };
        await visit("/main.js");
        return Object.keys(imports);
    });
    t.check("every module of the first page is named in advance", [],
        source.filter((path) => path !== "/main.js" && !named.includes(path)));
    t.check("and nothing else is, but Today", ["/screens/today.js"], named.filter((path) => !source.includes(path)));
}

await run({}, async (t) => {
    await t.office.off();
    await all(t, { viewport: "phone", theme: "light", size: 100, language: "zh" });
    await all(t, { viewport: "phone", theme: "dark", size: 150, language: "en" });
    await all(t, { viewport: "landscape", theme: "dark", size: 125, language: "zh" });
    await all(t, { viewport: "large", theme: "light", size: 150, language: "en" });
    await start(t);
});
