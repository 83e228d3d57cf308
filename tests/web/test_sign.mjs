// SPDX-License-Identifier: Apache-2.0
// Signing on the tablet by finger: what is missing is a tap away, the pages are those that are sealed, one go from the
// review to the seal, several signers, refusals, a copy that anybody can verify, voiding and signing again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./programs.mjs";
import { PIN, run, VIEWPORTS } from "./harness.mjs";
import { everySize } from "./hand.mjs";
import { enterPin, filesIn, Finger, ITEMS, newFolder, readyNode, signoffs, takeOver } from "./signing.mjs";

const FORM = "measurement_handbook";

/** The words and the strokes of the page are those of the program: what has no screen is asked of its modules. */
async function modules(t) {
    const screen = await t.screen();
    const { page } = screen;
    screen.allow(/answer: .* 401$/); // nobody was let in here
    await page.goto(t.tablet.address);
    const own = await page.evaluate(async () => (await import("/shared/paper/code_words.js")).CODE_WORDS);
    const table = readFileSync(join(root, "shared/model/kind_word.c"), "utf8");
    const theirs = Object.fromEntries([...table.matchAll(/^ {4}\{"(\w+)", "([^"]+)", "([^"]+)"\},$/gm)]
        .map(([, code, zh, en]) => [code, [zh, en]]));
    t.check("codes are told in the words of the kind table", theirs, own);
    const ink = await page.evaluate(async () => {
        const { fitted, inkFault, inkOf } = await import("/sign/strokes.js");
        const line = Array.from({ length: 9 }, (_, i) => ({ x: 10 + i * 10.004, y: -5 + i, pressure: 0.5, time: 1000 + i * 16 - (i === 3) }));
        const box = { width: 200, height: 100 };
        const far = fitted([{ points: line }], box, { width: 100, height: 100 })[0].points[8];
        return {
            text: JSON.stringify(inkOf([{ points: line.slice(0, 4) }, { points: [] }, { points: line.slice(4) }], box)),
            faults: [line, line.slice(0, 7), line.map((p) => ({ ...p, x: p.x / 20, y: p.y / 20 })), []]
                .map((points) => inkFault(inkOf([{ points }], box)) !== ""),
            far: [far.x, far.y],
        };
    });
    t.check("strokes are canonical, within their box, times never run back", '{"format":"plumbline-strokes-1","height":10000,'
        + '"strokes":[[[1000,0,500,0],[2000,0,500,16],[3001,0,500,32],[4001,0,500,47]],[[5002,0,500,64],[6002,0,500,80],'
        + '[7002,100,500,96],[8003,200,500,112],[9003,300,500,128]]],"width":20000}', ink.text);
    t.check("too few points, a dot and nothing are no signature", [false, true, true, true], ink.faults);
    t.check("ink keeps its shape in another box", [45.016, 26.5], ink.far.map((side) => Math.round(side * 1000) / 1000));
}

