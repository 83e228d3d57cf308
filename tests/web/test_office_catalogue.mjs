// SPDX-License-Identifier: Apache-2.0
// The catalogue at the office: versions and who has which; a copy edited in forms by keys (items, nodes, conditions,
// phrases: added, copied, moved, removed) and as a file; what is wrong leads to its field; published with a reason after
// the password, once, and never over another's; what changed, in words; for nobody but those who may.
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

/** The focus comes to the field of this place of the draft. */
const arrives = (page, place) => page.waitForFunction((wanted) =>
    document.activeElement.closest("[data-place]")?.dataset.place === wanted, place);
const check = (page) => page.getByRole("button", { name: "检查", exact: true }).press("Enter");
const lines = async (page, at = 0) => (await page.locator(".entries").nth(at).locator(".entry-words").allInnerTexts())
    .map((line) => line.trim().split(/\s+/).pop());

/** By keys: another version, a number; what is wrong leads to its field, from wherever one is. */
async function numbers(t, screen) {
    const { page } = screen;
    await page.getByRole("link", { name: "修改最新版本的副本" }).press("Enter");
    const version = page.getByLabel(/^新版本号/);
    await version.waitFor();
    t.check("another version is offered", "2026.4", await version.inputValue());
    await goTo(t, screen, "/edit?tab=numbers");
    await page.getByLabel("模拟验收轮数").fill("四");
    await page.getByText("要一个整数").waitFor();
    await goTo(t, screen, "/edit");
    await check(page);
    await page.getByText("有 1 处要改").waitFor();
    await t.looks(screen, "office-catalogue-fault-zh");
    await page.getByRole("button", { name: "数值 模拟验收轮数 › 值" }).press("Enter");
    await arrives(page, "settings.2.value");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("4");
    await page.getByText("有 1 处要改").waitFor({ state: "detached" });
    await goTo(t, screen, "/edit");
    await page.locator(".entry-title").first().waitFor();
}

/** An item is added, with a code of its own; measured, concealed. */
async function addItem(t, screen) {
    const { page } = screen;
    await page.getByRole("button", { name: "加一个检查项" }).press("Enter");
    await arrives(page, "nodes.0.items.7.zh");
    await page.keyboard.type("门锁开关灵活");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Door lock works");
    const code = page.locator(".entry-body").getByLabel("代号");
    t.check("a code is suggested by the English", "door_lock_works", await code.inputValue());
    await code.fill("on_time");
    await page.locator(".entry-body").getByText("代号与第 1 个相同").waitFor();
    await code.fill("door_lock");
    await page.getByLabel("怎样回答").selectOption("measured");
    await page.getByLabel("单位").fill("");
    await page.getByLabel("标准值").fill("45");
    await page.getByRole("switch", { name: /隐蔽工程/ }).press("Enter");
    t.check("what is concealed wants a photo", "1", await page.getByLabel("签字前至少几张照片").inputValue());
    await check(page);
    await page.getByText("有 3 处要改").waitFor();
    t.check("each by its place", ["单位", "下偏差", "上偏差"], (await page.locator(".faults button").allInnerTexts())
        .map((words) => words.split(" › ").pop()));
    await page.locator(".faults button").first().press("Enter");
    await arrives(page, "nodes.0.items.7.unit");
    await page.keyboard.type("N");
    await page.getByLabel("允许偏低").fill("5");
    await page.getByLabel("允许偏高").fill("5");
    await t.looks(screen, "office-catalogue-item-zh");
}

/** Items change places by keys and by buttons, are copied, and go after a question; that can be undone. */
async function order(t, screen) {
    const { page } = screen;
    const before = await lines(page);
    const title = page.locator(".entry-title").nth(1);
    await title.focus();
    await page.keyboard.press("Alt+ArrowUp");
    await arrives(page, "nodes.0.items.0");
    t.check("the second is the first", [before[1], before[0]], (await lines(page)).slice(0, 2));
    await page.getByRole("button", { name: /^上移/ }).nth(3).press("Enter"); // the head has one too
    await arrives(page, "nodes.0.items.1.up");
    t.check("the third is the second", [before[1], before[2], before[0]], (await lines(page)).slice(0, 3));
    await page.getByRole("button", { name: /^下移/ }).nth(2).press("Enter");
    await arrives(page, "nodes.0.items.2.down");
    await page.getByRole("button", { name: /^复制/ }).nth(1).press("Enter");
    await arrives(page, "nodes.0.items.1.zh");
    t.check("a copy has a code of its own", `${before[1]}_2`, (await lines(page))[1]);
    const gone = async () => {
        await page.getByRole("button", { name: /^删除/ }).nth(2).press("Enter");
        await page.getByText("平板上已有的结果、照片和签字都不变").waitFor();
        await page.getByRole("button", { name: "从草稿删除" }).press("Enter");
        await page.locator("dialog").waitFor({ state: "detached" });
    };
    await gone();
    await page.getByRole("button", { name: "撤销" }).press("Enter"); // it is offered for a while only
    await page.getByRole("button", { name: "复制“测量工具齐全（副本）”" }).waitFor();
    t.check("what was undone is where it was", `${before[1]}_2`, (await lines(page))[1]);
    await gone();
    await arrives(page, "nodes.0.items.1");
    t.check("it is out", 8, (await lines(page)).length);
    await page.locator(".entry-title", { hasText: "on_time" }).press("Enter");
    await page.getByLabel("检查什么（中文）").fill("按约定时间准时到场");
}

