// SPDX-License-Identifier: Apache-2.0
// The company as a clerk finds it in the morning (tests/morning): 200 sites, 20 tablets, five conflicts and more. It is made
// once for all tests of a build, and copied for each.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runOffice } from "./office.mjs";
import { bin } from "./programs.mjs";

const KEPT = join(bin, "morning-company");
const GOOD_MS = 30 * 60 * 1000; // its times are told from now

/** When the company is: its last evening lies before the newest night, also while the clock stands between midnight and two. */
export function morningNow() {
    const hour = new Date(Date.now() + 8 * 3600000).getUTCHours(); // in Shanghai
    return String(hour < 3 ? Date.now() - 4 * 3600000 : Date.now());
}

async function make() {
    const folder = mkdtempSync(`${KEPT}.`);
    const { stdout } = await promisify(execFile)(join(bin, "morning"), [join(folder, "office"), morningNow()]);
    writeFileSync(join(folder, "made.json"), stdout);
    return folder;
}

/** A folder with the company in it; tests that start at the same time may each make one, the last stays. */
async function company() {
    const made = join(KEPT, "made.json");
    const programs = ["morning", "plumbd"].map((name) => statSync(join(bin, name)).mtimeMs);
    const at = existsSync(made) ? statSync(made).mtimeMs : 0;
    if (at > Math.max(...programs) && at > Date.now() - GOOD_MS)
        return KEPT;
    const folder = await make();
    const old = `${folder}.old`;
    try {
        renameSync(KEPT, old);
    } catch {
        // there was none
    }
    try {
        renameSync(folder, KEPT);
    } catch {
        rmSync(folder, { recursive: true }); // another test was faster
    }
    rmSync(old, { recursive: true, force: true });
    return KEPT;
}

/** runOffice in such a company; what was made is `t.made`: {sites, tablets, people, silent, unsent, twice, conflicts}.
 * `before(office)` does something at the server before it is on. */
export function runMorning(body, options = {}) {
    const fill = async (office) => {
        const folder = await company();
        cpSync(join(folder, "office"), office.folder, { recursive: true });
        await options.before?.(office);
        return { made: JSON.parse(readFileSync(join(folder, "made.json"), "utf8")) };
    };
    return runOffice({ ...options, fill }, body);
}
