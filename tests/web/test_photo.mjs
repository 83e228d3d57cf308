// SPDX-License-Identifier: Apache-2.0
// Photos: saved before they are seen, many of 4 MB in one node (PLUMB_TEST_PHOTOS=50), a tablet killed while they come in,
// drawing and stamping on a copy, and storage that is full.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pause } from "./programs.mjs";
import { PIN, run } from "./harness.mjs";
import { holds } from "./hand.mjs";

const MANY = Number(process.env.PLUMB_TEST_PHOTOS ?? 24);

/** Files of 4 MB, each of bytes of its own: a browser takes large ones by their path only. */
async function largePhotos(t, count) {
    const folder = join(t.folder, "camera");
    mkdirSync(folder, { recursive: true });
    const { buffer } = await t.camera.picture({ width: 3600, height: 2700, seed: 5, noise: 70 });
    const paths = [];
    for (let i = 0; i < count; i++) {
        paths.push(join(folder, `IMG_${String(i).padStart(4, "0")}.jpg`));
        writeFileSync(paths[i], Buffer.concat([buffer, Buffer.from(`photo ${Date.now()} ${i}`)]));
    }
    return { paths, size: buffer.length };
}

/** Scrolls the page from top to end by wheel; what stood still longer than 50 ms, and the longest frame. */
async function scrolled(screen) {
    const { page } = screen;
    await page.evaluate(() => {
        window.long = [];
        window.watching = new PerformanceObserver((list) => window.long.push(...list.getEntries().map((one) => one.duration)));
        window.watching.observe({ entryTypes: ["longtask"] });
        window.frames = [];
        let last = performance.now();
        window.ticking = true;
        const tick = (now) => {
            window.frames.push(now - last);
            last = now;
            if (window.ticking)
                requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
        document.querySelector("main.page").scrollTop = 0;
    });
    const size = page.viewportSize();
    await page.mouse.move(size.width / 2, size.height / 2);
    for (let i = 0; i < 40; i++) {
        await page.mouse.wheel(0, 120);
        await pause(16);
    }
    return page.evaluate(() => {
        window.ticking = false;
        window.watching.disconnect();
        const frames = window.frames.sort((a, b) => a - b);
        return { long: window.long, p95: frames[Math.floor(frames.length * 0.95)], worst: frames.at(-1) };
    });
}

const told = (ms) => `${ms.toFixed(0)} ms`;

/** A node to photograph, and what its items have. */
async function checklist(t, screen, code) {
    const site = await t.tablet.site("HT2026-001");
    const { body } = await screen.call("POST", "/api/nodes", { site, code, once: crypto.randomUUID() });
    const of = body.records.find((record) => record.kind === "attempt").id;
    await screen.page.goto(`${t.tablet.address}/#/check/${of}`);
    await screen.page.locator(".check-item").first().waitFor();
    return {
        of,
        async item(item) {
            const { body: list } = await screen.call("GET", `/api/checklists/${of}`);
            return list.items.find((one) => one.code === item);
        },
        card: (item) => screen.page.locator(`#item-${item}`),
    };
}

async function fifty(t, screen, list) {
    const { paths, size } = await largePhotos(t, MANY);
    const card = list.card("routes");
    const from = Date.now();
    await card.locator("input[multiple]").setInputFiles(paths);
    await card.getByText(new RegExp(`共 ${MANY} 张`)).waitFor();
    t.check("what is not saved yet is told so", true, /未保存/.test(await card.locator(".uploads").textContent()));
    t.check("nothing is shown before it is saved", true,
        await card.locator(".photo img").count() <= (await list.item("routes")).photos.length);
    const under = await scrolled(screen);
    await t.until("all are saved", async () => (await list.item("routes")).photos.length === MANY, 120000);
    const took = (Date.now() - from) / 1000;
    await card.locator(".uploads").waitFor({ state: "detached" });
    t.check("each once", MANY, await card.locator(".photo").count());
    await screen.page.reload();
    await list.card("routes").waitFor();
    const after = await scrolled(screen);
    console.log(`${MANY} photos of ${(size / 1e6).toFixed(1)} MB saved in ${took.toFixed(1)} s; scrolling meanwhile: frames p95 ` +
        `${told(under.p95)}, worst ${told(under.worst)}, ${under.long.length} long tasks; afterwards: p95 ${told(after.p95)}, ` +
        `worst ${told(after.worst)}, ${after.long.length} long tasks`);
    const loaded = await screen.page.evaluate(() =>
        performance.getEntriesByType("resource").filter((one) => one.name.includes("/api/photos/")).map((one) => one.name));
    t.check("only thumbnails are asked for", [], loaded.filter((name) => !name.endsWith("/small")));
    await holds(t, screen, "photos-fifty");
}

async function unlocked(page) {
    await page.locator(".pinpad").waitFor();
    for (const digit of PIN)
        await page.locator(`.gated [data-key="${digit}"]`).click();
    await page.locator('.gated [data-key="ok"]').click();
    await page.getByRole("navigation").waitFor();
}

async function killed(t, screen, list) {
    const { page } = screen;
    const { paths } = await largePhotos(t, 6);
    screen.allow(/^request: /, /^answer: .*401$/, /^console: /);
    await list.card("positions").locator("input[multiple]").setInputFiles(paths);
    await t.until("some are saved, not all", async () => (await list.item("positions"))?.photos.length >= 2);
    await t.tablet.kill();
    await page.getByText("等待本机程序").waitFor();
    await screen.shot("photos-killed");
    t.check("how many are not saved is told", true, /[2-6] 项未保存/.test(await page.locator(".strip").textContent()));
    await t.tablet.on();
    await unlocked(page);
    await t.until("all are saved after the restart", async () => (await list.item("positions")).photos.length >= 6, 60000);
    await list.card("positions").locator(".uploads").waitFor({ state: "detached" });
    await t.until("pictures that failed to come are asked for again", () => page.evaluate(() =>
        document.querySelector("#item-positions .picture-bad") === null));
    const { photos } = await list.item("positions");
    t.check("each is there once, whole", [6, true],
        [photos.length, photos.every((photo) => photo.here && photo.size > 1_000_000)]);
    screen.takeFaults();
}

/** Draws an arrow of a finger from one part of the picture to another. */
async function drawn(page, from, to) {
    const box = await page.locator(".board canvas").boundingBox();
    const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...at(from));
    await page.mouse.down();
    for (let i = 1; i <= 8; i++)
        await page.mouse.move(...at([from[0] + (to[0] - from[0]) * i / 8, from[1] + (to[1] - from[1]) * i / 8]));
    await page.mouse.up();
}

