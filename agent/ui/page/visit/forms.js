// SPDX-License-Identifier: Apache-2.0
// The deeds of a visit as tables: what is asked, where it is sent, what comes next.
import { now } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { codeWord } from "/shared/paper/code_words.js";

/** @typedef {import("./deed_form.js").Ask} Ask */
/** @typedef {import("./deed_form.js").Values} Values */
/** @typedef {{zh: string, en: string}} Words */
/**
 * What the forms choose from.
 * @typedef {object} World
 * @property {any} words answer of /api/words
 * @property {any} site answer of /api/sites/:site
 * @property {string} id what it is about: a patrol, an inspection, a node
 * @property {string} person who is in
 */
/**
 * @typedef {object} VisitForm
 * @property {string} kind of the record: who may write it
 * @property {Words} title
 * @property {string} icon
 * @property {Words} hint
 * @property {(world: World) => string} path
 * @property {(world: World) => Values} [fixed] instead of the site
 * @property {(world: World) => Ask[]} asks
 * @property {(world: World) => Values} [first] what is chosen to begin with
 * @property {"wanted" | "needed" | "none"} photos
 * @property {boolean} [placed]
 * @property {boolean} [follows] only reached from what it is about, which its path names
 * @property {(world: World, answer: any, values: Values) => string} [next] address of the screen after it
 */

const both = (/** @type {string} */ zh, /** @type {string} */ en) => ({ zh, en });
const options = (/** @type {string[]} */ codes, /** @type {Record<string, any>} */ looks = {}) =>
    codes.map((code) => ({ code, label: codeWord(code), ...looks[code] }));
const RESULTS = {
    pass: { tone: "pass", icon: "check" },
    fail: { tone: "fail", icon: "cross" },
    na: { tone: "plain", icon: "dash" },
};
const results = () => options(["pass", "fail", "na"], RESULTS);
const always = () => true;

const UNREACHED = /^told_(no_answer|busy|off|asked_later)$/; // phrases for a call that nobody took

/** @param {World} world @param {string} field "patrol.note" @returns {(Words & {code: string})[]} */
const phrases = (world, field) =>
    (world.words.phrases ?? []).filter((/** @type {any} */ one) => one.field === field && !one.item);
/** Who is in, then the team of the site, then everybody else. @param {World} world */
const people = (world) => {
    const team = new Set((world.site.team ?? []).map((/** @type {any} */ one) => one.person?.id));
    const rank = (/** @type {any} */ one) => (one.id === world.person ? 0 : team.has(one.id) ? 1 : 2);
    return [...world.words.people]
        .sort((a, b) => rank(a) - rank(b))
        .map((one) => ({ code: one.id, label: one.name, hint: w(one.role) }));
};

const DAY_MS = 86400000;
/** The ISO week of a moment in China, such as "2026-W47". @param {number} ms */
export function weekOf(ms) {
    const day = new Date(Math.floor((ms + DAY_MS / 3) / DAY_MS) * DAY_MS); // at 0:00 of that day, read as UTC
    const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY_MS);
    const year = thursday.getUTCFullYear();
    const number = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS));
    return `${year}-W${String(number).padStart(2, "0")}`;
}

/** What was reported of a week already. @param {World} world */
function reported(world) {
    const week = world.id || weekOf(now());
    const found = world.site.visits.find(
        (/** @type {any} */ one) => one.kind === "weekly_report" && one.week === week,
    );
    return found
        ? Object.fromEntries(THINGS.map(([name]) => [name, found[name] ?? ""]))
        : {};
}

const THINGS = /** @type {[string, Words][]} */ ([
    ["customer_opinions", both("客户意见", "Customer's opinions")],
    ["materials_deliveries", both("材料到货", "Materials deliveries")],
    ["design_defects", both("设计缺陷", "Design defects")],
]);

/** @param {World} world */
const nodes = (world) =>
    world.site.nodes
        .filter((/** @type {any} */ node) => node.node)
        .map((/** @type {any} */ node) => ({ code: node.node, zh: node.zh, en: node.en }));

/** A fail is explained. @param {World} world @param {string} kind @returns {Ask} */
const noteAsk = (world, kind) => ({
    name: "note",
    type: "phrases",
    label: both("备注", "Note"),
    needed: (values) => values.result === "fail",
    phrases: phrases(world, `${kind}.note`),
});

/** @param {World} world @param {string} kind @returns {Ask[]} */
const outcome = (world, kind) => [
    { name: "result", type: "answers", label: both("结果", "Result"), needed: always, options: results() },
    noteAsk(world, kind),
];

