// SPDX-License-Identifier: Apache-2.0
// Unlocking, with the office off: a first PIN, a wrong one and its back-off, a colleague, the automatic lock, and what each
// person finds again behind it. By touch and by keyboard, in both languages.
import { PIN, run } from "./harness.mjs";

const OTHER = "8642";

/** The digits on the pad of the page. */
async function tapPin(page, pin, within = ".gated") {
    for (const digit of pin)
        await page.locator(`${within} [data-key="${digit}"]`).click();
    await page.locator(`${within} [data-key="ok"]`).click();
}

async function typePin(page, pin) {
    await page.locator(".gated .pinpad").waitFor();
    await page.keyboard.type(pin);
    await page.keyboard.press("Enter");
}

/** Waits until somebody is in: the pages with their menu are to be seen. */
const inside = (page) => page.getByRole("navigation").waitFor();

const dots = (page) => page.locator(".gated .pin-dots .is-set").count();

async function firstPin(t) {
    const screen = await t.launch({ viewport: "phone" });
    const { page } = screen;
    await screen.sees("您是谁？");
    await t.looks(screen, "unlock-persons-zh");
    await page.getByRole("button", { name: "陈国强" }).click();
    await screen.sees("设一个 4–8 位的 PIN");
    await page.locator('[data-key="1"]').click();
    t.check("a PIN of one digit is not offered", "true", await page.locator('[data-key="ok"]').getAttribute("aria-disabled"));
    await page.locator('[data-key="back"]').click();
    await tapPin(page, PIN);
    await screen.sees("再输入一次同样的 PIN");
    await tapPin(page, OTHER);
    await screen.sees("两次不一样");
    await t.looks(screen, "unlock-first-differs-zh");
    await tapPin(page, PIN);
    await tapPin(page, PIN);
    await page.getByRole("heading", { name: "今日" }).waitFor();
    t.check("nothing of the PIN stays in the page", false, (await page.content()).includes(PIN));
    return screen;
}

/** A colleague without a PIN is told whom to ask, and gets one through the session of who is in. */
async function colleague(t, screen) {
    const { page } = screen;
    await page.getByRole("link", { name: "我", exact: true }).click();
    await page.getByRole("button", { name: "锁定" }).click();
    await page.getByRole("button", { name: "换人" }).click();
    await page.getByRole("button", { name: "林晓梅" }).click();
    await screen.sees("您在这台平板上还没有 PIN");
    await t.looks(screen, "unlock-colleague-none-zh");
    await page.getByRole("button", { name: "换人" }).click();
    await page.getByRole("button", { name: "陈国强" }).click();
    await typePin(page, PIN);
    await page.getByRole("button", { name: "同事的 PIN" }).click();
    await page.locator("dialog").getByRole("button", { name: "林晓梅" }).click();
    await t.looks(screen, "unlock-colleague-sheet-zh");
    await tapPin(page, OTHER, "dialog");
    await tapPin(page, OTHER, "dialog");
    await page.locator("main h1", { hasText: "林晓梅" }).waitFor();
    t.check("the tablet is now the colleague's", "林晓梅", (await screen.call("GET", "/api/session")).body.person.name);
}

/** The look belongs to the person, not to the tablet. */
async function looks(t, screen) {
    const { page } = screen;
    await page.getByRole("radio", { name: "English" }).click();
    await page.getByRole("radio", { name: "Dark" }).click();
    await page.getByRole("radio", { name: "125 %" }).click();
    await screen.until("the page is dark", () => document.documentElement.dataset.theme === "dark"
        && document.documentElement.dataset.size === "125");
    await page.getByRole("button", { name: "Lock", exact: true }).click();
    await screen.sees("Enter your PIN");
    await t.looks(screen, "unlock-pin-en-dark");
    await page.getByRole("button", { name: "Someone else" }).click();
    await page.getByRole("button", { name: "陈国强" }).click();
    await typePin(page, PIN);
    await inside(page);
    t.check("the other person's look is his", ["zh-CN", "light", "100"], await page.evaluate(() =>
        [document.documentElement.lang, document.documentElement.dataset.theme, document.documentElement.dataset.size]));
}

