// SPDX-License-Identifier: Apache-2.0
// What was signed, in the office: found in the list, read as it was sealed, verified, taken along as PDF and sealed file
// that plumb verify takes; changed bytes are named; who may not see the customer sees how it stands and no more.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runMorning } from "./morning.mjs";
import { bin } from "./programs.mjs";

const verification = async (t, screen, id) => t.must(screen, `/api/signoffs/${id}/verification`);

/** Every row of a list, page by page. */
async function all(t, screen, query) {
    const rows = [];
    for (let after = ""; after !== null;) {
        const { rows: page, next } = await t.must(screen, `/api/signoffs?limit=200&${query}${after
            && `&after=${encodeURIComponent(after)}`}`);
        rows.push(...page);
        after = next;
    }
    return rows;
}

async function list(t) {
    const screen = await t.enter({ role: "administrator", at: "#/signoffs" });
    const { page } = screen;
    await page.locator("tbody tr").first().waitFor();
    const { counts, forms, total } = await t.must(screen, "/api/signoffs?limit=1");
    t.check("all are counted once", [total, total], [counts.all, counts.counts + counts.later + counts.unsure
        + counts.changed + counts.voided + counts.broken]);
    t.check("there are many", true, total > 200 && forms.length > 1);
    const rows = await all(t, screen, "sort=signed_ms&desc=true");
    t.check("each comes once, the newest first", [total, total, true], [rows.length, new Set(rows.map((row) => row.id)).size,
        rows.every((row, i) => i === 0 || rows[i - 1].signed_ms >= row.signed_ms)]);
    const sums = await Promise.all(forms.map(async ({ code }) => (await t.must(screen,
        `/api/signoffs?limit=1&form=${code}`)).total));
    t.check("the forms add up", total, sums.reduce((a, b) => a + b, 0));
    const day = (ms) => new Date(ms + 8 * 3600000).toISOString().slice(0, 10);
    const first = day(rows[rows.length - 1].signed_ms);
    t.check("a day holds what was signed on it", rows.filter((row) => day(row.signed_ms) === first).length,
        (await t.must(screen, `/api/signoffs?limit=1&from=${first}&to=${first}`)).total);
    screen.allow(/^answer: GET .*\/api\/signoffs\S* 422$/);
    t.check("a day that is none", 422, (await screen.call("GET", "/api/signoffs?from=2026-02-30")).status);
    await t.looks(screen, "office-signoffs-zh");
    return { screen, rows };
}