/** A node of its own: participants, a form, and what must hold, of which the server knows more than the page. */
async function node(t, screen) {
    const { page } = screen;
    await page.getByRole("button", { name: "加一个节点" }).press("Enter");
    await arrives(page, "nodes.7.zh");
    await page.keyboard.type("保洁");
    await page.keyboard.press("Tab");
    await page.keyboard.type("cleaning");
    t.check("its code and number", ["cleaning", "8"], [await page.getByLabel("代号").inputValue(),
        await page.getByLabel("序号").inputValue()]);
    const form = page.getByRole("button", { name: "标准测量手册", exact: true });
    await form.press("Enter");
    await page.locator(".several").getByText("至少选一张要签的表单").waitFor();
    await page.getByRole("button", { name: "服务手册", exact: true }).press("Enter");
    await page.locator(".entry-title").first().press("Enter");
    const when = page.getByLabel(/^条件（/);
    await when.fill("any(signof where counts)");
    await goTo(t, screen, "/edit?tab=phrases");
    await page.locator(".entry-title").first().waitFor();
    await check(page);
    await page.getByText("没有叫 signof 的记录种类；是不是 signoff？").waitFor();
    await t.looks(screen, "office-catalogue-condition-zh");
    await page.getByRole("button", { name: /^节点 保洁 › 完成条件/ }).press("Enter");
    await arrives(page, "nodes.7.gate.0.when");
    await page.getByLabel("照常用的写").selectOption({ label: "客户在服务手册上签字：满意" });
    t.check("as the office writes it", true, /form == 'handbook' and role == 'customer'/.test(await when.inputValue()));
    // Another one goes again, with what that means.
    await page.getByRole("button", { name: "加一个专项验收" }).press("Enter");
    await page.getByRole("heading", { name: "inspection_1" }).waitFor();
    await page.locator(".owner-head").getByRole("button", { name: /^删除/ }).press("Enter");
    await page.getByText("已做的验收连同检查项留在原来的版本下").waitFor();
    await t.looks(screen, "office-catalogue-remove-zh");
    await page.getByRole("button", { name: "从草稿删除" }).press("Enter");
    await page.getByRole("heading", { name: "inspection_1" }).waitFor({ state: "detached" });
}

async function phrase(t, screen) {
    const { page } = screen;
    await goTo(t, screen, "/edit?tab=phrases&group=rectification.category");
    await page.getByRole("button", { name: "加一个短语" }).press("Enter");
    await page.waitForFunction(() => /^phrases\.\d+\.zh$/.test(document.activeElement.closest("[data-place]")?.dataset.place));
    await page.keyboard.type("石材");
    await page.keyboard.press("Tab");
    await page.keyboard.type("stone");
    t.check("its code", "stone", await page.locator(".entry-body").getByLabel("代号", { exact: true }).inputValue());
    await t.looks(screen, "office-catalogue-phrases-zh");
}

/** The file itself, by whoever knows it; the draft is the same, and outlives a reload. */
async function file(t, screen) {
    const { page } = screen;
    await goTo(t, screen, "/edit?tab=file");
    await page.reload();
    const box = page.getByLabel("目录文件（JSON）");
    const text = await box.inputValue();
    const doc = JSON.parse(text);
    t.check("it has what the forms changed", [true, "stone", 4, "cleaning"], [text.includes("准时到场"),
        doc.phrases.find(({ zh }) => zh === "石材").code, doc.settings[2].value, doc.nodes[7].code]);
    t.check("an item as it was asked for", { code: "door_lock", rule: "D3.8", zh: "门锁开关灵活", en: "Door lock works", required: true,
        measured: true, unit: "N", target: "45", concealed: true, photos: 1, minus: "5", plus: "5" }, doc.nodes[0].items[7]);
    await box.fill(text.replace('"required":true', '"requierd":true'));
    await page.getByRole("button", { name: "检查", exact: true }).click();
    await page.getByText("这里不能有这一栏；是不是 required？").waitFor();
    await page.locator(".faults button").press("Enter");
    await goTo(t, screen, "/edit?tab=file");
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
    const says = [/版本/, /数值 模拟验收轮数 › 值\s+3\s+4/, /修改\s+节点 测量 › 检查项 按约定时间准时到场 › 中文/, /新增\s+节点 测量 › 检查项 门锁开关灵活/,
        /次序改变\s+节点 测量 › 检查项/, /新增\s+节点 保洁/, /新增\s+短语 石材/];
    t.check("every change in words, and no other", [says.length, []], [rows.length, says.filter((one) => !rows.some((row) =>
        one.test(row))).map(String)]);
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
    const editor = await t.enter({ role: "administrator", language: "en", theme: "dark",
        at: "#/catalogue/edit?tab=items&of=nodes.3&open=items.2" });
    await editor.page.locator(".entry-body").waitFor();
    await editor.page.getByLabel("What is checked (English)").fill("");
    await editor.page.getByRole("button", { name: "Check", exact: true }).click();
    await editor.page.getByText("One thing is to be mended").waitFor();
    await t.looks(editor, "office-catalogue-edit-en");
    await editor.close();
    const desk = await t.enter({ role: "front_desk", language: "en", at: "#/catalogue" });
    await desk.page.getByText("Your role does not show this page").waitFor();
}

await runMorning(async (t) => {
    const screen = await t.enter({ role: "administrator", at: "#/catalogue" });
    await versions(t, screen);
    await numbers(t, screen);
    await addItem(t, screen);
    await order(t, screen);
    await node(t, screen);
    await phrase(t, screen);
    const text = await file(t, screen);
    await publish(t, screen);
    await late(t, screen, text);
    await others(t);
});
