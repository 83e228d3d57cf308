// SPDX-License-Identifier: Apache-2.0
// Exports and backups in the office: an export is asked for by keyboard, made, fetched, and its digest is that of the list;
// a store's clerk gets the own store and no more; a backup is asked for on the page, begins, and was brought back.
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { runMorning } from "./morning.mjs";

const rows = async (t, screen) => (await t.must(screen, "/api/exports")).rows;

async function ask(t) {
    const screen = await t.enter({ role: "administrator", at: "#/exports" });
    const { page } = screen;
    await page.getByRole("button", { name: "新的导出" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("记录种类").selectOption("signoff");
    await t.looks(screen, "office-export-new-zh");
    await page.getByRole("button", { name: "导出", exact: true }).focus();
    await page.keyboard.press("Enter");
    const link = page.getByRole("link", { name: /^下载 / }).first();
    await link.waitFor();
    const [row] = await rows(t, screen);
    const file = await t.saved(screen, () => link.click());
    t.check("the archive is the one of the list", [row.file, row.size, row.sha256], [file.name, file.bytes.length,
        createHash("sha256").update(file.bytes).digest("hex")]);
    t.check("a zip", "PK", file.bytes.subarray(0, 2).toString());
    await t.looks(screen, "office-exports-zh");
    return screen;
}

/** The dossier of one site, found by typing. */
async function dossier(t, screen) {
    const { page } = screen;
    const { rows: [site] } = await t.must(screen, "/api/sites?limit=1");
    await page.getByRole("button", { name: "新的导出" }).click();
    await page.getByLabel("内容").selectOption("dossier");
    t.check("no site, no export", true, await page.getByRole("button", { name: "导出", exact: true }).isDisabled());
    await page.getByLabel(/^工地/).fill(site.contract);
    await page.locator("dialog li button").first().click();
    await page.getByRole("button", { name: "导出", exact: true }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await t.until("it is made", async () => (await rows(t, screen)).every((row) => row.state_code === "done"));
    t.check("of this site", [site.contract, site.id], (await rows(t, screen)).slice(0, 1).flatMap((row) => [row.contract,
        row.site]));
}

/** One store's manager: neither the others' exports nor all of them. */
async function others(t, screen) {
    const { stores } = await t.must(screen, "/api/export-choices");
    const [{ id }] = (await rows(t, screen)).slice(-1);
    const manager = await t.enter({ role: "department_manager", store: stores[0], language: "en", at: "#/exports" });
    manager.allow(/^answer: \S+ \S+ 4(03|04|22)$/);
    const { call } = { call: (...given) => manager.call(...given) };
    const want = (body) => call("POST", "/api/exports", { once: crypto.randomUUID(), ...body });
    t.check("sees none of them", [0, 404], [(await rows(t, manager)).length, (await call("GET",
        `/api/exports/${id}/file`)).status]);
    t.check("may ask for the own store alone", [200, 403, 403, 403, 403], [
        (await want({ kind: "table", list: "site", store: stores[0] })).status,
        (await want({ kind: "table", list: "site" })).status,
        (await want({ kind: "table", list: "site", store: stores[1] })).status,
        (await want({ kind: "nights", store: stores[0] })).status,
        (await want({ kind: "table", list: "person", store: stores[0] })).status]);
    const { rows: sites } = await t.must(screen, `/api/sites?limit=1&store=${encodeURIComponent(stores[1])}`);
    t.check("another store's site is not there", 404, (await want({ kind: "dossier", site: sites[0].id })).status);
    t.check("what is no kind", 422, (await want({ kind: "table", list: "nothing", store: stores[0] })).status);
    await manager.page.getByRole("link", { name: /^download / }).first().waitFor();
    await t.looks(manager, "office-exports-en");
    const adviser = await t.enter({ role: "customer_adviser", at: "#/sites" });
    adviser.allow(/^answer: \S+ \S+ 403$/);
    t.check("who has no right gets nothing", [403, 403], [(await adviser.call("GET", "/api/exports")).status,
        (await adviser.call("GET", "/api/backup")).status]);
}

async function backup(t, screen) {
    const { page } = screen;
    screen.allow(/^answer: POST \S+\/api\/backup(\/schedule)? 4\d\d$/);
    await page.goto(`${t.address}/#/backup`);
    await t.until("the first is made", async () => (await t.must(screen, "/api/backup")).drills.length > 0);
    await page.getByText("已在另一个文件夹里试恢复").waitFor();
    const before = await t.must(screen, "/api/backup");
    t.check("it is good", [true, `${t.office.folder}.backups`], [before.drills[0].good, before.schedule.folder]);
    t.check("nothing of the self-check is missing", true, before.health.length >= 8
        && before.health.every(({ what, detail }) => what && detail));
    await page.getByLabel("保留几份").fill("7");
    await page.getByRole("button", { name: "更改" }).click();
    await t.until("it is changed", async () => (await t.must(screen, "/api/backup")).schedule.keep === 7);
    t.check("an hour that is none", 422, (await screen.call("POST", "/api/backup/schedule", { hour: "25:00",
        keep: 7 })).status);
    await t.looks(screen, "office-backup-zh");
    await page.getByRole("button", { name: "现在备份" }).click();
    await page.getByRole("button", { name: "正在备份…" }).waitFor();
    const auditor = await t.enter({ role: "auditor", language: "en", at: "#/backup" });
    auditor.allow(/^answer: \S+ \S+ 403$/);
    await auditor.page.getByText("was brought back in a folder of its own").waitFor();
    t.check("who only reads changes nothing", [0, 403], [await auditor.page.getByRole("button", { name: /Back up now|being/ })
        .count(), (await auditor.call("POST", "/api/backup", {})).status]);
    await t.looks(auditor, "office-backup-en");
}

/** So that the server makes its first one as soon as it is on. */
async function schedule(office) {
    mkdirSync(`${office.folder}.backups`);
    await office.run("backup", "schedule", "--folder", `${office.folder}.backups`, "--hour", "03:00");
}

await runMorning(async (t) => {
    const screen = await ask(t);
    await dossier(t, screen);
    await others(t, screen);
    await backup(t, screen);
}, { before: schedule });
