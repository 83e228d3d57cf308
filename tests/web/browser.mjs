// SPDX-License-Identifier: Apache-2.0
// The system's Chromium, watched: whatever a page complains of is a fault of the test that opened it.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bin, root, until } from "./programs.mjs";

const require = createRequire(join(root, "tools/web/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const screens = join(bin, "screens");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
export const VIEWPORTS = {
    phone: { width: 390, height: 844 },
    portrait: { width: 800, height: 1280 },
    landscape: { width: 1280, height: 800 },
    large: { width: 1920, height: 1200 },
};
const WAIT_MS = 60000;

export async function startBrowser(flags = []) {
    return chromium.launch({ executablePath: process.env.PLUMB_CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...flags] });
}

/**
 * A page in a browser profile of its own, with everything it complains of in `faults`: errors in the console, requests
 * that failed or were answered with 400 and more, breaches of its policy. `allow(pattern)` lets complaints through that
 * the test provokes.
 */
export class Screen {
    static async open(browser, { viewport = "portrait", touch = true, dark = false, ...more } = {}) {
        const context = await browser.newContext({
            viewport: typeof viewport === "string" ? VIEWPORTS[viewport] : viewport,
            hasTouch: touch,
            locale: "zh-CN",
            timezoneId: "Asia/Shanghai",
            colorScheme: dark ? "dark" : "light",
            reducedMotion: "reduce",
            ...more,
        });
        context.setDefaultTimeout(WAIT_MS);
        return new Screen(context, await context.newPage());
    }

    constructor(context, page) {
        this.context = context;
        this.page = page;
        this.faults = [];
        this.allowed = [];
        this.watch(page);
        context.on("page", (another) => this.watch(another));
    }

    watch(page) {
        if (this.watched?.has(page))
            return;
        (this.watched ??= new Set()).add(page);
        page.on("console", (message) => {
            // A request's failure is told better by the request itself.
            if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
                this.complain(`console: ${message.text()}`);
        });
        page.on("pageerror", (error) => this.complain(`error: ${error.stack ?? error}`));
        page.on("requestfailed", (request) => {
            // The page itself gave it up: it was left, or the answer was no longer wanted.
            if (request.failure()?.errorText !== "net::ERR_ABORTED")
                this.complain(`request: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
        });
        page.on("response", (response) => {
            if (response.status() >= 400)
                this.complain(`answer: ${response.request().method()} ${response.url()} ${response.status()}`);
        });
    }

    complain(text) {
        if (!this.allowed.some((pattern) => pattern.test(text)))
            this.faults.push(text);
    }

    /** From now on complaints like this are expected. */
    allow(...patterns) {
        this.allowed.push(...patterns);
    }

    /** What the page complained of since the last call. */
    takeFaults() {
        return this.faults.splice(0);
    }

    /** A picture of what is seen now, kept as build/…/screens/NAME.png. */
    async shot(name, options = {}) {
        mkdirSync(screens, { recursive: true });
        const path = join(screens, `${name}.png`);
        // A font that is only just found is drawn a frame later.
        await this.page.evaluate(async () => {
            await document.fonts.ready;
            for (let frame = 0; frame < 2; frame++)
                await new Promise((done) => requestAnimationFrame(done));
        });
        await this.page.screenshot({ path, ...options });
        return path;
    }

    /** What axe-core finds serious or critical on the page as it is, one line each. */
    async axe(options = {}) {
        // In the page's own world, but not through a script element, which its policy would refuse.
        await this.page.evaluate(axeSource);
        const { violations } = await this.page.evaluate((given) => window.axe.run(document, given), options);
        return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${
                (node.failureSummary ?? "").replace(/\s+/g, " ")}`));
    }

    /** A request as the page makes them, with its session: {status, body}. */
    async call(method, path, body) {
        return this.page.evaluate(async ([method_, path_, body_]) => {
            const changes = method_ !== "GET";
            const answer = await fetch(path_, {
                method: method_,
                headers: changes ? { "X-Plumb": "1", "Content-Type": "application/json" } : {},
                body: changes ? JSON.stringify(body_ ?? {}) : undefined,
            });
            const text = await answer.text();
            return { status: answer.status, body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
        }, [method, path, body]);
    }

    /** Waits until the text is seen. */
    async sees(text) {
        await this.page.getByText(text).first().waitFor();
    }

    async until(what, ask) {
        return until(what, () => this.page.evaluate(ask));
    }

    async close() {
        await this.context.close();
    }
}

/**
 * Pictures as a camera makes them, by canvas: {name, mimeType, buffer} for setInputFiles. `noise` makes them large: about
 * 4 MB at 2600 × 1950 and noise 40.
 */
export class Camera {
    constructor(browser) {
        this.browser = browser;
        this.kept = new Map();
    }

    async picture({ width = 640, height = 480, seed = 1, noise = 0, name = `IMG_${seed}.jpg` } = {}) {
        const key = `${width} ${height} ${seed} ${noise}`;
        if (!this.kept.has(key))
            this.kept.set(key, await this.draw({ width, height, seed, noise }));
        return { name, mimeType: "image/jpeg", buffer: this.kept.get(key) };
    }

    async draw(options) {
        this.page ??= await (await this.browser.newContext()).newPage();
        const text = await this.page.evaluate(async ({ width, height, seed, noise }) => {
            const canvas = new OffscreenCanvas(width, height);
            const brush = canvas.getContext("2d");
            const sky = brush.createLinearGradient(0, 0, width, height);
            sky.addColorStop(0, `hsl(${seed * 47 % 360} 40% 70%)`);
            sky.addColorStop(1, `hsl(${seed * 47 % 360 + 60} 30% 35%)`);
            brush.fillStyle = sky;
            brush.fillRect(0, 0, width, height);
            brush.fillStyle = "#fff";
            brush.font = `${height / 6}px sans-serif`;
            brush.fillText(`#${seed}`, width / 10, height / 2);
            if (noise) {
                const image = brush.getImageData(0, 0, width, height);
                let state = seed;
                for (let i = 0; i < image.data.length; i++) {
                    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
                    if (i % 4 !== 3)
                        image.data[i] += (state >>> 24) * noise / 256 - noise / 2;
                }
                brush.putImageData(image, 0, 0);
            }
            const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
            const bytes = new Uint8Array(await blob.arrayBuffer());
            let binary = "";
            for (let i = 0; i < bytes.length; i += 32768)
                binary += String.fromCharCode(...bytes.subarray(i, i + 32768));
            return btoa(binary);
        }, options);
        return Buffer.from(text, "base64");
    }
}
