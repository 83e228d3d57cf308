// SPDX-License-Identifier: Apache-2.0
// Photos on their way into the tablet: large ones take no memory, what is refused is said in words to a browser that is
// still sending, and a process that dies leaves a photo whole or not at all, however often it is repeated.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Client } from "./client.mjs";
import { PIN, run } from "./harness.mjs";
import { pause } from "./programs.mjs";

const MB = 1 << 20;
const LIMIT = 64 * MB;
const PEAK_KB = 64 << 10;
const DEATHS = 8;
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

await run({}, async (t) => {
    await t.office.off();
    const screen = await t.enter({ viewport: "phone" });
    const { sites } = (await screen.call("GET", "/api/today")).body;
    const { body: started } = await screen.call("POST", "/api/nodes",
        { site: sites[0].id, code: "measurement", once: randomUUID() });
    const { items } = (await screen.call("GET", `/api/checklists/${started.id}`)).body;
    const small = (await t.camera.picture({ width: 320, height: 240 })).buffer;
    // What stands behind the end of a picture is not shown, and makes it another file of any size.
    const photoOf = (size, mark) => Buffer.concat([small, Buffer.from(mark), Buffer.alloc(size)]);
    const incoming = () => {
        const folder = join(t.tablet.folder, "incoming");
        return existsSync(folder) ? readdirSync(folder) : [];
    };
    const photosOf = async (client) => (await client.get(`/api/checklists/${started.id}`)).items
        .flatMap(({ photos }) => photos);

    // ---- a browser that sends more than is taken, without stopping, hears why ----
    screen.allow(/^answer: .* 413$/);
    const refused = await screen.page.evaluate(async ([url, size]) => {
        const answer = await fetch(url, {
            method: "POST",
            headers: { "X-Plumb": "1", "Content-Type": "image/jpeg" },
            body: new Blob([new Uint8Array(size)]),
        });
        return { status: answer.status, body: await answer.json() };
    }, [`/api/items?${new URLSearchParams({ of: started.id, item: items[0].code, once: randomUUID() })}`, LIMIT + 1]);
    t.check("too large: status", 413, refused.status);
    t.check("too large: in words", true, refused.body.error.zh.length > 0 && refused.body.error.en.length > 0);
    t.check("too large: complaints", [], screen.takeFaults());

    // ---- a photo of 40 MB is saved, and memory does not know of it ----
    const client = new Client(t.tablet.address);
    await client.enter(await t.tablet.newLaunch(), PIN);
    const large = photoOf(40 * MB, "large");
    await client.postPhoto("/api/items", { of: started.id, item: items[0].code }, large);
    const [saved] = await photosOf(client);
    t.check("its size", large.length, saved.size);
    const { body: back } = await client.send("GET", `/api/photos/${saved.id}/full`);
    t.check("the same bytes come back", sha256(large), sha256(back));
    const peak = Number(readFileSync(`/proc/${t.tablet.daemon.process.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1]);
    console.log(`peak memory after a photo of 40 MB: ${(peak / 1024).toFixed(1)} MB`);
    if (!process.env.PLUMB_SANITIZE)
        t.check(`peak memory ${peak} KB is below ${PEAK_KB} KB`, true, peak < PEAK_KB);
    t.check("nothing stays on the way in", [], incoming());

    // ---- the process dies in the middle of a body ----
    const half = connect(t.tablet.port, "127.0.0.1");
    half.on("error", () => {});
    half.write(`POST /api/items?${new URLSearchParams({ of: started.id, item: items[1].code, once: randomUUID() })} ${
        ""}HTTP/1.1\r\nHost: 127.0.0.1:${t.tablet.port}\r\nCookie: ${client.cookie}\r\nX-Plumb: 1\r\n${
        ""}Content-Type: image/jpeg\r\nContent-Length: ${4 * MB}\r\n\r\n`);
    half.write(photoOf(2 * MB, "half"));
    await t.until("half of it is on the disk", () => incoming().length === 1);
    await t.tablet.kill();
    half.destroy();
    t.check("its half is there after the death", 1, incoming().length);
    await t.tablet.on();
    t.check("and is gone after the start", [], incoming());
    await client.enter(await t.tablet.newLaunch(), PIN);
    t.check("nobody sees half a photo", 1, (await photosOf(client)).length);

    // ---- the process dies at any moment of a photo; the page repeats it with the same `once` ----
    const sent = [];
    for (let death = 0; death < DEATHS; death++) {
        const bytes = photoOf(MB, `death ${death}`);
        const once = randomUUID();
        const query = { of: started.id, item: items[2].code };
        sent.push(sha256(bytes));
        const first = client.postPhoto("/api/items", query, bytes, once).catch((error) => error);
        await pause(death * 8); // anywhere between the first byte and the answer
        await t.tablet.kill();
        await first;
        await t.tablet.on();
        await client.enter(await t.tablet.newLaunch(), PIN);
        await client.postPhoto("/api/items", query, bytes, once);
        await client.postPhoto("/api/items", query, bytes, once);
    }
    const photos = (await photosOf(client)).filter(({ id }) => id !== saved.id);
    t.check("every photo is there once", DEATHS, photos.length);
    const kept = [];
    for (const { id } of photos)
        kept.push(sha256((await client.send("GET", `/api/photos/${id}/full`)).body));
    t.check("and whole", sent.sort(), kept.sort());
    t.check("nothing stays on the way in at the end", [], incoming());
    client.close();
    screen.allow(/./); // its program died under it, many times
    screen.takeFaults();
});
