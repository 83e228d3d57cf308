// SPDX-License-Identifier: Apache-2.0
// What all screens stand on: numbers and times as people read them, the keypad, addresses, and a tap that is repeated until
// it is answered, counts once, and belongs to who made it.
import { PIN, run } from "./harness.mjs";

const OTHER = "8642";
const once = () => crypto.randomUUID();

async function pure(t, { page }) {
    const got = await page.evaluate(async () => {
        const format = await import("/shared/format.js");
        const { pressed } = await import("/shared/kit/keypad.js");
        const { match } = await import("/shared/router.js");
        const { half, setLanguage } = await import("/shared/words.js");
        const { stripWords } = await import("/shared/kit/bar.js");
        const type = (keys, rules) => [...keys].reduce((value, key) => pressed(value, key === "<" ? "Backspace" : key, rules), "");
        const rules = { decimals: 2, negative: true, digits: 5 };
        const noon = Date.UTC(2026, 10, 22, 4, 5); // 12:05 in Shanghai
        format.setNow(noon);
        const strip = { waiting_bytes: 400000, blobs_waiting_bytes: 3000000, only_here: 12, last_contact_ms: null, conflicts: 1,
            rejected: 0, held: 0, attention: 2, refused: false, copied: false, certificate_days: 9, sent_bytes: 1, to_send_bytes: 3 };
        const say = (colour, more = {}) => stripWords({ ...strip, colour, ...more }).text;
        return {
            money: [0, 5, 100, 123456, "-250", "99999999999999999", null, 1.5, "x"].map(format.money),
            size: [0, 999, 1000, 9949, 999499, 1e6, 3.4e6, 12e9, -1].map(format.size),
            span: [0, 59e3, 89 * 60e3, 90 * 60e3, 47 * 3600e3, 48 * 3600e3].map(format.span),
            day: [format.clock(noon), format.when(noon), format.when(noon - 86400e3), format.when(noon - 3 * 86400e3),
                format.when(Date.UTC(2026, 10, 21, 16, 30))],
            due: [format.due(noon + 3 * 3600e3), format.due(noon - 2 * 86400e3)],
            keys: [type("12.345", rules), type("-0.5", rules), type(".5", rules), type("1234567", rules), type("5-", rules),
                type("5--", rules), type("12<<<", rules), type("1.2", { ...rules, decimals: 0 }), type("-1", { ...rules, negative: false }),
                type("007", rules), type("1..2", rules)],
            match: [match("/site/:id", "/site/a%20b"), match("/site/:id", "/site/"), match("/site/:id", "/site/a/b"),
                match("/today", "/today"), match("/site/:id", "/site/%zz")],
            half: ["zh", "en"].map((code) => {
                setLanguage(code);
                const texts = ["未接通，须再次致电 · no answer: the call stays due", "等待 王铁军 签字 waiting for 王铁军 to sign",
                    "文件 a.jpg 太大，最多 20 MB the file a.jpg is too large: 20 MB at most", "王铁军 agreed", "just words", "只有中文 A1",
                    "PIN 不对，还可试 2 次 that is not the PIN; 2 more tries before a wait"].map(half);
                setLanguage("zh");
                return texts;
            }),
            strip: [say("grey"), say("grey", { only_here: 0 }), say("blue"), say("amber"), say("red"),
                (setLanguage("en"), say("grey")), (setLanguage("zh"), say("red", { conflicts: 0, attention: 0, refused: true }))],
        };
    });
    t.check("what was said in both languages is told in one", [
        ["未接通，须再次致电", "等待 王铁军 签字", "文件 a.jpg 太大，最多 20 MB", "王铁军 agreed", "just words", "只有中文 A1", "PIN 不对，还可试 2 次"],
        ["no answer: the call stays due", "waiting for 王铁军 to sign", "the file a.jpg is too large: 20 MB at most", "王铁军 agreed",
            "just words", "只有中文 A1", "that is not the PIN; 2 more tries before a wait"]], got.half);
    t.check("money never passes through a float", ["¥0.00", "¥0.05", "¥1.00", "¥1,234.56", "−¥2.50", "¥999,999,999,999,999.99",
        "", "", ""], got.money);
    t.check("sizes", ["0 B", "999 B", "1.0 kB", "9.9 kB", "999 kB", "1.0 MB", "3.4 MB", "12 GB", "0 B"], got.size);
    t.check("spans", ["不到 1 分钟", "1 分钟", "89 分钟", "2 小时", "47 小时", "2 天"], got.span);
    t.check("days of Shanghai", ["12:05", "今天 12:05", "昨天 12:05", "11月19日 12:05", "今天 00:30"], got.day);
    t.check("deadlines", ["还剩 3 小时", "逾期 2 天"], got.due);
    t.check("keypad", ["12.34", "-0.5", "0.5", "12345", "-5", "5", "", "12", "1", "7", "1.2"], got.keys);
    t.check("addresses", [{ id: "a b" }, null, null, {}, null], got.match);
    t.check("the strip", ["离线 · 12 项 3.4 MB 只在本机 · 1 处冲突", "离线 · 没有待传 · 1 处冲突", "正在发送 25 % · 12 项 3.4 MB 只在本机",
        "待传超过 4 小时 · 12 项 3.4 MB 只在本机", "需要处理 · 1 处冲突 · 2 项待处理", "Offline · 12 items, 3.4 MB only here · 1 conflict",
        "需要处理 · 办公室已停用这台平板"], got.strip);
}

