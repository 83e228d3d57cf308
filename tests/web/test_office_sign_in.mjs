// SPDX-License-Identifier: Apache-2.0
// Signing in to the office: with a one-time password and a new one, wrong ones in words, by keyboard only, in both languages;
// with one-time codes and a recovery code; a session that ends under the page keeps what was typed for the same person and
// for nobody else.
import { createHmac } from "node:crypto";
import { PASSWORD, runOffice } from "./office.mjs";

const NEW = "four unrelated plain words";

/** The first time: the one-time password, then a new one, by keys only. */
async function first(t) {
    const { login, password } = await t.account({ login: "admin" });
    const screen = await t.open();
    const { page } = screen;
    await page.getByRole("heading", { name: "登录办公室" }).waitFor();
    await t.looks(screen, "office-gate-zh");
    screen.allow(/^answer: POST .*\/api\/sign-in 401$/);
    await page.keyboard.type(login); // the focus is there already
    await page.keyboard.press("Tab");
    await page.keyboard.type("not it");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    const words = await page.getByRole("alert").innerText();
    t.check("it does not say which was wrong", [true, false], [/账号、密码/.test(words), /密码不对/.test(words)]);
    t.check("the login stays, the password goes", [login, ""], await page.locator("form input").evaluateAll((all) =>
        all.map((one) => one.value)));
    await page.getByLabel("密码", { exact: true }).focus();
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "请设置新密码" }).waitFor();
    await t.looks(screen, "office-new-password-zh");
    await page.keyboard.type(password);
    for (const text of [NEW, NEW + "x"]) {
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab"); // over the eye
        await page.keyboard.type(text);
    }
    await page.getByText("两次输入的不一样").waitFor();
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await page.locator(".office .page h1").waitFor();
    t.check("she is in", "in", (await t.must(screen, "/api/session")).state);
    return screen;
}

async function bothLanguages(t) {
    const screen = await t.open({ viewport: "phone", dark: true });
    const { page } = screen;
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Sign in to the office" }).waitFor();
    t.check("screen readers hear the language", "en", await page.evaluate(() => document.documentElement.lang));
    await t.looks(screen, "office-gate-en");
    const wide = await page.evaluate(() => document.querySelector(".gate").scrollWidth > innerWidth);
    t.check("nothing sticks out of a phone", false, wide);
}

/** What was typed waits for the same person. */
async function ended(t, screen) {
    const { page } = screen;
    screen.allow(/^answer: \S+ \S+ 401$/);
    await page.goto(`${t.address}/#/security`);
    await page.getByRole("heading", { name: "密码、验证码和会话" }).waitFor();
    await page.getByLabel("现在的密码").fill("half typed");
    await screen.context.clearCookies();
    await page.evaluate(() => dispatchEvent(new Event("plumb-locked")));
    await page.getByRole("heading", { name: "请重新登录" }).waitFor();
    t.check("the page is out of sight", false, await page.locator(".office").isVisible());
    await t.looks(screen, "office-ended-zh");
    t.check("her login is there", "admin", await page.getByLabel("账号或工号").inputValue());
    await page.keyboard.type(NEW);
    await page.keyboard.press("Enter");
    await page.locator(".office").waitFor();
    t.check("what was half typed is there", "half typed", await page.getByLabel("现在的密码").inputValue());
    const { login, password } = await t.account({ role: "auditor", person: "P002", login: "other" });
    await screen.context.clearCookies();
    await page.evaluate(() => dispatchEvent(new Event("plumb-locked")));
    await page.getByRole("button", { name: "换人登录" }).click();
    await page.getByLabel("账号或工号").fill(login);
    await page.getByLabel("密码", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.getByLabel("现在的密码").fill(password);
    await page.getByLabel("新密码", { exact: true }).fill(PASSWORD);
    await page.getByLabel("再输一次新密码").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator(".office").waitFor();
    await page.getByLabel("现在的密码").waitFor();
    t.check("not for somebody else", "", await page.getByLabel("现在的密码").inputValue());
}

/** Keys, search, language and theme of the frame. */
async function frame(t) {
    const screen = await t.enter({ language: "en", at: "#/security" });
    const { page } = screen;
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await t.looks(screen, "office-keys-en");
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    t.check("the key after Ctrl K goes into the search already", "search-text", await page.evaluate(() => {
        dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }));
        const { port1, port2 } = new MessageChannel(); // as soon as any other event, before the next picture
        return new Promise((done) => {
            port1.onmessage = () => done(document.activeElement.className);
            port2.postMessage(0);
        });
    }));
    await page.keyboard.type("陈国强");
    await page.getByRole("option", { name: /陈国强/ }).first().waitFor();
    await t.looks(screen, "office-search-en");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.startsWith("#/person/"));
    await page.getByRole("button", { name: "陈国强" }).first().click();
    await page.getByRole("radio", { name: "Dark" }).click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await t.looks(screen, "office-menu-dark-en");
    await page.getByRole("radio", { name: "中文" }).click();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.waitForFunction(() => location.hash === "#/people");
    await page.locator(".top-person").click();
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("heading", { name: "登录办公室" }).waitFor();
    t.check("a new page starts at the gate", "out", (await t.must(screen, "/api/session")).state);
}

