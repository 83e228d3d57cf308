// SPDX-License-Identifier: Apache-2.0
// A clerk at eight in the morning: what happened in the night, which tablets are broken, and every number of the board
// opens the records that made it and adds up; what changed since; who sees one store sees the numbers of that store.
import { readCsv, runOffice } from "./office.mjs";
import { fillMorning, STAFF } from "./office_company.mjs";

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** How many rows the files of a list have. */
async function filesOf(t, screen, path) {
    const csv = readCsv(Buffer.from(await t.must(screen, `${path}?format=csv`), "utf8"));
    const json = await t.must(screen, `${path}?format=json`);
    return [csv.length - 1, json.tables[0].rows.length];
}

/** Every figure against its rows, its tablets and its stores, by what the page itself asks. */
async function addsUp(t, screen, board) {
    const wrong = [];
    for (const { code, count } of board.figures.filter((one) => one.count !== null)) {
        const all = [];
        for (let after = ""; after !== null;) {
            const page = await t.must(screen, `/api/nights/${board.night.date}/figures/${code}?limit=200${after && `&after=${after}`}`);
            all.push(...page.rows);
            after = page.next;
        }
        const [csv, json] = await filesOf(t, screen, `/api/nights/${board.night.date}/figures/${code}`);
        if (csv !== all.length || json !== all.length)
            wrong.push(`${code}: ${all.length} rows, csv ${csv}, json ${json}`);
        const parts = {
            rows: sum(all.map(({ amount }) => amount)),
            stores: sum(board.stores.map(({ counts }) => counts[code] ?? 0)),
            tablets: sum(board.devices.map(({ counts }) => counts[code] ?? 0)) + (board.no_device.counts[code] ?? 0),
        };
        for (const [name, number] of Object.entries(parts))
            if (number !== count)
                wrong.push(`${code}: ${count}, ${name} ${number}`);
    }
    t.check("every figure is the sum of its rows, of its tablets and of its stores", [], wrong);
}

async function looksAround(t, screen) {
    const { page } = screen;
    const board = await t.must(screen, "/api/board");
    const of = (code) => board.figures.find((one) => one.code === code).count;
    const made = t.office.morning;
    await page.locator(".figures").first().waitFor();
    t.check("the silent tablet, and what it did not bring", [1, made.unsent], [of("silent"), of("missing")]);
    t.check("the tablet that exists twice", 1, of("copies"));
    t.check("conflicts", made.conflicts, of("conflicts"));
    t.check("a clock that is off", 1, of("clock"));
    await addsUp(t, screen, board);
    // The page shows the same, in words and shapes, and each number is a link.
    const shown = await page.locator(".figure").evaluateAll((all) => all.map((one) => [one.querySelector("a").hash.split("/").pop(),
        Number(one.querySelector(".figure-count").textContent)]));
    const wrong = shown.filter(([code, number]) => of(code) !== number);
    t.check("the numbers on the page", [true, []], [shown.length > 8, wrong]);
    const feet = await page.locator("tfoot .is-number").evaluateAll((all) => all.map((one) => one.textContent.split("/").map((part) =>
        Number(part.replace(/[^\d]/g, "")))));
    t.check("each foot says n of n", [true, []], [feet.length > 8, feet.filter(([part, whole]) => part !== whole)]);
    await page.getByText("试恢复成功").waitFor(); // the backup of yesterday
    if (made.dated)
        t.check("of yesterday", true, /昨天/.test(await page.getByText("试恢复成功").innerText()));
    // The revoked tablet's honest work came after the night.
    await page.locator(".figure-now").filter({ hasText: "+1" }).first().waitFor();
    await t.looks(screen, "office-board-zh");
    return board;
}

/** What other pages count is what the board counts. */
async function sameElsewhere(t, screen) {
    const counts = (await t.must(screen, "/api/board/now")).counts;
    const sites = (await t.must(screen, "/api/sites?limit=1")).counts;
    const issues = (await t.must(screen, "/api/issues?limit=1")).counts;
    const overdue = await t.must(screen, "/api/nights/now/figures/overdue?limit=1&text=D5.1");
    const held = (await t.must(screen, "/api/held?limit=1")).counts;
    t.check("unvisited sites, overdue issues, quarantine and conflicts are as many on their pages",
        [counts.unvisited, overdue.total, counts.quarantine, counts.conflicts],
        [sites.quiet, issues.overdue, held.open, (await t.must(screen, "/api/conflicts?limit=1")).total]);
    t.check("some are overdue", true, issues.overdue > 0 && sites.quiet > 0);
    // What is asked for in the morning, when the night is kept: the office as it is now.
    screen.allow(/api\/nights 409/);
    const { status, body } = await screen.call("POST", "/api/nights", {});
    t.check("a night is kept once, and says so in both languages", true, status === 200
        || /已保存，不会再变 .* is kept, and stays/.test(body.error.detail));
    await screen.page.reload();
    await screen.page.getByRole("button", { name: "现在对账" }).click();
    await screen.page.getByText("这是现在的情形，不保存").waitFor();
    await screen.page.goto(`${t.address}/#/board`);
    await screen.page.locator(".figures").first().waitFor();
}

/** From a number to its records, and from a record to the page about it; by keys only. */
async function opens(t, screen) {
    const { page } = screen;
    await page.locator('.figure a[href$="/missing"]').focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "平板有而办公室没有的条目" }).waitFor();
    await page.locator("tr[data-id]").first().waitFor();
    t.check("its rows add up to the number", "37", await page.locator("tr[data-id] .is-number").first().innerText());
    await t.looks(screen, "office-figure-zh");
    await page.goto(`${t.address}/#/board`);
    await page.locator('.figure a[href$="/overdue"]').click();
    await page.locator("tr[data-id]").first().waitFor();
    const file = await t.saved(screen, () => page.getByRole("button", { name: /CSV/ }).click());
    const total = Number((await page.locator(".table-foot span").first().innerText()).match(/\/ (\d+)/)[1]);
    t.check("the file has every row and its head", total + 1, file.rows.length);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\/(site|issue|visit)\//);
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    await page.locator(".figures").first().waitFor();
}

