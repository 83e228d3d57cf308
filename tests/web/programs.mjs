// SPDX-License-Identifier: Apache-2.0
// A real office and a real tablet in a folder of their own: plumbd and plumb.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const bin = resolve(process.env.PLUMB_BIN ?? join(root, "build/release"));
const START_MS = 30000;
const execute = promisify(execFile);

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Calls `ask` until it gives something true; throws with the words after `limit_ms`. */
export async function until(what, ask, limit_ms = 60000) {
    const end = Date.now() + limit_ms;
    for (;;) {
        const got = await ask();
        if (got)
            return got;
        if (Date.now() > end)
            throw new Error(`${what}: not within ${limit_ms} ms`);
        await pause(20);
    }
}

/** A program that stays: its output goes to a file, so that nothing blocks on a pipe. */
class Daemon {
    constructor(log) {
        this.log = log;
        this.process = null;
    }

    get output() {
        return existsSync(this.log) ? readFileSync(this.log, "utf8") : "";
    }

    /** Starts and waits until a line matches. */
    async start(program, args, ready, env = {}) {
        writeFileSync(this.log, "");
        const file = openSync(this.log, "a");
        const process_ = spawn(program, args, { stdio: ["ignore", file, file], env: { ...process.env, ...env } });
        this.process = process_;
        this.ended = new Promise((done) => process_.on("exit", (code, signal) => done({ code, signal })));
        let over = false;
        this.ended.then(() => { over = true; });
        return until(`${program} ${args[0]} says ${ready}`, () => {
            if (over)
                throw new Error(`${program} ${args.join(" ")} ended:\n${this.output}`);
            return this.output.match(ready);
        }, START_MS);
    }

    /** Ends it; SIGKILL leaves it no time for anything. */
    async stop(signal = "SIGTERM") {
        if (!this.process)
            return null;
        this.process.kill(signal);
        this.process.kill("SIGCONT"); // it may be frozen
        this.process = null;
        return this.ended;
    }
}

/**
 * A port for what is stopped and started again: one that the system picks goes to any connection meanwhile, so this lies
 * below its range, at a place that belongs to this process.
 */
let next = 20000 + process.pid % 2000 * 6;
async function ownPort() {
    while (await answers(next))
        next = next > 31990 ? 20000 : next + 1;
    return next++;
}

function answers(port) {
    return new Promise((done) => {
        const socket = connect(port, "127.0.0.1", () => done(true)).on("error", () => done(false));
        socket.on("close", () => done(false));
        socket.setTimeout(1000, () => socket.destroy());
    });
}

/** The office: on the same ports every time it is on, as tablets know them. */
export class Office {
    constructor(folder) {
        this.folder = folder;
        this.daemon = new Daemon(`${folder}.log`);
    }

    async run(...args) {
        const { stdout } = await execute(join(bin, "plumbd"), [...args, "--dir", this.folder], { maxBuffer: 64 << 20 });
        return stdout;
    }

    /** A new office with the sample company, or with the files given. */
    async make(files = ["people", "sites", "assignments"].map((name) => join(root, `tools/sample/${name}.csv`))) {
        await this.run("init");
        await this.run("import", ...files);
    }

    get isOn() {
        return this.daemon.process !== null;
    }

    async on() {
        this.ports ??= { sync: await ownPort(), office: await ownPort() };
        await this.daemon.start(join(bin, "plumbd"), ["serve", "--dir", this.folder, "--listen",
            `127.0.0.1:${this.ports.sync}`, "--office", `127.0.0.1:${this.ports.office}`], /listening on office .*:(\d+)/);
    }

    async off(signal) {
        await this.daemon.stop(signal);
    }

    async invite(person) {
        return JSON.parse(await this.run("invite", "--person", person, "--json")).link;
    }
}

/** A tablet's folder, its verbs, and `plumb serve` in it. */
export class Tablet {
    constructor(folder, name) {
        this.folder = folder;
        this.name = name;
        this.daemon = new Daemon(`${folder}.log`);
        this.clock = `${folder}.clock`;
        this.env = {};
        // The clock of this tablet can be set wrong; a sanitizer has to be loaded before everything else.
        if (existsSync(join(bin, "libwrong_clock.so")) && !process.env.PLUMB_SANITIZE)
            this.env = { LD_PRELOAD: join(bin, "libwrong_clock.so"), PLUMB_WRONG_CLOCK: this.clock };
    }

    /** A verb's output; with --json use `ask`. */
    async run(...args) {
        const { stdout } = await execute(join(bin, "plumb"), [...args, "--dir", this.folder],
            { maxBuffer: 64 << 20, env: { ...process.env, ...this.env } });
        return stdout;
    }

    async ask(...args) {
        return JSON.parse(await this.run(...args, "--json"));
    }

    async enrol(link) {
        await this.run("enrol", link, "--name", this.name);
        await this.run("sync");
    }

    get isOn() {
        return this.daemon.process !== null;
    }

    /** Starts `plumb serve`, on the same port as before. */
    async on() {
        this.port ??= await ownPort();
        const said = await this.daemon.start(join(bin, "plumb"), ["serve", "--dir", this.folder, "--listen",
            `127.0.0.1:${this.port}`], /open (http:\S+)/, this.env);
        this.launch = said[1];
    }

    get address() {
        return `http://127.0.0.1:${this.port}`;
    }

    async off(signal) {
        return this.daemon.stop(signal);
    }

    /** It answers nothing until it is thawed: as a tablet that is very slow. */
    freeze() {
        this.daemon.process.kill("SIGSTOP");
    }

    thaw() {
        this.daemon.process.kill("SIGCONT");
    }

    /** As a battery that falls out. */
    async kill() {
        return this.daemon.stop("SIGKILL");
    }

    /** A new address to open the interface at, good once. */
    async newLaunch() {
        return (await this.run("open")).match(/http:\S+/)[0];
    }

    /** Whether this machine can play a wrong clock. */
    get canSetClock() {
        return this.env.LD_PRELOAD !== undefined;
    }

    /**
     * Sets the tablet's clock wrong by so many milliseconds, at once, also while it runs. `started`, while it is off: the
     * whole tablet was started anew meanwhile, so that its program cannot know how long it was off.
     */
    setClock(offset_ms, { started = false } = {}) {
        const uptime_ms = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1000;
        writeFileSync(`${this.clock}`, `${offset_ms} ${started ? -Math.floor(uptime_ms) : 0}\n`);
    }

    /** The site with this contract number, as `site list` tells it. */
    async site(number) {
        const sites = await this.ask("record", "list", "--kind", "site");
        const found = (sites.records ?? sites).find((record) => JSON.stringify(record).includes(`"${number}"`));
        if (!found)
            throw new Error(`no site ${number}`);
        return found.id;
    }
}

/** Office and tablet ready for a day's work; the office is on, the tablet's interface is not. */
export async function makeWorld(folder, { person = "P001", files, enrol = true } = {}) {
    mkdirSync(folder, { recursive: true });
    const office = new Office(join(folder, "office"));
    const tablet = new Tablet(join(folder, "t1"), "t1");
    await office.make(files);
    await office.on();
    if (enrol)
        await tablet.enrol(await office.invite(person));
    return { folder, office, tablet };
}