/** A tap of the page itself: {state} is "saved" or the code of what refused it. */
const tap = (page, path, body) => page.evaluate(async ([path_, body_]) => {
    const { post } = await import("/shared/api.js");
    window.tapped = { state: "waiting" };
    post(path_, body_).then(() => (window.tapped.state = "saved"), (error) => (window.tapped.state = error.code));
}, [path, body]);
const tapped = (page) => page.evaluate(() => window.tapped.state);
const notes = async (t) => {
    const told = await t.tablet.ask("record", "list", "--kind", "note");
    return (told.records ?? told).length;
};

/** The program did it, but its answer was lost: the page asks again with the same number. */
async function lost(t, screen, site) {
    const { page } = screen;
    let tries = 0;
    screen.allow(/^request: POST .*\/api\/notes/);
    await page.route("**/api/notes", async (route) => {
        tries++;
        if (tries > 2)
            return route.continue();
        await route.fetch(); // it arrives and is done, twice
        return route.abort("connectionreset");
    });
    await tap(page, "/api/notes", { site, text: "一次" });
    await t.until("the tap is answered", async () => (await tapped(page)) === "saved");
    await page.unroute("**/api/notes");
    t.check("it was asked three times and done once", [3, 1], [tries, await notes(t)]);
    await page.locator(".app .strip-red").waitFor({ state: "detached" });
}

async function unlock(page, name, pin) {
    await page.locator(".gated .pinpad").waitFor();
    if (!(await page.locator(".gated h1", { hasText: name }).count())) {
        await page.getByRole("button", { name: "换人" }).click();
        await page.getByRole("button", { name }).click();
        await page.locator(".gated .pinpad").waitFor();
    }
    await page.keyboard.type(pin);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").waitFor();
}

/** A tap that meets the lock waits for its person, and is given up in words when somebody else comes. */
async function locked(t, screen, site) {
    const { page } = screen;
    // What the page had asked a moment before the lock is refused too.
    screen.allow(/^answer: (POST .*\/api\/notes|GET \S+) 401$/);
    const before = await notes(t);
    await screen.call("POST", "/api/lock", { once: once() });
    await tap(page, "/api/notes", { site, text: "锁屏时" });
    await page.locator(".gated .pinpad").waitFor();
    t.check("it waits behind the lock", "waiting", await tapped(page));
    await unlock(page, "陈国强", PIN);
    await t.until("it goes on for the same person", async () => (await tapped(page)) === "saved");
    t.check("and is done", before + 1, await notes(t));

    await screen.call("POST", "/api/lock", { once: once() });
    await tap(page, "/api/notes", { site, text: "不是我的" });
    await unlock(page, "林晓梅", OTHER);
    await t.until("it is not done for another", async () => (await tapped(page)) === "AUTH");
    t.check("nothing was written in her name", before + 1, await notes(t));
}

await run({}, async (t) => {
    const { device } = await t.tablet.ask("status");
    await t.office.run("device", "person", device, "--add", "P002");
    await t.tablet.run("sync");
    await t.office.off();
    const screen = await t.enter({ viewport: "phone", person: "林" });
    await pure(t, screen);
    const { persons } = (await screen.call("GET", "/api/session")).body;
    const other = persons.find(({ name }) => name === "林晓梅"), mine = persons.find(({ name }) => name === "陈国强");
    await screen.call("POST", "/api/pin", { person: other.id, pin: OTHER, old: PIN, once: once() });
    await screen.call("POST", "/api/pin", { person: mine.id, pin: PIN, once: once() });
    await screen.page.reload();
    await screen.page.locator(".sites .card").first().waitFor();
    const site = (await screen.call("GET", "/api/today")).body.sites[0].id;
    await lost(t, screen, site);
    await locked(t, screen, site);
});