/** Other nights, and tonight by hand. */
async function nights(t, screen, board) {
    const { page } = screen;
    const before = board.nights[1].date;
    await page.locator(".board-tools select").selectOption(before);
    await page.getByRole("heading", { name: before }).waitFor();
    const old = await t.must(screen, `/api/board?night=${before}`);
    t.check("a night that was kept stays", [true, before], [old.night.kept, old.night.date]);
    await addsUp(t, screen, old);
    const files = {};
    for (const format of ["csv", "html", "json", "xlsx"])
        files[format] = (await t.saved(screen, () => page.getByRole("button", { name: format.toUpperCase(), exact: true })
            .click())).bytes;
    const defects = old.figures.find((one) => one.code === "defects").count;
    t.check("the same number in the files", [defects, defects, true], [
        Number(files.csv.toString().match(/,defects,[^,]*,(\d+),/)[1]), JSON.parse(files.json).night.totals.defects,
        new RegExp(`>${defects}<`).test(files.html.toString())]);
    t.check("a spreadsheet is one", "PK", files.xlsx.subarray(0, 2).toString());
}

async function oneStore(t) {
    const screen = await t.enter({ role: "department_manager", store: "城东店", person: STAFF.manager, language: "en", at: "#/board" });
    await screen.page.locator(".figures").first().waitFor();
    const board = await t.must(screen, "/api/board");
    t.check("one store's numbers, and no tablets", [["城东店"], []], [board.stores.map(({ name }) => name), board.devices]);
    const wrong = board.figures.filter(({ code, count }) => count !== null && count !== (board.stores[0].counts[code] ?? 0));
    t.check("they are that store's", [], wrong);
    await screen.page.getByText("Only the stores that you see").waitFor();
    await t.looks(screen, "office-board-store-en");
    // Who may see another store, and not take its data out, has files of the first one only.
    await t.office.run("account", "grant", screen.account.login, "--role", "project_manager", "--store", "城西店");
    const path = "/api/nights/now/figures/overdue";
    const storesOf = (rows, at) => [...new Set(rows.map((row) => row[at]))].sort();
    const csv = readCsv(Buffer.from(await t.must(screen, `${path}?format=csv&columns=store&language=en`), "utf8"));
    t.check("two stores on the page, one in the file", [["城东店", "城西店"], ["Store", "城东店"]],
        [storesOf((await t.must(screen, `${path}?limit=200`)).rows, "store"), storesOf(csv, 0)]);
}

const LISTS = ["board", "issues", "conflicts", "held", "sites", "signoffs", "catalogue", "devices", "people", "audit"];

/** How far the page can be moved sideways once this page is drawn. */
async function tooWide(page, at, title) {
    await page.evaluate((hash) => (location.hash = hash), at);
    const drawn = await page.waitForFunction(([before, rows]) => {
        const box = document.querySelector("#page");
        const head = box?.querySelector("h1")?.innerText;
        return head && head !== before && !box.querySelector(".loading") && (!rows || box.querySelector(".table tbody tr"))
            && [box.scrollWidth - box.clientWidth, head];
    }, [title, LISTS.includes(at.slice(2))]);
    return drawn.jsonValue();
}

/** A clerk's screen of 1280 × 800 has room for every page, in both languages; who adds columns still sees which row it is. */
async function fits(t) {
    for (const language of ["zh", "en"]) {
        const screen = await t.enter({ person: STAFF.administrator, language, at: "#/security" });
        const { page } = screen;
        const links = await page.locator(".rail a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
        t.check("every list is there", [], LISTS.filter((one) => !links.includes(`#/${one}`)));
        const wide = [];
        let title = await page.locator("#page h1").innerText();
        for (const link of links) {
            const [more, now] = await tooWide(page, link, title);
            title = now;
            if (more > 0)
                wide.push(`${link}: ${more}`);
        }
        t.check(`${language}: no page is wider than the screen`, [], wide);
        await screen.close();
    }
}

async function staysInSight(t) {
    const cols = "contract,customer,address,store,issues,overdue,n1,n2,n3,n4,n5,n6,n7,blocked,defects,conflicts,visited_ms,team,department";
    const screen = await t.enter({ person: STAFF.administrator, language: "en", at: `#/sites?cols=${cols}` });
    const first = screen.page.locator("tr[data-id] td:first-child").first();
    await first.waitFor();
    const { x } = await first.boundingBox();
    const moved = await screen.page.evaluate(() => {
        document.querySelector("#page").scrollLeft = 300;
        return document.querySelector("#page").scrollLeft;
    });
    const { x: edge } = await screen.page.locator("#page").boundingBox();
    t.check("with more columns it moves sideways, and the first stays", [true, true],
        [moved > 100, (await first.boundingBox()).x >= edge && (await first.boundingBox()).x <= x]);
    await t.looks(screen, "office-sites-wide-en");
    await screen.close();
}

await runOffice({ fill: fillMorning }, async (t) => {
    const screen = await t.enter({ role: "reconciler", person: STAFF.reconciler, at: "#/board" });
    const board = await looksAround(t, screen);
    await sameElsewhere(t, screen);
    await opens(t, screen);
    await nights(t, screen, board);
    await oneStore(t);
    await fits(t);
    await staysInSight(t);
});
