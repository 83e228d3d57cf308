// SPDX-License-Identifier: Apache-2.0
// Sites against their nodes, and one site: what blocks it, its people, what happened by three clocks, before and after.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { runOffice } from "./office.mjs";
import { STAFF } from "./office_company.mjs";
import { bin } from "./programs.mjs";

async function matrix(t, screen) {
    const { page } = screen;
    await page.locator("tr[data-id]").first().waitFor();
    t.check("a column a node", 7, await page.locator("thead th").filter({ hasText: /^[1-7] / }).count());
    await t.looks(screen, "office-sites-zh");
    await page.keyboard.press("/");
    await page.keyboard.type("HT2026-018");
    await page.locator(".table-foot").getByText("1 / 1").waitFor();
    t.check("its nodes in words, for who cannot see marks", true,
        /已完成.*进行中/s.test(await page.locator("tr[data-id]").first().innerText()));
    await page.goto(`${t.address}/#/sites?store=${encodeURIComponent("城西店")}&state=overdue`);
    await page.locator("tr[data-id]").first().waitFor();
    const file = await t.saved(screen, () => page.getByRole("button", { name: /CSV/ }).click());
    const at = file.rows[0].findIndex((head) => /门店/.test(head));
    t.check("the file has what is filtered", [["城西店"], true], [
        [...new Set(file.rows.slice(1).map((row) => row[at]))],
        (await page.locator(".table-foot").innerText()).includes(`/ ${file.rows.length - 1} `)]);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    t.check("on a phone the table scrolls, and nothing else", [true, 390], await page.evaluate(() => {
        const box = document.querySelector(".table-scroll");
        return [box.scrollWidth > box.clientWidth, document.documentElement.scrollWidth];
    }));
    await page.setViewportSize(size);
}

async function site(t, screen, id) {
    const { page } = screen;
    await page.goto(`${t.address}/#/site/${id}`);
    await page.locator(".node-bar").waitFor();
    t.check("what is missing stands in words", true, await page.getByText("交底回访：客户满意").first().isVisible());
    await t.looks(screen, "office-site-zh");
    await page.goto(`${t.address}/#/site/${id}?tab=timeline`);
    await page.locator(".step").first().waitFor();
    const step = page.locator(".step").filter({ hasText: "派单" }).first();
    t.check("three clocks", 3, await step.locator(".moment").count());
    t.check("who, and on which tablet", true, /平板 18/.test(await step.innerText()));
    const count = await page.locator(".step").count();
    await page.getByRole("button", { name: /更早的/ }).click();
    await page.waitForFunction((before) => document.querySelectorAll(".step").length > before, count);
    await t.looks(screen, "office-timeline-zh");
    await page.goto(`${t.address}/#/site/${id}?tab=visits`);
    await page.getByRole("link", { name: /到场/ }).last().click();
    await page.waitForURL(/#\/visit\//);
    await page.locator(".photo img").first().waitFor();
    await t.looks(screen, "office-visit-zh");
}

/** An edit in the office shows with what was there before, at once. */
async function edited(t, screen, id) {
    await t.office.run("record", "set", "--kind", "site", "--id", id, "department=第九分部");
    await screen.page.goto(`${t.address}/#/site/${id}?tab=timeline`);
    const step = screen.page.locator(".step").first();
    await step.getByText("第九分部").waitFor();
    t.check("before and after", [true, true], [/第四分部/.test(await step.locator("del").first().innerText()),
        /办公室/.test(await step.innerText())]);
}

/** Who may not see customers sees none, here or in what the page is made of. */
async function veiled(t, id) {
    const screen = await t.enter({ role: "front_desk", person: STAFF.officer, language: "en", at: `#/site/${id}` });
    await screen.page.getByText("shown only to who may see them").waitFor();
    const answer = JSON.stringify([await t.must(screen, `/api/sites/${id}`), await t.must(screen, "/api/sites?limit=200"),
        await t.must(screen, `/api/sites/${id}/timeline`)]);
    t.check("no name, phone or address of the customer", [false, false, false], [/许女士/.test(answer), /13800000018/.test(answer),
        /云杉街52号/.test(answer)]);
    await t.looks(screen, "office-site-veiled-en");
}

await runOffice({ fill: async (office) => execFileSync(join(bin, "morning"), [office.folder, String(Date.now())]) }, async (t) => {
    const screen = await t.enter({ role: "reconciler", person: STAFF.reconciler, at: "#/sites" });
    await matrix(t, screen);
    const { id } = (await t.must(screen, "/api/sites?text=HT2026-018")).rows[0];
    await site(t, screen, id);
    await edited(t, screen, id);
    await veiled(t, id);
});
