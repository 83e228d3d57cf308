// SPDX-License-Identifier: Apache-2.0
// People and roles: somebody comes, gets an account for one store, signs in, sees what that gives, is blocked with a reason
// and is out at once; a site given and taken back; whoever only reads is offered nothing to change.
import { PASSWORD, runOffice } from "./office.mjs";

const audit = async (t, screen, act) => (await t.must(screen, `/api/audit?act=${act}`)).rows[0];

/** A new person, by keys only, then another phone with its reason. */
async function comes(t, screen) {
    const { page } = screen;
    await page.locator(".table tbody tr").first().waitFor();
    const before = (await t.must(screen, "/api/people?limit=1")).total;
    await t.looks(screen, "office-people-zh");
    await page.getByRole("button", { name: "新增人员" }).press("Enter");
    await page.keyboard.type("沈默");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Home"); // the first of the list
    await page.keyboard.press("Tab");
    await page.keyboard.type("13700000001");
    await t.looks(screen, "office-person-new-zh");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "沈默" }).waitFor();
    t.check("one more person", before + 1, (await t.must(screen, "/api/people?limit=1")).total);
    const id = await page.evaluate(() => location.hash.split("/")[2]);
    t.check("as what was chosen", "front_desk", (await t.must(screen, `/api/people/${id}`)).role.code);
    await page.getByLabel("电话").fill("13700000002");
    await page.getByLabel("原因（记入审计）").fill("换号");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("已保存；平板下次联系时更新").waitFor();
    const row = await audit(t, screen, "record.edit").then((one) => one ?? audit(t, screen, "person.edit"));
    t.check("the audit has both phones and why", [true, true, "换号"], [row.before.includes("13700000001"),
        row.after.includes("13700000002"), row.why]);
    return id;
}

/** An account for one store; a deed that needs the password asks for it and goes on. */
async function account(t, screen) {
    const { page } = screen;
    screen.allow(/^answer: POST .*\/account 412$/);
    let asked = 0;
    await page.route("**/api/people/*/account", (route) => (asked++ ? route.continue() : route.fulfill({ status: 412,
        contentType: "application/json", body: JSON.stringify({ needs: "confirm", error: { code: "PRECONDITION", detail: "",
            zh: "请再输入一次密码", en: "enter your password again" } }) })));
    await page.getByRole("button", { name: "开账号" }).click();
    await page.getByLabel("账号", { exact: true }).fill("shen");
    await page.getByLabel("角色", { exact: true }).selectOption("department_manager");
    await page.getByLabel("门店", { exact: true }).selectOption({ index: 1 });
    const store = await page.getByLabel("门店", { exact: true }).inputValue();
    await t.looks(screen, "office-account-new-zh");
    await page.locator("dialog").getByRole("button", { name: "开账号" }).click();
    await page.getByRole("heading", { name: "请再输一次密码" }).waitFor();
    await t.looks(screen, "office-confirm-zh");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator(".secret code").waitFor();
    await page.unroute("**/api/people/*/account");
    await t.looks(screen, "office-one-time-zh");
    const password = await page.locator(".secret code").innerText();
    await page.getByRole("button", { name: "已转告本人" }).click();
    await page.getByText("密码待修改").waitFor();
    await t.looks(screen, "office-person-zh");
    return { login: "shen", password, store };
}

/** What that account sees: its store and nothing to change. */
async function works(t, { login, password, store }) {
    const screen = await t.open({ at: "#/sites" });
    await t.must(screen, "/api/sign-in", { login, password });
    await t.must(screen, "/api/password", { old: password, new: PASSWORD });
    await t.must(screen, "/api/settings", { language: "en" });
    await screen.page.reload();
    await screen.page.locator(".rail").waitFor();
    const rail = await screen.page.locator(".rail-link").allInnerTexts();
    t.check("the rail has what the role gives", [true, false, false], ["Sites", "People", "Audit"]
        .map((words) => rail.includes(words)));
    const { rows } = await t.must(screen, "/api/sites?limit=200");
    t.check("sites of that store only", [store], [...new Set(rows.map((row) => row.store))]);
    screen.allow(/^answer: GET .*\/api\/people\S* 403$/);
    t.check("people are not for her", 403, (await screen.call("GET", "/api/people")).status);
    await screen.page.goto(`${t.address}/#/people`);
    await screen.page.getByText("Your role does not show this page").waitFor();
    return screen;
}

/** Blocked with a reason, she is out at once; let in again, she may come back. */
async function blocked(t, screen, other) {
    const { page } = screen;
    other.allow(/^answer: \S+ \S+ 401$/);
    await page.getByRole("button", { name: "停用" }).click();
    const dialog = page.locator("dialog");
    t.check("not without a reason", "true", await dialog.getByRole("button", { name: "停用" }).getAttribute("aria-disabled"));
    await dialog.getByLabel("原因（记入审计）").fill("离职");
    await t.looks(screen, "office-block-zh");
    await dialog.getByRole("button", { name: "停用" }).click();
    await page.locator(".facts").getByText("已停用").waitFor();
    t.check("the audit says why", "离职", (await audit(t, screen, "account.block")).why);
    await other.page.evaluate(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
    await other.page.evaluate(() => dispatchEvent(new Event("plumb-locked")));
    await other.page.getByRole("heading", { name: "Please sign in again" }).waitFor();
    await page.getByRole("button", { name: "恢复" }).click();
    await page.locator(".facts").getByText("可登录").waitFor();
}

/** A site given, taken away, and taken back with undo. */
async function sites(t, screen, id) {
    const { page } = screen;
    const site = (await t.must(screen, "/api/sites?limit=1")).rows[0];
    await page.getByRole("button", { name: "分配工地" }).click();
    await page.getByLabel("地址、合同号或客户").fill(site.contract);
    await page.locator("dialog .list-row").first().click();
    await page.getByRole("heading", { name: /^工地\s*1$/ }).waitFor();
    await page.getByRole("button", { name: /^取消分配/ }).click();
    await page.getByText("没有分配工地").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByRole("heading", { name: /^工地\s*1$/ }).waitFor();
    t.check("and is there again", [site.id, true], (await t.must(screen, `/api/people/${id}`)).assignments
        .map((one) => [one.site, one.active])[0]);
}

/** The auditor reads all of it and is offered nothing to change. */
async function reads(t, id) {
    const screen = await t.enter({ role: "auditor", person: "P002", language: "en", theme: "dark", at: "#/people" });
    const { page } = screen;
    await page.locator(".table tbody tr").first().waitFor();
    t.check("nobody is added by her", 0, await page.getByRole("button", { name: "Add a person" }).count());
    await t.looks(screen, "office-people-dark-en");
    await page.goto(`${t.address}/#/person/${id}`);
    await page.getByRole("heading", { name: "沈默" }).waitFor();
    t.check("no button but the way back", ["Back"], await page.locator(".office .page button")
        .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") || one.innerText)));
    await t.looks(screen, "office-person-dark-en");
}

await runOffice({}, async (t) => {
    const screen = await t.enter({ at: "#/people" });
    const id = await comes(t, screen);
    const other = await works(t, await account(t, screen));
    await blocked(t, screen, other);
    await sites(t, screen, id);
    await reads(t, id);
});
