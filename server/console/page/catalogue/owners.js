// SPDX-License-Identifier: Apache-2.0
// The nodes and inspections of a catalogue: which there are, what one asks for as a whole, its items and conditions.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Section } from "/shared/kit/layout.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { Conditions, signedBy } from "./conditions.js";
import { addressOf, goTo } from "./desk.js";
import { freeCode, withEnglish } from "./doc.js";
import { ChoiceAt, NumberAt, SeveralAt, TextAt, TruthAt, WordsAt } from "./edit_fields.js";
import { addWords, EntryTools, RemoveSheet, Wrong } from "./entries.js";
import { Items } from "./items.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./doc.js").Path} Path */

const FACTS = ["code", "zh", "en", "rule", "number", "forms", "participants", "node"];
const KINDS = [{ list: "nodes", zh: "节点", en: "node", many: { zh: "节点", en: "Nodes" } },
    { list: "inspections", zh: "专项验收", en: "inspection", many: { zh: "专项验收和回访", en: "Inspections and visits" } }];

const MEANING = {
    nodes: { zh: "新版本里不再有这个节点。已经开始它的工地按开始时的版本做完；已有的记录、签字和照片都不变。",
        en: "The new version has this node no more. Sites that have begun it finish it under the version they began "
            + "with; records, signatures and photos stay as they are." },
    inspections: { zh: "新版本里不再能开始这种验收。已做的验收连同检查项留在原来的版本下，记录和签字都不变。",
        en: "No inspection of this kind can be begun any more. Those that were made stay, with their items, under "
            + "their version; records and signatures do not change." },
};

/** @param {any} doc @returns {any} a node that asks for nothing yet but a signature */
function newNode(doc) {
    const [form] = doc.forms;
    const number = Math.max(0, ...doc.nodes.map((/** @type {any} */ one) => one.number));
    return { code: freeCode(doc.nodes, "node_1"), rule: "D3.1", number: number + 1, zh: "", en: "",
        participants: ["customer", "inspector"], forms: form ? [form.code] : [], items: [],
        gate: form ? [signedBy(form, { code: "customer", zh: "客户", en: "the customer" }, "D3.1")] : [] };
}

/** @param {any} doc */
const newInspection = (doc) => ({ code: freeCode(doc.inspections, "inspection_1"), rule: "D4.1", zh: "", en: "",
    items: [] });

/** @param {any} doc @returns {{code: string, label: string}[]} everybody whom the catalogue names, in its own words */
function rolesOf(doc) {
    const codes = new Set([...doc.nodes.flatMap((/** @type {any} */ one) => one.participants || []),
        ...doc.forms.flatMap((/** @type {any} */ one) => one.signers.map((/** @type {any} */ signer) => signer.role)),
        ...doc.deadlines.flatMap((/** @type {any} */ one) => one.who || [])]);
    return [...codes].map((code) => ({ code, label: w(doc.terms.find((/** @type {any} */ term) => term.code === code))
        || code }));
}

/** @param {{desk: Desk, kind: any, chosen: Path}} props the list at the side */
function Side({ desk, kind, chosen }) {
    const all = desk.doc[kind.list];
    const add = () => {
        const path = [kind.list, all.length];
        desk.add([kind.list], all.length, (kind.list === "nodes" ? newNode : newInspection)(desk.doc), [...path, "zh"]);
        go(addressOf(path));
    };
    const isHere = (/** @type {number} */ i) => chosen[0] === kind.list && chosen[1] === i;
    return html`<h3>${w(kind.many)}</h3><ul>${all.map((/** @type {any} */ one, /** @type {number} */ i) => html`<li
        key=${i}><a class="side-link" href=${`#${addressOf([kind.list, i])}`} aria-current=${isHere(i) ? "page"
            : null}><span>${one.number && `${one.number} `}${w(one) || one.code}</span>
            ${desk.within([kind.list, i]) ? html`<${Wrong} />` : html`<small class="faint">${(one.items
                || []).length}</small>`}</a></li>`)}</ul>
        <${Button} kind="quiet" icon="plus" onTap=${add}>${addWords(kind)}</${Button}>`;
}

