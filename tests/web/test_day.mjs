// SPDX-License-Identifier: Apache-2.0
// A day as an inspector has it, by touch alone: the office unreachable from morning to evening, the tablet killed twice and
// its clock set wrong on the way, the customer signs by finger; in the evening the office has everything, once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./harness.mjs";
import { enterPin, Finger } from "./signing.mjs";

const SITE = "HT2026-001";
const DAY_MS = 86400000;

await run({}, async (t) => {
    await t.office.off();
    await t.tablet.on();
    const screen = await t.launch({ viewport: "portrait" });
    const { page } = screen;
    const finger = new Finger(screen);
    const tap = (role, name, exact = true) => page.getByRole(role, { name, exact }).first().tap();
    let taps = 0;
    await page.exposeFunction("countTap", () => taps++);
    await page.addInitScript(() => addEventListener("touchstart", () => window.countTap(), true));

    // The first morning: a PIN of their own, then Today.
    await screen.sees("陈国强");
    await page.reload(); // so that taps are counted
    await enterPin(screen, "4711");
    await enterPin(screen, "4711");
    await screen.sees("望江苑1幢101室");
    await t.looks(screen, "day-1-today");

    taps = 0;
    await page.getByText("望江苑1幢101室").first().tap();
    await tap("button", "开始测量");
    await page.waitForURL(/#\/check\//);
    t.check("a node is started in at most 3 taps", true, taps <= 3);

    // Six are right. The tablet dies under the sixth tap; what was shown as saved is there, and the page goes on by itself.
    const passes = page.getByRole("radio", { name: "合格", exact: true });
    for (let i = 0; i < 5; i++)
        await passes.nth(i).tap();
    await page.getByText("5/7").first().waitFor();
    screen.allow(/^(request|answer|console): /);
    await t.tablet.kill();
    await passes.nth(5).tap();
    if (t.tablet.canSetClock)
        t.tablet.setClock(-400 * DAY_MS, { started: true }); // the battery was dead, and the clock is of last year
    await t.tablet.on();
    await enterPin(screen, "4711");
    await page.getByText("6/7").first().waitFor();
    if (t.tablet.canSetClock)
        await screen.sees("平板时钟不准"); // and nowhere that the office was reached a moment ago
    t.check("nothing but what was said is there", 6,
        (await t.tablet.ask("record", "list", "--kind", "item_result")).length);
    await t.looks(screen, "day-2-after-the-kill");

    // The seventh is not: photo, responsible, deadline.
    taps = 0;
    await page.getByRole("radio", { name: "不合格", exact: true }).nth(6).tap();
    const chooser = page.waitForEvent("filechooser");
    const dialog = page.getByRole("dialog");
    await dialog.locator("label").filter({ hasText: "拍照" }).tap();
    await (await chooser).setFiles([await t.camera.picture({ seed: 7, width: 1600, height: 1200 })]);
    await dialog.getByRole("img").first().waitFor();
    await dialog.getByText("王铁军").tap();
    await dialog.getByText("3 天").tap();
    await dialog.getByRole("button", { name: "完成", exact: true }).tap();
    t.check("a fail with photo, responsible and deadline in 5 taps", 5, taps);
    await page.getByText("7/7").first().waitFor();
    await t.looks(screen, "day-3-checked");

    // The customer, by finger; the program dies while they read, and it is still theirs alone.
    await page.getByText("去签字").tap();
    await page.getByText("交给客户签字").tap();
    await screen.sees("我已看过");
    await t.tablet.kill();
    await t.tablet.on();
    await page.reload();
    await screen.sees("我已看过");
    await page.goto(`${t.tablet.address}/#/today`);
    t.check("the customer sees no other page", 0, await page.getByText("望江苑7幢").count());
    await page.getByText("我已看过").tap();
    await tap("radio", "满意");
    await finger.write();
    await t.looks(screen, "day-4-signature");
    await finger.slide();
    await screen.sees("已签署并封存");
    await t.looks(screen, "day-5-signed");
    const code = (await page.locator("body").innerText()).match(/[0-9a-f]{4}-[0-9a-f]{4}/)[0];
    await page.getByRole("button", { name: /交还工作人员/ }).tap();
    await enterPin(screen, "4711");
    await page.getByRole("navigation").first().waitFor();

    // She complains of something: what she is promised is provisional, because nobody here knows the time.
    const site = await t.tablet.site(SITE);
    await page.goto(`${t.tablet.address}/#/visit/${site}/complaint`);
    await tap("button", "漏水");
    await tap("button", "保存");
    await page.locator(".promise").waitFor();
    if (t.tablet.canSetClock)
        await screen.sees("联网后自动按办公室的时间改正");
    await t.looks(screen, "day-5-complaint");
    const spoken_ms = Date.now();

    // Before the evening: nothing is said to be delivered.
    await page.getByRole("navigation").getByRole("link", { name: /待传/ }).first().tap();
    await page.waitForURL(/#\/outbox/);
    await page.getByText("赵女士").first().waitFor();
    t.check("nothing is delivered", 0, await page.getByText("已送达", { exact: true }).count());
    await t.looks(screen, "day-6-outbox");
    await t.office.on();
    await page.getByRole("navigation").getByRole("link", { name: "今日" }).first().tap();
    await page.getByText(/全部送达/).first().waitFor({ timeout: 60000 });
    await t.looks(screen, "day-7-delivered");

    // The tablet has put the time of the complaint right.
    const received = async () => JSON.parse(await t.office.run("record", "list", "--site", site, "--kind", "complaint", "--json"));
    await t.until("the promise counts from when she spoke", async () =>
        Math.abs((await received())[0].fields.received_at.value - spoken_ms) < 120000, 60000);

    // The office has it, each once, and the signature holds on any machine.
    const count = async (kind) => {
        const all = await t.office.run("record", "list", "--site", await t.tablet.site(SITE), "--kind", kind, "--json");
        return JSON.parse(all).length;
    };
    t.check("answers in the office", 7, await count("item_result"));
    t.check("rectifications in the office", 1, await count("rectification"));
    t.check("photos in the office", 1, await count("photo"));
    t.check("signatures in the office", 1, await count("signoff"));
    const { id } = JSON.parse(await t.office.run("record", "list", "--site", await t.tablet.site(SITE), "--kind", "signoff",
        "--json"))[0];
    const file = join(t.folder, "copy.plumb");
    await t.office.run("export", "signoff", id, "--out", file);
    const verdict = await t.tablet.run("verify", file, "--ca", join(t.office.folder, "keys/ca.pem"));
    t.check("the customer's copy holds", true, /满意/.test(verdict) && readFileSync(file, "utf8").length > 1000);
    t.check("with the code that the customer was given", true, verdict.includes(`code: ${code}`));
});