/** Size and some points of a stored picture, as red, green, blue. */
const pixels = (page, id, points) => page.evaluate(async ([photo, wanted]) => {
    const picture = await createImageBitmap(await (await fetch(`/api/photos/${photo}/full`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const brush = canvas.getContext("2d");
    brush.drawImage(picture, 0, 0);
    return { width: picture.width, height: picture.height, points: wanted.map(([x, y]) =>
        [...brush.getImageData(x * picture.width, y * picture.height, 1, 1).data.slice(0, 3)]) };
}, [id, points]);

async function drawing(t, screen, list) {
    const { page } = screen;
    const card = list.card("standard");
    await card.locator("input[capture]").setInputFiles(await t.camera.picture({ width: 3000, height: 2000, seed: 8 }));
    await card.locator(".photo img").waitFor();
    const [original] = (await list.item("standard")).photos;
    const digest = () => page.evaluate(async (id) => {
        const bytes = await (await fetch(`/api/photos/${id}/full`)).arrayBuffer();
        return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].join();
    }, original.id);
    const before = await digest();
    await card.locator(".photo").tap();
    await page.getByRole("button", { name: "标注副本", exact: true }).tap();
    const sheet = page.getByRole("dialog");
    await sheet.locator(".board canvas").waitFor();
    await page.waitForFunction(() => document.querySelector(".board canvas").width > 100);
    await drawn(page, [0.2, 0.3], [0.8, 0.3]);
    await sheet.getByRole("radio", { name: "圈" }).tap();
    await sheet.getByRole("radio", { name: "黄" }).tap();
    await drawn(page, [0.4, 0.5], [0.6, 0.7]);
    await sheet.getByRole("radio", { name: "文字" }).tap();
    await sheet.locator(".draw-tools .group").last().getByRole("radio").first().tap();
    await drawn(page, [0.1, 0.15], [0.1, 0.15]);
    await holds(t, screen, "photo-drawing");
    await sheet.getByRole("button", { name: "撤销一笔" }).tap();
    await sheet.getByRole("button", { name: "保存副本" }).tap();
    await sheet.waitFor({ state: "detached" });
    const { photos } = await list.item("standard");
    t.check("a copy beside the original", [2, original.id], [photos.length, photos.find((photo) => photo.copy_of)?.copy_of]);
    t.check("the original is the same bytes", before, await digest());
    const copy = await pixels(page, photos.find((photo) => photo.copy_of).id, [[0.5, 0.3], [0.5, 0.98], [0.5, 0.5]]);
    t.check("no larger than it needs to be", [2048, 1365], [copy.width, copy.height]);
    const [pen, stamp] = copy.points;
    t.check("the pen is red where it went", true, pen[0] > 180 && pen[1] < 90 && pen[2] < 90);
    t.check("the stamp is on a dark band", true, Math.max(...stamp) < 140 || Math.min(...stamp) > 180);
    t.check("copies count for nothing", 1,
        (await screen.call("GET", `/api/checklists/${list.of}`)).body.counts.photos - MANY - 6);

    // ---- by keyboard: open, stamp, save ----
    await card.locator(".photo").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "标注副本", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".board canvas")?.width > 100);
    await page.getByRole("button", { name: "保存副本" }).focus();
    await page.keyboard.press("Enter");
    await t.until("a stamped copy", async () => (await list.item("standard")).photos.length === 3);
}

