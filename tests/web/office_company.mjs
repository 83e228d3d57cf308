// SPDX-License-Identifier: Apache-2.0
// The company of a clerk's morning: 200 sites, 20 tablets of which one is silent with work that did not come and one
// exists twice, five conflicts (tests/morning), then by the programs as shipped: a revoked tablet whose honest work is
// in quarantine, nights that were kept, and a backup from yesterday that was brought back in a drill.
//
//     await runOffice({ fill: fillMorning }, async (t) => { … t.office.morning … });
import { morningNow } from "./morning.mjs";
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bin, Tablet } from "./programs.mjs";

const execute = promisify(execFile);
const DAY_MS = 86400000;

/** Persons of the company, by what they do: staff numbers. */
export const STAFF = { inspector: "P001", officer: "P035", reconciler: "P036", administrator: "P037", auditor: "P038",
    manager: "P039" };
export const HONEST = "停用之前写的，办公室还没收到";

/** Runs a verb of plumbd with a clock that is so much off; false where this machine cannot play that. */
async function atAnotherTime(office, offset_ms, ...args) {
    const library = join(bin, "libwrong_clock.so");
    const clock = `${office.folder}.clock`;
    if (!existsSync(library) || process.env.PLUMB_SANITIZE)
        return false;
    writeFileSync(clock, `${offset_ms}\n`);
    await execute(join(bin, "plumbd"), [...args, "--dir", office.folder],
        { env: { ...process.env, LD_PRELOAD: library, PLUMB_WRONG_CLOCK: clock }, maxBuffer: 64 << 20 });
    return true;
}

/** A tablet that is revoked while it is offline; somebody brings what it had as a file. */
async function revoke(office, site) {
    const tablet = new Tablet(join(dirname(office.folder), "honest"), "平板 21");
    await office.on();
    await tablet.enrol(await office.invite(STAFF.inspector));
    await office.off();
    await tablet.run("record", "set", "--kind", "note", "--site", site, `text=${HONEST}`);
    const { file } = await tablet.ask("handover", "--out", join(dirname(office.folder), "honest.plumbhand"));
    const device = (await tablet.ask("status")).device;
    await office.run("device", "revoke", device, "--reason", "丢失");
    await office.run("handover", "import", file).catch((error) => {
        if (error.code !== 26) // held, not taken in
            throw error;
    });
    return device;
}

/** Fills an empty office folder; what it made stands in office.morning. */
export async function fillMorning(office) {
    const now = Number(morningNow());
    const { stdout } = await execute(join(bin, "morning"), [office.folder, String(now)]);
    const sites = JSON.parse(await office.run("record", "list", "--kind", "site", "--json"));
    const site = sites.find((one) => JSON.stringify(one).includes('"HT2026-001"')).id;
    const revoked = await revoke(office, site);
    const backup = join(dirname(office.folder), "backup");
    const dated = await atAnotherTime(office, -DAY_MS, "backup", backup);
    if (!dated)
        await office.run("backup", backup);
    office.morning = { ...JSON.parse(stdout), now, revoked, dated, site };
}

