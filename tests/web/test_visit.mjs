// SPDX-License-Identifier: Apache-2.0
// A day's visits by touch, without the office: presence with photo and place, patrol and its calls, inspections, simulated
// rounds, the weekly report, a complaint with its promise, verdicts of superiors, notes; in every size and both languages.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { holds } from "./hand.mjs";
import { PIN, run } from "./harness.mjs";
import { Finger, readyNode } from "./signing.mjs";

const PLACE = { geolocation: { latitude: 30.5843, longitude: 114.2981 }, permissions: ["geolocation"] };

const open = (t, screen, site, what) => screen.page.goto(`${t.tablet.address}/#/visit/${site}${what ? `/${what}` : ""}`);
const radio = (screen, name) => screen.page.getByRole("radio", { name, exact: typeof name === "string" }).first().tap();
const button = (screen, name) => screen.page.getByRole("button", { name, exact: typeof name === "string" }).first().tap();
const answer = async (screen, site) => (await screen.call("GET", `/api/sites/${site}`)).body;
const visit = (body, kind) => body.visits.find((one) => one.kind === kind);

async function photo(t, screen, seeds, input = 0) {
    const pictures = [];
    for (const seed of seeds)
        pictures.push(await t.camera.picture({ seed }));
    await screen.page.locator('input[type="file"]').nth(input).setInputFiles(pictures);
}

async function presence(t, screen, site) {
    await open(t, screen, site, "presence");
    await screen.sees("必拍");
    t.check("without inspection and photo nothing is saved", "true",
        await screen.page.getByRole("button", { name: "保存", exact: true }).getAttribute("aria-disabled"));
    await radio(screen, "测量");
    await photo(t, screen, [1]);
    await screen.sees("未保存");
    await t.looks(screen, "visit-presence");
    await button(screen, "保存");
    await screen.sees("已存本机");
    const made = visit(await answer(screen, site), "presence");
    t.check("D4.1 who, where, with a photo", ["陈国强", "30.584300", "114.298100", 1],
        [made.person.name, made.latitude, made.longitude, made.photos.length]);
}