async function full(t) {
    const small = join(t.folder, "small");
    mkdirSync(small);
    try {
        execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m", "tmpfs", small], { stdio: "ignore" });
    } catch {
        console.log("SKIPPED storage that is full: a small file system cannot be mounted here (root is needed)");
        return;
    }
    const folder = t.tablet.folder;
    try {
        await t.tablet.off();
        execFileSync("cp", ["-a", `${folder}/.`, small]);
        t.tablet.folder = small;
        await t.tablet.on();
        const screen = await t.enter({ viewport: "phone" });
        const list = await checklist(t, screen, "mid_term");
        const first = (await screen.call("GET", `/api/checklists/${list.of}`)).body.items[0].code;
        execFileSync("sh", ["-c", `dd if=/dev/zero of="${small}/filler" bs=64k 2> /dev/null || true`]);
        const { paths } = await largePhotos(t, 1);
        screen.allow(/^answer: .*507$/, /^request: /, /^console: /);
        await list.card(first).locator("input[multiple]").setInputFiles(paths);
        await list.card(first).locator(".uploads .note").waitFor();
        t.check("said in words", true, /空间/.test(await list.card(first).locator(".uploads").textContent()));
        await screen.shot("photos-full");
        t.check("no photo came of it", 0, (await list.item(first)).photos.length);
        await list.card(first).getByRole("radio", { name: "合格", exact: true }).tap();
        await t.until("answers still fit", async () => (await list.item(first)).result === "pass");
        rmSync(join(small, "filler"));
        await list.card(first).getByRole("button", { name: "重试" }).tap();
        await t.until("with space again the same photo is saved", async () => (await list.item(first)).photos.length === 1);
        await list.card(first).locator(".uploads").waitFor({ state: "detached" });
    } finally {
        await t.tablet.off();
        t.tablet.folder = folder;
        execFileSync("umount", ["-l", small]);
    }
}

await run({}, async (t) => {
    await t.office.off();
    const screen = await t.enter({ viewport: "portrait" });
    const list = await checklist(t, screen, "water_electric");
    await fifty(t, screen, list);
    await killed(t, screen, list);
    await drawing(t, screen, list);
    await full(t);
});
