// SPDX-License-Identifier: Apache-2.0
// Unlock: who, and the PIN. It asks the program on this tablet only, so it works for weeks offline.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Failure } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { PinPad } from "/shared/kit/keypad.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { setPin, unlock } from "../session.js";
import { useSession } from "../store.js";
import { Flip } from "./flip.js";

/** @typedef {import("../shapes.js").Person} Person */

/**
 * Seconds until the next try, counted down.
 * @param {Person | null} person
 * @returns {[number, (seconds: number) => void]}
 */
function useWait(person) {
    const [until, setUntil] = useState(0);
    const [, again] = useState(0);
    useEffect(() => setUntil(person && person.wait_s ? performance.now() + person.wait_s * 1000 : 0),
        [person && person.id]);
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    useEffect(() => {
        if (left === 0)
            return;
        const timer = setTimeout(() => again(performance.now()), 250);
        return () => clearTimeout(timer);
    });
    return [left, (seconds) => setUntil(performance.now() + seconds * 1000)];
}

/** @param {number} seconds @returns {string} "0:28" */
const countdown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** @param {{persons: Person[], onPick: (person: Person) => void}} props */
function Persons({ persons, onPick }) {
    return html`<ul class="stack" aria-label=${t("选择您的名字", "Choose your name")}>
        ${persons.map((person) => html`<li key=${person.id}><button type="button" class="person"
            onClick=${() => onPick(person)}>
            <span class="person-mark" aria-hidden="true">${[...person.name][0]}</span>
            <span class="row-words"><span class="row-title">${person.name}</span><span
                class="row-sub">${w(person.role)}</span></span>
            ${person.wait_s ? html`<span class="row-sub">${t("需等待 ",
                "wait ")}${countdown(person.wait_s)}</span>` : !person.pin && html`<span class="row-sub">${t("未设 PIN",
                "no PIN yet")}</span>`}
            <${Icon} name="forward" size="small" /></button></li>`)}
    </ul>`;
}

/**
 * What is said below the name: what to type, or how long to wait.
 * @param {{left: number, first: boolean, again: boolean, refused: any, colleague: string}} props
 */
function Say({ left, first, again, refused, colleague }) {
    if (left > 0)
        return html`<p class="pin-say tone-fail" role="alert">${t("PIN 错了几次。已保存的内容完好。",
            "The PIN was wrong several times. What was saved is intact. ")}
            <span aria-live="off" class="numbers">${t(`${countdown(left)} 后可再试`,
                `Next try in ${countdown(left)}`)}</span></p>`;
    if (refused)
        return html`<div class="pin-say tone-fail" role="alert"><${Icon} name="warning"
            size="small" /> <span>${w(refused)}</span></div>`;
    if (first && colleague)
        return null;
    const text = again ? t("再输入一次同样的 PIN", "Enter the same PIN once more") : first ? t("设一个 4–8 位的 PIN，只您自己知道",
        "Choose a PIN of 4–8 digits that only you know") : t("输入 PIN", "Enter your PIN");
    return html`<p class="pin-say" aria-live="polite">${text}</p>`;
}

/**
 * Words for a wrong PIN, because the program's are those of any refusal of identity.
 * @param {Failure} error
 */
function wrongPin(error) {
    if (error.status !== 401)
        return error;
    return { zh: "PIN 不对，没有打开；请再试", en: "The PIN is wrong; it stays locked; try again" };
}

/** @param {{onClose: () => void}} props nobody can read a PIN; it can only be chosen anew */
function Forgotten({ onClose }) {
    return html`<${Sheet} title=${t("忘记 PIN", "PIN forgotten")} onClose=${onClose}>
        <p>${t("PIN 只存在这台平板上，办公室也看不到。您的记录都完好，会继续传送。",
            "The PIN is kept on this tablet only; the office cannot see it. Your records are intact and go on " +
                "being sent.")}
        </p>
        <p>${t("请管理这台平板的人在本机运行下面的命令，然后请一位同事在“我”→“同事的 PIN”里让您重设：",
            "Ask whoever looks after this tablet to run this command on it; then a colleague lets you choose " +
                "a new one under Me → A colleague's PIN:")}</p>
        <p><code>plumb pin clear ${t("姓名", "NAME")}</code></p></${Sheet}>`;
}

