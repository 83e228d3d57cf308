// SPDX-License-Identifier: Apache-2.0
// What belongs to an answer beside the answer itself: words, the room, an amount.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { PhraseField } from "/shared/kit/form.js";
import { Keypad } from "/shared/kit/keypad.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { fenOf, isDecimal, phrasesFor, yuanOf } from "./check_model.js";
import { useSaving } from "../act.js";
import { deed } from "./deeds.js";
import { used, usedFirst } from "./fix_chips.js";
import { useData } from "../store.js";

const ROOM = "rectification.room"; // the catalogue keeps one list of rooms

/**
 * Only what was changed, as the route takes it; null takes a value away.
 * @param {import("./check_model.js").Item} item
 * @param {{note: string, room: string, yuan: string}} given
 * @returns {Record<string, any>}
 */
export function changedDetails(item, given) {
    /** @type {Record<string, any>} */
    const changed = {};
    if (given.note.trim() !== (item.note || "")) changed.note = given.note.trim();
    if (given.room !== (item.room || "")) changed.room = given.room;
    if (given.yuan !== yuanOf(item.amount_fen) && given.yuan !== "") changed.amount_fen = fenOf(given.yuan);
    return changed;
}

/**
 * @param {{list: any, item: import("./check_model.js").Item, reload: () => Promise<void>,
 *     onClose: () => void}} props
 */
export function DetailsSheet({ list, item, reload, onClose }) {
    const { data } = useData("/api/words");
    const [given, setGiven] = useState({ note: item.note || "", room: item.room || "", yuan: yuanOf(item.amount_fen) });
    const set = (/** @type {Partial<typeof given>} */ change) => setGiven({ ...given, ...change });
    const changed = changedDetails(item, given);
    const ready = Object.keys(changed).length > 0 && (given.yuan === "" || isDecimal(given.yuan));
    const phrases = data ? data.phrases : [];
    const rooms = phrasesFor(phrases, ROOM).map((phrase) => ({ code: w(phrase), label: w(phrase) }));
    const [saving, run] = useSaving();
    const save = () => run("save", async () => {
        if (!ready) return;
        used(ROOM, given.room);
        const body = { of: list.of, item: item.code, ...changed };
        if (await deed("/api/items", body, { zh: "已存本机", en: "saved here" }, reload)) onClose();
    });
    return html`<${Sheet} title=${w(item)} onClose=${onClose} foot=${html`<${Button} kind="primary" wide=${true}
        icon="check" disabled=${!ready} busy=${saving !== null} onTap=${save}>${t("保存", "Save")}</${Button}>`}>
        <div class="chips-line"><${PhraseField} label=${t("备注", "Note")} value=${given.note}
            phrases=${phrasesFor(phrases, "item_result.note", item.code)}
            onChange=${(/** @type {string} */ note) => set({ note })} /></div>
        <div class="chips-line"><${Chips} label=${t("房间", "Room")} options=${usedFirst(ROOM, rooms)} clear=${true}
            value=${given.room} onPick=${(/** @type {string} */ room) => set({ room })} /></div>
        <${Keypad} label=${t("金额（元）", "Amount (yuan)")} unit=${t("元", "yuan")} decimals=${2} digits=${10}
            negative=${true}
            value=${given.yuan} onDone=${save} onChange=${(/** @type {string} */ yuan) => set({ yuan })} />
    </${Sheet}>`;
}