/** @type {Record<string, VisitForm>} */
export const visitForms = {
    presence: {
        kind: "presence",
        title: both("到场记录", "I am here"),
        icon: "place",
        photos: "needed",
        placed: true,
        hint: both("关键验收须有：人、时间、地点、照片", "key inspections need person, time, place and photo"),
        path: () => "/api/presence",
        first: (world) => ({ person: world.person }),
        asks: (world) => [
            {
                name: "inspection",
                type: "choice",
                label: both("哪项验收或节点", "Which inspection or stage"),
                needed: always,
                recalls: "presence",
                options: [
                    ...world.words.inspections.filter((/** @type {any} */ one) => one.key),
                    ...world.words.nodes,
                ]
                    .filter((one, i, all) => all.findIndex((other) => other.code === one.code) === i)
                    .map((one) => ({ code: one.code, zh: one.zh, en: one.en })),
            },
            { name: "person", type: "choice", label: both("谁到场", "Who was there"), options: people(world) },
        ],
    },
    patrol: {
        kind: "patrol",
        title: both("巡检", "Patrol"),
        icon: "eye",
        photos: "wanted",
        hint: both("之后 24 小时内须电话告知客户", "the customer is phoned within 24 hours"),
        path: () => "/api/patrols",
        asks: (world) => outcome(world, "patrol"),
        next: (world, answer) => `/visit/${world.site.site}/call/${answer.id}`,
    },
    call: {
        kind: "patrol_call",
        title: both("巡检后电话告知", "Call after the patrol"),
        icon: "phone",
        photos: "none",
        follows: true,
        hint: both("没接通也记下来，之后再打", "no answer is recorded too, and the call stays due"),
        path: (world) => `/api/patrols/${world.id}/calls`,
        asks: (world) => [
            {
                name: "outcome",
                type: "answers",
                clears: ["result"],
                label: both("接通了吗", "Did somebody answer"),
                needed: always,
                options: options(["reached", "no_answer"], {
                    reached: { tone: "pass", icon: "phone" },
                    no_answer: { tone: "warn", icon: "clock" },
                }),
            },
            {
                name: "result",
                type: "phrases",
                label: both("告知的结果", "Result that was told"),
                needed: always,
                shown: (values) => values.outcome === "reached",
                phrases: phrases(world, "patrol_call.result").filter((one) => !UNREACHED.test(one.code)),
            },
            {
                name: "result",
                type: "phrases",
                label: both("情况", "What happened"),
                shown: (values) => values.outcome === "no_answer",
                phrases: phrases(world, "patrol_call.result").filter((one) => UNREACHED.test(one.code)),
            },
            {
                name: "problems",
                type: "phrases",
                label: both("发现的问题", "Problems"),
                shown: (values) => values.outcome === "reached",
                phrases: phrases(world, "patrol_call.problems"),
            },
            {
                name: "measures",
                type: "phrases",
                label: both("处理措施", "What was done"),
                shown: (values) => values.outcome === "reached",
                phrases: phrases(world, "patrol_call.measures"),
            },
        ],
    },
    inspection: {
        kind: "inspection",
        title: both("专项验收", "Inspection"),
        icon: "search",
        photos: "none",
        hint: both("材料进场、实测实量、淋水、回访……", "material arrival, measured survey, water spray, visits …"),
        path: () => "/api/inspections",
        asks: (world) => [
            {
                name: "code",
                type: "choice",
                label: both("哪种验收", "Which kind"),
                needed: always,
                recalls: "inspection",
                options: world.words.inspections.map((/** @type {any} */ one) => ({
                    code: one.code,
                    zh: one.zh,
                    en: one.en,
                })),
            },
        ],
        next: (_, answer) => `/check/${answer.id}`,
    },
    end: {
        kind: "inspection",
        title: both("验收结果", "Result of the inspection"),
        icon: "check",
        photos: "wanted",
        follows: true,
        hint: both("不合格须有备注或照片", "a fail needs a note or a photo"),
        path: (world) => `/api/inspections/${world.id}/end`,
        asks: (world) => outcome(world, "inspection"),
    },
    round: {
        kind: "simulated_round",
        title: both("模拟验收", "Simulated acceptance"),
        icon: "list",
        photos: "none",
        hint: both("交付前三轮", "three rounds before handover"),
        path: () => "/api/rounds",
        asks: (world) => [
            {
                name: "round",
                type: "choice",
                label: both("第几轮", "Which round"),
                needed: always,
                convert: Number,
                options: [1, 2, 3].map((n) => ({ code: String(n), zh: `第 ${n} 轮`, en: `round ${n}` })),
            },
            { name: "result", type: "answers", label: both("结果", "Result"), options: results() },
            noteAsk(world, "simulated_round"),
        ],
        next: (_, answer) => `/check/${answer.id}`,
    },
    weekly: {
        kind: "weekly_report",
        title: both("本周三项汇报", "Weekly report"),
        icon: "calendar",
        photos: "none",
        hint: both("没有就点“无”；可再改", "“none” is an answer; it can be changed later"),
        path: () => "/api/weekly",
        fixed: (world) => ({ site: world.site.site, week: world.id || weekOf(now()) }),
        first: reported,
        asks: (world) =>
            THINGS.map(([name, label]) => ({
                name,
                type: "phrases",
                label,
                needed: always,
                phrases: phrases(world, `weekly_report.${name}`),
            })),
    },
    complaint: {
        kind: "complaint",
        title: both("登记投诉", "Complaint"),
        icon: "warning",
        photos: "wanted",
        hint: both("客户原话；登记后给出承诺时间", "in the customer's words; a promise time follows"),
        path: () => "/api/complaints",
        first: (world) => ({ follower: world.person }),
        asks: (world) => [
            {
                name: "words",
                type: "phrases",
                label: both("客户原话", "The customer's own words"),
                needed: always,
                phrases: phrases(world, "complaint.words"),
            },
            {
                name: "channel",
                type: "choice",
                label: both("怎么来的", "How it came"),
                recalls: "channel",
                options: phrases(world, "complaint.channel").map((one) => ({ code: w(one), label: w(one) })),
            },
            {
                name: "severity",
                type: "choice",
                label: both("严重程度", "Severity"),
                options: options(["minor", "normal", "major"]),
            },
            { name: "complained", type: "choice", label: both("被投诉人", "Complained of"), options: people(world) },
            {
                name: "follower",
                type: "choice",
                label: both("跟踪人", "Who follows it"),
                options: people(world),
            },
        ],
        next: (world, answer) => `/complaint/${world.site.site}?id=${answer.id}`,
    },
    review: {
        kind: "drawing_review",
        title: both("审图", "Drawing review"),
        icon: "document",
        photos: "wanted",
        hint: both("审图员或分部经理", "drawing reviewer or department manager"),
        path: () => "/api/reviews",
        fixed: (world) => ({ of: world.id || nodeOf(world, "design") }),
        asks: (world) => [
            {
                name: "verdict",
                type: "answers",
                label: both("结论", "Verdict"),
                needed: always,
                options: options(["passed", "redraw"], {
                    passed: { tone: "pass", icon: "check" },
                    redraw: { tone: "fail", icon: "redo" },
                }),
            },
            {
                name: "redraw_due",
                type: "day",
                label: both("重画期限", "Redraw due"),
                needed: always,
                shown: (values) => values.verdict === "redraw",
            },
            { name: "deducted_points", type: "number", label: both("扣分", "Deducted points") },
            { name: "attended", type: "truth", label: both("设计师到场审图", "The designer attended") },
            {
                name: "note",
                type: "phrases",
                label: both("备注", "Note"),
                phrases: phrases(world, "drawing_review.note"),
            },
        ],
    },
    reinspection: {
        kind: "re_inspection",
        title: both("竣工复验结论", "Re-inspection of the completion"),
        icon: "check",
        photos: "wanted",
        hint: both("复查员或分部经理", "re-inspector or department manager"),
        path: () => "/api/re-inspections",
        fixed: (world) => ({ of: world.id || nodeOf(world, "completion") }),
        asks: (world) => verdict(world, "re_inspection"),
        next: (_, answer) => `/review/${answer.id}/re_inspection`,
    },
    spot: {
        kind: "spot_check",
        title: both("上级抽查", "Spot check"),
        icon: "search",
        photos: "wanted",
        hint: both("抽查工地或巡检工作", "of the site or of the patrol work"),
        path: () => "/api/spot-checks",
        fixed: (world) => ({ site: world.site.site, ...(world.id && { of: world.id }) }),
        asks: (world) => [
            ...verdict(world, "spot_check"),
            { name: "person", type: "choice", label: both("被抽查人", "Who was checked"), options: people(world) },
        ],
    },
    note: {
        kind: "note",
        title: both("备注", "Note"),
        icon: "pen",
        photos: "wanted",
        hint: both("记在工地或节点上", "kept at the site or a stage"),
        path: () => "/api/notes",
        fixed: (world) => ({ site: world.site.site, ...(world.id && { of: world.id }) }),
        asks: (world) => [
            {
                name: "of",
                type: "choice",
                label: both("记在哪个节点", "At which stage"),
                shown: () => !world.id,
                options: nodes(world),
            },
            {
                name: "text",
                type: "phrases",
                label: both("内容", "Text"),
                needed: always,
                phrases: phrases(world, "note.text"),
            },
        ],
    },
};

/** @param {World} world @param {string} code */
const nodeOf = (world, code) => world.site.nodes.find((/** @type {any} */ node) => node.code === code)?.node ?? "";

/** @param {World} world @param {string} kind @returns {Ask[]} */
const verdict = (world, kind) => [
    {
        name: "verdict",
        type: "answers",
        label: both("结论", "Verdict"),
        needed: always,
        options: options(["qualified", "unqualified"], {
            qualified: { tone: "pass", icon: "check" },
            unqualified: { tone: "fail", icon: "cross" },
        }),
    },
    {
        name: "note",
        type: "phrases",
        label: both("说明", "Note"),
        needed: (values) => values.verdict === "unqualified",
        phrases: phrases(world, `${kind}.note`),
    },
];

/**
 * In words, what keeps a form from being used at this site now; "" when nothing does.
 * @param {string} what @param {World} world
 */
export function obstacle(what, world) {
    if (what === "review" && !world.id && !nodeOf(world, "design"))
        return t("设计节点还没有开始", "the design stage has not been started");
    if (what === "reinspection" && !world.id && !nodeOf(world, "completion"))
        return t("竣验节点还没有开始", "the completion stage has not been started");
    return "";
}
