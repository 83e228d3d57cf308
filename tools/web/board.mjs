// SPDX-License-Identifier: Apache-2.0
// Signs in at a running office with an account that nobody has used yet, opens the board of a night, and every number of
// it; prints {"totals":{code: count}, "figures": how many, "wrong": [codes whose rows do not add up, by rows, tablets or
// stores]}. The office's authority is trusted as a browser would be told to: NODE_EXTRA_CA_CERTS=keys/ca.pem.
// usage: node board.mjs https://ADDRESS:PORT LOGIN ONE_TIME_PASSWORD DATE
import { randomBytes } from "node:crypto";

const [address, login, once, date] = process.argv.slice(2);
let cookie = "";

/** @param {string} path @param {object} [body] */
async function ask(path, body) {
    const answer = await fetch(address + path, {
        method: body ? "POST" : "GET",
        headers: { Cookie: cookie, ...(body ? { "Content-Type": "application/json", "X-Plumb": "1" } : {}) },
        body: body && JSON.stringify(body),
    });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const said = await answer.json();
    if (!answer.ok)
        throw new Error(`${path}: ${answer.status} ${JSON.stringify(said)}`);
    return said;
}

const sum = (groups, code) => groups.reduce((all, group) => all + (group.counts[code] ?? 0), 0);

await ask("/api/sign-in", { login, password: once });
await ask("/api/password", { old: once, new: randomBytes(12).toString("base64url") });
const board = await ask(`/api/board?night=${date}`);
const totals = {};
const wrong = [];
for (const { code, count } of board.figures) {
    totals[code] = count;
    if (count === null)
        continue; // not looked at in that night
    const rows = await ask(`/api/nights/${board.night.date}/figures/${code}?limit=1`);
    if (rows.counts.amount !== count || sum([...board.devices, board.no_device], code) !== count || sum(board.stores, code) !== count)
        wrong.push(code);
}
console.log(JSON.stringify({ totals, figures: board.figures.length, wrong }));
