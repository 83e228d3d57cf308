// SPDX-License-Identifier: Apache-2.0
// What the checking screens decide without a page: pure functions, run by node alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as model from "../../agent/ui/page/check/check_model.js";
import * as draw from "../../agent/ui/page/check/draw.js";
import * as rows from "../../agent/ui/page/check/issue_rows.js";
import { stampTaken } from "../../agent/ui/page/check/stamp_time.js";
import { PhotoQueue, unsaved } from "../../agent/ui/page/check/photo_queue.js";

const photo = (more = {}) => ({
    id: "p",
    of: "r",
    moment: null,
    thumbnail: true,
    width: 4,
    height: 3,
    size: 9,
    taken_at: 1,
    copy_of: null,
    unsent: true,
    here: true,
    ...more,
});
const item = (more = {}) => ({
    code: "routes",
    zh: "管线",
    en: "routes",
    rule: "D3.8",
    required: true,
    concealed: false,
    measured: null,
    result: "pass",
    note: null,
    room: null,
    amount_fen: null,
    photos: [],
    fix: null,
    conflict: false,
    unsent: false,
    values: [],
    ...more,
});

test("concealed works want a photo, and a drawn-on copy is none", () => {
    assert.equal(model.wantsPhoto(item({ concealed: true })), true);
    assert.equal(
        model.wantsPhoto(item({ concealed: true, photos: [photo({ copy_of: "p0" })] })),
        true,
    );
    assert.equal(model.wantsPhoto(item({ concealed: true, photos: [photo()] })), false);
    assert.equal(model.wantsPhoto(item({ concealed: true, result: "na" })), false);
    assert.equal(model.wantsPhoto(item({ photos_needed: 2, photos: [photo()] })), true);
});

test("the next open item begins again at the top and does not end on an answered one", () => {
    const items = [item({ result: null }), item(), item({ conflict: true }), item()];
    assert.equal(model.nextOpen(items, 0), 2);
    assert.equal(model.nextOpen(items, 2), 0);
    assert.equal(model.nextOpen([item(), item()], 0), -1);
    assert.equal(model.nextOpen([], -1), -1);
    assert.equal(model.nextOpen(items, -1), 0, "from before the first");
});

test("phrases of the item come first, those of other items and fields not at all", () => {
    const phrases = [
        { code: "a", field: "item_result.note", zh: "通用", en: "general" },
        { code: "b", field: "item_result.note", item: "other", zh: "别的", en: "other" },
        { code: "c", field: "item_result.note", item: "routes", zh: "走向", en: "route" },
        { code: "d", field: "rectification.room", zh: "客厅", en: "living room" },
    ];
    const codes = model.phrasesFor(phrases, "item_result.note", "routes").map((p) => p.code);
    assert.deepEqual(codes, ["c", "a"]);
});

test("only decimals that the tablet's program takes can be saved", () => {
    for (const text of ["0", "-1.5", "0.05", "12"]) assert.equal(model.isDecimal(text), true, text);
    for (const text of ["", "-", "1.", ".5", "01", "-0", "-0.0", "1e3"])
        assert.equal(model.isDecimal(text), false, text);
});

test("yuan become fen without a float in between", () => {
    const pairs = [["0.29", 29], ["1234.5", 123450], ["7", 700], ["-12.05", -1205], ["4.35", 435]];
    for (const [yuan, fen] of pairs) {
        assert.equal(model.fenOf(yuan), fen, yuan);
        assert.equal(model.yuanOf(fen), yuan);
    }
    assert.equal(model.yuanOf(null), "");
    assert.equal(model.yuanOf(0), "0");
});

test("a deadline is so many hours from the corrected now", () => {
    assert.equal(model.deadlineAt("3d", 1000), 1000 + 72 * 3_600_000);
    assert.equal(model.deadlineAt("unknown", 0), 24 * 3_600_000);
});

