// SPDX-License-Identifier: Apache-2.0
// What the tests of the office's page share: a real office with its console on, people who sign in there, counted checks.
//
//     import { runOffice } from "./office.mjs";
//     await runOffice({}, async (t) => {
//         const screen = await t.enter({ role: "reconciler", store: "滨江店", language: "en", at: "#/sites" });
//         t.check("…", wanted, got);
//         await t.looks(screen, "sites-en");
//         t.check("the file", ["客户", …], (await t.saved(screen, () => screen.page.getByText("CSV").click())).rows[0]);
//     });
//
// Options: `files` to be imported (else the sample company), or `fill(office)`, which makes the company in an empty office
// folder before it is served; members of what it gives are members of the test.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, Test } from "./harness.mjs";
import { Office } from "./programs.mjs";

export const PASSWORD = "correct horse battery";
const OFFICE_VIEWPORT = { width: 1280, height: 800 };

/** The rows of a CSV file as the office writes it: a byte order mark, RFC 4180. */
export function readCsv(bytes) {
    const text = bytes.toString("utf8").replace(/^\ufeff/, "");
    const rows = [];
    let row = [];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
        row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === ",")
            continue;
        rows.push(row);
        row = [];
        if (end === "")
            break;
    }
    return rows.filter((one) => one.length > 1 || one[0] !== "");
}

class OfficeTest extends Test {
    constructor(world, browser) {
        super(world, browser);
        this.accounts = new Map();
    }

    /** Whose accounts are made when nobody is named: the first of the sample company, or of the test's own. */
    get anybody() {
        return this.options.person ?? "P001";
    }

    get address() {
        return `https://127.0.0.1:${this.office.ports.office}`;
    }

    /** A page at the office that nobody has signed in at. */
    async open({ at = "", ...options } = {}) {
        const screen = await this.screen({ viewport: OFFICE_VIEWPORT, touch: false, ignoreHTTPSErrors: true, ...options });
        await screen.page.goto(`${this.address}/${at}`);
        return screen;
    }

    /** An account with this role, made at the server; its login and one-time password. */
    async account({ role = "administrator", store, person = this.anybody, login } = {}) {
        const more = [...(store ? ["--store", store] : []), ...(login ? ["--login", login] : [])];
        return JSON.parse(await this.office.run("account", "add", "--person", person, "--role", role, ...more, "--json"));
    }

    /** The account of this role and store that enter() uses: {login, password}. */
    async accountOf(screen, { role, store, person }) {
        const key = `${role} ${store ?? ""}`;
        if (!this.accounts.has(key)) {
            const { login, password } = await this.account({ role, store, person, login: `t${this.accounts.size}-${role}` });
            await this.must(screen, "/api/sign-in", { login, password });
            await this.must(screen, "/api/password", { old: password, new: PASSWORD });
            this.accounts.set(key, { login, password: PASSWORD });
        } else {
            await this.must(screen, "/api/sign-in", this.accounts.get(key));
        }
        return this.accounts.get(key);
    }

    /** A request that must succeed. */
    async must(screen, path, body) {
        const { status, body: answer } = await screen.call(body ? "POST" : "GET", path, body);
        if (status !== 200)
            throw new Error(`${path} ${JSON.stringify(body)}: ${status} ${JSON.stringify(answer)}`);
        return answer;
    }

    /** A page where somebody of this role, for one store or for all, is signed in; each in a browser profile of its own. */
    async enter({ role = "administrator", store, person, language = "zh", theme = "light", size = 100, at = "#/",
        ...options } = {}) {
        const screen = await this.open(options);
        screen.account = await this.accountOf(screen, { role, store, person });
        await this.must(screen, "/api/settings", { language, theme, size });
        await screen.page.goto(`${this.address}/${at}`);
        await screen.page.reload(); // a hash alone opens nothing anew
        await screen.page.locator(".office .page h1, .office .page .empty").first().waitFor();
        return screen;
    }

    /** The file that the page keeps after `act`: {name, bytes, rows}; rows of a CSV file. */
    async saved(screen, act) {
        const [download] = await Promise.all([screen.page.waitForEvent("download"), act()]);
        const bytes = readFileSync(await download.path());
        const name = download.suggestedFilename();
        return { name, bytes, rows: name.endsWith(".csv") ? readCsv(bytes) : null };
    }
}

async function makeOffice(folder, options) {
    const { files, fill } = options;
    const office = new Office(join(folder, "office"));
    const more = fill ? await fill(office) : await office.make(files);
    await office.on();
    return { ...more, folder, office, options };
}

/** Makes an office, runs the test in it, and ends the process (run of harness.mjs). */
export async function runOffice(options, body) {
    return run({ ...options, make: makeOffice, Kind: OfficeTest }, body);
}