/** By keyboard: from the list to the paper, and the verification. */
async function read(t, screen) {
    const { page } = screen;
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator(".sealed-page").waitFor();
    const id = await page.evaluate(() => location.hash.split("/").pop());
    const signoff = await t.must(screen, `/api/signoffs/${id}`);
    t.check("the page is the sealed one", [signoff.statement.content.customer.name, true], [
        (await page.locator(".paper-head dd").allInnerTexts()).find((text) => text
            === signoff.statement.content.customer.name), (await page.locator(".handwriting polyline").count()) > 0]);
    const items = signoff.statement.content.items.length;
    t.check("every item stands on it", items, await page.locator(".paper-item").count());
    await page.getByRole("button", { name: "核验", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("真实：内容、笔迹和封签都没有被改动").waitFor();
    const { genuine, checks } = await verification(t, screen, id);
    t.check("each check holds", [true, ["record", "form", "bytes", "seal", "receipt", "meaning"]], [genuine,
        checks.filter((check) => check.passed).map((check) => check.code)]);
    t.check("it stands in the log", true, Number(signoff.log.size) > Number(signoff.log.index)
        && /^[0-9a-f]{64}$/.test(signoff.log.root));
    await t.looks(screen, "office-signoff-zh");
    return { id, signoff };
}

/** What is taken along is what anybody can verify. */
async function takeAlong(t, screen, { signoff }) {
    const { page } = screen;
    const pdf = await t.saved(screen, () => page.getByRole("link", { name: "PDF 表单" }).click());
    t.check("the paper is a PDF", "%PDF-", pdf.bytes.subarray(0, 5).toString());
    const sealed = await t.saved(screen, () => page.getByRole("link", { name: "封存文件（含照片）" }).click());
    t.check("named by its code", `signoff-${signoff.code}.plumb`, sealed.name);
    const folder = mkdtempSync(join(tmpdir(), "plumb-sealed."));
    const file = join(folder, "file.plumb");
    writeFileSync(file, sealed.bytes);
    const ca = join(t.office.folder, readdirSync(t.office.folder).includes("ca.pem") ? "ca.pem" : "keys/ca.pem");
    const { stdout } = await promisify(execFile)(join(bin, "plumb"), ["verify", file, "--ca", ca, "--json"]);
    t.check("plumb verify says so too", [true, signoff.code], [JSON.parse(stdout).genuine, JSON.parse(stdout).code]);
    rmSync(folder, { recursive: true });
}

/** A byte of the statement is turned over in the office's own folder. */
async function broken(t, screen, { id, signoff }) {
    const { page } = screen;
    const digest = JSON.parse((await t.office.run("export", "signoff", id, "--out", join(t.folder, "s.plumb"),
        "--json"))).code && readFileSync(join(t.folder, "s.plumb")).toString("latin1")
        .match(/"statement":"([0-9a-f]{64})"/)[1];
    const path = join(t.office.folder, "blobs", digest.slice(0, 2), digest);
    const whole = readFileSync(path);
    const other = Buffer.from(whole);
    other[100] ^= 1;
    writeFileSync(path, other);
    const found = await verification(t, screen, id);
    t.check("the verification names part and bytes", [false, "statement", whole.length, null], [found.genuine,
        found.fault.part.en, found.fault.to - found.fault.from, found.checks.at(-1).passed]);
    await page.getByRole("button", { name: "再核验一次" }).click();
    await page.getByText("不真实：有改动，见下").waitFor();
    await t.looks(screen, "office-signoff-broken-zh");
    screen.allow(/^answer: GET \S+\/file\S* 5\d\d$/);
    t.check("such a file is given to nobody", true, (await screen.call("GET", `/api/signoffs/${id}/file`)).status >= 500);
    writeFileSync(path, whole);
    t.check("put right it is genuine again", true, (await verification(t, screen, id)).genuine);
    t.check("the code stays", signoff.code, (await t.must(screen, `/api/signoffs/${id}`)).code);
}

async function others(t, rows) {
    const desk = await t.enter({ role: "front_desk", language: "en", at: `#/signoff/${rows[0].id}` });
    desk.allow(/^answer: \S+ \S+ 40[034]$/);
    await desk.page.getByText("your role does not show").waitFor();
    const seen = await t.must(desk, `/api/signoffs/${rows[0].id}`);
    t.check("no page, no hand, no reason", [null, null, []], [seen.statement, seen.strokes, seen.photos]);
    t.check("no customer in the list", [], (await t.must(desk, "/api/signoffs?limit=200")).rows
        .filter((row) => row.customer || (row.role.en === "customer" && row.name)));
    t.check("nor as a file", [403, 403], [(await desk.call("GET", `/api/signoffs/${rows[0].id}/file`)).status,
        (await desk.call("GET", `/api/signoffs/${rows[0].id}/pdf`)).status]);
    await t.looks(desk, "office-signoff-desk-en");
    const elsewhere = await t.enter({ role: "reconciler", store: "没有这家店", language: "en", at: "#/signoffs" });
    elsewhere.allow(/^answer: \S+ \S+ 404$/);
    t.check("another store's are not there", [0, 404, 404], [(await t.must(elsewhere, "/api/signoffs")).total,
        (await elsewhere.call("GET", `/api/signoffs/${rows[0].id}`)).status,
        (await elsewhere.call("GET", `/api/signoffs/${rows[0].id}/verification`)).status]);
    await t.looks(elsewhere, "office-signoffs-en");
}

await runMorning(async (t) => {
    const { screen, rows } = await list(t);
    const paper = await read(t, screen);
    await takeAlong(t, screen, paper);
    await broken(t, screen, paper);
    await others(t, rows);
});
