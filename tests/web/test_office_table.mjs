// SPDX-License-Identifier: Apache-2.0
// The table of every list, on 250 people: filters in the address, order, pages by key, columns, saved views, files and paper
// of exactly what is filtered, all of it by keys; on a phone and on a large screen.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runOffice } from "./office.mjs";

const PEOPLE = 250;
const ROLES = ["inspector", "designer", "foreman", "account_manager"];
const rows = (page) => page.locator(".table tbody tr");
const foot = (page) => page.locator(".table-foot [role=status]");
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));
const names = (page) => page.locator(".table tbody tr td:first-child").allInnerTexts();

/** Everybody of a made company; one name is what a spreadsheet would run. */
async function fill(office) {
    const file = join(office.folder, "..", "people.csv");
    const lines = Array.from({ length: PEOPLE }, (_, i) => `W${String(i).padStart(3, "0")},${i ? `张${String(i).padStart(3, "0")}` :
        "=1+2"},${ROLES[i % 4]},139${String(10000000 + i)}`);
    await office.run("init");
    writeFileSync(file, `number,name,role,phone\n${lines.join("\n")}\n`);
    await office.run("import", file);
}

async function pages(t, screen) {
    const { page } = screen;
    await rows(page).first().waitFor();
    t.check("a page of 100", [100, `显示 100 / ${PEOPLE} 行`], [await rows(page).count(), await foot(page).innerText()]);
    t.check("in the order of names", await names(page), [...await names(page)].sort());
    await page.keyboard.press("o");
    await page.locator(".table-foot").getByText(`显示 200 / ${PEOPLE} 行`).waitFor();
    await page.keyboard.press("o");
    await page.locator(".table-foot").getByText(`显示 ${PEOPLE} / ${PEOPLE} 行`).waitFor();
    t.check("each once", PEOPLE, new Set(await names(page)).size);
    t.check("and no more", 0, await page.getByRole("button", { name: "再显示 100 行" }).count());
    await page.getByRole("button", { name: "电话" }).click();
    await page.locator(".table-foot").getByText(`显示 100 / ${PEOPLE} 行`).waitFor();
    t.check("the head says how it is sorted", ["ascending", "#/people?sort=phone"], [
        await page.locator("th", { hasText: "电话" }).getAttribute("aria-sort"), await hash(page)]);
    await page.getByRole("button", { name: "电话" }).press("Enter");
    await page.locator('th[aria-sort="descending"]').waitFor();
    await t.until("the last phone is first", async () => (await names(page))[0] === `张${PEOPLE - 1}`);
}

/** A page that comes after the filter was changed is not of this list; one that a ring overtakes stays. */
async function late(t, screen) {
    const { page } = screen;
    let let_go, held;
    const asked = new Promise((done) => { held = done; });
    const gate = new Promise((done) => { let_go = done; });
    await page.goto(`${t.address}/#/people?sort=name`);
    await page.locator(".table-foot").getByText(`显示 100 / ${PEOPLE} 行`).waitFor();
    await page.route(/after=/, async (route) => {
        held();
        await gate;
        await route.continue().catch(() => {}); // the page may have given it up
    });
    await page.getByRole("button", { name: "再显示 100 行" }).click();
    await asked;
    await page.evaluate(() => { location.hash = "#/people?sort=name&text=张01"; });
    await page.locator(".table-foot").getByText("显示 10 / 10 行").waitFor();
    const over = page.waitForEvent("requestfinished", { predicate: (one) => /after=/.test(one.url()) });
    let_go();
    await over;
    // What the answer might do to the page has been done when a later one is there.
    await page.evaluate(() => fetch("/api/session").then((answer) => answer.text()));
    t.check("the rows are still those of the filter", ["显示 10 / 10 行", 10], [await foot(page).innerText(), await rows(page).count()]);
    await page.unroute(/after=/);
}

