// SPDX-License-Identifier: Apache-2.0
// Measured values by keypad: a point, a number, and at once whether it lies within the tolerance.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Keypad } from "/shared/kit/keypad.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { ValueMark } from "./check_item.js";
import { isDecimal, phrasesFor, toleranceText } from "./check_model.js";
import { deed } from "./deeds.js";
import { used, usedFirst } from "./fix_chips.js";
import { useData } from "../store.js";

/**
 * @typedef {import("./check_model.js").Item} Item
 * @typedef {import("./check_model.js").Value} Value
 */

/**
 * The next point of a room that has no value yet: "客厅 3".
 * @param {Value[]} values
 * @param {string} room
 * @returns {string}
 */
export function nextPoint(values, room) {
    for (let n = 1; ; n++) {
        const point = `${room} ${n}`;
        if (!values.some((value) => value.point === point)) return point;
    }
}

/** @param {{values: Value[], onPick: (value: Value) => void, chosen: string}} props */
function Values({ values, onPick, chosen }) {
    if (values.length === 0) return null;
    return html`<ul class="measured" aria-label=${t("已测", "Measured")}>
        ${values.map(
            (value) => html`<li key=${value.point} class=${value.point === chosen ? "is-chosen" : ""}>
                <button type="button" class="measured-value" onClick=${() => onPick(value)}>
                    <span class="unseen">${t("改", "change")} </span>
                    <span>${value.point}</span><strong>${value.value} ${value.unit}</strong></button>
                <${ValueMark} passes=${value.passes} /></li>`,
        )}</ul>`;
}

/** @param {{room: string, onPick: (room: string) => void}} props */
function Rooms({ room, onPick }) {
    const { data } = useData("/api/words");
    const plain = { code: t("测点", "Point"), label: t("测点", "Point") };
    const rooms = phrasesFor(data ? data.phrases : [], "measured_value.point").map((phrase) => ({
        code: w(phrase),
        label: w(phrase),
    }));
    const options = usedFirst("measured_value.point", [plain, ...rooms]);
    return html`<${Chips} label=${t("位置", "Where")} options=${options} value=${room}
        onPick=${onPick} />`;
}

/** @param {{list: any, item: Item, reload: () => Promise<void>, onClose: () => void}} props */
export function MeasureSheet({ list, item, reload, onClose }) {
    const measured = /** @type {NonNullable<Item["measured"]>} */ (item.measured);
    const [room, setRoom] = useState(t("测点", "Point"));
    const [changed, setChanged] = useState("");
    const [field, setField] = useState("value");
    const [texts, setTexts] = useState({ value: "", target: "" });
    const [under, setUnder] = useState(/** @type {Value[]} */ ([])); // points that are being saved
    const point = changed || nextPoint([...item.values, ...under], room);
    const own = measured.target === null;
    const ready = isDecimal(texts.value) && (!own || texts.target === "" || isDecimal(texts.target));
    const save = async () => {
        if (!ready) return;
        const target = own && texts.target !== "" ? { target: texts.target } : {};
        const body = { of: list.of, item: item.code, point, value: texts.value, ...target };
        const words = `${point}: ${texts.value} ${measured.unit}`;
        const mine = /** @type {Value} */ ({ point, value: texts.value, unit: measured.unit });
        setUnder((all) => [...all, mine]); // the next one can be typed meanwhile
        setTexts({ value: "", target: texts.target });
        setChanged("");
        if (!(await deed("/api/measures", body, { zh: words, en: words }, reload)))
            // Refused: it stands there again.
            setTexts((now) => (now.value === "" ? { ...now, value: mine.value } : now));
        setUnder((all) => all.filter((one) => one !== mine));
    };
    const pick = (/** @type {string} */ next) => {
        used("measured_value.point", next);
        setRoom(next);
        setChanged("");
    };
    const change = (/** @type {Value} */ value) => {
        setChanged(value.point);
        setTexts({ value: value.value, target: value.target || "" });
    };
    const fields = [
        { code: "target", zh: `设计值 ${texts.target}`, en: `Target ${texts.target}` },
        { code: "value", zh: `实测值 ${texts.value}`, en: `Measured ${texts.value}` },
    ];
    const shown = field === "target" ? texts.target : texts.value;
    return html`<${Sheet} title=${t(`实测：${item.zh}`, `Measure: ${item.en}`)} onClose=${onClose}
        foot=${html`<${Button} kind="primary" wide=${true} icon="check" disabled=${!ready}
            onTap=${save}>${t(`保存 ${point}`, `Save ${point}`)}</${Button}>`}>
        <div class="stack">
            <p>${t("允许：", "allowed: ")}<strong>${toleranceText(measured)}</strong></p>
            <${Values} values=${item.values} chosen=${changed} onPick=${change} />
            <div class="chips-line"><${Rooms} room=${room} onPick=${pick} /></div>
            ${own &&
            html`<${Chips} label=${t("输入", "Enter")} options=${fields} value=${field}
                onPick=${setField} />`}
            <${Keypad} label=${`${point} (${measured.unit})`} value=${shown} unit=${measured.unit}
                negative=${true} onDone=${save}
                onChange=${(/** @type {string} */ text) => setTexts({ ...texts, [field]: text })} />
        </div>
    </${Sheet}>`;
}
