// SPDX-License-Identifier: Apache-2.0
// Issues over all sites: filtered, many given to one person at once with a result each, root causes, and one of them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { runOffice } from "./office.mjs";
import { STAFF } from "./office_company.mjs";
import { bin } from "./programs.mjs";

async function list(t, screen) {
    const { page } = screen;
    const { counts } = await t.must(screen, "/api/issues?limit=1");
    await page.locator("tr[data-id]").first().waitFor();
    await t.looks(screen, "office-issues-zh");
    await page.getByText("按已有天数看").click();
    await page.getByRole("button", { name: "显示数字" }).click();
    const bars = await page.locator(".chart-numbers td").allInnerTexts();
    t.check("the chart's bars are the issues that are not closed", counts.all - counts.verified,
        bars.reduce((all, one) => all + Number(one), 0));
    await page.goto(`${t.address}/#/issues?late=true`);
    await page.locator(".table-foot").getByText(`/ ${counts.overdue} 行`).waitFor();
    t.check("overdue ones only", counts.overdue, await page.locator("tr[data-id]").count());
}

/** Three that can be given out and one that was verified: three are, the fourth says why not. */
async function giveOut(t, screen) {
    const { page } = screen;
    const open = (await t.must(screen, "/api/issues?state=open&limit=3")).rows;
    const closed = (await t.must(screen, "/api/issues?state=verified&limit=1")).rows[0];
    await page.goto(`${t.address}/#/issues?sort=opened_ms`);
    for (const { id } of [...open, closed]) {
        for (;;) {
            const row = page.locator(`tr[data-id="${id}"]`);
            if (await row.count() > 0) {
                await row.locator("input").check();
                break;
            }
            await page.getByRole("button", { name: "再显示 100 行" }).click();
            await page.waitForTimeout(50);
        }
    }
    await page.getByRole("button", { name: "派单", exact: true }).click();
    const sheet = page.getByRole("dialog");
    await t.looks(screen, "office-issues-assign-zh");
    const person = sheet.getByLabel("派给");
    const name = await person.locator("option").nth(1).innerText();
    await person.selectOption({ index: 1 });
    await sheet.getByRole("button", { name: "派单" }).click();
    await sheet.getByText("3 个已办，1 个没有改动").waitFor();
    t.check("it says why", true, /已复查/.test(await sheet.innerText()));
    await sheet.getByRole("button", { name: "关闭" }).last().click();
    const after = (await t.must(screen, `/api/issues?text=${encodeURIComponent(name.split(" · ")[0])}&limit=200`)).rows;
    t.check("who has them now", [true, true, true, false], [...open, closed].map(({ id }) =>
        after.some((row) => row.id === id && row.state_code === "assigned")));
    return open[0].id;
}

async function one(t, screen, id) {
    const { page } = screen;
    await page.goto(`${t.address}/#/issue/${id}`);
    await page.locator(".step").filter({ hasText: "派单" }).waitFor();
    await page.locator(".photo img").first().waitFor();
    await page.getByRole("button", { name: "根本原因", exact: true }).click();
    await page.getByRole("dialog").getByLabel("根本原因").selectOption("workmanship");
    await page.getByRole("dialog").getByRole("button", { name: "记下" }).click();
    await page.locator("dd").filter({ hasText: "施工工艺" }).waitFor();
    await t.looks(screen, "office-issue-zh");
    const { rows } = await t.must(screen, "/api/issues?cause=workmanship");
    t.check("the list knows the cause", [id], rows.map((row) => row.id));
    const audit = await t.enter({ role: "auditor", person: STAFF.auditor, language: "en", at: `#/issue/${id}` });
    await audit.page.getByText("workmanship").first().waitFor();
    t.check("who only reads is offered no deed", 0, await audit.page.getByRole("button", { name: "Root cause" }).count());
    const acts = (await t.must(audit, "/api/audit?limit=200")).rows.map((row) => row.act);
    t.check("each left a row in the audit", [3, 1], [acts.filter((act) => act === "issue.assign").length,
        acts.filter((act) => act === "issue.cause").length]);
}

await runOffice({ fill: async (office) => execFileSync(join(bin, "morning"), [office.folder, String(Date.now())]) }, async (t) => {
    const screen = await t.enter({ role: "reconciler", person: STAFF.reconciler, at: "#/issues" });
    await list(t, screen);
    const id = await giveOut(t, screen);
    await one(t, screen, id);
});
