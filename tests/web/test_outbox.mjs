// SPDX-License-Identifier: Apache-2.0
// Outbox: what exists only here, piece by piece, with the office off; then delivered, each by its receipt; by touch and by
// keyboard, in both languages.
import { writeFileSync } from "node:fs";
import { run } from "./harness.mjs";

/** A photo of the record, as the camera's queue posts it. */
async function postPhoto(t, screen, record, seed) {
    const picture = await t.camera.picture({ seed, width: 1200, height: 900, noise: 20 });
    const query = new URLSearchParams({ record, moment: "before", name: picture.name, once: crypto.randomUUID() });
    const status = await screen.page.evaluate(async ([address, text]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const answer = await fetch(address, { method: "POST", body: bytes,
            headers: { "X-Plumb": "1", "Content-Type": "image/jpeg" } });
        return answer.status;
    }, ["/api/photos?" + query, picture.buffer.toString("base64")]);
    t.check("the photo is saved", 200, status);
    return picture.buffer.length;
}

async function deeds(t, screen) {
    const { sites } = (await screen.call("GET", "/api/today")).body;
    const once = () => crypto.randomUUID();
    const site = sites[0].id;
    await screen.call("POST", "/api/nodes", { site, code: "measurement", once: once() });
    const issue = await screen.call("POST", "/api/issues",
        { site, summary: "墙角空鼓", severity: "minor", once: once() });
    t.check("the issue is opened", 200, issue.status);
    return { site, bytes: await postPhoto(t, screen, issue.body.id, 3) };
}

async function waiting(t, screen, deed) {
    const { page } = screen;
    await page.getByRole("heading", { name: "先不要交还这台平板" }).waitFor();
    const { body } = await screen.call("GET", "/api/outbox");
    t.check("the program says so too", false, body.safe);
    t.check("a photo waits", 1, body.only_here.photos);
    const safe = await page.locator(".safe").innerText();
    t.check("the page counts what is only here", true, safe.includes("1 张照片") && /条文字/.test(safe) && /[kM]B/.test(safe));
    const rows = page.locator(".list .list-row");
    t.check("each piece has a row", body.rows.length, await rows.count());
    t.check("each row says Waiting, and nothing is delivered", [body.rows.length, 0],
        [await rows.filter({ hasText: "待传" }).count(), await page.getByText("已送达").count()]);
    t.check("a row leads to its site", "#/site/" + deed.site, await rows.first().getAttribute("href"));
    t.check("it is said that the office was not reached", true, (await page.locator(".note").first().innerText())
        .includes("都保存在本机"));
    await t.looks(screen, "outbox-waiting-zh");
}

async function delivered(t, screen) {
    const { page } = screen;
    await t.office.on();
    await page.getByRole("button", { name: "现在同步" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "可以交还这台平板" }).waitFor({ timeout: 60000 });
    await page.getByText("没有待传的内容").waitFor();
    const { body } = await screen.call("GET", "/api/outbox");
    t.check("nothing waits", [true, 0], [body.safe, body.rows.length]);
    const summary = page.locator("summary", { hasText: "已送达" });
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.locator("details .list-row").first().waitFor();
    const { delivered: list } = (await screen.call("GET", "/api/outbox")).body;
    t.check("what was delivered is listed, the photo with the time of its receipt", [true, true],
        [list.every((row) => row.state === "delivered"), list.find((row) => row.kind === "photo").receipt_ms > 0]);
    t.check("and shown", list.length, await page.locator("details .list-row").filter({ hasText: "已送达" }).count());
    await t.looks(screen, "outbox-delivered-zh");
}

/** What the office holds, and what it then decides against, is named with its reason and with what to do: not "try again". */
async function refused(t, screen, deed) {
    const { page } = screen;
    await t.office.off();
    await screen.call("POST", "/api/patrols", { site: deed.site, result: "pass", once: crypto.randomUUID() });
    const people = t.office.folder + ".people.csv"; // meanwhile the inspector became somebody who patrols no site
    writeFileSync(people, "number,name,role,phone\nP001,陈国强,front_desk,13900000001\n");
    await t.office.run("import", people);
    await t.office.on();
    const sync = () => screen.call("POST", "/api/sync", { once: crypto.randomUUID() });
    await sync();
    await page.locator(".strip-red", { hasText: "办公室暂存 1 项" }).waitFor({ timeout: 60000 });
    const card = page.locator(".section", { hasText: "需要处理" });
    await card.getByText("办公室已收到，等人决定").waitFor();
    t.check("with the office's reason, and nothing to try again", [true, 0],
        [/办公室暂存：.*角色/.test(await card.innerText()), await card.getByRole("button", { name: "重试" }).count()]);
    await t.looks(screen, "outbox-held-zh");
    const held = JSON.parse(await t.office.run("quarantine", "list", "--json"));
    await t.office.run("quarantine", "reject", String(held[0].id), "--reason", "前台不巡检");
    await sync();
    await page.locator(".strip-red", { hasText: "被拒 1 项" }).waitFor({ timeout: 60000 });
    await card.getByText("确实是对的就重新记录").waitFor();
    await t.looks(screen, "outbox-rejected-zh");
    // Two taps end the red: the strip, which leads to the reason, and what became of it.
    await page.locator('.bar a[href="#/today"]').tap();
    await page.locator(".sites").waitFor();
    await page.locator(".strip-red").tap();
    await card.getByRole("radio", { name: "办公室说得对" }).tap();
    await page.locator(".strip-red").waitFor({ state: "detached" });
    await page.getByText("没有待传的内容").waitFor();
    await page.getByRole("button", { name: "撤销" }).tap(); // and it can be taken back
    await page.locator(".strip-red", { hasText: "被拒 1 项" }).waitFor();
    await card.getByRole("radio", { name: "已重新记录" }).tap();
    await page.locator(".strip-red").waitFor({ state: "detached" });
    await page.locator("summary", { hasText: "已处理的被拒" }).tap();
    t.check("the reason can be read again, with what became of it", [true, true], await page.locator("details[open]")
        .first().innerText().then((text) => [text.includes("前台不巡检"), text.includes("已重新记录")]));
    await t.looks(screen, "outbox-settled-zh");
}

await run({}, async (t) => {
    const screen = await t.enter({ viewport: "phone" });
    await t.office.off();
    screen.allow(/^(request|answer): /);
    const deed = await deeds(t, screen);
    await screen.call("POST", "/api/sync", { once: crypto.randomUUID() });
    await t.until("the sync has tried", async () =>
        (await screen.call("GET", "/api/session")).body.strip.last_error !== null);
    await screen.page.locator('.bar a[href="#/outbox"]').click();
    await waiting(t, screen, deed);
    for (const [viewport, size, language, theme] of [["phone", 150, "en", "dark"], ["landscape", 100, "en", "light"],
        ["portrait", 125, "zh", "dark"]]) {
        const other = await t.enter({ viewport, size, language, theme, at: "#/outbox" });
        await other.page.locator(".safe").waitFor();
        await t.looks(other, `outbox-${viewport}-${size}-${language}-${theme}`);
        await other.close();
    }
    const again = await t.enter({ viewport: "phone", at: "#/outbox" });
    await delivered(t, again);
    await refused(t, again, deed);
});
