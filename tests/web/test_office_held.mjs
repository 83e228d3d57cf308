// SPDX-License-Identifier: Apache-2.0
// The quarantine in the office: why an entry is held and what accepting it would change, honest work of a revoked tablet
// accepted at once, one rejected with its reason, half a group applied, a handover file; who may not is told so.
import { runMorning } from "./morning.mjs";

const list = async (t, screen, query = "state=open") => await t.must(screen, `/api/held?limit=200${query && `&${query}`}`);

/** The list, and what it counts. */
async function look(t, screen) {
    const { page } = screen;
    await page.locator("tbody tr").first().waitFor();
    const { rows, counts, total } = await list(t, screen);
    t.check("what the tab says is what is listed", [counts.open, total], [rows.length, rows.length]);
    const [device] = counts.devices.filter(({ code }) => code === t.made.revoked);
    t.check("the revoked tablet's work waits", t.made.honest, device.open);
    t.check("the handover file it came by stands below", 1, (await t.must(screen, "/api/parcels")).total);
    await t.looks(screen, "office-held-zh");
    const file = await t.saved(screen, () => page.getByRole("button", { name: /CSV/ }).first().click());
    t.check("the file has the same", (await list(t, screen, "")).total + 1, file.rows.length);
    return rows;
}

/** One entry: its reason in words, before and after, and what waits behind it. */
async function read(t, screen, rows) {
    const { page } = screen;
    const of = rows.filter(({ device_id: device }) => device === t.made.revoked);
    const first = of.find(({ kind }) => kind.zh === "问题" || kind.en === "rectification") ?? of.at(-1);
    await page.goto(`${t.address}/#/held/${first.id}`);
    await page.locator(".side-facts").first().waitFor();
    const entry = await t.must(screen, `/api/held/${first.id}`);
    t.check("why it is held", "device", entry.reason_code);
    t.check("nothing stands in the way", null, entry.cannot);
    t.check("it says what the record would be", true, entry.fields.some((field) => field.before === null && field.after));
    t.check("what accepting makes is what was written", entry.fields.map((field) => field.written),
        entry.fields.map((field) => field.after));
    t.check("with its times", true, entry.device_ms > 0 && entry.server_ms >= entry.device_ms);
    await t.looks(screen, "office-held-entry-zh");
    const later = entry.later[0] ?? (await Promise.all(of.map(({ id }) => t.must(screen, `/api/held/${id}`)))).flatMap(
        (one) => one.later)[0];
    const behind = await t.must(screen, `/api/held/${later.id}`);
    t.check("what waits behind it says so", [true, 1], [/earlier entries/.test(behind.cannot), behind.earlier.length]);
    const { results: [refused] } = await t.must(screen, "/api/held/decide", { accept: true, rows: [later.id], why: "早了" });
    t.check("and is not let in before it", [false, true], [refused.done, /earlier entry/.test(refused.why_not)]);
}

/** All of the tablet with one reason, by keyboard. */
async function acceptAll(t, screen) {
    const { page } = screen;
    await page.goto(`${t.address}/#/held?device=${t.made.revoked}`);
    await page.getByRole("button", { name: /全部接受/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: /理由/ }).waitFor();
    const send = page.getByRole("dialog").getByRole("button", { name: "接受", exact: true });
    await send.click();
    await page.getByText("请先写理由").waitFor();
    await page.getByRole("textbox", { name: /理由/ }).fill("停用前写的，本人已确认");
    await t.looks(screen, "office-held-accept-zh");
    await send.click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const left = await list(t, screen, `device=${t.made.revoked}&state=open`);
    t.check("all of it counts now", 0, left.total);
    const decided = await list(t, screen, `device=${t.made.revoked}&state=decided`);
    t.check("each with its decision", t.made.honest, decided.rows.filter((row) => row.decided_ms).length);
    const { rows: [row] } = await t.must(screen, "/api/held?state=decided&limit=1");
    t.check("one cannot decide twice", false, (await t.must(screen, "/api/held/decide", { accept: false, rows: [row.id],
        why: "再来" })).results[0].done);
}

/** A stray note is rejected; half a group is applied. */
async function others(t, screen) {
    const { page } = screen;
    const { rows: [stray] } = await list(t, screen, "reason=scope");
    await page.goto(`${t.address}/#/held/${stray.id}`);
    await page.getByRole("button", { name: "拒绝…" }).click();
    await page.getByRole("textbox", { name: /理由/ }).fill("已另行登记");
    await page.getByRole("dialog").getByRole("button", { name: "拒绝", exact: true }).click();
    await page.getByRole("heading", { name: "已拒绝" }).waitFor();
    t.check("with the reason given", "已另行登记", (await t.must(screen, `/api/held/${stray.id}`)).decided.why);
    const { rows: [half] } = await list(t, screen, "state=groups");
    await page.goto(`${t.address}/#/held/${half.id}`);
    await page.getByLabel(/理由/).fill("平板不会再来");
    await page.getByRole("button", { name: "按已到的计入" }).click();
    await page.getByText("已按到的部分计入").waitFor();
    t.check("no group is open any more", 0, (await list(t, screen, "state=groups")).total);
}

/** In English; who lacks the right, or the store, gets nothing. */
async function strangers(t) {
    const screen = await t.enter({ role: "administrator", language: "en", at: "#/held?state=decided" });
    await screen.page.locator("tbody tr").first().waitFor();
    await t.looks(screen, "office-held-en");
    const { rows: [row] } = await list(t, screen, "state=decided");
    await screen.page.goto(`${t.address}/#/held/${row.id}`);
    await screen.page.locator(".side-facts").first().waitFor();
    await t.looks(screen, "office-held-entry-en");
    const reasons = async (act) => (await t.must(screen, `/api/audit?act=${act}`)).rows.map(({ why }) => why);
    t.check("each decision left its row in the audit", [Array(t.made.honest).fill("停用前写的，本人已确认"), ["已另行登记"],
        ["平板不会再来"]], [await reasons("held.accept"), await reasons("held.reject"), await reasons("group.apply")]);
    screen.allow(/^answer: \S+ \S+ 4\d\d$/);
    const call = async (body) => (await screen.call("POST", "/api/held/decide", body)).status;
    t.check("bad requests are refused", [422, 422, 422], [await call({ accept: true, why: "x" }),
        await call({ accept: true, rows: ["x"], why: "x" }), await call({ accept: true, rows: [row.id] })]);
    t.check("an unknown one is not there", 404, (await screen.call("GET", "/api/held/999999")).status);
    const elsewhere = await t.enter({ role: "reconciler", store: "没有这家店", at: "#/held" });
    elsewhere.allow(/^answer: \S+ \S+ 404$/);
    t.check("another store's are not there", [0, 404], [(await list(t, elsewhere, "")).total,
        (await elsewhere.call("GET", `/api/held/${row.id}`)).status]);
    const { results } = await t.must(elsewhere, "/api/held/decide", { accept: true, rows: [row.id], why: "x" });
    t.check("nor decided on", [false, true], [results[0].done, /no such/.test(results[0].why_not)]);
}

await runMorning(async (t) => {
    const screen = await t.enter({ role: "reconciler", at: "#/held" });
    await read(t, screen, await look(t, screen));
    await acceptAll(t, screen);
    await others(t, screen);
    await strangers(t);
});
