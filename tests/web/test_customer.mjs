// SPDX-License-Identifier: Apache-2.0
// The tablet in the customer's hands: nothing but what was handed over can be reached, only a PIN leads out, and a tablet
// that dies under the slide has signed exactly once. A no opens a complaint with its promise; contents that change are read
// again; a wrong clock is told and does not hinder; several forms in one go; both languages.
import { PIN, run, VIEWPORTS } from "./harness.mjs";
import { holds } from "./hand.mjs";
import { enterPin, Finger, handOver, keep, readyNode, signoffs, takeOver } from "./signing.mjs";

const FORM = "measurement_handbook";
const HOUR_MS = 3600000;

async function locked(t, site) {
    const node = await readyNode(t.tablet, site);
    const screen = await t.enter({});
    const { page } = screen;
    const finger = new Finger(screen);
    await handOver(screen, finger, node, FORM);
    for (const hash of ["#/today", "#/issues", "#/me", `#/site/${site}`, `#/check/${node}`, "#/nowhere"]) {
        await page.evaluate((to) => { location.hash = to; }, hash);
        t.check(`${hash} leads nowhere`, [1, 0], [await page.locator(".customer .sealed-page").count(),
            await page.getByRole("navigation").count()]);
    }
    await page.goBack();
    t.check("back leads nowhere", 1, await page.locator(".customer").count());
    await page.reload();
    await page.locator(".customer .sealed-page").waitFor();
    await t.tablet.kill();
    screen.allow(/request: .*ERR_CONNECTION_REFUSED/, /request: .*ERR_/);
    await t.tablet.on();
    await page.reload();
    await page.locator(".customer .sealed-page").waitFor();
    t.check("a tablet that was killed is still the customer's", "customer",
        (await screen.call("GET", "/api/session")).body.state);
    screen.takeFaults();
    screen.allow(/answer: .* 40[13]$/);
    for (const path of ["/api/today", "/api/words", `/api/sites/${site}`, `/api/checklists/${node}`, "/api/issues", "/api/outbox",
        "/api/me", "/api/conflicts", `/api/records/${node}`, `/api/review?of=${node}&form=handbook`])
        t.check(`GET ${path} is not the customer's`, 403, (await screen.call("GET", path)).status);
    const once = () => crypto.randomUUID();
    for (const [path, body] of [["/api/nodes", { site, code: "design" }], ["/api/items", { of: node, item: "tools", result: "fail" }],
        ["/api/lock", {}], ["/api/settings", { language: "en" }], ["/api/customer", { of: node, form: FORM }],
        ["/api/notes", { site, text: "x" }], ["/api/sync", {}]])
        t.check(`POST ${path} is not the customer's`, 403, (await screen.call("POST", path, { ...body, once: once() })).status);
    const attempt = (await screen.call("GET", "/api/session")).body.subject.of;
    const sign = { of: attempt, form: FORM, name: "x", verdict: "satisfied", shown: "0".repeat(64), once: once() };
    t.check("staff do not sign in it", 403, (await screen.call("POST", "/api/sign", { ...sign, role: "designer" })).status);
    t.check("nothing was signed", 0, (await signoffs(t.tablet, node)).length);
    return { node, screen, finger };
}

async function pinOnly(t, screen, finger) {
    const { page } = screen;
    await finger.tapButton("工作人员");
    await t.looks(screen, "customer-pin");
    for (let attempt = 0; attempt < 2; attempt++) { // a third one would cost half a minute
        await enterPin(screen, "0000");
        await t.until("it is refused", async () => (await page.locator(".pin-dots .is-set").count()) === 0);
    }
    t.check("a wrong PIN leaves the customer's pages", 1, await page.locator(".customer").count());
    await page.evaluate(() => history.back());
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const at = await page.evaluate(() => location.hash);
    await page.evaluate(() => new Promise((done) => (addEventListener("popstate", done, { once: true }), history.back())));
    t.check("back closes the pad, and then stays with the customer's pages", [1, at],
        [await page.locator(".customer").count(), await page.evaluate(() => location.hash)]);
}

