// SPDX-License-Identifier: Apache-2.0
// What the tests of the interface share: a world (office, tablet, browser) and counted checks.
//
//     import { run } from "./harness.mjs";
//     await run({}, async (t) => {
//         const screen = await t.enter({ viewport: "phone", language: "en" });
//         await screen.page.getByRole("link", { name: "Today" }).click();
//         t.check("the page has a title", "Plumbline", await screen.page.title());
//         await t.looks(screen, "today-phone-en");       // screenshot, axe, no complaints
//     });
//
// A test waits for what it wants to see (locators, t.until), never for a time. It ends with "N passed, N failed".
import { webcrypto } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Camera, Screen, startBrowser } from "./browser.mjs";
import { makeWorld, until } from "./programs.mjs";

globalThis.crypto ??= webcrypto; // Node.js 18, which Debian 12 has, keeps it apart

export { VIEWPORTS } from "./browser.mjs";
export const PIN = "2580";

export class Test {
    constructor(world, browser) {
        Object.assign(this, world);
        this.browser = browser;
        this.camera = new Camera(browser);
        this.screens = [];
        this.passed = 0;
        this.failed = 0;
    }

    check(what, wanted, got) {
        if (isDeepStrictEqual(wanted, got)) {
            this.passed++;
        } else {
            this.failed++;
            console.log(`FAILED ${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
        }
    }

    until(what, ask, limit_ms) {
        return until(what, ask, limit_ms);
    }

    /** A page that has opened nothing yet. */
    async screen(options = {}) {
        const screen = await Screen.open(this.browser, options);
        this.screens.push(screen);
        return screen;
    }

    /** A page launched and locked: what a person sees who takes the tablet up. It ends the session of other pages. */
    async launch(options = {}) {
        if (!this.tablet.isOn)
            await this.tablet.on();
        // Only one page at a time has a session: the others are told so.
        for (const other of this.screens)
            other.allow(/^answer: .* 401$/);
        const screen = await this.screen(options);
        const address = this.tablet.launch ?? await this.tablet.newLaunch();
        this.tablet.launch = undefined; // good once
        await Promise.all([screen.page.waitForResponse(/\/api\/launch$/), screen.page.goto(address)]);
        await screen.page.waitForFunction(() => !location.hash.includes("launch="));
        return screen;
    }

    /**
     * A page where this person (a part of the name; else the first) is in, at #/today, in this language, theme and size.
     * The PIN is PIN.
     */
    async enter({ person = "", language = "zh", theme = "light", size = 100, at = "#/today", ...options } = {}) {
        const screen = await this.launch(options);
        const session = await until("the page has its session", async () => {
            const { status, body } = await screen.call("GET", "/api/session");
            return status === 200 && body;
        });
        const who = session.persons.find(({ name }) => name.includes(person));
        const route = who.pin ? "/api/unlock" : "/api/pin";
        const { status, body } = await screen.call("POST", route, { person: who.id, pin: PIN, once: crypto.randomUUID() });
        if (status !== 200)
            throw new Error(`${route} of ${who.name}: ${status} ${JSON.stringify(body)}`);
        const settings = await screen.call("POST", "/api/settings",
            { language, theme, size, once: crypto.randomUUID() });
        if (settings.status !== 200)
            throw new Error(`/api/settings: ${settings.status} ${JSON.stringify(settings.body)}`);
        await screen.page.goto(`${this.tablet.address}/${at}`);
        await screen.page.reload(); // a hash alone opens nothing anew
        await screen.page.getByRole("navigation").first().waitFor();
        screen.session = session;
        screen.person = who;
        return screen;
    }

    /** Keeps a picture, and checks that axe finds nothing serious and the page complained of nothing. */
    async looks(screen, name, options = {}) {
        await screen.shot(name, options.shot);
        this.check(`${name}: axe`, [], await screen.axe(options.axe));
        this.check(`${name}: complaints`, [], screen.takeFaults());
    }

    async finish() {
        for (const screen of this.screens) {
            this.check("complaints at the end", [], screen.takeFaults());
            await screen.close();
        }
    }
}

/**
 * Makes a world, runs the test in it, and ends the process: exit code 1 when a check failed. Options: those of makeWorld
 * (or of `make`, which makes another one for the tests of the class `Kind`), and `flags` of the browser.
 */
export async function run({ make = makeWorld, Kind = Test, ...options }, body) {
    const folder = mkdtempSync(join(tmpdir(), "plumb-web."));
    let world, browser, test;
    let passed = 0, failed = 0;
    try {
        world = await make(folder, options);
        browser = await startBrowser(options.flags);
        test = new Kind(world, browser);
        await body(test);
        await test.finish();
    } catch (error) {
        failed++;
        console.log(`FAILED ${error.stack}`);
        for (const [i, screen] of (test?.screens ?? []).entries()) {
            console.log(`page ${i}: ${screen.page.url()}\n${screen.takeFaults().join("\n")}`);
            await screen.shot(`failed-${process.argv[1].split("/").pop().replace(/\.mjs$/, "")}-${i}`).catch(() => {});
        }
        for (const program of [world?.office, world?.tablet])
            if (program)
                console.log(`--- ${program.daemon.log}\n${readFileSync(program.daemon.log, "utf8").slice(-4000)}`);
    } finally {
        passed += test?.passed ?? 0;
        failed += test?.failed ?? 0;
        await browser?.close();
        await world?.tablet?.off();
        await world?.office.off();
        rmSync(folder, { recursive: true, force: true });
    }
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}
