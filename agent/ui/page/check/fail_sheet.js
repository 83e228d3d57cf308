// SPDX-License-Identifier: Apache-2.0
// A fail: camera, who, until when, in five taps. The first photo or word saves it, with what was
// chosen beforehand; every chip after that is saved at its tap.
import { html, useRef, useState } from "/vendor/preact.js";
import { post } from "/shared/api.js";
import { PhraseField } from "/shared/kit/form.js";
import { Note } from "/shared/kit/layout.js";
import { Saving } from "/shared/kit/button.js";
import { Sheet } from "/shared/kit/sheet.js";
import { due } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { phrasesFor } from "./check_model.js";
import { recordOf, tell } from "./deeds.js";
import { DoneButton, FixChips, fixFields, lastFix } from "./fix_chips.js";
import { CameraButtons, Photos } from "./photo_box.js";
import { useTurns } from "../act.js";
import { toastError, useData } from "../store.js";
import { codeOf, dueOf } from "./told.js";
import { savePhotos, Uploads } from "./uploads.js";

/**
 * @typedef {import("./check_model.js").Item} Item
 * @typedef {import("./fix_chips.js").FixValues} FixValues
 */

/** @param {any} issue @returns {FixValues} what the issue says already */
function valuesOf(issue) {
    if (!issue) return {};
    const { severity, category, room, crew, holder, responsible } = issue;
    const who = holder || responsible;
    return {
        room,
        crew,
        severity: codeOf(severity),
        category: codeOf(category),
        responsible: who ? who.id : null,
    };
}

/**
 * The deed of failing an item, and the changes of its issue.
 * @param {{list: any, item: Item, reload: () => Promise<void>}} props
 */
function useFail({ list, item, reload }) {
    const [fix, setFix] = useState(item.fix ? item.fix.id : "");
    const [failed, setFailed] = useState(item.result === "fail");
    const [draft, setDraft] = useState(/** @type {FixValues} */ (item.fix ? {} : lastFix()));
    const [saving, inTurn] = useTurns();
    const { data: issue, reload: again } = useData(fix ? `/api/issues/${fix}` : null);
    const first = useRef(true); // the photos after the first one find the fail saved already
    const late = useRef(/** @type {FixValues} */ ({})); // chosen while the fail itself was under way
    const after = async () => {
        await Promise.all([reload(), again()]);
    };
    const saved = async (/** @type {any} */ answer) => {
        const made = recordOf(answer, "rectification");
        if (made) setFix(made);
        if (made) run("late", () => change(made, late.current));
        if (!failed) tell(answer, { zh: `${item.zh}：不合格`, en: `${item.en}: fail` }, after);
        setFailed(true);
        await after();
    };
    const query = () => {
        const fields = first.current && !fix ? fixFields(draft) : {};
        first.current = false;
        return { of: list.of, item: item.code, result: "fail", ...fields };
    };
    /** @param {string} what @param {() => Promise<any>} deed */
    const run = (what, deed) => inTurn(what, () => deed().catch(toastError));
    const change = async (/** @type {string} */ id, /** @type {FixValues} */ chosen) => {
        late.current = {};
        if (Object.keys(chosen).length === 0) return;
        await post(`/api/issues/${id}`, fixFields(chosen));
        await after();
    };
    const pick = (/** @type {keyof FixValues} */ field, /** @type {string} */ value) => {
        setDraft((now) => ({ ...now, [field]: value }));
        if (fix) return run(`${field}=${value}`, () => change(fix, { [field]: value }));
        if (!first.current) late.current = { ...late.current, [field]: value };
    };
    const note = (/** @type {string} */ text) =>
        run("note", async () => saved(await post("/api/items", { ...query(), note: text })));
    const values = { ...valuesOf(issue), ...draft };
    const begun = () => failed || !first.current;
    return { failed, begun, issue, saving, values, pick, note, query, saved };
}

/** @param {{item: Item, onNote: (text: string) => any}} props words by chips; typing is possible */
function NoteField({ item, onNote }) {
    const { data } = useData("/api/words");
    const [text, setText] = useState(item.note || "");
    const last = useRef(item.note || "");
    if (!data) return null;
    const done = (/** @type {string} */ value) => {
        if (value === last.current) return;
        last.current = value;
        onNote(value);
    };
    return html`<div class="chips-line">
        <${PhraseField} label=${t("哪里不合格", "What is wrong")} value=${text} onChange=${setText} onDone=${done}
            phrases=${phrasesFor(data.phrases, "item_result.note", item.code)} /></div>`;
}

/**
 * @param {{list: any, item: Item, about: import("./draw_sheet.js").About,
 *     reload: () => Promise<void>, onClose: () => void}} props
 */
export function FailSheet({ list, item, about, reload, onClose }) {
    const { failed, begun, issue, saving, values, pick, note, query, saved } = useFail({ list, item, reload });
    const [bare, setBare] = useState(false); // "done" was said before there was anything to save
    const group = `${list.of}.${item.code}`;
    const target = () => ({ path: "/api/items", query: query() });
    const state = saving.length > 0 ? "saving" : failed ? "saved" : "unsaved";
    return html`<${Sheet} title=${t(`不合格：${item.zh}`, `Fail: ${w(item)}`)} onClose=${onClose}
        foot=${html`<${DoneButton} onDone=${() => (begun() ? onClose() : setBare(true))} />`}>
        <div class="stack">
            <div class="row spread">
                <strong>${failed ? "" : t("先拍照或选一条说明", "Take a photo or choose a note")}</strong>
                <${Saving} state=${state} /></div>
            ${bare && !begun() &&
            html`<${Note} tone="fail" icon="warning">${t("还没有保存：拍一张照片或点一条说明，才算不合格；不想记就点 ×。",
                "Not saved yet: a photo or a note makes it a fail. To leave it as it was, tap ×.")}</${Note}>`}
            <${CameraButtons} primary=${!failed}
                onFiles=${(/** @type {File[]} */ files) => savePhotos(group, files, target, saved)} />
            <${Uploads} group=${group} />
            <${Photos} photos=${item.photos} label=${t("照片", "Photos")} about=${about} line=${true} />
            <${NoteField} item=${item} onNote=${note} />
            <${FixChips} values=${values} onPick=${pick} saving=${saving}
                site=${list.site} dueText=${issue && dueOf(issue) ? due(dueOf(issue)) : ""} />
            ${issue && codeOf(issue.severity) === "major" &&
            html`<${Note} tone="warn" icon="warning">
                ${t("重大问题：由您跟踪到底，可在问题页改跟踪人。",
                    "A major one: you follow it to the end; the issue's page can name somebody else.")}
            </${Note}>`}
        </div>
    </${Sheet}>`;
}
