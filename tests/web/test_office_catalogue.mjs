// SPDX-License-Identifier: Apache-2.0
// The catalogue at the office: versions and who has which; a copy edited in forms and as a file; what is wrong named by its
// place; published with a reason after the password, once, and never over another's; what changed, in words; for nobody
// but those who may.
import { PASSWORD } from "./office.mjs";
import { runMorning } from "./morning.mjs";

const shelf = (t, screen) => t.must(screen, "/api/catalogue");
const goTo = (t, { page }, at) => page.goto(`${t.address}/#/catalogue${at}`);

async function versions(t, screen) {
    const { page } = screen;
    await page.getByRole("heading", { name: /已发布的版本/ }).waitFor();
    const { versions: all, tablets } = await shelf(t, screen);
    t.check("one version, by the server", ["2026.3", null, null], [all[0].version, all[0].person, all[0].why]);
    const rows = page.locator(".section", { hasText: "哪台平板有哪个版本" }).locator("tbody tr");
    t.check("every tablet in use has its row", tablets.length, await rows.count());
    t.check("whoever was never in contact is said to be unknown", tablets.filter(({ contact_ms }) => !contact_ms).length,
        await rows.filter({ hasText: "不知道" }).count());
    await t.looks(screen, "office-catalogue-zh");
}

/** By keys: a number, a deadline, a text. */
async function edit(t, screen) {
    const { page } = screen;
    await page.getByRole("link", { name: "修改最新版本的副本" }).press("Enter");
    const version = page.getByLabel(/^新版本号/);
    await version.waitFor();
    t.check("another version is offered", "2026.4", await version.inputValue());
    await page.getByLabel("模拟验收轮数").focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("四");
    await page.getByText("要一个整数").waitFor();
    await page.getByRole("button", { name: "检查", exact: true }).press("Enter");
    await page.getByText("有错，不能发布").waitFor();
    t.check("the fault names its place", true, /settings\[\d\].*value/.test(await page.locator("code").innerText()));
    await t.looks(screen, "office-catalogue-fault-zh");
    await page.getByLabel("模拟验收轮数").focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("4");
    await goTo(t, screen, "/edit?tab=items");
    await page.getByLabel("中文（on_time）").fill("按约定时间准时到场");
    await goTo(t, screen, "/edit?tab=phrases");
    await page.getByRole("button", { name: "加一条" }).press("Enter");
    await page.getByLabel("中文（own_1）").fill("石材");
    await page.getByLabel("英文（own_1）").fill("stone");
    await t.looks(screen, "office-catalogue-phrases-zh");
}

/** The file itself, by whoever knows it; the draft is the same. */
async function file(t, screen) {
    const { page } = screen;
    await goTo(t, screen, "/edit?tab=file");
    const box = page.getByLabel("目录文件（JSON）");
    const text = await box.inputValue();
    t.check("it has what the forms changed", [true, true, 4], [text.includes("准时到场"), text.includes("own_1"),
        JSON.parse(text).settings.find(({ name }) => name === "simulated_rounds").value]);
    await box.fill(text.replace('"required":true', '"requierd":true'));
    await page.getByRole("button", { name: "检查", exact: true }).click();
    await page.getByText("did you mean 'required'?").waitFor();
    await box.fill(text.slice(0, -9));
    await goTo(t, screen, "/edit?tab=items");
    await page.getByText("文件现在读不出来").waitFor();
    await goTo(t, screen, "/edit?tab=file");
    await box.fill(text);
    return text;
}

