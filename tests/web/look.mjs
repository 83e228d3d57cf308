// SPDX-License-Identifier: Apache-2.0
// The inside of tools/web/look: a world to look at, until q.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Office, Tablet, bin, makeWorld } from "./programs.mjs";

const { values: given } = parseArgs({
    options: {
        dir: { type: "string" },
        person: { type: "string", default: "P001" },
        offline: { type: "boolean", default: false },
    },
});
const folder = given.dir ? resolve(given.dir) : mkdtempSync(join(tmpdir(), "plumb-look."));
const again = existsSync(join(folder, "office"));

async function open() {
    if (!again)
        return makeWorld(folder, { person: given.person });
    const world = { office: new Office(join(folder, "office")), tablet: new Tablet(join(folder, "t1"), "t1") };
    // A tablet knows its office by its port.
    world.office.ports.sync = Number((await world.tablet.ask("status")).office.match(/\d+$/)[0]);
    await world.office.on();
    return world;
}

const world = await open();
const { office, tablet } = world;
await tablet.on();
if (given.offline)
    await office.off();
console.log(`folder ${folder}\noffice ${office.isOn ? "on" : "off"}\nopen   ${tablet.launch}`);
if (!again) {
    const account = JSON.parse(await office.run("account", "add", "--person", given.person, "--role", "administrator", "--login",
        "admin", "--json"));
    console.log(`office https://127.0.0.1:${office.ports.office} login ${account.login} password ${account.password} (to be changed)`);
}
console.log("keys: o office on/off · l new address · k kill and restart the tablet · b build and restart · q quit");

const KEYS = {
    async o() {
        await (office.isOn ? office.off() : office.on());
        console.log(`office ${office.isOn ? "on" : "off"}`);
    },
    async l() {
        console.log(`open   ${await tablet.newLaunch()}`);
    },
    async k() {
        await tablet.kill();
        await tablet.on();
        console.log(`open   ${tablet.launch}`);
    },
    async b() {
        execFileSync("ninja", ["-C", bin, "plumb", "plumbd"], { stdio: ["ignore", "ignore", "inherit"] });
        await tablet.off();
        await tablet.on();
        if (office.isOn) {
            await office.off();
            await office.on();
        }
        console.log(`open   ${tablet.launch}`);
    },
    async q() {
        await tablet.off();
        await office.off();
        if (!given.dir)
            rmSync(folder, { recursive: true, force: true });
        process.exit(0);
    },
};
KEYS["\u0003"] = KEYS.q;
if (process.stdin.isTTY)
    process.stdin.setRawMode(true);
process.stdin.setEncoding("utf8");
process.on("SIGTERM", () => KEYS.q());
process.on("SIGINT", () => KEYS.q());
for await (const keys of process.stdin)
    for (const key of keys)
        await KEYS[key]?.().catch((error) => console.log(`failed ${error.message}`));
// Without a terminal it stays until it is ended.
setInterval(() => {}, 1 << 30);