async function lostAnswer(t, node, screen, finger) {
    const { page } = screen;
    await finger.tapButton(/我已看过/);
    await finger.tapRadio("满意");
    await finger.write();
    // The tablet seals, and dies before the page hears of it.
    let requests = 0;
    await page.route("**/api/sign", async (route) => {
        requests++;
        if (requests > 1)
            return route.continue();
        await route.fetch();
        await t.tablet.kill();
        return route.abort("connectionreset");
    });
    await finger.slide();
    await screen.sees("等待本机程序");
    await screen.shot("customer-waiting");
    await t.tablet.on();
    await page.locator(".signed").waitFor();
    await page.unroute("**/api/sign");
    t.check("the same tap was sent again", true, requests > 1);
    t.check("and signed exactly once", 1, (await signoffs(t.tablet, node)).length);
    t.check("with the code that is shown", (await signoffs(t.tablet, node))[0].code, await page.locator(".signed-code").innerText());
    // The other way round: it dies before it has heard of the tap.
    await finger.tapButton(/还有一位/);
    await finger.tapRadio("满意");
    await page.getByLabel("签字人姓名").fill("赵先生");
    await finger.write();
    await t.tablet.kill();
    await finger.slide();
    await screen.sees("等待本机程序");
    await t.tablet.on();
    await page.locator(".signed").waitFor();
    t.check("signed exactly once more", 2, (await signoffs(t.tablet, node)).length);
    await page.reload();
    await screen.sees("已由客户签署");
    t.check("opened anew, nobody signs twice by mistake", 0, await page.getByRole("button", { name: /我已看过/ }).count());
    await t.looks(screen, "customer-signed-already");
    screen.takeFaults();
}

async function leave(t, screen, finger, node) {
    const { page } = screen;
    await finger.tapButton("工作人员");
    await enterPin(screen, PIN);
    await page.getByRole("navigation").first().waitFor();
    t.check("the PIN leads out", "open", (await screen.call("GET", "/api/session")).body.state);
    await page.goto(`${t.tablet.address}/#/review/${node}/${FORM}`);
    await page.locator(".signers").waitFor();
}

async function notSatisfied(t, site) {
    const node = await readyNode(t.tablet, site);
    const screen = await t.enter({ viewport: "landscape", language: "en" });
    const { page } = screen;
    const finger = new Finger(screen);
    await handOver(screen, finger, node, FORM);
    await page.getByRole("button", { name: "中文" }).tap();
    await screen.sees("我已看过");
    await page.getByRole("button", { name: "English" }).tap();
    await finger.tapButton(/I have read this/);
    await finger.tapRadio("not satisfied");
    await screen.sees("contacts you within 24 hours");
    await finger.write();
    t.check("a no needs its reason", "true", await page.locator(".slide-knob").getAttribute("aria-disabled"));
    await finger.tapButton("behind time");
    await t.looks(screen, "customer-no-landscape-en");
    await finger.slide();
    await page.locator(".signed").waitFor();
    await screen.sees("A complaint was opened");
    await t.looks(screen, "customer-no-done-landscape-en");
    const [made] = await signoffs(t.tablet, node);
    t.check("D6.6 the no counts", ["not_satisfied", "behind time", "counts"], [made.verdict, made.reason, made.state]);
    await finger.tapButton("Staff");
    await enterPin(screen, PIN);
    await page.getByRole("navigation").first().waitFor();
    await page.goto(`${t.tablet.address}/#/complaint/${site}`);
    await page.locator(".promise").waitFor();
    const { body } = await screen.call("GET", `/api/sites/${site}`);
    const [complaint] = body.complaints;
    const promise = body.deadlines.find(({ code }) => code === "complaint_contact");
    t.check("the promise is 24 hours after it was received", 24 * HOUR_MS, promise.due_ms - complaint.received_at);
    await t.looks(screen, "customer-complaint-en");
    return screen;
}

async function changes(t, site, screen) {
    const node = await readyNode(t.tablet, site);
    const { page } = screen;
    const finger = new Finger(screen);
    await handOver(screen, finger, node, FORM);
    await finger.tapButton(/I have read this/);
    await finger.tapRadio("satisfied");
    await finger.write();
    // A colleague changes an item while the customer writes.
    await t.tablet.run("item", "set", "--node", node, "tools=pass", "--note", "卷尺借用");
    await page.locator(".paper-item.is-changed").waitFor();
    t.check("the changed item is marked", 1, await page.locator(".is-changed").count());
    await t.looks(screen, "customer-changed");
    t.check("nothing was signed", 0, (await signoffs(t.tablet, node)).length);
    await finger.tapButton(/I have read this/);
    t.check("the hand is asked for again", 1, await page.locator(".signature-hint").count());
    // And between the slide and the seal: the tablet itself refuses.
    await finger.tapRadio("satisfied");
    await finger.write();
    screen.allow(/answer: POST .*\/api\/sign 409/);
    await page.route("**/api/sign", async (route) => {
        await t.tablet.run("item", "set", "--node", node, "on_time=na");
        await route.continue();
    }, { times: 1 });
    await finger.slide();
    await page.locator(".paper-item.is-changed").waitFor();
    t.check("still nothing was signed", 0, (await signoffs(t.tablet, node)).length);
    await finger.tapButton(/I have read this/);
    await finger.tapRadio("satisfied");
    await finger.write();
    await finger.slide();
    await page.locator(".signed").waitFor();
    t.check("what is there now is signed", ["satisfied", "counts"], (({ verdict, state }) => [verdict, state])(
        (await signoffs(t.tablet, node))[0]));
    await finger.tapButton("Staff");
    await enterPin(screen, PIN);
    await page.getByRole("navigation").first().waitFor();
}