async function missing(t, site) {
    const { node } = await t.tablet.ask("node", "start", "--site", site, "--code", "measurement");
    const screen = await t.enter({ at: `#/review/${node}/${FORM}`, permissions: ["geolocation"],
        geolocation: { latitude: 30.5843, longitude: 114.2981 } });
    const { page } = screen;
    await page.locator(".lacks").waitFor();
    t.check("every item without a result is missing", ITEMS.length, await page.locator(".lacks .list-row").count());
    t.check("nobody can be handed it", "true",
        await page.getByRole("button", { name: /交给客户/ }).getAttribute("aria-disabled"));
    await t.looks(screen, "sign-missing");
    await page.locator(".lacks .list-row").first().tap();
    await page.waitForURL(/#\/check\/.*item=on_time/);
    await page.goBack();
    await page.locator(".lacks").waitFor();
    await t.tablet.run("item", "set", "--node", node, ...ITEMS.map((item) => `${item}=pass`));
    await screen.sees("内容完整");
    t.check("the page follows by itself: nothing is missing", 0, await page.locator(".lacks").count());
    return { node, screen };
}

async function oneGo(t, node, screen) {
    const finger = new Finger(screen);
    const { page } = screen;
    await screen.page.reload();
    await takeOver(screen, finger);
    t.check("the customer sees every item", ITEMS.length, await page.locator(".paper-item").count());
    await t.looks(screen, "sign-customer-pages");
    await finger.tapButton(/我已看过/);
    await finger.tapRadio("满意");
    await finger.tapRadio("非常满意");
    t.check("the slide waits for the hand", "true", await page.locator(".slide-knob").getAttribute("aria-disabled"));
    await finger.draw(".signature-field canvas", [[[0.5, 0.5], [0.501, 0.5]]]);
    await screen.sees("一个点不是签名");
    await finger.tapButton("清除重写");
    finger.taps--; // that was the mistake of the test
    await finger.write();
    await t.looks(screen, "sign-customer-hand");
    const answered = page.waitForResponse(/\/api\/sign$/);
    await finger.slide();
    const lifted_ms = performance.now();
    await page.locator(".signed").waitFor();
    const shown_ms = performance.now() - lifted_ms;
    const { requestStart, responseStart } = (await answered).request().timing();
    console.log(`sealed in ${Math.round(responseStart - requestStart)} ms, shown ${Math.round(shown_ms)} ms after the slide`);
    t.check("one go: hand over, read, answer, face, slide", 5, finger.taps);
    await t.looks(screen, "sign-customer-done");
    const [made] = await signoffs(t.tablet, node);
    t.check("it counts, and says where", ["customer", "satisfied", 5, "counts", "30.584300", "114.298100"],
        [made.role, made.verdict, made.score, made.state, made.latitude, made.longitude]);
    t.check("the code on the page is its code", made.code, await page.locator(".signed-code").innerText());
    t.check("a QR code stands beside it", true, (await page.locator(".qr path").getAttribute("d")).length > 200);
    return finger;
}

async function others(t, node, screen, finger) {
    const { page } = screen;
    await finger.tapButton(/还有一位/);
    await finger.tapRadio("满意");
    t.check("the other customer says who they are", "", await page.getByLabel("签字人姓名").inputValue());
    await page.getByLabel("签字人姓名").fill("赵先生");
    await finger.write();
    await finger.slide();
    await page.locator(".signed").waitFor();
    await finger.tapButton("工作人员");
    await enterPin(screen, PIN);
    await page.locator(".signers").waitFor();
    await page.getByRole("button", { name: "设计师签字" }).tap();
    await finger.tapRadio("满意");
    await finger.tapRadio("吴佳怡");
    await finger.write();
    await t.looks(screen, "sign-staff");
    await finger.slide();
    await page.locator(".signed").waitFor();
    const made = await signoffs(t.tablet, node);
    t.check("D6.5 three people signed the same content", [3, 1],
        [made.length, new Set(made.map(({ content }) => content)).size]);
    t.check("each has their name", ["吴佳怡", "赵先生", "赵女士"], made.map(({ name }) => name).sort());
}

async function turned(t, node, screen) {
    const finger = new Finger(screen);
    const { page } = screen;
    await page.goto(`${t.tablet.address}/#/review/${node}/${FORM}`);
    await page.getByRole("button", { name: "设计师签字" }).tap();
    await page.locator(".signature-field canvas").waitFor();
    await everySize(t, screen, new URL(page.url()).hash.slice(1), "sign-staff");
    await page.setViewportSize(VIEWPORTS.portrait);
    await page.locator(".signature-field canvas").waitFor();
    await finger.draw(".signature-field canvas", [[[0.2, 0.2], [0.8, 0.8]]], 160);
    t.check("a palm writes nothing", 1, await page.locator(".signature-hint").count());
    await finger.write();
    await page.locator(".signature-hint").waitFor({ state: "detached" });
    await page.setViewportSize(VIEWPORTS.landscape);
    const ink = () => page.evaluate(() => {
        const canvas = document.querySelector(".signature-field canvas");
        const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let left = width, right = 0;
        for (let i = 3; i < data.length; i += 4)
            if (data[i]) {
                left = Math.min(left, ((i - 3) / 4) % width);
                right = Math.max(right, ((i - 3) / 4) % width);
            }
        return { wide: right > left ? (right - left) / width : 0, height };
    });
    await t.until("the ink is there after the turn", async () => (await ink()).wide > 0.2);
    await t.looks(screen, "sign-turned");
    await page.setViewportSize(VIEWPORTS.portrait);
    await t.until("and after turning back", async () => (await ink()).wide > 0.3);
    await finger.tapButton("退一笔");
    await finger.tapButton("清除重写");
    await page.locator(".signature-hint").waitFor();
}

async function copies(t, node, screen) {
    const { page } = screen;
    const site = (await screen.call("GET", "/api/today")).body.sites.find(({ address }) => address.includes("梧桐路"));
    await page.goto(`${t.tablet.address}/#/site/${site.id}`);
    await page.locator('a[href^="#/signoff/"]').first().waitFor();
    t.check("the site lists all", 3, await page.locator('a[href^="#/signoff/"]').count());
    await page.locator('a[href^="#/signoff/"]', { hasText: "赵女士" }).tap();
    await page.locator(".sealed-page").waitFor();
    await t.looks(screen, "sign-off", { shot: { fullPage: true } });
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("保存副本文件").tap()]);
    const folder = newFolder(t.folder);
    await download.saveAs(join(folder, download.suggestedFilename()));
    const [file] = filesIn(folder);
    t.check("the file is named by its code", true, /signoff-[0-9a-f]{4}-[0-9a-f]{4}\.plumb$/.test(file));
    const said = await t.tablet.run("verify", file, "--ca", join(t.tablet.folder, "keys/ca.pem"));
    t.check("anybody can verify it", true, /真实|genuine/.test(said));
}

