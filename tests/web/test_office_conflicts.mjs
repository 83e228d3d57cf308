// SPDX-License-Identifier: Apache-2.0
// Conflicts in the office: found in the list, looked at side by side, settled by taking one or writing another, undone;
// who may not, and who came too late, is told so. By keyboard, in both languages.
import { runMorning } from "./morning.mjs";

const rows = async (t, screen) => (await t.must(screen, "/api/conflicts?sort=received_ms")).rows;

async function list(t) {
    const screen = await t.enter({ role: "reconciler", at: "#/conflicts" });
    const { page } = screen;
    await page.locator("tbody tr").first().waitFor();
    t.check("all are listed", t.made.conflicts, await page.locator("tbody tr").count());
    await t.looks(screen, "office-conflicts-zh");
    const file = await t.saved(screen, () => page.getByRole("button", { name: /CSV/ }).click());
    t.check("the file has the same", t.made.conflicts + 1, file.rows.length);
    return screen;
}

/** Takes one of the values by keyboard alone; the reason is asked for. */
async function take(t, screen) {
    const { page } = screen;
    const [{ id }] = await rows(t, screen);
    await page.goto(`${t.address}/#/conflict/${id}`);
    await page.locator(".side-value").first().waitFor();
    const [{ type, values: [first, second] }] = (await t.must(screen, `/api/conflicts/${id}`)).fields;
    t.check("both sides stand beside each other", 2, await page.locator(".side-value").count());
    t.check("by different people", false, first.person.id === second.person.id && first.device.id === second.device.id);
    t.check("each with its times", true, [first, second].every((value) => value.device_ms && value.server_ms));
    await t.looks(screen, "office-conflict-zh");
    const said = await page.locator(".side-value").allInnerTexts();
    t.check("in one language", [], said.filter((words) => type === "choice" && /[a-z]/.test(words)));
    await page.getByRole("button", { name: `用这个：${said[1]}`, exact: true }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByText("请先写理由").waitFor();
    await page.getByRole("textbox", { name: /理由/ }).first().focus();
    await page.keyboard.type("看了照片");
    await page.getByRole("button", { name: `用这个：${said[1]}`, exact: true }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByText("这条记录现在没有冲突").waitFor();
    const now = await t.must(screen, `/api/conflicts/${id}`);
    t.check("the value that was taken stands", [second.shown, 2], [now.settled[0].taken, now.settled[0].stood.length]);
    t.check("one fewer", t.made.conflicts - 1, (await rows(t, screen)).length);
    return { id, values: said.sort() };
}

/** All values stand again, and can be decided anew. */
async function undo(t, screen, { id, values }) {
    const { page } = screen;
    await page.getByLabel("撤销的理由").fill("看错了照片");
    await page.getByRole("button", { name: "撤销裁定" }).click();
    await page.locator(".side-value").first().waitFor();
    t.check("the same values stand again", values, (await page.locator(".side-value").allInnerTexts()).sort());
    t.check("it is in conflict again", t.made.conflicts, (await rows(t, screen)).length);
    t.check("nothing is left to undo", [], (await t.must(screen, `/api/conflicts/${id}`)).settled);
    await page.keyboard.press("]");
    await page.waitForFunction((old) => !location.hash.includes(old), id);
}

async function write(t, screen) {
    const { page } = screen;
    const id = await page.evaluate(() => location.hash.split("/").pop());
    await page.locator(".side-other").first().waitFor();
    const { seen, fields: [field] } = await t.must(screen, `/api/conflicts/${id}`);
    await page.getByRole("textbox", { name: /理由/ }).first().fill("两人都记错，已电话核实");
    const other = page.locator(".side-other").first();
    if (field.choices.length)
        await other.getByRole("radio").last().click();
    else
        await other.getByRole("textbox").fill(field.type === "text" ? "已重新测量" : "7");
    await other.getByRole("button", { name: "用这个" }).click();
    await page.getByText("这条记录现在没有冲突").waitFor();
    screen.allow(/^answer: POST .*\/api\/conflicts\/\S+ 412$/);
    const late = await screen.call("POST", `/api/conflicts/${id}`, { seen, field: field.field, dot: field.values[0].dot,
        why: "晚了一步" });
    t.check("who came too late changes nothing, and is told", [412, true], [late.status, /有了变化/.test(JSON.stringify(
        late.body))]);
}

/** The front desk sees that there is one, not whose it is; a clerk of another store sees nothing. */
async function others(t) {
    const desk = await t.enter({ role: "front_desk", language: "en", at: "#/conflicts" });
    await desk.page.locator("tbody tr").first().waitFor();
    t.check("no customer is named", [""], [...new Set((await rows(t, desk)).map((row) => row.customer_name ?? ""))]);
    await t.looks(desk, "office-conflicts-en");
    const told = [];
    for (const row of await rows(t, desk))
        told.push(await t.must(desk, `/api/conflicts/${row.id}`));
    const [veiled, { id }] = [told.find((one) => one.hidden && !one.fields.length), told.find((one) => one.fields.length)];
    await desk.page.goto(`${t.address}/#/conflict/${veiled.id}`);
    await desk.page.getByText("somebody who may see them decides").waitFor();
    t.check("what was typed freely is not shown, nor said to be settled", [0, 0], [await desk.page.locator(".side-value").count(),
        await desk.page.getByText("in no conflict now").count()]);
    await t.looks(desk, "office-conflict-veiled-en");
    await desk.page.goto(`${t.address}/#/conflict/${id}`);
    await desk.page.locator(".side-value").first().waitFor();
    t.check("nothing is offered", 0, await desk.page.getByRole("button", { name: /Take this/ }).count());
    await t.looks(desk, "office-conflict-en");
    desk.allow(/^answer: \S+ \S+ 40[34]$/);
    const { seen, fields: [field] } = await t.must(desk, `/api/conflicts/${id}`);
    const tried = await desk.call("POST", `/api/conflicts/${id}`, { seen, field: field.field, dot: field.values[0].dot,
        why: "x" });
    t.check("nor taken past the page", 403, tried.status);
    const elsewhere = await t.enter({ role: "reconciler", store: "没有这家店", at: "#/conflicts" });
    elsewhere.allow(/^answer: \S+ \S+ 404$/);
    t.check("another store's are not there", [0, 404], [(await rows(t, elsewhere)).length,
        (await elsewhere.call("GET", `/api/conflicts/${id}`)).status]);
}

/** Each deed left its row, with the reason that was given; an undone one, a row for each value. */
async function audited(t) {
    const auditor = await t.enter({ role: "auditor", at: "#/conflicts" });
    const reasons = async (act) => (await t.must(auditor, `/api/audit?act=conflict.${act}`)).rows.map(({ why }) => why);
    t.check("the audit has what was settled and undone", [["两人都记错，已电话核实", "看了照片"], ["看错了照片", "看错了照片"]],
        [await reasons("settle"), await reasons("undo")]);
}

await runMorning(async (t) => {
    const screen = await list(t);
    await undo(t, screen, await take(t, screen));
    await write(t, screen);
    await audited(t);
    await others(t);
});
