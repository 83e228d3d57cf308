// SPDX-License-Identifier: Apache-2.0
// Me: the person's look, the tablet's own figures, the handover file, and leaving, which waits until nothing is only here.
import { PIN, run } from "./harness.mjs";

const once = () => crypto.randomUUID();

async function figures(t, screen) {
    const { page } = screen;
    await page.getByRole("heading", { name: "自检" }).waitFor();
    const { body: me } = await screen.call("GET", "/api/me");
    const words = await page.locator("main").innerText();
    t.check("catalogue, tablet and certificate are told", [true, true, true], [me.catalogues[0].version,
        (await screen.call("GET", "/api/session")).body.device, `还有 ${me.certificate_days} 天`].map((part) => words.includes(part)));
    const said = await page.locator(".section", { hasText: "自检" }).locator("li .row-words").allInnerTexts();
    const bare = (lines) => lines.map((line) => line.replace(/\d+/g, "n")); // the disk is not ours alone
    t.check("every line of the self-check is there", bare(me.checks.map((check) => check.zh)), bare(said));
    const { records } = await t.tablet.ask("prove");
    const said_so = page.locator(".list-row", { hasText: "与办公室逐条核对" }).getByText(`全部 ${records} 条记录一致`);
    await said_so.first().waitFor();
    t.check("how the comparison with the office ended", [true, records], Object.values((({ equal, records }) => ({ equal,
        records }))((await screen.call("GET", "/api/me")).body.proof)));
    await t.looks(screen, "me-zh", { shot: { fullPage: true } });
    await page.getByRole("link", { name: "许可证" }).click();
    const legal = page.locator(".legal");
    await legal.waitFor();
    t.check("the licence of each embedded module is told", ["htm", "preact", "signature_pad", "uplot"],
        (await legal.innerText()).match(/^(htm|preact|signature_pad|uplot)(?= \d)/gm));
    await t.looks(screen, "licences-zh");
    await page.getByRole("button", { name: "返回" }).click();
    await page.getByRole("heading", { name: "自检" }).waitFor();
}

/** Each choice is saved at its key, and is there again after the page was opened anew. */
async function lookByKeyboard(t, screen) {
    const { page } = screen;
    const chosen = (group) => page.getByRole("radiogroup", { name: group }).locator('[aria-checked="true"]');
    await chosen("语言").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await page.getByRole("heading", { name: "Display" }).waitFor();
    await chosen("Text size").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await screen.until("the text is larger", () => document.documentElement.dataset.size === "125");
    await chosen("Theme").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await screen.until("it is dark", () => document.documentElement.dataset.theme === "dark");
    await page.reload();
    await page.getByRole("heading", { name: "Display" }).waitFor();
    t.check("all of it is kept", ["en", "dark", 125], Object.values((({ language, theme, size }) => ({ language, theme, size }))(
        (await screen.call("GET", "/api/session")).body.settings)));
    await page.getByRole("heading", { name: "Self-check" }).waitFor();
    await t.looks(screen, "me-en-dark-125");
    await screen.call("POST", "/api/settings", { language: "zh", theme: "light", size: 100, once: once() });
    await page.reload();
    await page.getByRole("heading", { name: "自检" }).waitFor();
}

/** Taps that follow one another faster than the tablet saves are all kept, in their order. */
async function quickTaps(t, screen) {
    const { page } = screen;
    await page.evaluate(() => {
        for (const code of ["dark", "125", "150", "30"])
            document.querySelector(`[role="radio"][data-code="${code}"]`).click();
    });
    await screen.until("all four are shown", () => document.documentElement.dataset.theme === "dark"
        && document.documentElement.dataset.size === "150"
        && document.querySelector('[data-code="30"]').getAttribute("aria-checked") === "true");
    const { theme, size, lock_min } = (await screen.call("GET", "/api/session")).body.settings;
    t.check("all four are saved", ["dark", 150, 30], [theme, size, lock_min]);
    await screen.call("POST", "/api/settings", { theme: "light", size: 100, lock_min: 5, once: once() });
    await page.reload();
    await page.getByRole("heading", { name: "自检" }).waitFor();
}

