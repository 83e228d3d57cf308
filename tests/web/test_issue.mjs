// SPDX-License-Identifier: Apache-2.0
// Issues: camera first, chips saved at their tap, done and re-inspected by somebody else, and a list of thousands of
// which only the rows in sight are in the page.
import { run } from "./harness.mjs";
import { everySize, Hand, holds, withForeman } from "./hand.mjs";

const MANY = Number(process.env.PLUMB_TEST_ISSUES ?? 200);

/** Opens issues at all sites in turn, several at once, as a page would. */
function openMany(screen, count) {
    return screen.page.evaluate(async (many) => {
        const post = async (path, body) => {
            const answer = await fetch(path, { method: "POST", body: JSON.stringify({ ...body, once: crypto.randomUUID() }),
                headers: { "X-Plumb": "1", "Content-Type": "application/json" } });
            if (!answer.ok)
                throw new Error(await answer.text());
        };
        const { sites } = await (await fetch("/api/today")).json();
        const { people } = await (await fetch("/api/words")).json();
        const rooms = ["客厅", "主卧", "厨房", "卫生间"];
        let next = 0;
        const worker = async () => {
            while (next < many) {
                const n = next++;
                await post("/api/issues", { site: sites[n % sites.length].id, summary: `第 ${n} 个问题`, room: rooms[n % 4],
                    severity: n % 10 ? "normal" : "major", category: "tiling",
                    ...(n % 3 ? { responsible: people[n % people.length].id, deadline: Date.now() + (n - many / 2) * 60000 } : {}) });
            }
        };
        await Promise.all(Array.from({ length: 4 }, worker));
    }, count);
}

