// SPDX-License-Identifier: Apache-2.0
// Enrolling from the page: a link that is none, one that is good, and the first person at the tablet; in both languages.
import { PIN, run } from "./harness.mjs";

async function refused(t, screen, link) {
    const { page } = screen;
    screen.allow(/^answer: POST .*\/api\/enrol 4\d\d$/);
    await screen.sees("登记这台平板");
    await t.looks(screen, "enrol-zh");
    t.check("nothing is offered without a link", "先贴上登记链接", await page.locator(".button-primary").innerText());
    await page.getByLabel("登记链接").fill(link.replace(/.$/, (last) => (last === "a" ? "b" : "a")));
    await page.getByLabel("平板名称").fill("巡检 3 号");
    await page.getByRole("button", { name: "登记", exact: true }).click();
    await page.locator(".note.tone-fail").waitFor();
    t.check("the words say what is safe", true, /未发送|没有|完好/.test(await page.locator(".note.tone-fail").innerText()));
    t.check("what was typed is still there", "巡检 3 号", await page.getByLabel("平板名称").inputValue());
    await t.looks(screen, "enrol-refused-zh");
    await page.getByRole("button", { name: "English" }).click();
    await screen.sees("Enrol this tablet");
    await t.looks(screen, "enrol-en");
}

await run({ enrol: false }, async (t) => {
    const link = await t.office.invite("P001");
    const screen = await t.launch({ viewport: "phone" });
    const { page } = screen;
    await refused(t, screen, link);

    // By keyboard.
    await page.getByLabel("Enrolment link").fill(link);
    await page.getByLabel("Name of the tablet").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "陈国强" }).waitFor({ timeout: 30000 });
    t.check("the office knows it by its name", true, (await t.office.run("device", "list")).includes("巡检 3 号"));
    for (let time = 0; time < 2; time++) {
        await page.keyboard.type(PIN);
        await page.keyboard.press("Enter");
    }
    await page.locator(".sites .card").first().waitFor({ timeout: 30000 });
    t.check("the sites have come", 10, (await screen.call("GET", "/api/today")).body.sites.length);
    await t.looks(screen, "enrol-done");
});
