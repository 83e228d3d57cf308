// SPDX-License-Identifier: Apache-2.0
// PINs from the Me screen: changing one's own, and a colleague's first.
import { html, useState } from "/vendor/preact.js";
import { Failure } from "/shared/api.js";
import { PinPad } from "/shared/kit/keypad.js";
import { Note, Row } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { setPin } from "../session.js";
import { toast } from "../store.js";

/** @typedef {import("../shapes.js").Person} Person */

/**
 * A PIN entered step by step: the old one when there is one, then the new one twice.
 * @param {{person: Person, old: boolean, onDone: () => void}} props
 */
function NewPin({ person, old, onDone }) {
    const [entered, setEntered] = useState(/** @type {string[]} */ ([]));
    const [pin, setPinText] = useState("");
    const [busy, setBusy] = useState(false);
    const [refused, setRefused] = useState(/** @type {any} */ (null));
    const steps = [old && t("输入现在的 PIN", "Enter the PIN of now"), t("设新的 PIN，4–8 位", "Choose a new PIN, 4–8 digits"),
        t("再输入一次新的 PIN", "Enter the new PIN once more")].filter(Boolean);
    /** @param {any} words */
    const over = (words) => {
        setRefused(words);
        setEntered([]);
    };
    const done = async () => {
        const all = [...entered, pin];
        setPinText("");
        setRefused(null);
        if (all.length < steps.length)
            return setEntered(all);
        if (all[all.length - 1] !== all[all.length - 2])
            return over({ zh: "两次不一样，没有改动；请重来", en: "They differ, nothing was changed; start again" });
        setBusy(true);
        try {
            await setPin(person.id, pin, old ? all[0] : undefined);
            toast("PIN 已设好", "The PIN is set");
            onDone();
        } catch (error) {
            if (!(error instanceof Failure))
                throw error;
            const wrong = { zh: "现在的 PIN 不对，没有改动", en: "The PIN of now is wrong; nothing was changed" };
            over(error.status === 401 ? wrong : error);
        } finally {
            setBusy(false);
        }
        return undefined;
    };
    return html`<p class=${"pin-say" + (refused ? " tone-fail" : "")} aria-live="polite">
            ${refused ? w(refused) + t("。", ". ") : ""}${steps[entered.length]}</p>
        <${PinPad} label=${t("PIN 键盘", "PIN pad")} value=${pin} onChange=${setPinText} onDone=${done} busy=${busy} />`;
}

/** @param {{person: Person, onClose: () => void}} props */
export function OwnPin({ person, onClose }) {
    return html`<${Sheet} title=${t("更改我的 PIN", "Change my PIN")} onClose=${onClose}>
        <${NewPin} person=${person} old=${true} onDone=${onClose} /></${Sheet}>`;
}

/** @param {{persons: Person[], onClose: () => void}} props persons: those without a PIN */
export function ColleaguePin({ persons, onClose }) {
    const [chosen, choose] = useState(/** @type {Person | null} */ (null));
    return html`<${Sheet} title=${chosen ? chosen.name : t("同事的 PIN", "A colleague's PIN")} onClose=${onClose}>
        ${chosen && html`<${Note} tone="busy" icon="people">${t("请把平板交给本人，自己设 PIN；设好后由 TA 使用。",
            "Give the tablet to that person to choose the PIN; afterwards it is open for them.")}</${Note}>
            <${NewPin} person=${chosen} old=${false} onDone=${onClose} />`}
        ${!chosen && persons.length === 0 && html`<p>${t("名单上的人都有 PIN 了。新同事由办公室加入名单，联网后出现在这里。",
            "Everybody on the list has a PIN. The office adds new colleagues; they appear here with the next sync.")}
        </p>`}
        ${!chosen && persons.length > 0 && html`<div class="list">${persons.map((person) => html`<${Row}
            key=${person.id} icon="me"
            title=${person.name} sub=${w(person.role)} onTap=${() => choose(person)} />`)}</div>`}
    </${Sheet}>`;
}