/** What was read before the PIN was right, and arrives after it, locks nobody out again. */
async function lateAnswer(t, screen) {
    const { page } = screen;
    await page.getByRole("button", { name: "锁定" }).click();
    await page.locator(".gated .pinpad").waitFor();
    const [release, released] = [{}, {}];
    released.promise = new Promise((done) => (release.now = done));
    const held = new Promise((done) => page.route("**/api/session", async (route) => {
        const response = await route.fetch();
        done(true);
        await released.promise;
        await route.fulfill({ response });
    }, { times: 1 }));
    await page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
    await held;
    await typePin(page, PIN);
    await inside(page);
    await page.evaluate(() => {
        window.gates = 0;
        new MutationObserver(() => (window.gates += document.querySelectorAll(".gated").length))
            .observe(document.body, { childList: true, subtree: true });
    });
    const read = page.waitForResponse((response) => response.url().endsWith("/api/session"));
    release.now();
    await read;
    await page.waitForResponse((response) => response.url().endsWith("/api/session")); // and once more
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    t.check("nobody who came in is locked out by an answer of before", 0, await page.evaluate(() => window.gates));
}

/** Three wrong ones, then half a minute in which nothing opens, also after a restart; then it does. */
async function backOff(t, screen) {
    const { page } = screen;
    screen.allow(/^answer: POST .*\/api\/(unlock|pin) 401$/);
    await page.getByRole("button", { name: "锁定" }).click();
    for (let wrong = 1; wrong <= 3; wrong++) {
        await typePin(page, OTHER);
        await screen.sees(wrong < 3 ? "PIN 不对" : "后可再试");
        t.check(`after wrong PIN ${wrong} the pad is empty`, 0, await dots(page));
    }
    t.check("the next try is half a minute away", true, /0:(2\d|30) 后可再试/.test(await page.locator(".pin-say").innerText()));
    await t.looks(screen, "unlock-wait-zh");
    await page.keyboard.type(PIN);
    t.check("the pad takes nothing meanwhile", 0, await dots(page));

    screen.allow(/^(request|answer): /);
    await t.tablet.kill();
    await page.locator(".gated .strip", { hasText: "等待本机程序" }).waitFor();
    await t.tablet.on();
    await t.until("the strip is back", async () => !(await page.locator(".gated .strip", { hasText: "等待" }).count()));
    await page.reload();
    await page.locator(".gated .pin-say.tone-fail").waitFor();
    const { persons } = (await screen.call("GET", "/api/session")).body;
    const person = persons.find(({ name }) => name === "陈国强").id;
    const { status, body } = await screen.call("POST", "/api/unlock", { person, pin: PIN, once: crypto.randomUUID() });
    t.check("a restart does not shorten it", [503, true], [status, body.wait_s > 20 && body.wait_s <= 30]);
    await page.getByText("输入 PIN").waitFor({ timeout: 45000 });
    await typePin(page, PIN);
    await inside(page);
}

/** Untouched for a minute it locks, whatever the sync does; what was half entered waits for its person only. */
async function automatic(t, screen) {
    const { page } = screen;
    await page.getByRole("radio", { name: "1 分钟", exact: true }).click();
    await page.locator('[role="radio"][data-code="1"][aria-checked="true"]').waitFor();
    await page.getByRole("button", { name: "更改我的 PIN" }).click();
    await page.locator('dialog [data-key="7"]').click();
    await t.office.on();
    await page.getByText("输入 PIN", { exact: true }).waitFor({ timeout: 90000 });
    t.check("its sheet is out of sight", false, await page.locator("dialog").isVisible());
    await typePin(page, PIN);
    await page.locator("dialog").waitFor();
    t.check("what was half entered is still there", 1, await page.locator("dialog .is-set").count());
    await page.keyboard.press("Escape");
    await page.getByRole("radio", { name: "5 分钟", exact: true }).click();
    await page.locator('[role="radio"][data-code="5"][aria-checked="true"]').waitFor();
}

await run({}, async (t) => {
    const { device } = await t.tablet.ask("status");
    await t.office.run("device", "person", device, "--add", "P002");
    await t.tablet.run("sync");
    await t.office.off();

    const screen = await firstPin(t);
    await colleague(t, screen);
    await looks(t, screen);
    await lateAnswer(t, screen);
    await backOff(t, screen);
    await automatic(t, screen);
    screen.takeFaults();
});