/** Filters by keys; the address shows the same to a colleague. */
async function filtered(t, screen) {
    const { page } = screen;
    await page.keyboard.press("/");
    await page.keyboard.type("张01");
    await page.locator(".table-foot").getByText("显示 10 / 10 行").waitFor();
    await page.getByLabel("岗位").selectOption("foreman");
    await page.locator(".table-foot").getByText("显示 3 / 3 行").waitFor();
    t.check("the address says it", "#/people?sort=phone&desc=true&text=张01&role=foreman", await hash(page));
    t.check("as chips", ["姓名、电话、账号：张01", "岗位：带班工长"], (await page.locator(".set-filter > span:first-child")
        .allInnerTexts()));
    await t.looks(screen, "office-table-zh");
    const colleague = await t.enter({ role: "auditor", language: "en", at: (await hash(page)) });
    await colleague.page.locator(".table-foot").getByText("3 of 3 rows").waitFor();
    t.check("a colleague sees the same", await names(page), await names(colleague.page));
    await colleague.close();
    await page.goBack();
    await page.locator(".table-foot").getByText("显示 10 / 10 行").waitFor();
    await page.goForward();
    await page.locator(".table-foot").getByText("显示 3 / 3 行").waitFor();
}

async function files(t, screen) {
    const { page } = screen;
    const csv = await t.saved(screen, () => page.getByRole("button", { name: "CSV" }).click());
    t.check("the file has what is filtered, in its order", await names(page), csv.rows.filter((row) => row.length > 3).slice(1)
        .map((row) => row.find((cell) => cell.startsWith("张"))));
    t.check("it begins as Excel wants it", "efbbbf", csv.bytes.subarray(0, 3).toString("hex"));
    const xlsx = await t.saved(screen, () => page.getByRole("button", { name: "Excel" }).click());
    t.check("the other one too", ["PK", true], [xlsx.bytes.subarray(0, 2).toString(), xlsx.name.endsWith(".xlsx")]);
    await page.getByRole("button", { name: "全部去掉" }).click();
    await page.locator(".table-foot").getByText(`/ ${PEOPLE} 行`).waitFor();
    const all = await t.saved(screen, () => page.getByRole("button", { name: "CSV" }).click());
    t.check("without filters it has everybody", true, all.bytes.toString().includes("张001") && all.bytes.toString().includes(`张${PEOPLE - 1}`));
    t.check("what a spreadsheet would run is made harmless", [true, false], [/(^|[,"])'=1\+2/m.test(all.bytes.toString()),
        /(^|[,"])=1\+2/m.test(all.bytes.toString())]);
}

/** Chinese by an input method: what is still letters is not looked for. */
async function chinese(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/people`);
    await page.locator(".table-foot").getByText(`/ ${PEOPLE} 行`).waitFor();
    const asked = [];
    page.on("request", (request) => request.url().includes("/api/people?") && asked.push(new URL(request.url()).searchParams.get("text")));
    const ime = await screen.context.newCDPSession(page);
    await page.keyboard.press("/");
    for (const text of ["z", "zh", "zhang"])
        await ime.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 400))); // longer than the filter waits for more
    await ime.send("Input.insertText", { text: "张" });
    await page.keyboard.type("02 ");
    await page.locator(".table-foot").getByText("显示 10 / 10 行").waitFor();
    t.check("only what was chosen is looked for", [], asked.filter((text) => /[a-z]/.test(text ?? "")));
    t.check("a space that was typed stays", "张02 ", await page.locator("[data-filter]").inputValue());
    await page.locator(".set-filter").click();
}

/** A view is kept for the account, chosen, replaced, taken away and back. */
async function views(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/people?role=designer&sort=name&desc=true`);
    await page.locator(".set-filter").first().waitFor();
    const button = page.locator(".table-actions button").first();
    await button.click();
    await page.locator("dialog input").fill("设计师倒序");
    await page.keyboard.press("Enter");
    await page.locator("dialog .view-row").waitFor();
    await t.looks(screen, "office-views-zh");
    await page.keyboard.press("Escape");
    t.check("the button says which", "设计师倒序", await button.innerText());
    await page.goto(`${t.address}/#/people`);
    await page.locator(".table-foot").getByText(`/ ${PEOPLE} 行`).waitFor();
    await button.click();
    await page.getByRole("button", { name: "设计师倒序", exact: true }).click();
    await page.locator(".set-filter").first().waitFor();
    t.check("it is as it was", "#/people?desc=true&role=designer&sort=name", await hash(page));
    await button.click();
    await page.getByRole("button", { name: "删除视图“设计师倒序”" }).click();
    await page.getByText("还没有保存的视图").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "撤销" }).click();
    await button.click();
    await page.locator("dialog .view-row").waitFor();
    await page.keyboard.press("Escape");
}

/** Columns, rows by keys, paper. */
async function keys(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/people`);
    await page.locator(".table-foot").getByText(`/ ${PEOPLE} 行`).waitFor();
    await page.getByRole("button", { name: "列", exact: true }).click();
    await page.getByRole("checkbox", { name: "上次登录" }).uncheck();
    await page.keyboard.press("Escape");
    t.check("a column less", 0, await page.locator("th", { hasText: "上次登录" }).count());
    const [, second] = await names(page);
    for (const key of ["j", "j", "k", "ArrowDown"])
        await page.keyboard.press(key);
    t.check("the second row has the focus", second, await page.evaluate(() => document.activeElement.cells?.[0].innerText));
    await page.locator(".table tbody tr").nth(4).focus();
    await page.keyboard.press("k");
    t.check("keys go on from where the focus was put", (await names(page))[3], await page.evaluate(() =>
        document.activeElement.cells?.[0].innerText));
    await page.keyboard.press("k");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: second }).waitFor();
    await page.goBack();
    await rows(page).first().waitFor();
    await page.evaluate(() => (window.print = () => (window.printed = document.querySelectorAll(".table tbody tr").length)));
    await page.getByRole("button", { name: "打印" }).click();
    await page.waitForFunction(() => window.printed);
    t.check("all rows go on paper", PEOPLE, await page.evaluate(() => window.printed));
    await page.emulateMedia({ media: "print" });
    t.check("with what it is, without the rail", [true, false], [await page.locator(".table-kit > .on-paper").isVisible(),
        await page.locator(".rail").isVisible()]);
    await screen.shot("office-table-paper-zh");
    await page.emulateMedia({ media: "screen" });
}

async function nothing(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/people?text=nobody`);
    await page.getByText("没有符合这些筛选的行").waitFor();
    await t.looks(screen, "office-table-none-zh");
    await page.getByRole("button", { name: "去掉筛选" }).click();
    await page.locator(".table-foot").getByText(`/ ${PEOPLE} 行`).waitFor();
    screen.allow(/^request: GET .*\/api\/people/);
    await page.route("**/api/people?*", (route) => route.abort("connectionrefused"));
    await page.getByRole("button", { name: "姓名", exact: true }).click();
    await page.getByText("办公室服务器没有回答").waitFor();
    t.check("what was there stays", true, await rows(page).count() > 0);
    await page.unroute("**/api/people?*");
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByText("办公室服务器没有回答").waitFor({ state: "detached" });
}

/** A wide and a narrow one, dark, at 150 %. */
async function sizes(t) {
    for (const [name, viewport, more] of [["phone", { width: 390, height: 844 }, { theme: "dark", size: 150 }],
        ["large", { width: 2560, height: 1440 }, { language: "en" }]]) {
        const screen = await t.enter({ viewport, at: "#/people?role=inspector", ...more });
        await rows(screen.page).first().waitFor();
        t.check(`${name}: nothing sticks out`, [], await screen.page.evaluate(() => ["html", ".office", ".top", "#page"]
            .filter((one) => document.querySelector(one).scrollWidth > document.querySelector(one).clientWidth + 1)));
        await t.looks(screen, `office-table-${name}`);
        await screen.close();
    }
}

await runOffice({ fill, person: "W001" }, async (t) => {
    const screen = await t.enter({ at: "#/people" });
    await pages(t, screen);
    await filtered(t, screen);
    await files(t, screen);
    await chinese(t, screen);
    await views(t, screen);
    await keys(t, screen);
    await nothing(t, screen);
    await late(t, screen);
    await sizes(t);
});
