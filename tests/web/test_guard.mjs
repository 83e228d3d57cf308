// SPDX-License-Identifier: Apache-2.0
// Other pages in the same browser, while a person is in: a page of another site, one of another port of this machine, and one
// under a name that turns to this machine in the middle (DNS rebinding). None reads a byte or writes one, none shows our page in
// a frame; and our own page runs nothing that was not in a file of ours.
import { createServer } from "node:http";
import { run } from "./harness.mjs";

// The page of somebody else: it tries everything a page can try and tells what it got.
const HOSTILE = `<!doctype html><meta charset="utf-8"><title>hostile</title><iframe name="hidden"></iframe>`;

async function serveHostile() {
    const seen = [];
    const server = createServer((request, response) => {
        seen.push({ url: request.url, cookie: request.headers.cookie ?? "" });
        response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
        response.end(HOSTILE);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const close = () => new Promise((done) => {
        server.close(done);
        server.closeAllConnections(); // Node.js 18 would wait for the browser to let go of them
    });
    return { port: server.address().port, seen, close };
}

// Runs in the hostile page: every answer that is not a refusal by browser or program is named.
async function attack([target, site]) {
    const got = [];
    const body = JSON.stringify({ site, text: "HOSTILE", once: "00000000-0000-7000-8000-000000000001" });
    const attempt = async (name, action) => {
        const answer = await action().catch(() => "refused");
        if (answer !== "refused")
            got.push(`${name}: ${answer}`);
    };
    const read = (path, options) => async () => {
        const answer = await fetch(`${target}${path}`, { credentials: "include", ...options });
        return answer.type === "opaque" ? "refused" : `${answer.status} ${(await answer.text()).slice(0, 40)}`;
    };
    const loads = (tag, path, set) => () => new Promise((done) => {
        const element = Object.assign(document.createElement(tag), set);
        element.onload = () => done("loaded");
        element.onerror = () => done("refused");
        element[tag === "link" ? "href" : "src"] = `${target}${path}`;
        document.body.append(element);
    });
    for (const path of ["/", "/main.js", "/status", "/api/session", "/api/today", "/api/watch?seen=0"]) {
        await attempt(`fetch ${path}`, read(path));
        await attempt(`no-cors ${path}`, read(path, { mode: "no-cors" }));
    }
    for (const type of ["application/json", "text/plain"]) {
        const headers = { "Content-Type": type, "X-Plumb": "1" };
        await attempt(`tap ${type}`, read("/api/notes", { method: "POST", headers, body }));
        await attempt(`blind tap ${type}`, read("/api/notes", { method: "POST", mode: "no-cors", headers: { "Content-Type": "text/plain" }, body }));
        await attempt(`lock ${type}`, read("/api/lock", { method: "POST", headers, body: "{}" }));
    }
    navigator.sendBeacon(`${target}/api/notes`, new Blob([body], { type: "text/plain" }));
    await attempt("image", loads("img", "/icon.svg", {}));
    await attempt("script", loads("script", "/main.js", {}));
    await attempt("module", loads("script", "/main.js", { type: "module" }));
    await attempt("style", loads("link", "/tablet.css", { rel: "stylesheet" }));
    await attempt("events", () => new Promise((done) => {
        const events = new EventSource(`${target}/api/watch?seen=0`, { withCredentials: true });
        events.onmessage = () => done("heard");
        events.onerror = () => done("refused");
    }));
    await attempt("socket", () => new Promise((done) => {
        const socket = new WebSocket(`${target.replace("http", "ws")}/api/watch?seen=0`);
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused");
    }));
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
        const form = Object.assign(document.createElement("form"), { method: "post", enctype: type, target: "hidden", action: `${target}/api/notes` });
        for (const [name, value] of Object.entries(JSON.parse(body)))
            form.append(Object.assign(document.createElement("input"), { name, value }));
        // {"site":…,"x=":"…"}: a form of text/plain can look like JSON.
        form.append(Object.assign(document.createElement("input"), { name: body.slice(0, -1) + ',"x', value: '":1}' }));
        document.body.append(form);
        const answered = new Promise((done) => { document.querySelector("iframe").onload = done; });
        form.submit();
        await answered;
    }
    return got;
}

// Whether a frame, or a window that was opened, shows anything of ours to the page around it.
async function peep(target) {
    const frame = document.createElement("iframe");
    const loaded = new Promise((done) => { frame.onload = done; });
    frame.src = `${target}/`;
    document.body.append(frame);
    await loaded;
    const shown = window.open(`${target}/`);
    await new Promise((done) => setTimeout(done, 500));
    let inside = "closed to us";
    try {
        inside = shown ? shown.document.title : "closed to us";
    } catch {
        // another origin
    }
    shown?.close();
    return inside;
}

await run({ flags: ["--host-resolver-rules=MAP evil.example 127.0.0.1"] }, async (t) => {
    const site = await t.tablet.site("HT2026-006");
    const own = await t.enter({ viewport: "portrait" });
    const hostile = await serveHostile();
    const notes = async () => (await t.tablet.run("record", "list", "--kind", "note", "--site", site)).includes("HOSTILE");
    const still = async (who) => {
        t.check(`${who}: nothing was written`, false, await notes());
        t.check(`${who}: the session stands`, "open", (await own.call("GET", "/api/session")).body.state);
    };
    own.allow(/^(console|request|answer|error): /); // what the hostile tabs are refused

    for (const [who, address] of [
        ["another site", `http://evil.example:${hostile.port}/`],
        ["another port of this machine", `http://127.0.0.1:${hostile.port}/`],
        ["this machine by its other name", `http://localhost:${hostile.port}/`],
    ]) {
        const page = await own.context.newPage();
        await page.goto(address);
        const allowed = await page.evaluate(attack, [address.slice(0, -1), site]);
        t.check(`${who}: the attack works where it is let in`, true, allowed.length >= 15);
        t.check(`${who}: reads nothing`, [], await page.evaluate(attack, [t.tablet.address, site]));
        t.check(`${who}: sees nothing through a frame or a window`, "closed to us", await page.evaluate(peep, t.tablet.address));
        t.check(`${who}: no frame is ours`, [], page.frames().map((one) => one.url()).filter((url) => url.startsWith(t.tablet.address)));
        await still(who);
        await page.close();
    }
    t.check("another site is not told the cookie", [], hostile.seen.filter(({ url, cookie }) => url.startsWith("/?") && cookie));

    // The name turns to this machine: now the browser takes our program for that page's own.
    const rebound = await own.context.newPage();
    const answer = await rebound.goto(`http://evil.example:${t.tablet.port}/`);
    t.check("a rebinding name: its page", 403, answer.status());
    t.check("a rebinding name: reads nothing of the tablet's", [403, 403, 403], await rebound.evaluate(async ([given]) => {
        const body = JSON.stringify({ site: given, text: "HOSTILE", once: "00000000-0000-7000-8000-000000000002" });
        const headers = { "X-Plumb": "1", "Content-Type": "application/json" };
        return [
            (await fetch("/api/session")).status,
            (await fetch("/status")).status,
            (await fetch("/api/notes", { method: "POST", headers, body })).status,
        ];
    }, [site]));
    t.check("a rebinding name has no cookie of ours", [], await own.context.cookies(`http://evil.example:${t.tablet.port}/`));
    await still("a rebinding name");
    await rebound.close();

    const [cookie] = await own.context.cookies(t.tablet.address);
    t.check("the cookie", { name: "plumb", httpOnly: true, sameSite: "Strict", path: "/", domain: "127.0.0.1", expires: -1 },
        (({ name, httpOnly, sameSite, path, domain, expires }) => ({ name, httpOnly, sameSite, path, domain, expires }))(cookie));

    // What got into our own page as text or markup does not run.
    const injected = await own.page.evaluate(async () => {
        const broken = [];
        addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
        const script = Object.assign(document.createElement("script"), { textContent: "window.injected = 'inline';" });
        const button = document.createElement("button");
        button.setAttribute("onclick", "window.injected = 'handler';");
        const picture = Object.assign(document.createElement("img"), { src: "http://evil.example/leak" });
        const far = Object.assign(document.createElement("script"), { src: "http://evil.example/far.js" });
        const style = Object.assign(document.createElement("style"), { textContent: "body { display: none }" });
        document.body.append(script, button, picture, far, style);
        button.click();
        await fetch("http://evil.example/leak").catch(() => null);
        const form = Object.assign(document.createElement("form"), { action: "http://evil.example/leak", method: "post" });
        document.body.append(form);
        form.submit();
        await new Promise((done) => setTimeout(done, 300));
        for (const one of [script, button, picture, far, style, form])
            one.remove();
        return { ran: window.injected ?? null, hidden: getComputedStyle(document.body).display === "none", broken: [...new Set(broken)].sort() };
    });
    t.check("nothing that is injected runs or leaves", {
        ran: null,
        hidden: false,
        broken: ["connect-src", "form-action", "img-src", "script-src-attr", "script-src-elem", "style-src-elem"],
    }, injected);
    own.takeFaults();
    await hostile.close();
});
