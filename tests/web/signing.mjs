// SPDX-License-Identifier: Apache-2.0
// What the tests of signing share: a node that is ready, a finger that writes and slides, taps that are counted.
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pause } from "./programs.mjs";

/** Items of the measurement node. */
export const ITEMS = ["on_time", "tools", "careful_record", "to_design_needs", "dwelling_defects", "customer_wishes",
    "told_what_to_mind"];

/** Starts a node by the verbs and answers its items; what is not named passes. */
export async function readyNode(tablet, site, { code = "measurement", items = ITEMS, results = {} } = {}) {
    const { node } = await tablet.ask("node", "start", "--site", site, "--code", code);
    if (items.length)
        await tablet.run("item", "set", "--node", node, ...items.map((item) => `${item}=${results[item] ?? "pass"}`));
    return node;
}

/** Files of a folder that a page saved. */
export const filesIn = (folder) => readdirSync(folder).map((name) => join(folder, name));

/** A folder for what a browser downloads. */
export const newFolder = (parent) => mkdtempSync(join(parent, "down."));

/** A finger on the glass: touches as the hardware reports them, not clicks. */
export class Finger {
    constructor(screen) {
        this.screen = screen;
        this.taps = 0;
    }

    async send(type, points) {
        this.session ??= await this.screen.context.newCDPSession(this.screen.page);
        await this.session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    }

    /** A tap on what a person would name so. */
    async tap(locator) {
        await locator.tap();
        this.taps++;
    }

    async tapButton(name) {
        await this.tap(this.screen.page.getByRole("button", { name }).first());
    }

    async tapRadio(name) {
        await this.tap(this.screen.page.getByRole("radio", { name }).first());
    }

    /** Draws lines given in parts of the element's box; `radius` of the contact in pixels. */
    async draw(selector, lines, radius = 9) {
        const locator = this.screen.page.locator(selector);
        await locator.scrollIntoViewIfNeeded();
        const box = await locator.boundingBox();
        const at = ([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height, radiusX: radius, radiusY: radius, force: 0.6 });
        for (const line of lines) {
            await this.send("touchStart", [at(line[0])]);
            for (let i = 1; i < line.length; i++)
                for (let step = 1; step <= 6; step++)
                    await this.send("touchMove", [at([0, 1].map((axis) =>
                        line[i - 1][axis] + (line[i][axis] - line[i - 1][axis]) * step / 6))]);
            await this.rest([at(line.at(-1))]);
        }
    }

    /** A finger that is lifted in flight is a fling, which eats the next tap: it stays a moment where it is. */
    async rest(points) {
        for (let moment = 0; moment < 4; moment++) {
            await pause(25);
            await this.send("touchMove", points);
        }
        await this.send("touchEnd", []);
    }

    /** A name of three strokes. */
    async write() {
        await this.draw(".signature-field canvas", [
            [[0.15, 0.3], [0.3, 0.25], [0.25, 0.6], [0.15, 0.7]],
            [[0.4, 0.3], [0.45, 0.7], [0.5, 0.3], [0.55, 0.7]],
            [[0.65, 0.4], [0.8, 0.3], [0.7, 0.7], [0.88, 0.75]],
        ]);
    }

    /** From the knob to the end of its track. */
    async slide() {
        const knob = await this.screen.page.locator(".slide-knob").last();
        await knob.scrollIntoViewIfNeeded();
        const from = await knob.boundingBox();
        const track = await this.screen.page.locator(".slide").last().boundingBox();
        const y = from.y + from.height / 2, x = from.x + from.width / 2;
        const point = (part) => [{ x: x + (track.width - from.width) * part, y, radiusX: 9, radiusY: 9, force: 0.6 }];
        await this.send("touchStart", point(0));
        for (let step = 1; step <= 10; step++)
            await this.send("touchMove", point(step / 10));
        await this.rest(point(1));
        this.taps++;
    }
}

/** Enters a PIN on the pad that is shown. */
export async function enterPin(screen, pin) {
    for (const digit of pin)
        await screen.page.locator(`.pinpad [data-key="${digit}"]`).tap();
    await screen.page.locator('.pinpad [data-key="ok"]').tap();
}

/** The customer takes the tablet at the review that is shown. */
export async function takeOver(screen, finger) {
    screen.allow(/^answer: GET .* 403$/); // asked before the hand-over, answered after it
    await finger.tapButton(/交给客户|Hand to the customer/);
    await screen.page.locator(".customer .sealed-page").waitFor();
}

/** Hands the tablet to the customer at the review of this node. */
export async function handOver(screen, finger, of, form) {
    await screen.page.goto(`${new URL(screen.page.url()).origin}/#/review/${of}/${form}`);
    await takeOver(screen, finger);
}

/** Sign-offs of a node as the verbs tell them. */
export async function signoffs(tablet, node) {
    const list = await tablet.ask("signoff", "list", "--node", node);
    return Array.isArray(list) ? list : list.signoffs;
}

/** Writes bytes to a file of the world. */
export function keep(folder, name, bytes) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
}
