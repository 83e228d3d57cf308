// SPDX-License-Identifier: Apache-2.0
// Today: the cards, by touch and by keyboard, in both languages, every size and 150 % text; the strip that follows the
// office going off and on; a program that is killed under the page.
import { PIN, run } from "./harness.mjs";

const strip = (page) => page.locator(".app .strip");

/** Starts the measurement of the first site, as the site's screen does. */
async function startNode(t, screen) {
    const { sites } = (await screen.call("GET", "/api/today")).body;
    const { status } = await screen.call("POST", "/api/nodes",
        { site: sites[0].id, code: "measurement", once: crypto.randomUUID() });
    t.check("the node is started", 200, status);
    return sites[0];
}

async function cards(t, screen) {
    const { page } = screen;
    const { sites } = (await screen.call("GET", "/api/today")).body;
    await page.locator(".sites .card").first().waitFor();
    t.check("each site has its card, in the order of time", sites.map((site) => site.address),
        await page.locator(".sites .card h2").allInnerTexts());
    t.check("a card leads to its site", "#/site/" + sites[0].id,
        await page.locator(".sites .card").first().getAttribute("href"));
    const card = await page.locator(".sites .card").first().innerText();
    t.check("a card tells customer, node, state and that it is here", [true, true, true, true],
        [sites[0].customer, "测量", "未开始", "已下载"].map((words) => card.includes(words)));
    const small = await page.evaluate(() => [...document.querySelectorAll("a, button")]
        .filter((one) => one.getClientRects().length && !one.classList.contains("skip"))
        .map((one) => ({ box: one.getBoundingClientRect(), words: one.innerText }))
        .filter(({ box }) => box.height < 48 || box.width < 48).map(({ words }) => words));
    t.check("every target is at least 48 px", [], small);
}

/** One world, offline and on again: what the strip, the dot and the badge say. */
async function live(t, screen) {
    const { page } = screen;
    screen.allow(/^(request|answer): /);
    await t.office.off();
    await t.tablet.off();
    await t.tablet.on();
    await page.locator(".gated .pinpad").waitFor();
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await page.locator(".app .strip", { hasText: "离线" }).waitFor();
    t.check("grey with nothing to lose", true, /离线 · 没有待传/.test(await strip(page).innerText()));
    const site = await startNode(t, screen);
    await page.locator(".app .strip", { hasText: /2 项 .* 只在本机/ }).waitFor();
    const card = page.locator(".sites .card", { hasText: site.address });
    await card.locator(".unsent").waitFor();
    t.check("the card says that it is under way", true, (await card.innerText()).includes("进行中"));
    t.check("the outbox has a badge", "2", await page.locator('.bar a[href="#/outbox"] .badge').innerText());
    await t.looks(screen, "today-offline-zh");
    await t.office.on();
    await screen.call("POST", "/api/sync", { once: crypto.randomUUID() });
    await page.locator(".app .strip-green", { hasText: "全部送达" }).waitFor({ timeout: 60000 });
    await card.locator(".unsent").waitFor({ state: "detached" });
    t.check("the badge is gone", 0, await page.locator('.bar a[href="#/outbox"] .badge').count());
    await t.looks(screen, "today-delivered-zh");
}

/** The page waits for its program, asks for the PIN, and is where it was. */
async function killed(t, screen) {
    const { page } = screen;
    await page.locator('.bar a[href="#/outbox"]').click();
    await page.getByRole("heading", { name: "可以交还这台平板" }).waitFor();
    await t.tablet.kill();
    await page.locator(".app .strip-red", { hasText: "等待本机程序" }).waitFor();
    await screen.shot("today-silent-zh");
    await t.tablet.on();
    await page.locator(".gated .pinpad").waitFor();
    t.check("what was on the screen is out of sight", false, await page.locator(".app").isVisible());
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "可以交还这台平板" }).waitFor();
    t.check("the page is where it was", "#/outbox", new URL(page.url()).hash);
    await page.goBack();
    await page.locator(".sites .card").first().waitFor();
    screen.takeFaults();
}

async function byKeyboard(t, screen) {
    const { page } = screen;
    await page.reload();
    await page.locator(".sites .card").first().waitFor();
    const focus = () => page.evaluate(() => {
        const at = /** @type {Element} */ (document.activeElement);
        return [at.tagName, (at.getAttribute("href") ?? "").slice(0, 7), getComputedStyle(at).outlineWidth];
    });
    t.check("the page's title has the focus", "H1", (await focus())[0]);
    await page.keyboard.press("Shift+Tab");
    t.check("before it is the way past the menu", ["A", "#page", "3px"], await focus());
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    t.check("the first card has a ring of 3 px", ["A", "#/site/", "3px"], await focus());
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.startsWith("#/site/"));
    await page.goBack();
    await page.locator(".sites .card").first().waitFor();
}

/** Nothing sticks out, whatever the size. */
async function sizes(t) {
    for (const [viewport, size, language, theme] of [["phone", 150, "zh", "light"], ["phone", 150, "en", "dark"],
        ["portrait", 125, "en", "light"], ["landscape", 150, "zh", "dark"], ["large", 100, "en", "light"]]) {
        const screen = await t.enter({ viewport, size, language, theme });
        await screen.page.locator(".sites .card").first().waitFor();
        const wide = await screen.page.evaluate(() => [document.documentElement, document.getElementById("page")]
            .some((box) => box !== null && box.scrollWidth > box.clientWidth));
        t.check(`nothing sticks out at ${viewport} ${size} %`, false, wide);
        await t.looks(screen, `today-${viewport}-${size}-${language}-${theme}`);
        await screen.close();
    }
}

await run({}, async (t) => {
    const screen = await t.enter({ viewport: "phone" });
    await cards(t, screen);
    await byKeyboard(t, screen);
    await live(t, screen);
    await killed(t, screen);
    await sizes(t);
});