await run({}, async (t) => {
    const screen = await withForeman(t);
    const { page } = screen;
    const site = await t.tablet.site("HT2026-001");
    const asked = async (id) => (await screen.call("GET", `/api/issues/${id}`)).body;
    const sheet = page.getByRole("dialog");

    // ---- camera first: the first photo saves it, chips go on in its own page ----
    const hand = new Hand(page);
    await hand.tap(page.locator(`a[href="#/site/${site}"]`));
    await hand.tap(page.getByRole("link", { name: "新问题" }));
    await hand.shoot(page.locator("input[capture]"), await t.camera.picture({ seed: 11 }));
    await page.waitForFunction(() => location.hash.startsWith("#/issue/"));
    const id = await page.evaluate(() => location.hash.split("/")[2]);
    t.check("one photo, and it is open", ["open", 1], [(await asked(id)).state.code, (await asked(id)).before.length]);
    await hand.tap(page.getByRole("radio", { name: "防水", exact: true }));
    await t.until("the category is durable", async () => (await asked(id)).category?.code === "waterproofing");
    await hand.tap(page.getByRole("radio", { name: "厨房" }));
    await hand.tap(page.getByRole("radio", { name: /王铁军/ }));
    await hand.tap(page.getByRole("radio", { name: "24 小时" }));
    await t.until("it is assigned", async () => (await asked(id)).state.code === "assigned");
    await t.until("until tomorrow", async () => (await asked(id)).due_ms > Date.now() + 23 * 3600_000);
    t.check("taps", 7, hand.taps);
    t.check("room and person", ["厨房", "王铁军"], [(await asked(id)).room, (await asked(id)).holder.name]);
    t.check("what nobody said in words follows the chips", "厨房 防水", (await asked(id)).summary);
    await page.getByRole("radio", { name: "重大", exact: true }).tap();
    const follower = page.getByRole("radiogroup", { name: /跟踪人/ });
    await follower.waitFor();
    t.check("a major one is followed by who found it (D5.1)", "陈国强", (await asked(id)).follower?.name);
    await follower.getByRole("radio", { name: /王铁军/ }).tap();
    await t.until("or by whom they name", async () => (await asked(id)).follower?.name === "王铁军");
    await page.goBack();
    await page.getByRole("tabpanel").waitFor();
    t.check("the form is not in the history", `#/site/${site}`, await page.evaluate(() => location.hash));

    // ---- two photos in quick succession are one issue with both ----
    await page.goto(`${t.tablet.address}/#/issues/new/${site}`);
    await page.getByRole("radio", { name: "防水", exact: true }).waitFor();
    const all = async () => (await screen.call("GET", "/api/issues")).body.total;
    const count = await all();
    const shots = [await t.camera.picture({ seed: 13 }), await t.camera.picture({ seed: 14 })];
    t.tablet.freeze();
    await page.locator("input[capture]").setInputFiles(shots[0]);
    await page.locator("input[capture]").setInputFiles(shots[1]);
    t.tablet.thaw();
    await page.waitForFunction(() => location.hash.startsWith("#/issue/"));
    const both = await page.evaluate(() => location.hash.split("/")[2]);
    await t.until("both photos are durable", async () => (await asked(both)).before.length === 2);
    t.check("it is one issue", count + 1, await all());

    // ---- the foreman puts it right, with the photo from before beside the camera ----
    const his = await t.enter({ person: "王铁军", viewport: "phone", at: `#/issue/${id}` });
    await his.page.getByRole("button", { name: /整改完成/ }).tap();
    const done = his.page.getByRole("dialog");
    await done.getByRole("heading", { name: "整改前" }).waitFor();
    t.check("the photo from before is shown", 1, await done.locator(".pair .photo img").count());
    await done.locator("input[capture]").setInputFiles(await t.camera.picture({ seed: 12 }));
    await done.getByRole("button", { name: "完成", exact: true }).tap();
    await his.page.getByText("待复查").first().waitFor();
    t.check("done, with its photo from after", ["done", 1],
        [(await his.call("GET", `/api/issues/${id}`)).body.state.code, (await his.call("GET", `/api/issues/${id}`)).body.after.length]);

    // ---- he cannot pass his own work (D5.2), and is told why ----
    await his.page.getByRole("link", { name: "复查", exact: true }).tap();
    await his.page.locator(".slide.is-off").waitFor();
    t.check("why not", true, /另一个人|别人|他人|本人|other|else/.test(await his.page.locator(".note").first().textContent()));
    await his.shot("recheck-own-work");

    // ---- the inspector does not pass it, with a reason by a phrase ----
    const hers = await t.enter({ person: "陈国强", viewport: "phone", at: `#/issue/${id}` });
    await hers.page.getByRole("link", { name: "复查", exact: true }).tap();
    await hers.page.getByRole("button", { name: "不通过，退回" }).tap();
    await hers.page.getByRole("dialog").locator(".field-phrases .chip").first().tap();
    await hers.page.getByRole("dialog").getByRole("button", { name: "复查退回" }).tap();
    await hers.page.getByText("整改中").first().waitFor();
    const rejected = (await hers.call("GET", `/api/issues/${id}`)).body;
    t.check("back to work, with the reason in the chain", ["assigned", true],
        [rejected.state.code, rejected.steps.at(-1).note.length > 0]);

    // ---- done once more, by words; passed by sliding ----
    const again = await t.enter({ person: "王铁军", viewport: "phone", at: `#/issue/${id}` });
    await again.page.getByRole("button", { name: /整改完成/ }).tap();
    await again.page.getByRole("dialog").locator(".field-phrases .chip").first().tap();
    await again.page.getByRole("dialog").getByRole("button", { name: /没有照片/ }).tap();
    await again.page.getByText("待复查").first().waitFor();
    const last = await t.enter({ person: "陈国强", viewport: "phone", at: `#/issue/${id}` });
    await last.page.getByRole("link", { name: "复查", exact: true }).tap();
    await last.page.locator(".slide").waitFor();
    await holds(t, last, "recheck-phone");
    await everySize(t, last, `/recheck/${id}`, "recheck");
    await last.page.setViewportSize({ width: 390, height: 844 });
    await last.page.goto(`${t.tablet.address}/#/issue/${id}`);
    await last.page.getByRole("link", { name: "复查", exact: true }).tap();
    const knob = last.page.locator(".slide-knob");
    await knob.scrollIntoViewIfNeeded();
    await knob.focus();
    await last.page.keyboard.down("Enter"); // held for a second, as by keyboard
    await last.page.waitForFunction(() => location.hash.startsWith("#/issue/"));
    await last.page.keyboard.up("Enter");
    t.check("verified", "verified", (await last.call("GET", `/api/issues/${id}`)).body.state.code);
    await everySize(t, last, `/issue/${id}`, "issue");
    await everySize(t, last, `/issues/new/${site}`, "issue-new");

    // ---- thousands: only the rows in sight are in the page, at the end as well ----
    await openMany(last, MANY);
    await last.page.setViewportSize({ width: 800, height: 1280 });
    const paint = [];
    for (let i = 0; i < 5; i++) {
        await last.page.goto(`${t.tablet.address}/#/today`);
        await last.page.locator(".card").first().waitFor();
        paint.push(await last.page.evaluate(() => new Promise((shown) => {
            const from = performance.now();
            const look = () => (document.querySelectorAll(".issue-row .issue-title").length > 8
                ? requestAnimationFrame(() => shown(performance.now() - from)) : requestAnimationFrame(look));
            location.hash = "#/issues";
            look();
        })));
    }
    paint.sort((a, b) => a - b);
    console.log(`${MANY} issues, from the tap to rows that are painted: median ${paint[2].toFixed(0)} ms, ` +
        `worst ${paint[4].toFixed(0)} ms (goal 300)`);
    const rows = last.page.locator(".issue-row");
    t.check("few rows are in the page", true, await rows.count() < 60);
    t.check("all are counted", String(MANY + 2), await rows.first().locator("..").getAttribute("aria-setsize"));
    await last.page.evaluate(() => {
        const box = document.querySelector("main.page");
        box.scrollTop = box.scrollHeight;
    });
    await last.page.locator(`li[aria-posinset="${MANY + 2}"] .issue-title`).waitFor();
    t.check("few rows at the end as well", true, await rows.count() < 60);
    await last.page.getByRole("radio", { name: /逾期/ }).tap();
    await last.page.waitForFunction(() => location.hash.includes("filter=overdue"));
    await last.page.locator(".issue-due.tone-fail").first().waitFor();
    const { counts } = (await last.call("GET", "/api/issues?limit=1")).body;
    await t.until("only late ones", async () =>
        await rows.first().locator("..").getAttribute("aria-setsize") === String(counts.overdue));
    await last.page.reload();
    t.check("the filter stays over a reload", "true",
        await last.page.getByRole("radio", { name: /逾期/ }).getAttribute("aria-checked"));
    await everySize(t, last, "/issues", "issues");

    // ---- on a wide screen the issue opens beside the list, which stays where it is ----
    await last.page.setViewportSize({ width: 1280, height: 800 });
    await last.page.goto(`${t.tablet.address}/#/issues`);
    const box = last.page.locator("main.page");
    await rows.nth(3).waitFor();
    await box.evaluate((main) => { main.scrollTop = 400; });
    await last.page.waitForFunction(() => document.querySelector("main.page").scrollTop === 400);
    await rows.nth(6).tap();
    await last.page.locator(".pane h2 a").waitFor();
    t.check("the list stays", [400, "#/issues"], [await box.evaluate((main) => main.scrollTop),
        await last.page.evaluate(() => location.hash)]);
    t.check("its row is marked", 1, await last.page.locator('.issue-row[aria-current="true"]').count());
    await holds(t, last, "issues-two-panes");
});
