// SPDX-License-Identifier: Apache-2.0
// What the catalogue's editor decides without a page: pure functions, run by node alone, on the catalogue of the program.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { faultsOf } from "../../server/console/page/catalogue/checks.js";
import * as docs from "../../server/console/page/catalogue/doc.js";
import { inChinese } from "../../server/console/page/catalogue/fault_words.js";

const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const catalogue = () => JSON.parse(file("shared/data/catalogue_default.json"));
const said = (doc) => faultsOf(doc).map(({ path }) => path.join("."));

/** Every fault that the unit test of the file's reader knows, as it says it. */
function known() {
    const source = file("tests/unit/test_catalogue_file.c").replace(/"\s*\n\s*"/g, "");
    return [...source.matchAll(/"((?:[a-z]+(?:\[\d|: )).*?)(?<!\\)"\);/g)].map(([, text]) => text.replaceAll('\\"', '"'));
}

test("a fault of the server is found at its place, and said in Chinese", () => {
    assert.ok(known().length > 40);
    for (const text of known()) {
        const { path, why } = docs.placeOf(text);
        assert.ok(path.length > 0, text);
        assert.match(inChinese(why) ?? "nothing", /\p{Script=Han}/u, text);
    }
    assert.deepEqual(docs.placeOf('nodes[0] "start".items[1] "Pipes".code \'Pipes\': a code has 1 to 40 of a-z, 0-9 and _'),
        { path: ["nodes", 0, "items", 1, "code"], why: "a code has 1 to 40 of a-z, 0-9 and _" });
    assert.deepEqual(docs.placeOf("column 3: odd"), { path: [], why: "column 3: odd" });
    assert.equal(inChinese("something that nobody has said yet"), null);
});

test("the catalogue of the program has no fault, and each that is put in is named by its place", () => {
    const wrong = (path, value) => said(docs.withValue(catalogue(), path.split(".").map((one) => (/^\d+$/.test(one)
        ? Number(one) : one)), value));
    assert.deepEqual(said(catalogue()), []);
    const cases = [["nodes.0.items.1.code", "On time"], ["nodes.0.items.1.zh", " "],
        ["nodes.0.items.0.rule", "3.8"], ["nodes.3.items.0.photos", -1], ["nodes.1.number", 1], ["nodes.2.forms", []],
        ["nodes.2.gate", []], ["nodes.0.gate.0.when", ""], ["inspections.0.node", "nowhere"],
        ["settings.2.value", "four"], ["deadlines.0.amount", 10001], ["version", "default"], ["version", "-1"]];
    for (const [path, value] of cases)
        assert.deepEqual(wrong(path, value), [path], path);
    assert.deepEqual(said(docs.withEntry(catalogue(), ["phrases"], 0, { ...catalogue().phrases[5], zh: "又一个" })),
        ["phrases.0.code", "phrases.6.code"]); // both of a pair are named
    const item = { code: "new", rule: "D3.8", zh: "新", en: "new", concealed: true, measured: true, target: "-1.5", minus: "1," };
    assert.deepEqual(said(docs.withEntry(catalogue(), ["nodes", 0, "items"], 0, item)),
        ["photos", "unit", "minus", "plus"].map((name) => `nodes.0.items.0.${name}`));
});

test("entries are added, moved and taken out of copies", () => {
    const doc = catalogue();
    const more = docs.withEntry(doc, ["nodes", 0, "items"], 1, { code: "x" });
    assert.deepEqual([doc.nodes[0].items.length + 1, "x"], [more.nodes[0].items.length, more.nodes[0].items[1].code]);
    assert.deepEqual(docs.withValue(more, ["nodes", 0, "items", 1], undefined), doc);
    assert.deepEqual(docs.withEntry(doc, ["nodes", 0, "ready"], 0, { when: "true" }).nodes[0].ready, [{ when: "true" }]);
    const moved = docs.withMoved(doc, ["nodes"], 0, 2);
    assert.deepEqual(moved.nodes.slice(0, 3).map(({ code, number }) => `${number} ${code}`),
        ["1 design", "2 briefing", "3 measurement"]);
    assert.deepEqual(docs.withMoved(moved, ["nodes"], 2, 0), doc);
});

test("codes are suggested from the English, and are free", () => {
    const list = [{ code: "door" }, { code: "door_2" }, { code: "", en: "Door" }, { code: "door_9", en: "防盗门 (steel)!" }];
    assert.equal(docs.freeCode(list, "door"), "door_3");
    assert.equal(docs.freeCode(list, "door", 0), "door");
    assert.equal(docs.freeCode(list, "window"), "window");
    assert.equal(docs.suggestedCode(list, 2, "item"), "door_3");
    assert.equal(docs.suggestedCode(list, 3, "item"), "steel");
    assert.equal(docs.suggestedCode([{ code: "", en: "" }], 0, "item_1"), "item_1");
    assert.ok(docs.isCode(docs.freeCode([{ code: "a".repeat(40) }], "a".repeat(40))));
    assert.ok(docs.isCode(docs.slug("A very long English name of an item, much longer than a code")));
});

test("the conditions that name a code are known before it goes", () => {
    const named = docs.conditionsOf(catalogue(), "closed_water_test");
    assert.ok(named.length > 0 && named.every(({ zh }) => zh));
    assert.deepEqual(docs.conditionsOf(catalogue(), "no_such_code"), []);
});
