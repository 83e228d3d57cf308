// SPDX-License-Identifier: Apache-2.0
// A hand that counts its taps, and what every screen of the tablet has to hold.

/** Taps and counts; a choice of files is one tap on the camera. */
export class Hand {
    constructor(page) {
        this.page = page;
        this.taps = 0;
    }

    async tap(locator) {
        this.taps++;
        await locator.tap();
    }

    async shoot(input, files) {
        this.taps++;
        await input.setInputFiles(files);
    }
}

/**
 * Two people on one tablet: the foreman of the site gets onto its list and has his PIN.
 * @returns the page of the inspector, who is in
 */
export async function withForeman(t) {
    const { PIN } = await import("./harness.mjs");
    const { device } = await t.tablet.ask("status");
    await t.office.run("device", "person", device, "--add", "P007");
    await t.tablet.run("sync");
    const first = await t.enter({ person: "陈国强" });
    const foreman = first.session.persons.find((person) => person.name.includes("王铁军"));
    await first.call("POST", "/api/pin", { person: foreman.id, pin: PIN, once: crypto.randomUUID() });
    return t.enter({ person: "陈国强", viewport: "phone" }); // whose PIN is set is in
}

/** What sticks out of the page at the right, by its class: nothing may, at any size of text. */
export function sticksOut(page) {
    return page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const inner = ".filters, .chips-line, .photos-line, .unseen, svg";
        return [...document.querySelectorAll("body *")]
            .filter((one) => {
                const box = one.getBoundingClientRect();
                return box.width > 0 && box.right > width + 1 && !one.closest(inner);
            })
            .map((one) => one.className || one.tagName);
    });
}

/** Targets of a finger that are smaller than 48 px, by their words. */
export function tooSmall(page) {
    return page.evaluate(() => {
        const targets = document.querySelectorAll("main button, main a[href], main label.button, dialog button");
        return [...targets]
            .filter((one) => {
                const box = one.getBoundingClientRect();
                const inText = one.tagName === "A" && getComputedStyle(one).display === "inline";
                return box.width > 0 && !inText && (box.height < 47.5 || box.width < 47.5);
            })
            .map((one) => `${one.className}: ${one.textContent.trim().slice(0, 40)}`);
    });
}

/** What each screen holds: nothing sticks out, nothing is too small for a glove, axe is content. */
export async function holds(t, screen, name, options) {
    t.check(`${name}: sticks out`, [], await sticksOut(screen.page));
    t.check(`${name}: too small`, [], await tooSmall(screen.page));
    await t.looks(screen, name, options);
}

/** The four sizes of screen, in two languages, two themes and the largest text. */
export const LOOKS = [
    { name: "phone-zh", viewport: "phone" },
    { name: "phone-en-dark", viewport: "phone", language: "en", theme: "dark" },
    { name: "phone-150", viewport: "phone", size: 150 },
    { name: "portrait-en", viewport: "portrait", language: "en" },
    { name: "landscape-zh-dark", viewport: "landscape", theme: "dark" },
    { name: "large-zh", viewport: "large" },
];

/** Shows one place in all sizes, by the settings of the person who is in. */
export async function everySize(t, screen, place, name) {
    const { VIEWPORTS } = await import("./harness.mjs");
    for (const { name: look, viewport, language = "zh", theme = "light", size = 100 } of LOOKS) {
        await screen.page.setViewportSize(VIEWPORTS[viewport]);
        await screen.call("POST", "/api/settings", { language, theme, size, once: crypto.randomUUID() });
        await screen.page.goto(`${t.tablet.address}/#${place}`);
        await screen.page.reload();
        await screen.page.locator("main h1").waitFor();
        await screen.page.locator(".loading").waitFor({ state: "detached" });
        await holds(t, screen, `${name}-${look}`);
    }
    await screen.call("POST", "/api/settings", { language: "zh", theme: "light", size: 100, once: crypto.randomUUID() });
    await screen.page.reload();
}