async function changed(t, node, screen) {
    const { page } = screen;
    await t.tablet.run("item", "set", "--node", node, "tools=pass", "--note", "卷尺借用");
    await page.locator(".paper-changes li").first().waitFor();
    t.check("D6.2 what changed is told in words", true, (await page.locator(".paper-changes").innerText()).includes("卷尺借用"));
    await everySize(t, screen, new URL(page.url()).hash.slice(1), "sign-off-changed");
    await page.locator(".paper-changes li").first().waitFor();
    await page.getByRole("button", { name: /作废/ }).tap();
    await page.getByRole("button", { name: "内容更正后重签" }).tap();
    await t.looks(screen, "sign-off-void");
    await new Finger(screen).slide();
    await screen.sees("作废原因");
    const all = await signoffs(t.tablet, node);
    t.check("D6.4 voided, and kept", [3, 1], [all.length, all.filter(({ state }) => state === "voided").length]);
}

async function refused(t, site) {
    const node = await readyNode(t.tablet, site);
    const screen = await t.enter({ language: "en", at: `#/review/${node}/${FORM}` });
    const { page } = screen;
    // By keyboard alone: a signature is not possible, what the rules allow instead is.
    const button = page.getByRole("button", { name: "Refused or absent" }).first();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.getByRole("radio", { name: /not present|absent/i }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "not reached by phone" }).focus();
    await page.keyboard.press("Enter");
    await t.looks(screen, "sign-refused-en");
    await page.locator(".slide-knob").focus();
    await page.keyboard.down("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.up("Enter");
    const [made] = await signoffs(t.tablet, node);
    t.check("absent is recorded with its reason and no hand", ["absent", "not reached by phone", null],
        [made.verdict, made.reason, made.handwriting]);
}

await run({}, async (t) => {
    await t.tablet.on();
    await modules(t);
    const { node, screen } = await missing(t, await t.tablet.site("HT2026-001"));
    const finger = await oneGo(t, node, screen);
    await others(t, node, screen, finger);
    await turned(t, node, screen);
    await copies(t, node, screen);
    await changed(t, node, screen);
    await refused(t, await t.tablet.site("HT2026-002"));
});
