// SPDX-License-Identifier: Apache-2.0
// The tablets in the office: what each says and the office holds, an invitation, persons, a proof asked for, what a lost
// one has seen, another one put in its place, revoked and admitted again, wiped with the password given again; who may not is
// told so.
import { join } from "node:path";
import { PASSWORD } from "./office.mjs";
import { runMorning } from "./morning.mjs";
import { Tablet } from "./programs.mjs";

const read = (t, screen, id) => t.must(screen, `/api/devices/${id}`);

/** The list adds up with what was made. */
async function list(t) {
    const screen = await t.enter({ role: "administrator", at: "#/devices" });
    const { page } = screen;
    await page.locator("tbody tr").first().waitFor();
    const { rows, counts } = await t.must(screen, "/api/devices?limit=200");
    t.check("all tablets", [t.made.tablets, t.made.tablets], [rows.length, await page.locator("tbody tr").count()]);
    t.check("by state", [t.made.tablets - 1, 1], [counts.active, counts.revoked]);
    t.check("says less holds is missing", [], rows.filter((row) => row.says - row.holds !== row.missing));
    const silent = rows.find(({ id }) => id === t.made.silent);
    t.check("what the silent one still has", [t.made.unsent, t.made.unsent], [silent.missing, silent.unsent_writes]);
    t.check("the doubled one", true, rows.find(({ id }) => id === t.made.twice).copies > 0);
    t.check("the revoked one's work waits", t.made.honest, rows.find(({ id }) => id === t.made.revoked).held);
    t.check("what to look at is said", [true, true], [/没联系/.test(silent.care.zh), rows.every((row) => row.attend
        === Boolean(row.care))]);
    t.check("what needs care is counted", rows.filter((row) => row.attend).length, counts.attend);
    await t.looks(screen, "office-devices-zh");
    const file = await t.saved(screen, () => page.getByRole("button", { name: /CSV/ }).click());
    t.check("the file has the same", t.made.tablets + 1, file.rows.length);
    return screen;
}

