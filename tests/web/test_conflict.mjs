// SPDX-License-Identifier: Apache-2.0
// Two tablets wrote while apart: both values with who and when; the inspector settles what is theirs, the office the rest,
// and nobody signs over a conflict.
import { join } from "node:path";
import { everySize } from "./hand.mjs";
import { run } from "./harness.mjs";
import { Tablet } from "./programs.mjs";
import { readyNode } from "./signing.mjs";

const FORM = "measurement_handbook";

async function another(t, name, person) {
    const tablet = new Tablet(join(t.folder, name), name);
    await tablet.enrol(await t.office.invite(person));
    return tablet;
}

/** Both write the note and the result of an item without a network, then both sync. */
async function apart(t, colleague, node) {
    await t.tablet.run("sync");
    await colleague.run("sync");
    await t.office.off();
    await t.tablet.run("item", "set", "--node", node, "tools=pass", "--note", "卷尺已校准");
    await colleague.run("item", "set", "--node", node, "tools=fail", "--note", "卷尺损坏");
    await t.office.on();
    await colleague.run("sync");
    await t.tablet.run("sync");
}

async function tools(tablet, node) {
    const list = await tablet.ask("item", "list", "--node", node);
    return (list.items ?? list).find(({ code, item }) => (code ?? item) === "tools");
}

async function mine(t, colleague, node) {
    const screen = await t.enter({ at: `#/review/${node}/${FORM}` });
    const { page } = screen;
    await page.locator(".lacks").waitFor();
    t.check("nobody signs over a conflict", true, (await page.locator(".lacks").innerText()).includes("测量工具齐全"));
    await page.goto(`${t.tablet.address}/#/conflicts`);
    await page.locator(".values").first().waitFor();
    t.check("two fields of one record", [1, 2], [await page.locator(".section").count(), await page.locator(".values").count()]);
    for (const text of ["卷尺已校准", "卷尺损坏", "陈国强", "林晓梅"])
        t.check(`${text} is there`, true, (await page.locator(".page-body").innerText()).includes(text));
    await everySize(t, screen, "/conflicts", "conflicts");
    await page.locator(".values").first().waitFor();
    // By keyboard: the colleague's note.
    await page.getByRole("button", { name: /用这个：卷尺损坏/ }).focus();
    await page.keyboard.press("Enter");
    await t.until("one field is left", async () => (await page.locator(".values").count()) === 1);
    await page.getByRole("button", { name: /用这个：不合格/ }).tap();
    await screen.sees("没有冲突");
    await t.tablet.run("sync");
    await colleague.run("sync");
    const item = await tools(colleague, node);
    t.check("the colleague has what was settled", ["fail", "卷尺损坏"], [item.result, item.note]);
    return screen;
}

async function written(t, colleague, node, screen) {
    await apart(t, colleague, node);
    const { page } = screen;
    await page.goto(`${t.tablet.address}/#/conflicts`);
    await page.getByLabel("或者另写").waitFor();
    await page.getByLabel("或者另写").fill("卷尺换新");
    await page.locator(".value", { hasText: "或者另写" }).getByRole("button").tap();
    await t.until("the text is settled", async () => (await page.getByLabel("或者另写").count()) === 0);
    const item = await tools(t.tablet, node);
    t.check("a third text may be written", "卷尺换新", item.note);
}

/** What this person's role may not write is shown and left to the office. */
async function theirs(t, site, screen) {
    const designers = [await another(t, "d1", "P004"), await another(t, "d2", "P004")];
    const made = await designers[0].ask("change", "add", "--site", site, "--category", "customer_request", "--description", "加插座",
        "--asked-by", "赵女士", "--due", "+5d");
    await designers[0].run("sync");
    await designers[1].run("sync");
    await t.office.off();
    for (const [i, designer] of designers.entries())
        await designer.run("record", "set", "--id", made.id, "--kind", "change_order", "--site", site, `description=加插座 ${i + 1} 个`);
    await t.office.on();
    for (const designer of designers)
        await designer.run("sync");
    await t.tablet.run("sync");
    const { page } = screen;
    await page.goto(`${t.tablet.address}/#/conflict/${made.id}`);
    await page.locator(".values").first().waitFor();
    await screen.sees("由办公室处理");
    t.check("the inspector settles nothing of it", 0, await page.getByRole("button", { name: /用这个/ }).count());
    await t.looks(screen, "conflict-office");
    screen.allow(/answer: POST .* 403/);
    const { body } = await screen.call("GET", "/api/conflicts");
    const conflict = body.conflicts.find(({ record }) => record === made.id);
    const { status } = await screen.call("POST", `/api/conflicts/${made.id}`,
        { field: "description", dot: conflict.fields[0].values[0].dot, once: crypto.randomUUID() });
    t.check("nor past the page", 403, status);
}

await run({}, async (t) => {
    const colleague = await another(t, "t2", "P002");
    const site = await t.tablet.site("HT2026-001");
    const node = await readyNode(t.tablet, site);
    await apart(t, colleague, node);
    await t.tablet.on();
    const screen = await mine(t, colleague, node);
    await written(t, colleague, node, screen);
    await theirs(t, site, screen);
});