/** @param {{desk: Desk, path: Path}} props what holds for the whole node or inspection */
function Facts({ desk, path }) {
    const [list, at] = path, all = desk.doc[list], one = all[Number(at)];
    const isNode = list === "nodes";
    const published = desk.from[list].some((/** @type {any} */ other) => other.code === one.code);
    const english = (/** @type {string} */ en) => desk.put(path, withEnglish(all, Number(at), en, isNode ? "node_1"
        : "inspection_1", desk.from[list]));
    const nodes = desk.doc.nodes.map((/** @type {any} */ node) => ({ code: node.code, label: w(node) }));
    const [folded] = useState(published);
    return html`<details class="details owner-facts" open=${!folded}><summary>${isNode
        ? t("名称、代号、参与人和表单", "Name, code, participants and forms")
        : t("名称、代号和节点", "Name, code and node")}${FACTS.some((name) => desk.within([...path, name]))
            && html` <${Wrong} />`}
        </summary><div class="entry-grid"><${WordsAt} desk=${desk} path=${path} zh="名称" en="Name"
            onEnglish=${english} />
            <${TextAt} desk=${desk} path=${[...path, "code"]} label=${t("代号", "Code")} limit=${40} code=${true}
                hint=${published ? t("已发布；改了就是另一个", "published: with another code it is another one") : t("按英文名建议",
                    "suggested by the English name")} />
            <${TextAt} desk=${desk} path=${[...path, "rule"]} label=${t("规则", "Rule")} limit=${20} code=${true} />
            ${isNode && html`<${NumberAt} desk=${desk} path=${[...path, "number"]} label=${t("序号", "Number")} />`}
            ${!isNode && html`<${ChoiceAt} desk=${desk} path=${[...path, "node"]} label=${t("属于哪个节点", "Of which node")}
                options=${nodes} none=${t("不属于节点", "of none")} />
            <${TruthAt} desk=${desk} path=${[...path, "key"]} label=${t("巡检员必须到场（D4.1）",
                "The inspector must be there (D4.1)")} />`}</div>
        ${isNode && html`<${SeveralAt} desk=${desk} path=${[...path, "participants"]}
            label=${t("谁参加", "Who takes part")} options=${rolesOf(desk.doc)} />
        <${SeveralAt} desk=${desk} path=${[...path, "forms"]} label=${t("签哪些表单", "Which forms are signed")}
            options=${desk.doc.forms.map((/** @type {any} */ form) => ({ code: form.code, label: w(form) }))} />`}
        </details>`;
}

/** @param {{desk: Desk, path: Path, kind: any, open: string}} props */
function Owner({ desk, path, kind, open }) {
    const [going, setGoing] = useState(false);
    const list = String(path[0]), at = Number(path[1]), all = desk.doc[list], one = all[at];
    const copy = () => {
        const code = freeCode(all, one.code);
        const last = all[all.length - 1];
        desk.add([list], all.length, { ...one, code, zh: `${one.zh}（副本）`, en: `${one.en} (copy)`,
            ...(one.number ? { number: last.number + 1 } : {}) }, [list, all.length, "zh"]);
        go(addressOf([list, all.length]));
    };
    const move = (/** @type {number} */ by) => {
        desk.move([list], at, at + by, [list, at + by, by < 0 ? "up" : "down"]);
        go(addressOf([list, at + by]), { replace: true });
    };
    const remove = () => {
        setGoing(false);
        const next = [list, Math.max(0, Math.min(at, all.length - 2))];
        desk.remove([list], at, [...next, "zh"]);
        goTo([...(all.length > 1 ? next : ["nodes", 0]), "zh"]);
    };
    const name = w(one) || one.code;
    return html`<div class="owner-head"><h3>${name}</h3><${EntryTools} place=${path.join(".")} first=${at === 0}
            last=${at === all.length - 1} name=${name} onMove=${move} onCopy=${copy}
            onRemove=${() => setGoing(true)} /></div>
        <${Facts} desk=${desk} path=${path} />
        <${Items} desk=${desk} path=${path} open=${open} />
        ${list === "nodes" && html`<${Conditions} desk=${desk} path=${path} open=${open} />`}
        ${going && html`<${RemoveSheet} what=${w(kind)} one=${one} desk=${desk} onDone=${remove}
            meaning=${w(MEANING[/** @type {"nodes"} */ (list)])} onClose=${() => setGoing(false)} />`}`;
}

/** @param {{desk: Desk, query: Record<string, string>}} props */
export function Owners({ desk, query }) {
    const [list, at] = (query.of || "nodes.0").split(".");
    const kind = KINDS.find((one) => one.list === list) || KINDS[0];
    const path = [kind.list, Number(at)];
    const there = desk.doc[kind.list][Number(at)];
    return html`<${Section} title=${t("节点、验收和检查项", "Nodes, inspections and their items")}><div class="owners">
        <nav class="owners-side" aria-label=${t("节点和验收", "nodes and inspections")}>${KINDS.map((one) => html`<${Side}
            key=${one.list} desk=${desk} kind=${one} chosen=${path} />`)}</nav>
        <div class="owners-main">${there ? html`<${Owner} key=${path.join(".")} desk=${desk} path=${path} kind=${kind}
            open=${query.open || ""} />` : html`<p class="faint">${t("请在旁边选一个", "Choose one at the side")}</p>`}</div>
        </div></${Section}>`;
}
