// SPDX-License-Identifier: Apache-2.0
// From a cold start to Today: the launch address is good once, every screen size and theme and both languages paint
// without a complaint, with the office off; a tablet that is killed under its page comes back to the same page.
import { run, VIEWPORTS } from "./harness.mjs";

await run({}, async (t) => {
    await t.office.off();
    await t.tablet.on();
    const launch = t.tablet.launch;

    const locked = await t.launch({ viewport: "portrait" });
    await locked.sees("陈国强");
    await t.looks(locked, "launch-locked");
    const headers = await locked.page.evaluate(async () => Object.fromEntries((await fetch("/index.html")).headers));
    t.check("a page may load nothing from elsewhere", true,
        headers["content-security-policy"].startsWith("default-src 'none'; script-src 'self';"));
    t.check("nothing of the token stays in the address", false, locked.page.url().includes("launch"));

    const late = await t.screen();
    late.allow(/^answer: .*401$/);
    await late.page.goto(launch);
    t.check("a launch address is good once", 401, (await late.call("GET", "/api/session")).status);
    await late.close();

    for (const [viewport] of Object.entries(VIEWPORTS))
        for (const [language, theme] of [["zh", "light"], ["en", "dark"]]) {
            const screen = await t.enter({ viewport, language, theme });
            await screen.sees("望江苑");
            await t.looks(screen, `launch-today-${viewport}-${language}-${theme}`);
            await screen.close();
        }

    const screen = await t.enter({ viewport: "phone" });
    await screen.sees("望江苑");
    await locked.close();
    screen.allow(/^(request|answer|console): /);
    await t.tablet.kill();
    await t.tablet.on();
    await t.until("the page speaks to the tablet again", async () => {
        const answer = await screen.call("GET", "/api/session").catch(() => null);
        return answer?.status === 200;
    });
    t.check("after a restart it is locked", "locked", (await screen.call("GET", "/api/session")).body.state);
    await screen.page.reload();
    await screen.sees("陈国强");
    screen.takeFaults();
});
