// SPDX-License-Identifier: Apache-2.0
// The audit: who did what, with before, after and why; who read whose data, once a minute; found by act, account and day; as
// a file; its chain verified; for nobody but those who may.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PASSWORD, runOffice } from "./office.mjs";

const EDITED = "13700000009";

/** A day's deeds of two people. */
async function deeds(t) {
    const admin = await t.enter({ role: "administrator", at: "#/people" });
    const person = (await t.must(admin, "/api/people?text=林晓梅")).rows[0];
    await t.must(admin, `/api/people/${person.id}`, { phone: EDITED, why: "换了号码" });
    const reader = await t.enter({ role: "reconciler", person: "P002", at: "#/sites" });
    for (const text of ["翠湖", "梧桐"])
        await t.must(reader, `/api/search?text=${text}`);
    return { admin, reader, person };
}

async function rows(t, { page }, { person }) {
    await page.locator(".table tbody tr").first().waitFor();
    const numbers = (await page.locator(".table tbody td:first-child").allInnerTexts()).map(Number);
    t.check("the newest first, without holes", numbers.map((_, i) => numbers[0] - i), numbers);
    const edit = page.locator(".table tbody tr", { hasText: EDITED });
    const words = await edit.innerText();
    t.check("an edit has who, before, after and why", [true, true, true, true], ["陈国强", person.phone, EDITED, "换了号码"]
        .map((one) => words.includes(one)));
    const { rows: found } = await t.must({ call: (...all) => t.auditor.call(...all) }, "/api/audit?act=read.search");
    t.check("two reads in a minute are one row", 1, found.length);
}

/** Filters by keys and by choice; the address holds them. */
async function filters(t, screen, { admin }) {
    const { page } = screen;
    await page.getByLabel("做了什么").selectOption("read.search");
    await page.locator(".set-filter").waitFor();
    await t.until("only those", async () => (await page.locator(".table tbody tr").count()) === 1);
    await page.getByRole("button", { name: "全部去掉" }).click();
    const id = (await t.must(admin, "/api/session")).account.id;
    await page.goto(`${t.address}/#/audit?account=${id}`);
    await page.locator(".set-filter").waitFor();
    await t.until("only hers", async () => (await page.locator(".table tbody tr td:nth-child(3)").allInnerTexts())
        .every((who) => who.includes("administrator")));
    t.check("the chip has her name", true, (await page.locator(".set-filter").first().innerText()).includes("陈国强"));
    await page.goto(`${t.address}/#/audit?to=2020-01-01`);
    await page.getByText("没有符合这些筛选的行").waitFor();
    await page.getByRole("button", { name: "去掉筛选" }).click();
    await page.locator(".table tbody tr").first().waitFor();
}

async function chain(t, screen) {
    const { page } = screen;
    await page.getByText(/整条链相符：\d+ 行/).waitFor(); // what came since the last time, unasked
    t.check("nobody has read all of it yet", 0, await page.getByText(/整条核对于/).count());
    await page.getByRole("button", { name: "核对整条链" }).press("Enter");
    await page.getByText(/整条核对于/).waitFor();
    const shown = Number((await page.getByText(/整条链相符/).innerText()).match(/(\d+) 行/)[1]);
    t.check("it counts what is there", true, shown >= await page.locator(".table tbody tr").count());
    await t.looks(screen, "office-audit-zh");
    const csv = await t.saved(screen, () => page.getByRole("button", { name: "CSV" }).click());
    t.check("the file has the edit", true, csv.bytes.toString().includes(EDITED));
    await page.reload();
    await page.locator(".table tbody tr").first().waitFor();
    t.check("and the export is a row", true, (await page.locator(".table tbody tr").first().innerText()).includes("导出审计"));
}

/** Each deed that an administrator can do here leaves a row of its own, of its own act; what is only looked at leaves none. */
async function everyDeed(t, { admin }) {
    mkdirSync(join(t.folder, "backups"));
    await t.office.run("backup", "schedule", "--folder", join(t.folder, "backups"));
    await t.must(admin, "/api/confirm", { password: PASSWORD });
    let newest = (await t.must(t.auditor, "/api/audit?limit=1")).rows[0].number;
    const wrong = [];
    const aside = /^read\.|^export\.made$/; // the latter comes when the export is made, whatever is done then
    const deed = async (act, path, body) => {
        const answer = await t.must(admin, path, body);
        const { rows: all } = await t.must(t.auditor, "/api/audit?limit=20");
        const acts = all.filter(({ number, who, act: one }) => number > newest && who === admin.account.login && !aside.test(one))
            .map((row) => row.act);
        if (acts.join() !== act)
            wrong.push(`${path}: ${acts.join() || "no row"}`);
        newest = all[0].number;
        return answer;
    };
    const { id } = await deed("person.add", "/api/people", { name: "新人😀", role: "inspector" });
    await deed("account.add", `/api/people/${id}/account`, { login: "new" });
    const account = (await t.must(admin, `/api/people/${id}`)).account.id;
    for (const [act, what, body] of [["grant", "grant", { role: "auditor", store: "城东店" }], ["revoke", "revoke", { role: "auditor",
        store: "城东店" }], ["block", "block", { blocked: true, why: "x" }], ["unblock", "block", { blocked: false }], ["reset", "reset", {}],
    ["totp_off", "totp-off", {}]])
        await deed(`account.${act}`, `/api/accounts/${account}/${what}`, body);
    const site = (await t.must(admin, "/api/sites?limit=1")).rows[0].id;
    await deed("assignment.give", "/api/assignments", { person: id, site, role: "inspector", active: true, why: "x" });
    await deed("device.invite", "/api/devices/invite", { person: id });
    await deed("rules.set", "/api/rules", { idle_min: 25 });
    await deed("view.save", "/api/views", { list: "sites", name: "x", query: "state=quiet" });
    const [view] = (await t.must(admin, "/api/views?list=sites")).rows;
    await deed("view.remove", `/api/views/${view.id}/remove`, {});
    await deed("backup.schedule", "/api/backup/schedule", { hour: "04:00", keep: 5, why: "x" });
    await deed("backup.ask", "/api/backup", {});
    await deed("export.ask", "/api/exports", { once: crypto.randomUUID(), kind: "nights" });
    await deed("account.settings", "/api/settings", { size: 110 });
    await deed("account.end_sessions", "/api/sessions/end", {});
    await deed("", "/api/alive", {});
    t.check("each deed left its one row in the audit", [], wrong);
}

await runOffice({}, async (t) => {
    const made = await deeds(t);
    t.auditor = await t.enter({ role: "auditor", person: "P003", at: "#/audit" });
    await rows(t, t.auditor, made);
    await filters(t, t.auditor, made);
    await chain(t, t.auditor);
    await everyDeed(t, made);
    made.reader.allow(/^answer: GET .*\/api\/audit\S* 403$/);
    t.check("who may not, does not", 403, (await made.reader.call("GET", "/api/audit")).status);
    const dark = await t.enter({ role: "auditor", language: "en", theme: "dark", size: 125, at: "#/audit" });
    await dark.page.locator(".table tbody tr").first().waitFor();
    await t.looks(dark, "office-audit-dark-en");
});