/** A new tablet is invited by keyboard; the link is good for a while. */
async function invite(t, { page }) {
    await page.getByRole("button", { name: "登记新平板" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("给谁用").selectOption({ index: 1 });
    await page.getByRole("button", { name: "生成邀请" }).click();
    await page.locator("svg.qr path").waitFor();
    t.check("a link to scan or paste", true, /^plumb:\/\//.test(await page.locator(".link-text code").innerText()));
    t.check("which ends", true, /^1[45]:\d\d/.test(await page.getByRole("timer").innerText()));
    await page.keyboard.press("Escape");
}

/** Persons, proof, and what it has seen. */
async function one(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/device/${t.made.silent}`);
    await page.locator(".side-facts").first().waitFor();
    await t.looks(screen, "office-device-zh");
    const before = await read(t, screen, t.made.silent);
    await page.getByLabel("加一个人").selectOption({ index: 3 });
    await page.getByRole("button", { name: "加入", exact: true }).click();
    await page.getByText("已加到名单").waitFor();
    const after = await read(t, screen, t.made.silent);
    const added = after.persons.find(({ id, active }) => active && !before.persons.some((old) => old.id === id));
    await page.getByRole("button", { name: `去掉 ${added.name}` }).click();
    await page.getByText("已从名单去掉").waitFor();
    await page.getByRole("button", { name: "要求核对" }).click();
    await page.getByText("已要求，等它下次联系").waitFor();
    const last = await read(t, screen, t.made.silent);
    t.check("off the list again", false, last.persons.some(({ id, active }) => active && id === added.id));
    t.check("the proof is asked for", true, last.proof_asked_ms > 0);
    await page.getByRole("link", { name: "看到过的工地和客户" }).click();
    await page.locator("tbody tr").first().waitFor();
    const { rows } = await t.must(screen, `/api/devices/${t.made.silent}/exposed?limit=200`);
    t.check("every site it has seen, with its customer", [last.sites_ever, []], [rows.length,
        rows.filter((row) => !row.customer_name)]);
    await t.looks(screen, "office-exposed-zh");
}

/** Another tablet takes its place: by steps that the office keeps, with a real new tablet. */
async function swap(t, screen) {
    const { page } = screen;
    const id = t.made.silent;
    const state = async () => (await read(t, screen, id)).swap;
    const steps = page.locator(".steps-list > li");
    const current = async () => (await page.locator('.steps-list > [aria-current="step"] b').allInnerTexts()).join();
    screen.allow(/^answer: POST \S+\/swap\S* 4\d\d$/);
    const refused = async (step, body = {}) => (await screen.call("POST", `/api/devices/${id}/swap${step}`, body)).status;
    await page.goto(`${t.address}/#/device/${id}`);
    t.check("nothing is under way", [404, 404, 404], [await refused("/invite"), await refused("/confirm"), await refused(
        "/cancel")]);
    await page.getByRole("button", { name: "开始换" }).press("Enter");
    await steps.first().waitFor();
    t.check("what only the old one has comes first", "旧平板上还有什么,登记新平板", await current());
    await steps.first().getByText(/平板说有第 \d+ 到 \d+ 条，办公室没有/).waitFor(); // what is missing, named
    t.check("and counted", true, new RegExp(`${t.made.unsent} 条`).test(await steps.first().innerText()));
    t.check("once, and not before somebody came", [409, 412], [await refused("", { person: (await state()).person.id }),
        await refused("/confirm")]);
    await page.getByRole("button", { name: "生成邀请" }).press("Enter");
    await page.locator("svg.qr path").waitFor();
    const worn = await page.locator(".link-text code").last().innerText();
    await page.reload(); // the page was closed: how far it is stands at the office
    await page.getByText("已有一个邀请，有效到").waitFor();
    await t.looks(screen, "office-swap-zh");
    await page.getByRole("button", { name: "生成邀请" }).press("Enter");
    await page.locator("svg.qr path").waitFor();
    const link = await page.locator(".link-text code").last().innerText();
    const fresh = new Tablet(join(t.folder, "fresh"), "平板 新");
    t.check("the invitation before it is good for nothing", true, link !== worn && await fresh.enrol(worn).then(() => false,
        () => true));
    await fresh.enrol(link);
    const { device } = await fresh.ask("status");
    await page.getByRole("link", { name: "平板 新" }).waitFor();
    t.check("the one that came is known", [device, null, 412], [(await state()).successor.id, (await state()).confirmed_ms,
        await refused("/invite")]);
    await page.getByRole("button", { name: "确认：就是这一台" }).press("Enter");
    await page.getByRole("button", { name: "停用旧平板" }).waitFor();
    const users = async (tablet) => (await read(t, screen, tablet)).persons.filter((one) => one.active).map((one) => one.id)
        .sort();
    t.check("everybody may use it", await users(id), await users(device));
    await page.getByText("办公室还没有它的全部内容").waitFor();
    await t.looks(screen, "office-swap-last-zh");
    await page.getByRole("button", { name: "停用旧平板" }).press("Enter");
    await page.getByText("已换成").waitFor();
    t.check("the old one is revoked, which ends it", ["revoked", "已换新平板", true], [(await read(t, screen, id)).state_code,
        (await read(t, screen, id)).reason, (await state()).ended_ms > 0]);
    await page.getByRole("link", { name: "平板 新" }).click();
    await page.getByText("它替换了").waitFor();
    const { rows } = await t.must(screen, "/api/audit?act=device.swap");
    t.check("the audit has each step", ["begin", "confirm"], rows.map(({ after }) => JSON.parse(after).step).reverse());
    await t.must(screen, `/api/devices/${device}/swap`, { person: (await state()).person.id });
    await page.getByRole("button", { name: "不换了" }).press("Enter");
    await page.getByRole("button", { name: "开始换" }).waitFor();
    t.check("called off", null, (await read(t, screen, device)).swap);
}

/** Admitted again, and wiped. */
async function rule(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/device/${t.made.revoked}`);
    await page.getByRole("button", { name: "恢复使用…" }).click();
    await page.getByRole("textbox", { name: /原因/ }).fill("找回来了");
    await page.getByRole("dialog").getByRole("button", { name: "恢复使用", exact: true }).click();
    await page.getByRole("button", { name: "停用…" }).waitFor();
    t.check("it is in use again", "active", (await read(t, screen, t.made.revoked)).state_code);
    await page.getByRole("button", { name: "停用并清空…" }).click();
    await page.getByRole("textbox", { name: /原因/ }).fill("又丢了");
    await t.looks(screen, "office-device-wipe-zh");
    await page.getByRole("dialog").getByRole("button", { name: /按住：清空/ }).focus();
    screen.allow(/^answer: POST .*\/state 412$/);
    await page.keyboard.down("Enter");
    // The sign-in may be too long ago by now: then the password is asked for.
    const asked = page.locator('input[type="password"]');
    await asked.or(page.getByText("又丢了")).first().waitFor();
    await page.keyboard.up("Enter");
    if (await asked.count()) {
        await asked.fill(PASSWORD);
        await page.keyboard.press("Enter");
    }
    await page.getByText("又丢了").waitFor();
    t.check("it is to be wiped", "wipe", (await read(t, screen, t.made.revoked)).state_code);
    t.check("with its reason", "又丢了", (await read(t, screen, t.made.revoked)).reason);
    const { rows } = await t.must(screen, "/api/audit?act=device.wipe");
    t.check("the audit has it", ["又丢了"], rows.map(({ why }) => why));
}

/** In English, without the right to rule; and past the page. */
async function strangers(t) {
    const auditor = await t.enter({ role: "auditor", language: "en", at: "#/devices" });
    await auditor.page.locator("tbody tr").first().waitFor();
    await t.looks(auditor, "office-devices-en");
    await auditor.page.goto(`${t.address}/#/device/${t.made.twice}`);
    await auditor.page.locator(".side-facts").first().waitFor();
    await t.looks(auditor, "office-device-en");
    t.check("nothing is offered", 0, await auditor.page.getByRole("button", { name: /Revoke|Wipe|Add/ }).count());
    auditor.allow(/^answer: \S+ \S+ 4\d\d$/);
    const path = `/api/devices/${t.made.twice}/state`;
    t.check("nor taken past the page", 403, (await auditor.call("POST", path, { state: "revoked", why: "x" })).status);
    const clerk = await t.enter({ role: "reconciler", language: "en", at: `#/device/${t.made.twice}` });
    clerk.allow(/^answer: \S+ \S+ 4\d\d$/);
    await clerk.page.getByRole("button", { name: "Begin the swap" }).click();
    await clerk.page.getByText("What is still on the old one").waitFor();
    await t.looks(clerk, "office-swap-en");
    const call = async (body, at = path) => (await clerk.call("POST", at, body)).status;
    t.check("bad requests change nothing", [422, 422, 422, 404, 404, "active"], [await call({ state: "revoked" }),
        await call({ state: "returning", why: "x" }), await call({ state: "revoked", why: "长".repeat(60) }),
        await call({ state: "revoked", why: "x" }, `/api/devices/${t.made.twice.replace(/....$/, "0000")}/state`),
        await call({ person: t.made.twice }, "/api/devices/invite"), (await read(t, clerk, t.made.twice)).state_code]);
}

await runMorning(async (t) => {
    const screen = await list(t);
    await invite(t, screen);
    await one(t, screen);
    await swap(t, screen);
    await rule(t, screen);
    await strangers(t);
});