test("only the rows in sight are drawn, of five thousand too, at both ends", () => {
    const top = rows.rowWindow({ top: 0, height: 800, row: 80, total: 5000 });
    assert.equal(top.first, 0);
    assert.equal(top.last, 23);
    assert.equal(top.before, 0);
    assert.equal(top.before + (top.last - top.first) * 80 + top.after, 5000 * 80);
    const end = rows.rowWindow({ top: 5000 * 80, height: 800, row: 80, total: 5000 });
    assert.equal(end.last, 5000);
    assert.equal(end.after, 0);
    const few = rows.rowWindow({ top: 9999, height: 800, row: 80, total: 3 });
    assert.deepEqual([few.first, few.last, few.before, few.after], [0, 3, 0, 0]);
    const none = rows.rowWindow({ top: 0, height: 800, row: 80, total: 0 });
    assert.deepEqual([none.first, none.last], [0, 0]);
});

test("pages come in any order; what is missing or has changed since is asked for", () => {
    const sight = { first: 190, last: 210, before: 0, after: 0 };
    let list = rows.noPages("q");
    assert.deepEqual(rows.pagesWanted(list, sight, 7), [0, 1]);
    const page = (from) => Array.from({ length: rows.PAGE_ROWS }, (_, i) => ({ n: from + i }));
    list = rows.withPage(list, 1, { total: 5000, rows: page(200) }, 7);
    assert.equal(list.total, 5000);
    assert.equal(rows.rowAt(list, 0), undefined);
    assert.deepEqual(rows.rowAt(list, 205), { n: 205 });
    assert.deepEqual(rows.pagesWanted(list, sight, 7), [0]);
    assert.deepEqual(rows.pagesWanted(list, sight, 8), [0, 1], "the program rang");
    assert.deepEqual(rows.rowAt(list, 205), { n: 205 }, "and the old row stays meanwhile");
});

function queue(send, who = { is: "li" }) {
    const seen = [];
    let n = 0;
    const made = new PhotoQueue({
        send,
        changed: (jobs) => seen.push(jobs.map((j) => j.state)),
        once: () => `once-${++n}`,
        person: () => who.is,
        waits: (error) => error?.locked === true,
    });
    return { made, seen };
}
const shot = (group) => ({ group, path: "/api/photos", query: {}, file: new Blob(["x"]) });

test("photos go one after the other, and leave the queue only when answered", async () => {
    let under = 0;
    const { made, seen } = queue(async () => {
        assert.equal(++under, 1, "two at once");
        await new Promise((done) => setTimeout(done, 2));
        under--;
        return { id: "saved" };
    });
    const answers = await Promise.all([
        made.add(shot("a")),
        made.add(shot("a")),
        made.add(shot("b")),
    ]);
    assert.deepEqual(answers, Array(3).fill({ id: "saved" }));
    assert.equal(made.jobs.length, 0);
    assert.ok(seen.some((states) => states[0] === "saving" && states[1] === "waiting"));
});

test("a refused photo stays and is told, the next goes on, again sends it anew", async () => {
    const onces = [];
    let full = true;
    const { made } = queue(async (job) => {
        onces.push(job.id);
        if (full && job.group === "a") throw new Error("full");
        return {};
    });
    const first = made.add(shot("a"));
    const second = made.add(shot("b"));
    await assert.rejects(first, /full/);
    await second;
    assert.equal(unsaved(made.jobs).count, 1);
    assert.equal(unsaved(made.jobs, "b").count, 0);
    full = false;
    await made.again("a");
    assert.equal(made.jobs.length, 0);
    assert.deepEqual(onces, ["once-1", "once-2", "once-1"], "the same once: saved at most once");
});

test("while the tablet is locked nothing is lost: the queue goes on afterwards", async () => {
    let locked = true;
    const { made } = queue(async () => {
        if (locked) throw Object.assign(new Error("locked"), { locked: true });
        return { id: "saved" };
    });
    const answer = made.add(shot("a"));
    await new Promise((done) => setTimeout(done, 5));
    assert.deepEqual(
        made.jobs.map((job) => job.state),
        ["waiting"],
    );
    made.drop(made.jobs[0].id);
    assert.equal(made.jobs.length, 1, "only a refused one can be given up");
    locked = false;
    await made.go();
    assert.deepEqual(await answer, { id: "saved" });
});

