// SPDX-License-Identifier: Apache-2.0
// What the parts of the catalogue's editor share: the draft and its changes, what is wrong with it, and the way to a
// field. The draft lives in the store; its fields carry their place (data-place), so that a fault finds them.
import { useEffect } from "/vendor/preact.js";
import { go } from "/shared/router.js";
import { w } from "/shared/words.js";
import { dispatch, store, toast } from "../store.js";
import { faultsOf } from "./checks.js";
import { valueAt, withEntry, withMoved, withValue } from "./doc.js";

/** @typedef {import("../store.js").Draft} Draft */
/** @typedef {import("./doc.js").Path} Path */

/**
 * @typedef {object} Desk
 * @property {any} doc
 * @property {any} from the published one that it is a copy of
 * @property {(path: Path, value: any) => void} put
 * @property {(list: Path, at: number, entry: any, goal: Path) => void} add
 * @property {(list: Path, from: number, to: number, goal: Path) => void} move
 * @property {(list: Path, at: number, goal: Path) => void} remove can be undone for a while
 * @property {(path: Path) => string | undefined} fault what is wrong there, once it is to be said
 * @property {(path: Path) => boolean} within something is wrong below it
 */

const ENTRIES = ["items", "gate", "ready", "defects"];

/** @param {Partial<Draft>} change of the draft as it is by now */
export function redraft(change) {
    const { draft } = store.get();
    if (draft)
        dispatch("draft", { ...draft, ...change });
}

/** @param {Path} path @returns {string} the page that has its field */
export function addressOf(path) {
    const [list, at, inner, entry] = path;
    if (list === "nodes" || list === "inspections")
        return `/catalogue/edit?tab=items&of=${list}.${at}`
            + (typeof entry === "number" && ENTRIES.includes(String(inner)) ? `&open=${inner}.${entry}` : "");
    if (list === "phrases")
        return `/catalogue/edit?tab=phrases&open=${at}`;
    if (list === "version")
        return "";
    return list === "settings" || (list === "deadlines" && path[2] === "amount") ? "/catalogue/edit?tab=numbers"
        : "/catalogue/edit?tab=file";
}

/** Opens the page of a field, and puts the focus there. @param {Path} path */
export function goTo(path) {
    redraft({ goal: path });
    const address = addressOf(path);
    if (address)
        go(address);
}

/** @param {Path} path @returns {HTMLElement | null} */
function fieldOf(path) {
    const box = document.querySelector(`[data-place="${CSS.escape(path.join("."))}"]`);
    return box && box.querySelector("input:not([type=checkbox]), textarea, select, button, input");
}

/** Puts the focus where the draft wants it, once that is drawn: at the field, or what is nearest around it.
    @param {Draft | null} draft */
export function useGoal(draft) {
    useEffect(() => {
        if (!draft || !draft.goal)
            return;
        const { goal } = draft, address = addressOf(goal);
        if (address.endsWith("tab=file"))
            return; // the file's box looks for itself
        let field = fieldOf(goal);
        const arrived = !address || location.hash.startsWith(`#${address}`);
        for (let path = goal.slice(0, -1); !field && arrived && path.length > 0; path = path.slice(0, -1))
            field = fieldOf(path);
        if (!field)
            return;
        redraft({ goal: null });
        field.closest("details")?.setAttribute("open", "");
        field.focus({ preventScroll: true });
        field.scrollIntoView({ block: "center" });
    });
}

/** @param {Draft} draft whose doc can be read @returns {Desk} */
export function deskOf(draft) {
    const { doc, from } = draft;
    const faults = faultsOf(doc).filter(({ empty }) => draft.asked || !empty);
    const change = (/** @type {any} */ next, /** @type {Path | null} */ goal = null) => redraft({ doc: next, text: null,
        goal });
    const now = () => /** @type {Draft} */ (store.get().draft).doc;
    return {
        doc, from,
        put: (path, value) => change(withValue(now(), path, value)),
        add: (list, at, entry, goal) => change(withEntry(now(), list, at, entry), goal),
        move: (list, at, to, goal) => change(withMoved(now(), list, at, to), goal),
        remove: (list, at, goal) => {
            const entry = valueAt(now(), [...list, at]);
            change(withValue(now(), [...list, at], undefined), goal);
            const back = () => store.get().draft?.doc && change(withEntry(now(), list,
                Math.min(at, (valueAt(now(), list) || []).length), entry), [...list, at]);
            toast(`已从草稿删除“${entry.zh || entry.code}”`, `"${entry.en || entry.code}" is out of the draft`,
                { undo: back });
        },
        fault: (path) => {
            const key = path.join(".");
            const found = faults.find((one) => one.path.join(".") === key);
            return found && w(found);
        },
        within: (path) => faults.some((one) => path.every((key, i) => one.path[i] === key)),
    };
}