/** The 6 digits of an authenticator (RFC 6238), so many steps of 30 s from now. */
function totp(secret, ahead) {
    const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead));
    const mac = createHmac("sha1", key).update(step).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

const out = async (page) => {
    await page.locator(".top-person").click();
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("heading", { name: "登录办公室" }).waitFor();
};

async function signIn(page, { login, password }) {
    await page.getByLabel("账号或工号").fill(login);
    await page.getByLabel("密码", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "验证码", exact: true }).waitFor();
}

/** Codes: set up, asked for, and one of the recovery codes when the phone is lost. */
async function codes(t) {
    const screen = await t.enter({ role: "reconciler", person: "P003", at: "#/security" });
    const { page, account } = screen;
    screen.allow(/^answer: POST .*\/api\/code 403$/, /^answer: POST .*\/api\/totp 422$/);
    await page.getByRole("button", { name: "启用验证码" }).click();
    await page.locator(".qr").waitFor();
    await t.looks(screen, "office-totp-zh");
    const secret = (await page.locator(".totp code").innerText()).replace(/\s/g, "");
    await page.getByLabel("6 位数字").fill(totp(secret, 9));
    await page.keyboard.press("Enter");
    await page.locator("dialog").getByRole("alert").waitFor();
    await page.getByLabel("6 位数字").fill(totp(secret, 0));
    await page.keyboard.press("Enter");
    await page.locator(".secret li").first().waitFor();
    const recovery = await page.locator(".secret code").allInnerTexts();
    t.check("ten recovery codes", 10, new Set(recovery).size);
    await t.looks(screen, "office-recovery-zh");
    await page.getByRole("button", { name: "已收好" }).click();
    await page.getByText("还有 10 个恢复码").waitFor();
    await out(page);
    await signIn(page, account);
    await t.looks(screen, "office-code-zh");
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    t.check("in words", true, /验证码不对/.test(await page.getByRole("alert").innerText()));
    await page.getByLabel("验证器应用显示的 6 位数字").fill(totp(secret, 1));
    await page.keyboard.press("Enter");
    await page.locator(".office").waitFor();
    await out(page);
    await signIn(page, account);
    await page.getByRole("button", { name: "手机不在身边？用恢复码" }).click();
    await page.getByLabel("恢复码（每个只能用一次）").fill(recovery[3].replaceAll("-", " ").toUpperCase());
    await page.keyboard.press("Enter");
    await page.locator(".office").waitFor();
    await page.goto(`${t.address}/#/security`);
    await page.getByText("还有 9 个恢复码").waitFor();
}

await runOffice({}, async (t) => {
    const screen = await first(t);
    await bothLanguages(t);
    await ended(t, screen);
    await frame(t);
    await codes(t);
});