async function changePin(t, screen) {
    const { page } = screen;
    const type = async (pin) => {
        await page.keyboard.type(pin);
        await page.keyboard.press("Enter");
    };
    screen.allow(/^answer: POST .*\/api\/pin 401$/);
    await page.getByRole("button", { name: "更改我的 PIN" }).click();
    await page.locator("dialog .pinpad").waitFor();
    await page.locator("dialog h2").click(); // away from the buttons, so that Enter is the pad's
    for (const pin of ["1111", "7531", "7531"])
        await type(pin);
    await screen.sees("现在的 PIN 不对");
    for (const pin of [PIN, "7531", "7531"])
        await type(pin);
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "锁定" }).click();
    await page.locator(".gated .pinpad").waitFor();
    await type("7531");
    await page.getByRole("heading", { name: "自检" }).waitFor();
    t.check("the new PIN opens", "open", (await screen.call("GET", "/api/session")).body.state);
}

/** A clock that is set wrong is told, in words; what the page calls today is right all the same. */
async function wrongClock(t, screen) {
    const { page } = screen;
    if (!t.tablet.canSetClock)
        return;
    t.tablet.setClock(-3 * 86400000);
    await screen.call("POST", "/api/sync", { once: once() });
    await page.getByText("比办公室慢 3 天，记录时已更正").waitFor();
    await page.reload();
    await page.getByText("比办公室慢 3 天，记录时已更正").waitFor();
    await t.looks(screen, "me-clock-zh");
    await page.locator('.bar a[href="#/today"]').click();
    const today = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "short", day: "numeric" })
        .format(Date.now());
    await page.locator(".page-title p", { hasText: today }).waitFor();
    t.tablet.setClock(0);
    await screen.call("POST", "/api/sync", { once: once() });
    await page.locator('.bar a[href="#/me"]').click();
    await page.getByText("与办公室一致").waitFor();
}

/** With the office off: leaving is refused, and the file is made, fetched, and refused where it comes from. */
async function handover(t, screen) {
    const { page } = screen;
    const { sites } = (await screen.call("GET", "/api/today")).body;
    await screen.call("POST", "/api/nodes", { site: sites[0].id, code: "measurement", once: once() });
    const out = page.getByRole("button", { name: "退出登录" });
    await page.locator(".section", { hasText: "离开" }).getByText("只在本机").waitFor();
    t.check("logging out is not offered", "true", await out.getAttribute("aria-disabled"));
    screen.allow(/^answer: POST .*\/api\/(logout 412|handover\/import.* 422)$/);
    t.check("nor done", 412, (await screen.call("POST", "/api/logout", { once: once() })).status);
    await page.getByRole("link", { name: "交接" }).click();
    await page.getByRole("button", { name: "做一个交接文件" }).click();
    const row = page.getByRole("link", { name: /\.plumbhand/ });
    await row.waitFor();
    await t.looks(screen, "me-handover-zh");
    const [file] = await Promise.all([page.waitForEvent("download"), row.click()]);
    t.check("the file has its name", (await screen.call("GET", "/api/me")).body.handover[0].name, file.suggestedFilename());
    await page.locator('input[type="file"]').setInputFiles(await file.path());
    await page.locator(".toast-error").waitFor();
    t.check("a tablet takes no file of its own", true, /INVALID|不符合|没有保存/.test(await page.locator(".toast-error").innerText()));
    await page.getByRole("button", { name: "返回" }).click();
}

/** Once all is delivered one may leave; then only a new launch opens the page. */
async function leave(t, screen) {
    const { page } = screen;
    await t.office.on();
    await screen.call("POST", "/api/sync", { once: once() });
    screen.allow(/^answer: GET .*\/api\/(session|watch|me).* 401$/);
    await page.locator('[aria-disabled="true"]', { hasText: "退出登录" }).waitFor({ state: "detached", timeout: 60000 });
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("heading", { name: "请重新打开巡检" }).waitFor();
    await t.looks(screen, "me-left-zh");
    t.check("the cookie is gone", [], await screen.context.cookies());
    await page.goto(await t.tablet.newLaunch()); // in the same tab only the hash changes
    await page.locator(".gated .pinpad, .gated .person").first().waitFor();
    t.check("a launch begins anew, locked", "locked", (await screen.call("GET", "/api/session")).body.state);
}

await run({}, async (t) => {
    const screen = await t.enter({ viewport: "phone", at: "#/me" });
    await figures(t, screen);
    await lookByKeyboard(t, screen);
    await quickTaps(t, screen);
    await changePin(t, screen);
    await wrongClock(t, screen);
    await t.office.off();
    await handover(t, screen);
    await leave(t, screen);
});