async function forms(t, site) {
    const node = await readyNode(t.tablet, site, { code: "mid_term", items: ["finished_quantity", "finished_quality",
        "added_dropped_items", "structure", "safety"] });
    const photo = await t.camera.picture();
    const { attempt } = (await t.tablet.ask("site", "show", site)).nodes.find(({ code }) => code === "mid_term");
    for (const item of ["concealed_quantity", "concealed_quality"])
        await t.tablet.run("item", "set", "--node", node, `${item}=pass`, "--photo", t.keep(`${item}.jpg`, photo.buffer));
    const screen = await t.enter({ viewport: "large" });
    const { page } = screen;
    const finger = new Finger(screen);
    await page.goto(`${t.tablet.address}/#/review/${attempt}`);
    await t.office.off();
    if (t.tablet.canSetClock)
        t.tablet.setClock(-400 * 24 * HOUR_MS);
    await takeOver(screen, finger);
    for (const [verdict, next] of [["合格", /下一份/], ["满意", /还有一位/]]) {
        await page.locator(".customer .sealed-page").waitFor();
        t.check(`photos of the page are seen (${verdict})`, 2, await page.locator(".paper-photos img").count());
        await finger.tapButton(/我已看过/);
        await finger.tapRadio(verdict);
        await finger.write();
        await finger.slide();
        await page.locator(".signed").waitFor();
        if (t.tablet.canSetClock)
            await screen.sees("时钟");
        await t.looks(screen, `customer-forms-${verdict === "合格" ? 1 : 2}-large`);
        if (/下一份/.test(String(next)))
            await finger.tapButton(next);
    }
    t.check("two forms, one hand-over", [["handbook", "satisfied"], ["mid_term_acceptance", "qualified"]],
        (await signoffs(t.tablet, node)).map(({ form, verdict }) => [form, verdict]).sort());
    t.tablet.setClock(0);
}

async function sizes(t, site) {
    const node = await readyNode(t.tablet, site);
    for (const [name, options] of Object.entries({
        "phone": { viewport: "phone" }, "phone-150-en": { viewport: "phone", size: 150, language: "en" },
        "landscape-dark": { viewport: "landscape", theme: "dark" }, "large-en": { viewport: "large", language: "en" },
    })) {
        const screen = await t.enter({ ...options, at: `#/review/${node}/${FORM}` });
        const finger = new Finger(screen);
        await screen.page.locator(".sealed-page").waitFor();
        await holds(t, screen, `review-${name}`);
        await takeOver(screen, finger);
        await holds(t, screen, `customer-read-${name}`);
        await finger.tapButton(/我已看过|I have read/);
        await finger.tapRadio(/^(满意|satisfied)$/);
        await finger.write();
        await holds(t, screen, `customer-sign-${name}`);
        const box = await screen.page.locator(".signature-field").boundingBox();
        t.check(`${name}: the box is wide`, true, box.width >= Math.min(300, VIEWPORTS.phone.width - 60) && box.width > box.height);
        await finger.tapButton(/工作人员|Staff/);
        await enterPin(screen, PIN);
        await screen.page.getByRole("navigation").first().waitFor();
        await screen.close();
        t.screens.splice(t.screens.indexOf(screen), 1);
    }
}

await run({}, async (t) => {
    t.keep = (name, bytes) => keep(t.folder, name, bytes);
    await t.tablet.on();
    const { node, screen, finger } = await locked(t, await t.tablet.site("HT2026-001"));
    await pinOnly(t, screen, finger);
    await lostAnswer(t, node, screen, finger);
    await leave(t, screen, finger, node);
    const other = await notSatisfied(t, await t.tablet.site("HT2026-002"));
    await changes(t, await t.tablet.site("HT2026-003"), other);
    await sizes(t, await t.tablet.site("HT2026-004"));
    await forms(t, await t.tablet.site("HT2026-005"));
});