async function patrol(t, screen, site) {
    await open(t, screen, site, "patrol");
    await radio(screen, "不合格");
    await screen.sees("还缺：备注");
    await button(screen, "现场杂乱");
    await photo(t, screen, [2, 3, 4], 1);
    await screen.sees("3 张");
    await button(screen, "保存");
    await screen.page.waitForURL(/#\/visit\/.*\/call\//);
    await screen.sees("电话期限");
    await t.looks(screen, "visit-call");
    let made = visit(await answer(screen, site), "patrol");
    t.check("the patrol has all its photos", ["fail", "现场杂乱", 3], [made.result.code, made.note, made.photos.length]);
    await radio(screen, "无人接听");
    await button(screen, "占线");
    await button(screen, "保存");
    await t.until("the attempt is kept", async () => visit(await answer(screen, site), "patrol").attempts === 1);
    await open(t, screen, site);
    await screen.page.locator(".list-row", { hasText: "巡检后电话告知客户" }).first().tap();
    await screen.sees("拨打记录");
    await radio(screen, "已接通");
    t.check("who was reached was told something", "true",
        await screen.page.getByRole("button", { name: "保存", exact: true }).getAttribute("aria-disabled"));
    await button(screen, "已告知问题及整改时间");
    await button(screen, "施工质量问题");
    await button(screen, "已通知工长整改");
    await t.looks(screen, "visit-call-reached");
    await button(screen, "保存");
    await t.until("the customer was reached", async () => visit(await answer(screen, site), "patrol").reached);
    made = visit(await answer(screen, site), "patrol");
    t.check("D7.6 both attempts are kept", ["no_answer", "reached"], made.calls.map(({ outcome }) => outcome.code).sort());
}

async function inspections(t, screen, site) {
    await open(t, screen, site, "inspection");
    await radio(screen, "材料进场验收");
    await button(screen, "保存");
    await screen.page.waitForURL(/#\/check\//);
    await open(t, screen, site);
    await screen.page.locator('a[href*="/end/"]', { hasText: "材料进场验收" }).tap();
    await radio(screen, "合格");
    await button(screen, "保存");
    await t.until("the inspection has its result", async () => visit(await answer(screen, site), "inspection").result?.code === "pass");
    await open(t, screen, site, "inspection");
    t.check("the last one is offered first", "材料进场验收", (await screen.page.getByRole("radio").first().innerText()).trim());
    await open(t, screen, site, "round");
    await radio(screen, "第 2 轮");
    await radio(screen, "合格");
    await button(screen, "保存");
    await screen.page.waitForURL(/#\/check\//);
    const round = visit(await answer(screen, site), "simulated_round");
    t.check("D4.4 the round", [2, "pass"], [round.round, round.result.code]);
}

async function weekly(t, screen, site) {
    await open(t, screen, site, "weekly");
    await button(screen, "本周客户无意见");
    await button(screen, "本周无到货");
    // A draft waits while something else is done.
    await open(t, screen, site);
    await screen.sees("草稿");
    await open(t, screen, site, "weekly");
    await button(screen, "未发现设计问题");
    await t.looks(screen, "visit-weekly");
    await button(screen, "保存");
    await t.until("the report is there", async () => visit(await answer(screen, site), "weekly_report"));
    const report = visit(await answer(screen, site), "weekly_report");
    t.check("D4.3 three things", ["本周客户无意见", "本周无到货", "未发现设计问题"],
        [report.customer_opinions, report.materials_deliveries, report.design_defects]);
    await open(t, screen, site, "weekly");
    t.check("it can be changed later", "本周无到货", await screen.page.getByRole("textbox", { name: "材料到货" }).inputValue());
}

async function complaint(t, screen, site) {
    await open(t, screen, site, "complaint");
    await button(screen, "漏水");
    await radio(screen, "电话");
    await radio(screen, "重大");
    await t.looks(screen, "visit-complaint");
    await button(screen, "保存");
    await screen.page.waitForURL(/#\/complaint\//);
    await screen.page.locator(".promise").waitFor();
    await t.looks(screen, "visit-complaint-promise");
    const body = await answer(screen, site);
    t.check("D8.3 who takes it in follows it", ["漏水", "陈国强", "major"],
        (({ words, follower, severity }) => [words, follower.name, severity.code])(body.complaints[0]));
}

async function rights(t, screen, site) {
    await open(t, screen, site);
    await screen.sees("记录什么");
    const offered = await screen.page.locator(".list-row .row-title").allInnerTexts();
    for (const title of ["审图", "竣工复验结论", "上级抽查"])
        t.check(`${title} is not offered to an inspector`, false, offered.includes(title));
    await t.looks(screen, "visit-menu");
    screen.allow(/answer: POST .*\/api\/spot-checks 403/);
    const { status, body } = await screen.call("POST", "/api/spot-checks",
        { site, verdict: "qualified", once: crypto.randomUUID() });
    t.check("nor past the page, in words", [403, true], [status, /抽查/.test(JSON.stringify(body))]);
}

async function note(t, screen, site) {
    await open(t, screen, site, "note");
    await screen.page.getByRole("textbox").fill("门锁密码已换");
    await button(screen, "保存");
    await screen.sees("撤销");
    await t.until("the note is there", async () => (await answer(screen, site)).notes.length === 1);
    await button(screen, "撤销");
    await t.until("it can be undone", async () => (await answer(screen, site)).notes.length === 0);
}

/** Verdicts of the company itself, by those who may: a reviewer of drawings who asks for a redraw, and a re-inspector. */
async function verdicts(t, site) {
    const people = join(t.folder, "more.csv");
    writeFileSync(people, "number,name,role,phone\nP021,方建国,drawing_reviewer,13900000021\nP022,何立新,re_inspector,13900000022\n");
    const works = join(t.folder, "works.csv"); // who works for a site sees it
    writeFileSync(works, "site,person,role\nHT2026-003,P021,drawing_reviewer\nHT2026-003,P022,re_inspector\n");
    await t.office.run("import", people, works);
    await t.office.on();
    const { device } = await t.tablet.ask("status");
    for (const person of ["P021", "P022"])
        await t.office.run("device", "person", device, "--add", person);
    await readyNode(t.tablet, site, { code: "design", items: ["contract_signed", "drafting_standard", "function", "looks",
        "personal_needs", "defects_answered"] });
    const done = await readyNode(t.tablet, site, { code: "completion", items: [] });
    await t.tablet.run("sync");
    const colleague = await t.enter({ person: "陈国强" }); // who is in, while the others choose their PIN
    for (const name of ["方建国", "何立新"])
        await colleague.call("POST", "/api/pin", { person: colleague.session.persons.find((one) => one.name === name).id, pin: PIN,
            once: crypto.randomUUID() });

    const reviewer = await t.enter({ person: "方建国" });
    await open(t, reviewer, site, "review");
    await radio(reviewer, "重画");
    await reviewer.sees("还缺：重画期限");
    await reviewer.page.locator('input[type="date"]').fill("2027-01-15");
    for (const key of ["1", "2"])
        await reviewer.page.locator(`.keypad [data-key="${key}"]`).tap();
    await reviewer.page.getByRole("switch").tap();
    await t.looks(reviewer, "visit-review");
    await button(reviewer, "保存");
    await t.until("D3.15 the review is there", async () => visit(await answer(reviewer, site), "drawing_review"));
    const review = visit(await answer(reviewer, site), "drawing_review");
    t.check("D3.15 redraw, points, date, who was there", ["redraw", 12, "2027-01-15", true],
        [review.verdict.code, review.deducted_points, review.redraw_due, review.attended]);

    const inspector = await t.enter({ person: "何立新" });
    await open(t, inspector, site, "reinspection");
    await radio(inspector, "不合格");
    await inspector.sees("还缺：说明");
    await radio(inspector, "合格");
    await button(inspector, "保存");
    await inspector.page.waitForURL(/#\/review\/.*\/re_inspection/);
    await inspector.page.locator(".sealed-page").waitFor();
    await t.looks(inspector, "visit-reinspection-form");
    t.check("D3.7 the form of the re-inspection shows its verdict", true,
        (await inspector.page.locator(".paper-head").innerText()).includes("合格"));
    const finger = new Finger(inspector);
    await finger.tapButton("复查员签字");
    await finger.tapRadio("合格");
    await finger.write();
    await finger.slide();
    await inspector.page.locator(".signed").waitFor();
    const node = (await answer(inspector, site)).nodes.find(({ code }) => code === "completion");
    t.check("D3.7 the gate has its re-inspection", false, JSON.stringify(node.missing).includes("复验"));
    t.check("of the node that was started", done, node.node);
}

async function keyboard(t, site) {
    const screen = await t.enter({ language: "en", viewport: "landscape", at: `#/visit/${site}/patrol`, ...PLACE });
    const { page } = screen;
    await page.getByRole("radio").first().focus();
    await page.keyboard.press("Space");
    t.check("chosen by keyboard", "true", await page.getByRole("radio", { name: "pass" }).getAttribute("aria-checked"));
    await page.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/call\//);
    await t.looks(screen, "visit-call-en-landscape");
    await screen.close();
    t.screens.splice(t.screens.indexOf(screen), 1);
}

async function sizes(t, site) {
    for (const [name, options] of Object.entries({
        "phone": { viewport: "phone" }, "phone-150-en": { viewport: "phone", size: 150, language: "en" },
        "landscape-dark": { viewport: "landscape", theme: "dark" }, "large-en": { viewport: "large", language: "en" },
    })) {
        const screen = await t.enter({ ...options, at: `#/visit/${site}` });
        await screen.page.locator(".list-row").first().waitFor();
        await holds(t, screen, `visit-menu-${name}`);
        await open(t, screen, site, "complaint");
        await screen.page.locator(".deed-form").waitFor();
        await holds(t, screen, `visit-complaint-${name}`);
        await screen.close();
        t.screens.splice(t.screens.indexOf(screen), 1);
    }
}

await run({}, async (t) => {
    const site = await t.tablet.site("HT2026-001");
    await readyNode(t.tablet, site);
    await t.tablet.on();
    await t.office.off();
    const screen = await t.enter({ ...PLACE });
    await presence(t, screen, site);
    await patrol(t, screen, site);
    await inspections(t, screen, site);
    await weekly(t, screen, site);
    await complaint(t, screen, site);
    await rights(t, screen, site);
    await note(t, screen, site);
    await keyboard(t, await t.tablet.site("HT2026-002"));
    await sizes(t, site);
    await verdicts(t, await t.tablet.site("HT2026-003"));
});
