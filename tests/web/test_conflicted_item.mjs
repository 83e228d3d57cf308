// SPDX-License-Identifier: Apache-2.0
// Two tablets answer the same item differently while neither has a network: the checklist marks it, shows no answer as
// chosen, and an answer anew settles it; what the other tablet brings does not move the page under the finger.
import { join } from "node:path";
import { run } from "./harness.mjs";
import { Tablet } from "./programs.mjs";

await run({}, async (t) => {
    const screen = await t.enter({ person: "陈国强", viewport: "phone" });
    const { page } = screen;
    const site = await t.tablet.site("HT2026-001");
    const { body } = await screen.call("POST", "/api/nodes", { site, code: "water_electric", once: crypto.randomUUID() });
    const of = body.records.find((record) => record.kind === "attempt").id;
    const node = body.records.find((record) => record.kind === "node").id;
    const item = async (code) => (await screen.call("GET", `/api/checklists/${of}`)).body.items.find((one) => one.code === code);
    const card = (code) => page.locator(`#item-${code}`);
    await t.until("the node is at the office", async () => (await t.tablet.ask("status")).waiting === 0);

    const other = new Tablet(join(t.folder, "t2"), "t2");
    await other.enrol(await t.office.invite("P002"));
    await t.office.off();
    await page.goto(`${t.tablet.address}/#/check/${of}`);
    await card("standard").getByRole("radio", { name: "合格", exact: true }).tap();
    await card("standard").getByText("已存本机").waitFor();
    await other.run("item", "set", "standard=fail", "--node", node, "--note", "线径不够", "--deadline", "+3d");
    await other.run("item", "set", "routes=na", "--node", node);

    // ---- while somebody looks at the list, the other tablet's answers come ----
    await card("closed_water_test").scrollIntoViewIfNeeded();
    const place = async () => Math.round((await card("closed_water_test").boundingBox()).y);
    const before = await place();
    await t.office.on();
    await other.run("sync");
    await screen.call("POST", "/api/sync", { once: crypto.randomUUID() });
    await t.until("the conflict is here", async () => (await item("standard")).conflict, 60000);
    const mark = card("standard").getByRole("link", { name: /冲突/ });
    await mark.waitFor();
    t.check("what came from elsewhere did not move the page", true, Math.abs(await place() - before) <= 1);
    t.check("no answer is shown as chosen", 0, await card("standard").locator('[aria-checked="true"]').count());
    t.check("it is among what is open", true, /待补/.test(await page.locator(".counts").textContent()));
    await t.looks(screen, "check-conflict");
    await mark.tap();
    await page.getByText("线径不够").or(page.getByText("不合格")).first().waitFor();
    await page.goBack();

    // ---- whoever checks again decides ----
    await card("standard").getByRole("radio", { name: "合格", exact: true }).tap();
    await t.until("settled by an answer anew", async () => {
        const { conflict, result } = await item("standard");
        return !conflict && result === "pass";
    });
    await mark.waitFor({ state: "detached" });
});
