// SPDX-License-Identifier: Apache-2.0
// A customer's data in the office: what erasing would take is shown, it wants a reason and the slide (and the
// password, where it was not just given), then the customer is nowhere; who may not is refused; nothing is due in a young company.
import { runMorning } from "./morning.mjs";

async function erase(t) {
    const screen = await t.enter({ role: "administrator", at: "#/privacy" });
    const { page } = screen;
    screen.allow(/^answer: \S+ \S+ (404|409|412|403|422)$/);
    const { rows: [site] } = await t.must(screen, "/api/sites?limit=1&sort=contract");
    await page.getByLabel(/^工地/).fill(site.contract);
    await page.locator(".page li button").first().click();
    const { total } = await t.must(screen, "/api/exports?limit=1");
    await page.getByRole("button", { name: "导出全部资料" }).click();
    await page.getByText("已提出；做好后在").waitFor();
    const { rows: [asked] } = await t.must(screen, "/api/exports?limit=1&sort=made_ms&desc=true");
    t.check("everything means everything", [total + 1, "给客户的资料包"], [(await t.must(screen, "/api/exports?limit=1")).total,
        asked.kind.zh]);
    await page.getByRole("button", { name: /^删除：先看/ }).click();
    await page.getByText("会留下", { exact: true }).waitFor();
    const plan = await t.must(screen, `/api/erasures/${site.id}/plan`);
    t.check("there is something to go", true, plan.records > 5 && plan.tablets > 0 && /^\S{4}-\S{4}$/.test(plan.code));
    await t.looks(screen, "office-erase-plan-zh");
    await page.getByLabel(/^理由/).first().fill("本人书面要求");
    await page.locator(".slide-knob").first().focus();
    for (let i = 0; i < 11; i++)
        await page.keyboard.press("ArrowRight");
    await page.getByText("已删除的客户").waitFor();
    await page.locator(".card", { hasText: site.id }).waitFor();
    const { rows: [row] } = await t.must(screen, "/api/erasures");
    t.check("what was planned went", [site.id, plan.records, plan.signoffs, "本人书面要求"], [row.site, row.records,
        row.signoffs, row.reason]);
    t.check("every tablet is waited for", plan.tablets, row.tablets.length);
    t.check("the customer is nowhere", [404, 0], [(await screen.call("GET", `/api/sites/${site.id}`)).status,
        (await t.must(screen, `/api/sites?text=${encodeURIComponent(site.contract)}`)).total]);
    t.check("and not twice", true, (await screen.call("GET", `/api/erasures/${site.id}/plan`)).status >= 400);
    await t.looks(screen, "office-erased-zh");
    return screen;
}

/** The code of another state of the site does nothing. */
async function stale(t, screen) {
    const { rows: [site] } = await t.must(screen, "/api/sites?limit=1&sort=contract");
    const tried = await screen.call("POST", `/api/erasures/${site.id}`, { code: "0000-0000", why: "x" });
    t.check("another code does nothing", [true, 200], [tried.status >= 400, (await screen.call("GET",
        `/api/sites/${site.id}`)).status]);
    const { code, classes } = await t.must(screen, "/api/retention");
    t.check("nothing is due, and what each class keeps is told", [0, true], [classes.find((one) => one.code === "sites").count,
        classes.every((one) => one.days > 0 && one.deed.zh)]);
    t.check("another plan's code removes nothing", true, (await screen.call("POST", "/api/retention", { code: code === "0000-0000"
        ? "1111-1111" : "0000-0000", why: "x" })).status >= 400);
}

async function others(t) {
    const auditor = await t.enter({ role: "auditor", language: "en", at: "#/privacy" });
    auditor.allow(/^answer: \S+ \S+ 403$/);
    await auditor.page.getByText("Customers who were erased").waitFor();
    t.check("who only reads is offered nothing", [0, 403, 403], [await auditor.page.getByRole("textbox").count(),
        (await auditor.call("GET", `/api/erasures/${crypto.randomUUID()}/plan`)).status,
        (await auditor.call("POST", "/api/retention", { code: "x", why: "x" })).status]);
    await t.looks(auditor, "office-privacy-en");
}

await runMorning(async (t) => {
    const screen = await erase(t);
    await stale(t, screen);
    await others(t);
});