async function publish(t, screen) {
    const { page } = screen;
    await page.getByRole("button", { name: "检查", exact: true }).click();
    await page.getByText("可以作为 2026.4 发布").waitFor();
    const rows = await page.locator(".changes-table tbody tr").allInnerTexts();
    t.check("the version and three changes", 4, rows.length);
    t.check("in words", true, rows.some((row) => /数值 模拟验收轮数 › 值\s+3\s+4/.test(row)) && rows.some((row) =>
        row.includes("节点 测量 › 检查项 按约定时间准时到场 › 中文")) && rows.some((row) => /新增\s+短语 石材/.test(row)));
    const button = page.getByRole("button", { name: "发布 2026.4" });
    t.check("not without a reason", "true", await button.getAttribute("aria-disabled"));
    await page.getByLabel("原因（记入审计）").fill("模拟验收加一轮");
    await t.looks(screen, "office-catalogue-publish-zh");
    screen.allow(/^answer: POST .*\/api\/catalogue 412$/);
    let asked = 0;
    await page.route("**/api/catalogue", (route) => (route.request().method() !== "POST" || asked++ ? route.continue()
        : route.fulfill({ status: 412, contentType: "application/json", body: JSON.stringify({ needs: "confirm",
            error: { code: "PRECONDITION", detail: "", zh: "请再输入一次密码", en: "your password again" } }) })));
    await button.press("Enter");
    await page.getByRole("heading", { name: "请再输一次密码" }).waitFor();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator("tr", { hasText: "模拟验收加一轮" }).waitFor();
    await page.unroute("**/api/catalogue");
    const { versions: [now, before], tablets } = await shelf(t, screen);
    t.check("it is the newest", ["2026.4", "模拟验收加一轮", "2026.3"], [now.version, now.why, before.version]);
    t.check("no tablet has confirmed it yet", 0, tablets.filter(({ state }) => state === "newest").length);
    const [row] = (await t.must(screen, "/api/audit?act=catalogue.publish")).rows;
    t.check("the audit says who and why", ["模拟验收加一轮", now.person, true], [row.why, row.person.name, Boolean(now.person)]);
}

/** Neither over a version that is there, nor past somebody who was faster. */
async function late(t, screen, text) {
    screen.allow(/^answer: POST .*\/api\/catalogue 4\d\d$/);
    const send = (from, version) => screen.call("POST", "/api/catalogue", { text: text.replace('"2026.4"', `"${version}"`),
        newest: from, why: "晚了一步" });
    const passed = await send("2026.3", "2026.5");
    t.check("who began from an older one is told", [412, true], [passed.status, /2026\.4/.test(passed.body.error.detail)]);
    const same = await screen.call("POST", "/api/catalogue", { text: text.replace('"value":4', '"value":5'),
        newest: "2026.4", why: "改一改" });
    t.check("a version never changes", [409, true], [same.status, /已发布过/.test(same.body.error.detail)]);
    t.check("nothing was added", 2, (await shelf(t, screen)).versions.length);
}

/** The auditor reads it and is offered nothing to change; the front desk is told that it is not for them. */
async function others(t) {
    const screen = await t.enter({ role: "auditor", language: "en", theme: "dark", at: "#/catalogue" });
    await screen.page.locator(".changes-table tbody tr").first().waitFor();
    t.check("what changed, in English", true, /number rounds of simulated acceptance › value/.test(
        await screen.page.locator(".changes-table").innerText()));
    t.check("nothing to edit", 0, await screen.page.getByRole("link", { name: /Edit a copy/ }).count());
    await t.looks(screen, "office-catalogue-dark-en");
    screen.allow(/^answer: \S+ \S+ 403$/);
    t.check("nor to publish", 403, (await screen.call("POST", "/api/catalogue", { text: "{}", newest: "2026.4",
        why: "x" })).status);
    const desk = await t.enter({ role: "front_desk", language: "en", at: "#/catalogue" });
    await desk.page.getByText("Your role does not show this page").waitFor();
}

await runMorning(async (t) => {
    const screen = await t.enter({ role: "administrator", at: "#/catalogue" });
    await versions(t, screen);
    await edit(t, screen);
    const text = await file(t, screen);
    await publish(t, screen);
    await late(t, screen, text);
    await others(t);
});