/** @param {{person: Person, mayBegin: boolean}} props mayBegin: nobody on this tablet has a PIN */
function PinEntry({ person, mayBegin }) {
    const [pin, setPinText] = useState("");
    const [chosen, setChosen] = useState("");
    const [busy, setBusy] = useState(false);
    const [refused, setRefused] = useState(/** @type {any} */ (null));
    const [forgotten, setForgotten] = useState(false);
    const name = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => name.current?.focus({ preventScroll: true }), []);
    const [left, wait] = useWait(person);
    const first = !person.pin;
    const done = async () => {
        if (first && !chosen) {
            setChosen(pin);
            setPinText("");
            return;
        }
        if (first && chosen !== pin) {
            setChosen("");
            setPinText("");
            setRefused({ zh: "两次不一样，没有设置；请重新设一个", en: "They differ, nothing was set; choose again" });
            return;
        }
        setBusy(true);
        try {
            await (first ? setPin(person.id, pin) : unlock(person.id, pin));
        } catch (error) {
            setChosen("");
            setRefused(error instanceof Failure ? wrongPin(error) : { zh: String(error), en: String(error) });
            if (error instanceof Failure && error.answer.wait_s)
                wait(error.answer.wait_s);
        } finally {
            setPinText("");
            setBusy(false);
        }
    };
    const change = (/** @type {string} */ text) => {
        setPinText(text);
        setRefused(null);
    };
    return html`<div class="pin">
        <div class="pin-person"><span class="person-mark" aria-hidden="true">${[...person.name][0]}</span>
            <h1 tabindex="-1" ref=${name}>${person.name} <small class="faint">${w(person.role)}</small></h1></div>
        ${first && !mayBegin
            ? html`<${Note} tone="warn" icon="key">${t("您在这台平板上还没有 PIN。请一位已能解锁的同事打开“我”→“同事的 PIN”，或请办公室协助。",
                "You have no PIN on this tablet yet. Ask a colleague who can unlock it to open Me → A " +
                    "colleague's PIN, or ask the office.")}</${Note}>`
            : html`<${Say} left=${left} first=${first} again=${chosen !== ""} refused=${refused} colleague="" />
                <${PinPad} label=${t("PIN 键盘", "PIN pad")} value=${pin} onChange=${change} onDone=${done} busy=${busy}
                    off=${left > 0} />`}
        ${!first && html`<div class="gate-help">
            <${Button} kind="quiet" onTap=${() => setForgotten(true)}>${t("忘记 PIN？",
                "Forgot the PIN?")}</${Button}></div>`}
        ${forgotten && html`<${Forgotten} onClose=${() => setForgotten(false)} />`}
    </div>`;
}

/** Nobody may work here yet: the list of persons comes from the office. */
function Nobody() {
    return html`<div class="stack"><h1>${t("还没有人员名单", "No persons yet")}</h1>
        <${Note} tone="busy" icon="sync">${t("平板已登记，正在等办公室把人员和工地发来。有网络时会自动继续，无需操作。",
            "This tablet is enrolled and waits for the office to send its persons and sites. It goes on by " +
                "itself when there is a network.")}</${Note}></div>`;
}

/** The screen. */
export default function Unlock() {
    const session = useSession();
    const persons = session.persons;
    const [chosen, choose] = useState(/** @type {string | null} */ (null));
    const [, again] = useState(0);
    const last = session.person && persons.find((person) => person.id === /** @type {Person} */ (session.person).id);
    const id = chosen === null ? (last ? last.id : persons.length === 1 ? persons[0].id : "") : chosen;
    const person = persons.find((one) => one.id === id);
    const alone = persons.every((one) => !one.pin);
    return html`<main class="gate unlock">
        <div class="gate-top">
            ${person && persons.length > 1 && html`<${Button} kind="quiet" icon="people" onTap=${() => choose("")}>
                ${t("换人", "Someone else")}</${Button}>`}
            <${Flip} onFlip=${() => again(performance.now())} /></div>
        <div class="gate-box">
            ${persons.length === 0 && html`<${Nobody} />`}
            ${persons.length > 0 && !person && html`<h1>${t("您是谁？", "Who are you?")}</h1>
                <${Persons} persons=${persons} onPick=${(/** @type {Person} */ one) => choose(one.id)} />`}
            ${person && html`<${PinEntry} key=${person.id} person=${person} mayBegin=${alone} />`}
        </div>
    </main>`;
}
