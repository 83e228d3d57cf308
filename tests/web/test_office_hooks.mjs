// SPDX-License-Identifier: Apache-2.0
// Connections in the office: a receiver is added by keyboard and tried, its secret shown once and changed; paused, its
// event waits, and comes when it goes on; what a receiver refused for good is sent again from the list; a token opens what
// it says and nothing after it was revoked; a test goes through a real mail server; who may not changes nothing.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PASSWORD, runOffice } from "./office.mjs";
import { root, Tablet } from "./programs.mjs";

/** A receiver of the web and a mail server: tests/e2e/receivers.py. */
async function receivers(folder) {
    const at = join(folder, "receivers");
    mkdirSync(at);
    const program = spawn("python3", [join(root, "tests/e2e/receivers.py"), at], { stdio: ["ignore", "pipe", "inherit"] });
    const said = await new Promise((resolve, reject) => {
        let text = "";
        program.on("exit", (code) => reject(new Error(`receivers.py ended with ${code}`)));
        program.stdout.on("data", (part) => {
            text += part;
            if (text.includes("\n"))
                resolve(text);
        });
    });
    const [, web, , bare] = said.match(/listening on (\d+) (\d+) (\d+)/);
    const log = (name) => (existsSync(join(at, name)) ? readFileSync(join(at, name), "utf8").split("\n").filter(Boolean)
        .map((line) => JSON.parse(line)) : []);
    return { web, bare, log, ca: readFileSync(join(at, "ca.pem"), "utf8"), end: () => program.kill(),
        answers: (status) => (status ? writeFileSync(join(at, "status"), status) : rmSync(join(at, "status"))),
        secret: (text) => writeFileSync(join(at, "secret"), text) };
}

/** What was done is there, or the password is asked for again first: the sign-in may be too long ago by now. */
async function confirmed(page, done) {
    const asked = page.locator('input[type="password"]');
    await asked.or(done).first().waitFor();
    if (await asked.count()) {
        await asked.fill(PASSWORD);
        await page.keyboard.press("Enter");
    }
    await done.waitFor();
}

