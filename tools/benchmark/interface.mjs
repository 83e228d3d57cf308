// SPDX-License-Identifier: Apache-2.0
// How fast the tablet's interface is, with the real programs and Chromium: run by tools/bench --interface. Budgets are
// printed beside the figures; nothing fails on a slow one.
// usage: node interface.mjs [--json] [--answers N] [--issues N] [--photos N]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Camera, Screen, startBrowser } from "../../tests/web/browser.mjs";
import { Client } from "../../tests/web/client.mjs";
import { makeWorld } from "../../tests/web/programs.mjs";

const PIN = "2580";
const { values: given } = parseArgs({
    options: {
        json: { type: "boolean", default: false },
        answers: { type: "string", default: "300" },
        issues: { type: "string", default: "5000" },
        photos: { type: "string", default: "50" },
    },
});
const many = { answers: Number(given.answers), issues: Number(given.issues), photos: Number(given.photos) };
const rows = [];

const row = (id, measure, ms, goal) => rows.push({ id, measure, ms: Math.round(ms * 10) / 10, goal });
const say = (text) => process.stderr.write(`${text}\n`);

function percentile(times, part) {
    const sorted = [...times].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

async function timed(work) {
    const start = performance.now();
    await work();
    return performance.now() - start;
}

function spread(id, measure, times, goal) {
    row(id, `${measure}, p50`, percentile(times, 0.5), goal);
    row(id, `${measure}, p99`, percentile(times, 0.99), goal);
}

/** Goes to a place of the page; milliseconds until what the selector names is painted. */
const arrive = (screen, hash, selector) => screen.page.evaluate(([hash_, selector_]) => new Promise((done) => {
    const start = performance.now();
    const look = () => requestAnimationFrame(() => {
        if (!document.querySelector(selector_))
            return look();
        // The frame after the one that has it has been painted with it.
        requestAnimationFrame(() => done(performance.now() - start));
    });
    location.hash = hash_;
    look();
}), [hash, selector]);

/** Scrolls through the page for a while; milliseconds between frames. */
const scroll = (screen, ms) => screen.page.evaluate((ms_) => new Promise((done) => {
    const frames = [];
    const start = performance.now();
    let last = start;
    const step = (now) => {
        frames.push(now - last);
        last = now;
        document.scrollingElement.scrollBy(0, 60);
        for (const part of document.querySelectorAll("main, .page-body, .app-main"))
            part.scrollBy(0, 60);
        if (now - start < ms_)
            requestAnimationFrame(step);
        else
            done(frames.slice(2));
    };
    requestAnimationFrame(step);
}), ms);

async function enterPage(browser, tablet) {
    const screen = await Screen.open(browser, { viewport: "portrait" });
    const launch = tablet.launch ?? await tablet.newLaunch();
    tablet.launch = undefined;
    await Promise.all([screen.page.waitForResponse(/\/api\/launch$/), screen.page.goto(launch)]);
    const { persons } = (await screen.call("GET", "/api/session")).body;
    await screen.call("POST", persons[0].pin ? "/api/unlock" : "/api/pin",
        { person: persons[0].id, pin: PIN, once: crypto.randomUUID() });
    await screen.page.reload();
    await screen.page.getByRole("navigation").first().waitFor();
    return screen;
}

/** From the start of the process to the cards of Today, as a person has it who knows the PIN. */
async function coldStart(browser, tablet) {
    const parts = [[], [], []];
    for (let round = 0; round < 5; round++) {
        await tablet.off();
        parts[0].push(await timed(() => tablet.on()));
        const screen = await Screen.open(browser, { viewport: "portrait" });
        const launch = tablet.launch;
        tablet.launch = undefined; // good once
        parts[1].push(await timed(async () => {
            await screen.page.goto(launch);
            await screen.page.getByText("陈国强").first().waitFor();
        }));
        await screen.page.getByText("陈国强").first().waitFor();
        parts[2].push(await screen.page.evaluate(async (pin) => {
            const start = performance.now();
            for (const key of [...pin, "Enter"]) {
                dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
                await new Promise((done) => setTimeout(done));
            }
            return new Promise((done) => {
                const look = () => requestAnimationFrame(() => {
                    if (document.body.textContent.includes("望江苑"))
                        requestAnimationFrame(() => done(performance.now() - start));
                    else
                        look();
                });
                look();
            });
        }, PIN));
        await screen.close();
    }
    const median = parts.map((times) => percentile(times, 0.5));
    row("U1", "cold start: program ready", median[0], "");
    row("U1", "launch to lock screen painted", median[1], "");
    row("U1", "PIN entered to Today painted", median[2], "");
    row("U1", "cold start to Today, sum", median[0] + median[1] + median[2], "<= 1000 ms");
}

async function answers(client, node, items) {
    const times = [];
    for (let i = 0; i < many.answers; i++) {
        const body = { of: node, item: items[i % items.length].code, result: i / items.length % 2 < 1 ? "pass" : "na" };
        times.push(await timed(() => client.post("/api/items", body)));
    }
    spread("U2", "an item answered and saved", times, "<= 100 ms");
}

async function issues(client, sites) {
    say(`opening ${many.issues} issues`);
    for (let i = 0; i < many.issues; i++)
        await client.post("/api/issues", { site: sites[i % sites.length].id, summary: `问题 ${i}`, room: "厨房" });
    const list = () => client.get("/api/issues?limit=200");
    row("U3", `first page of ${many.issues} issues, for the first time`, await timed(list), "");
    const changed = [];
    for (let i = 0; i < 10; i++) {
        await client.post("/api/issues", { site: sites[i % sites.length].id, summary: `再一个 ${i}`, room: "厨房" });
        changed.push(await timed(list));
    }
    row("U3", `first page of ${many.issues} issues, after a change`, percentile(changed, 0.5), "<= 100 ms");
    const times = [];
    for (let i = 0; i < 20; i++)
        times.push(await timed(list));
    row("U3", `first page of ${many.issues} issues, again`, percentile(times, 0.5), "<= 100 ms");
}

async function photos(client, camera, node, item) {
    const bytes = (await camera.picture({ width: 2600, height: 1950, noise: 150 })).buffer;
    const times = [];
    say(`taking ${many.photos} photos of ${(bytes.length / 1e6).toFixed(1)} MB`);
    for (let i = 0; i < many.photos; i++) {
        // What stands behind the end of a picture is not shown, and makes it another file.
        const photo = Buffer.concat([bytes, Buffer.from(`photo ${i}`)]);
        times.push(await timed(() => client.postPhoto("/api/items", { of: node, item }, photo)));
    }
    spread("U4", "a photo of 4 MB sent and saved", times, "");
}

async function pages(browser, tablet, node) {
    const screen = await enterPage(browser, tablet);
    const list = [], check = [];
    for (let round = 0; round < 5; round++) {
        await arrive(screen, "#/today", ".card, [class*=card]");
        list.push(await arrive(screen, "#/issues", "a.issue-row, .issue-row:not(.is-empty)"));
        await arrive(screen, "#/today", ".card, [class*=card]");
        check.push(await arrive(screen, `#/check/${node}`, ".check-head"));
    }
    row("U3", `list of ${many.issues} issues to first paint`, percentile(list, 0.5), "<= 300 ms");
    row("U4", `checklist with ${many.photos} photos to first paint`, percentile(check, 0.5), "<= 300 ms");
    const frames = await scroll(screen, 3000);
    row("U4", "scrolling through it, a frame, p50", percentile(frames, 0.5), "<= 17 ms");
    row("U4", "scrolling through it, a frame, p99", percentile(frames, 0.99), "<= 50 ms");
    await screen.close();
}

const folder = mkdtempSync(join(tmpdir(), "plumb-bench."));
let world, browser;
try {
    world = await makeWorld(folder);
    await world.office.off();
    browser = await startBrowser();
    const { tablet } = world;
    await tablet.on();
    const client = new Client(tablet.address);
    await client.enter(tablet.launch, PIN);
    tablet.launch = undefined;
    const { sites } = await client.get("/api/today");
    const started = await client.post("/api/nodes", { site: sites[0].id, code: "measurement" });
    const { items } = await client.get(`/api/checklists/${started.id}`);
    say("cold starts");
    await coldStart(browser, tablet);
    await client.enter(await tablet.newLaunch(), PIN);
    say(`answering ${many.answers} items`);
    await answers(client, started.id, items);
    await issues(client, sites);
    await photos(client, new Camera(browser), started.id, items[0].code);
    client.close();
    await pages(browser, tablet, started.id);
} finally {
    await browser?.close();
    await world?.tablet.off();
    await world?.office.off();
    rmSync(folder, { recursive: true, force: true });
}
if (given.json)
    console.log(JSON.stringify({ rows }));
else
    for (const { id, measure, ms, goal } of rows)
        console.log(`${id.padEnd(4)} ${measure.padEnd(52)} ${String(ms.toFixed(1)).padStart(9)} ms  ${goal}`);