test("what one person took is never saved by another one's session", async () => {
    const who = { is: "li" };
    const sent = [];
    const { made } = queue(async (job) => {
        sent.push([job.person, who.is]);
        if (sent.length === 1) throw Object.assign(new Error("locked"), { locked: true });
        return {};
    }, who);
    const answer = made.add(shot("a"));
    await new Promise((done) => setTimeout(done, 5));
    who.is = "wang";
    await made.go();
    assert.equal(made.jobs.length, 1, "still here");
    who.is = "li";
    await made.go();
    await answer;
    assert.deepEqual(sent, [
        ["li", "li"],
        ["li", "li"],
    ]);
});

test("shapes fit any size; a touch by mistake is none; pens keep all points, arrows two", () => {
    assert.deepEqual(draw.fitted({ width: 4000, height: 3000 }), { width: 2048, height: 1536 });
    assert.deepEqual(draw.fitted({ width: 800, height: 600 }), { width: 800, height: 600 });
    const box = { left: 10, top: 20, width: 100, height: 50 };
    assert.deepEqual(draw.pointIn(box, { clientX: 60, clientY: 45 }), { x: 0.5, y: 0.5 });
    assert.deepEqual(draw.pointIn(box, { clientX: -5, clientY: 999 }), { x: 0, y: 1 });
    const start = { tool: "pen", colour: "#e3170a", points: [{ x: 0.5, y: 0.5 }] };
    assert.equal(draw.isShape(start), false);
    const pen = draw.drawnTo(draw.drawnTo(start, { x: 0.6, y: 0.5 }), { x: 0.7, y: 0.5 });
    assert.equal(pen.points.length, 3);
    assert.equal(draw.isShape(pen), true);
    const arrow = draw.drawnTo(draw.drawnTo({ ...start, tool: "arrow" }, { x: 0, y: 0 }), {
        x: 1,
        y: 1,
    });
    assert.deepEqual(arrow.points, [
        { x: 0.5, y: 0.5 },
        { x: 1, y: 1 },
    ]);
});

test("a stamp has the time of Shanghai, corrected only where this tablet's clock was wrong", () => {
    const at = { taken_at: Date.UTC(2026, 10, 22, 10, 3, 41), unsent: true };
    const right = { offset_ms: 300, offset_known: true };
    const late = { offset_ms: 3_600_000, offset_known: true };
    assert.equal(stampTaken(at, right), "2026-11-22 18:03:41 UTC+08:00");
    assert.equal(stampTaken(at, late), "2026-11-22 19:03:41 UTC+08:00 已更正 corrected");
    assert.equal(stampTaken({ ...at, unsent: false }, late), "2026-11-22 18:03:41 UTC+08:00");
    assert.equal(stampTaken(at, { ...late, offset_known: false }), "2026-11-22 18:03:41 UTC+08:00");
    assert.equal(stampTaken({ unsent: true }, late), "");
});

test("the stamp leaves out what is not known and breaks long lines between characters", () => {
    assert.deepEqual(draw.stampLines({ time: "2026-11-22 10:03", id: "abc" }), [
        "2026-11-22 10:03",
        "abc",
    ]);
    assert.deepEqual(
        draw.stampLines({
            time: "T",
            place: "P",
            project: "J",
            subject: "S",
            person: "W",
            id: "I",
        }),
        ["T  P", "J", "S", "W  I"],
    );
    const wide = draw.brokenLines((text) => text.length * 10, ["一二三四五六七"], 30);
    assert.deepEqual(wide, ["一二三", "四五六", "七"]);
    assert.deepEqual(
        draw.brokenLines((text) => text.length * 10, ["宽"], 5),
        ["宽"],
        "never endless",
    );
});