/** The secret that a dialog shows, which is closed then. */
async function shownOnce(page) {
    const shown = page.locator(".secret code");
    await confirmed(page, shown);
    const text = await shown.innerText();
    await page.getByRole("button", { name: "已保存好" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    return text;
}

const hooks = async (t, screen) => (await t.must(screen, "/api/hooks")).hooks;
const came = (out, type) => out.log("web.log").filter((row) => row.type === type);

async function add(t, screen, out) {
    const { page } = screen;
    await page.getByText("还没有。添加一个网址").waitFor();
    await page.getByRole("button", { name: "添加接收方" }).press("Enter");
    await page.getByLabel("网址或邮箱").fill("http://erp.example.com");
    await page.getByText("要 https 网址，或一个邮箱").waitFor();
    await page.getByLabel("网址或邮箱").fill(`https://127.0.0.1:${out.web}/in`);
    await page.getByRole("button", { name: "平板停用" }).press("Space");
    await page.getByRole("switch", { name: /在公司内网/ }).press("Space");
    await page.getByLabel(/它的证书颁发者/).fill(out.ca);
    await t.looks(screen, "office-hook-new-zh");
    await page.locator("dialog").getByRole("button", { name: "添加", exact: true }).press("Enter");
    await page.locator(".secret code").or(page.locator('input[type="password"]')).first().waitFor();
    const secret = await shownOnce(page);
    t.check("a secret as receivers want it", true, /^whsec_[A-Za-z0-9+/]{43}=$/.test(secret));
    const [hook] = await hooks(t, screen);
    t.check("as it was chosen", [["device.revoked"], true, true], [hook.kinds, hook.private, hook.own_ca]);
    t.check("the secret is told nobody again", false, JSON.stringify(await t.must(screen, "/api/hooks")).includes(
        secret.slice(6, 30)));
    out.secret(secret);
    await page.getByRole("button", { name: "发一条测试" }).click();
    await page.getByText("测试已送达，对方回答 200").waitFor();
    t.check("it came, signed", [true], came(out, "hook.test").map(({ good }) => good));
    return secret;
}

/** Another secret signs from the next message on. */
async function rotate(t, { page }, out, before) {
    await page.getByRole("button", { name: "换密钥" }).click();
    const secret = await shownOnce(page);
    await page.getByRole("button", { name: "发一条测试" }).click();
    await t.until("the test came", () => came(out, "hook.test").length === 2);
    out.secret(secret);
    await page.getByRole("button", { name: "发一条测试" }).click();
    await t.until("another test came", () => came(out, "hook.test").length === 3);
    t.check("another secret", [true, [true, false, true]], [secret !== before, came(out, "hook.test").map(({ good }) => good)]);
}

/** A tablet is revoked while the receiver rests, then while it is gone for good. */
async function events(t, screen, out, device) {
    const { page } = screen;
    const rule = (state) => t.must(screen, `/api/devices/${device}/state`, { state, why: "试" });
    await page.getByRole("button", { name: "暂停", exact: true }).click();
    await page.getByText("已暂停", { exact: true }).waitFor();
    await rule("revoked");
    await t.until("the event waits", async () => (await hooks(t, screen))[0].waiting === 1);
    const [resting] = await hooks(t, screen);
    t.check("and is tried by nobody", [null, null, 0], [resting.next_ms, resting.last, came(out, "device.revoked").length]);
    await page.getByRole("button", { name: "继续", exact: true }).click();
    await page.getByText("都已送达").waitFor();
    t.check("it came once, signed", [true], came(out, "device.revoked").map(({ good }) => good));
    out.answers("410");
    await rule("active");
    await rule("revoked");
    await page.getByText("1 条已放弃").waitFor();
    await page.getByText("没送到 接收方回答 410").waitFor();
    await t.looks(screen, "office-hooks-zh");
    await page.getByRole("link", { name: "0 / 1 / 1" }).click();
    await page.locator("tbody tr").first().waitFor();
    const { rows, counts } = await t.must(screen, "/api/deliveries");
    t.check("both are in the list, the newest first", [["dead", 410, 1], ["done", 200, 1]], rows.map((row) => [row.state_code,
        row.status, row.attempts]));
    t.check("counted", [2, 0, 1, 1], [counts.all, counts.waiting, counts.done, counts.dead]);
    await t.looks(screen, "office-deliveries-zh");
    const file = await t.saved(screen, () => page.getByRole("button", { name: /CSV/ }).click());
    t.check("the file has the same", 3, file.rows.length);
    out.answers(null);
    await page.getByRole("button", { name: `再发 ${rows[0].row}` }).click();
    await t.until("it arrived", async () => (await t.must(screen, "/api/deliveries?state=done")).total === 2);
    t.check("twice now: it was refused, then taken", ["200", "410", "200"], came(out, "device.revoked")
        .map(({ status }) => status));
    screen.allow(/^answer: POST \S+\/api\/deliveries\/99\/resend 404$/);
    t.check("what is not there", 404, (await screen.call("POST", "/api/deliveries/99/resend", {})).status);
}

async function tokens(t, screen) {
    const { page } = screen;
    const ask = async (token) => (await screen.context.request.get(`${t.address}/rest/v1/sites?limit=1`,
        { headers: { Authorization: `Bearer ${token}` } })).status();
    await page.goto(`${t.address}/#/hooks`);
    await page.getByRole("button", { name: "新令牌" }).press("Enter");
    await page.getByLabel("给哪个系统").fill("ERP");
    t.check("without a scope it is not made", "true", await page.getByRole("button", { name: "生成" })
        .getAttribute("aria-disabled"));
    await page.getByRole("button", { name: "工地、人员与派工" }).press("Space");
    await t.looks(screen, "office-token-new-zh");
    await page.getByRole("button", { name: "生成" }).press("Enter");
    const token = await shownOnce(page);
    t.check("it opens what was chosen", 200, await ask(token));
    const row = page.locator("tr", { hasText: "ERP" });
    await row.getByText("有效").waitFor();
    const [listed] = (await t.must(screen, "/api/tokens")).tokens;
    t.check("with its scopes, for a year, used", [["read:sites"], 365, true], [listed.scopes, Math.round((listed.expires_ms
        - listed.made_ms) / 86400000), listed.used_ms > 0]);
    await page.getByRole("button", { name: "停用 ERP" }).click();
    await page.locator("dialog").getByRole("button", { name: "停用", exact: true }).click();
    await row.getByText("已停用").waitFor();
    t.check("and nothing more", 401, await ask(token));
    screen.allow(/^answer: POST \S+\/api\/(tokens|hooks) 422$/);
    const bad = async (path, body) => (await screen.call("POST", path, body)).status;
    t.check("what is none", [422, 422, 422, 422, 422], [await bad("/api/tokens", { name: "x", scopes: ["read:all"] }),
        await bad("/api/tokens", { name: "x", scopes: [] }), await bad("/api/tokens", { name: "x", scopes: ["read:sites"],
            expires_ms: 1000 }), await bad("/api/hooks", { target: "http://example.com", kinds: [] }),
        await bad("/api/hooks", { target: "https://example.com", kinds: ["night.don"] })]);
}

async function mail(t, screen, out) {
    const { page } = screen;
    await page.getByText("还没有设置邮件服务器。密码").waitFor();
    await t.office.run("mail", "set", "--server", `smtp://127.0.0.1:${out.bare}`, "--from", "office@example.com", "--plain");
    await page.getByLabel("发测试邮件到").fill("clerk@example.com");
    await page.getByRole("button", { name: "发测试", exact: true }).press("Enter");
    await page.getByText("测试已送达，对方回答 250").waitFor();
    t.check("the mail server has it", ["RCPT TO:<clerk@example.com>"], out.log("mail.log").map(({ receiver }) => receiver
        .replace(/ \w+=.*$/, "")));
}

/** Who only reads is offered nothing; whoever has no right sees nothing; a clerk who may, may. */
async function others(t, screen) {
    const [{ id }] = await hooks(t, screen);
    const auditor = await t.enter({ role: "auditor", language: "en", at: "#/hooks" });
    await auditor.page.getByText("all arrived").waitFor();
    await auditor.page.getByText("reconciliation is done").or(auditor.page.getByText("a tablet was revoked")).first().waitFor();
    await t.looks(auditor, "office-hooks-en");
    t.check("nothing is offered", 0, await auditor.page.getByRole("button",
        { name: /Add|Send|Pause|New|Remove|Revoke/ }).count());
    auditor.allow(/^answer: \S+ \S+ 403$/);
    t.check("nor taken past the page", [403, 403, 403], [(await auditor.call("POST", `/api/hooks/${id}/test`, {})).status,
        (await auditor.call("POST", "/api/tokens", { name: "x", scopes: ["read:sites"] })).status,
        (await auditor.call("POST", "/api/mail/test", { address: "a@example.com" })).status]);
    await auditor.page.goto(`${t.address}/#/hooks/deliveries`);
    await auditor.page.locator("tbody tr").first().waitFor();
    await t.looks(auditor, "office-deliveries-en");
    const manager = await t.enter({ role: "department_manager" });
    manager.allow(/^answer: \S+ \S+ 403$/);
    t.check("who has no right", [403, 403, 403], [(await manager.call("GET", "/api/hooks")).status,
        (await manager.call("GET", "/api/tokens")).status, (await manager.call("GET", "/api/deliveries")).status]);
}

async function remove(t, screen) {
    const { page } = screen;
    await page.getByRole("button", { name: "删除…" }).click();
    await page.locator("dialog").getByRole("button", { name: "删除", exact: true }).click();
    await page.getByText("还没有。添加一个网址").waitFor();
    t.check("it is gone", [], await hooks(t, screen));
    const { rows } = await t.must(screen, "/api/audit?limit=200");
    const acts = rows.map(({ act }) => act).filter((act) => /^(hook|token|mail)\./.test(act)).reverse();
    t.check("the audit has it all, in order", ["hook.add", "hook.test", "hook.secret", "hook.test", "hook.test", "hook.pause",
        "hook.resume", "hook.resend", "token.add", "token.revoke", "mail.set", "mail.test", "hook.remove"], acts);
}

await runOffice({}, async (t) => {
    const out = await receivers(t.folder);
    try {
        const tablet = new Tablet(join(t.folder, "tablet"), "平板 1");
        await tablet.enrol(await t.office.invite("P001"));
        const { device } = await tablet.ask("status");
        const screen = await t.enter({ role: "administrator", at: "#/hooks" });
        screen.allow(/^answer: POST \S+\/api\/(hooks|tokens)\S* 412$/);
        const secret = await add(t, screen, out);
        await rotate(t, screen, out, secret);
        await events(t, screen, out, device);
        await tokens(t, screen);
        await mail(t, screen, out);
        await others(t, screen);
        await remove(t, screen);
    } finally {
        out.end();
    }
});
