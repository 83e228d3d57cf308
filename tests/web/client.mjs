// SPDX-License-Identifier: Apache-2.0
// A session without a browser: the requests that the page makes, timed and counted.
import { randomUUID } from "node:crypto";
import { request, Agent } from "node:http";

export class Client {
    constructor(address) {
        this.address = new URL(address);
        this.cookie = "";
        this.agent = new Agent({ keepAlive: true, maxSockets: 4 });
    }

    /** {status, headers, body}; body is parsed when it is JSON, else a Buffer. */
    send(method, path, { body, type = "application/json", headers = {} } = {}) {
        const bytes = body === undefined ? null : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
        const marks = method === "GET" ? {} : { "X-Plumb": "1", "Content-Type": type, "Content-Length": bytes?.length ?? 0 };
        return new Promise((done, failed) => {
            const sent = request({
                method, path, agent: this.agent, host: this.address.hostname, port: this.address.port,
                headers: { Cookie: this.cookie, "Accept-Encoding": "gzip", ...marks, ...headers },
            }, (answer) => {
                const parts = [];
                answer.on("data", (part) => parts.push(part));
                answer.on("error", failed);
                answer.on("end", () => {
                    const whole = Buffer.concat(parts);
                    const json = answer.headers["content-type"] === "application/json";
                    const cookie = answer.headers["set-cookie"]?.[0].split(";")[0];
                    if (cookie)
                        this.cookie = cookie;
                    done({ status: answer.statusCode, headers: answer.headers, body: json ? JSON.parse(whole) : whole });
                });
            });
            sent.on("error", failed);
            sent.end(bytes ?? undefined);
        });
    }

    /** The answer of a request that must succeed. */
    async get(path) {
        const { status, body } = await this.send("GET", path);
        if (status !== 200)
            throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
        return body;
    }

    async post(path, body = {}, once = randomUUID()) {
        const answer = await this.send("POST", path, { body: { ...body, once } });
        if (answer.status !== 200)
            throw new Error(`POST ${path} ${JSON.stringify(body)}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
    }

    /** One photo as a raw body, its parameters in the query. */
    async postPhoto(path, query, bytes, once = randomUUID()) {
        const answer = await this.send("POST", `${path}?${new URLSearchParams({ ...query, once })}`,
            { body: bytes, type: "image/jpeg" });
        if (answer.status !== 200)
            throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
    }

    /** Takes the session over with a launch address, and opens it for this person, whose PIN it sets when there is none. */
    async enter(launch, pin, person = "") {
        // The launch has no `once`: its token is good once anyway.
        const { status, body } = await this.send("POST", "/api/launch", { body: { token: launch.split("#launch=")[1] } });
        if (status !== 200)
            throw new Error(`launch: ${status} ${JSON.stringify(body)}`);
        const session = await this.get("/api/session");
        const who = session.persons.find(({ name }) => name.includes(person));
        return this.post(who.pin ? "/api/unlock" : "/api/pin", { person: who.id, pin });
    }

    close() {
        this.agent.destroy();
    }
}
