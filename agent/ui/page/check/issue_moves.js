// SPDX-License-Identifier: Apache-2.0
// What can be done with an issue now: the steps that the program allows, and why others are not.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { SlideToConfirm } from "/shared/kit/confirm.js";
import { PhraseField } from "/shared/kit/form.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t, w } from "/shared/words.js";
import { phrasesFor } from "./check_model.js";
import { deed } from "./deeds.js";
import { FixChips, fixFields, lastFix, used } from "./fix_chips.js";
import { MOVES } from "./issue_steps.js";
import { codeOf } from "./told.js";
import { useData } from "../store.js";

/**
 * @param {any} issue
 * @param {string} move
 * @returns {{possible: boolean, why: string}}
 */
export function mayMove(issue, move) {
    const found = (issue.may || []).find((/** @type {any} */ one) => one.move === move);
    if (!found) return { possible: false, why: "" };
    return { possible: !found.why_not, why: half(found.why_not || "") };
}

/**
 * A step, told with undo where that is possible.
 * @param {any} issue
 * @param {string} move
 * @param {Record<string, any>} fields
 * @param {() => Promise<void>} reload
 */
export function moveIssue(issue, move, fields, reload) {
    const settle = issue.unsettled ? { settle: true } : {};
    return deed(`/api/issues/${issue.id}/moves`, { move, ...fields, ...settle }, MOVES[move], reload);
}

/** @param {{issue: any, onClose: () => void, reload: () => Promise<void>}} props who, until when */
export function AssignSheet({ issue, onClose, reload }) {
    const [values, setValues] = useState(() => ({
        ...lastFix(),
        ...(issue.holder ? { responsible: issue.holder.id } : {}),
    }));
    const [busy, setBusy] = useState(false);
    const save = async () => {
        const { responsible, deadline } = fixFields(values);
        if (!responsible) return;
        setBusy(true);
        used("responsible", responsible);
        const done = await moveIssue(issue, "assign", { to: responsible, deadline }, reload);
        setBusy(false);
        if (done) onClose();
    };
    return html`<${Sheet} title=${t("派单", "Assign")} onClose=${onClose}
        foot=${html`<${Button} kind="primary" wide=${true} icon="check" busy=${busy} onTap=${save}
            disabled=${!values.responsible}>${t("派单", "Assign")}</${Button}>`}>
        <${FixChips} values=${values} site=${issue.site} only=${["responsible", "deadline"]}
            onPick=${(/** @type {string} */ field, /** @type {string} */ value) => setValues({ ...values,
                [field]: value })} />
    </${Sheet}>`;
}

/**
 * A step that needs a reason: phrases first.
 * @param {{issue: any, move: string, onClose: () => void, reload: () => Promise<void>, onDone?: () => void}} props
 */
export function ReasonSheet({ issue, move, onClose, reload, onDone }) {
    const { data } = useData("/api/words");
    const [note, setNote] = useState("");
    const [deadline, setDeadline] = useState(lastFix().deadline || "24h");
    const phrases = data ? phrasesFor(data.phrases, "move.note").concat(
        phrasesFor(data.phrases, "item_result.note", issue.item || undefined)) : [];
    const save = async () => {
        if (!note.trim()) return;
        const fields = { note: note.trim(), deadline: fixFields({ deadline }).deadline };
        if (await moveIssue(issue, move, fields, reload)) {
            onClose();
            if (onDone) onDone();
        }
    };
    return html`<${Sheet} title=${w(MOVES[move])} onClose=${onClose}
        foot=${html`<${Button} kind="primary" wide=${true} icon="check" disabled=${!note.trim()} onTap=${save}>
            ${w(MOVES[move])}</${Button}>`}>
        <${PhraseField} label=${t("原因（必填）", "Reason (required)")} phrases=${phrases} value=${note} long=${true}
            onChange=${setNote} required=${true} />
        <${FixChips} values=${{ deadline }} only=${["deadline"]}
            onPick=${(/** @type {string} */ _, /** @type {string} */ value) => setDeadline(value)} />
    </${Sheet}>`;
}

/**
 * Passed: by sliding, because nobody takes it back but by opening the issue again.
 * @param {{issue: any, reload: () => Promise<void>, onDone?: () => void}} props
 */
export function VerifySlide({ issue, reload, onDone }) {
    const [busy, setBusy] = useState(false);
    const { possible, why } = mayMove(issue, "verify");
    const verify = async () => {
        setBusy(true);
        const done = await moveIssue(issue, "verify", {}, reload);
        setBusy(false);
        if (done && onDone) onDone();
    };
    return html`<div class="stack">
        ${why && html`<${Note} tone="warn" icon="people">${why}</${Note}>`}
        <${SlideToConfirm} label=${t("滑动：复查通过", "Slide: passed")} busy=${busy} disabled=${!possible}
            why=${t("由他人复查", "for somebody else")} onConfirm=${verify} /></div>`;
}

/** @param {{issue: any, onOpen: (sheet: string) => void}} props the buttons of an issue's page */
export function MoveButtons({ issue, onOpen }) {
    const assign = mayMove(issue, "assign");
    const done = mayMove(issue, "done");
    const verify = mayMove(issue, "verify");
    const reopen = mayMove(issue, "reopen");
    const state = codeOf(issue.state);
    const look = state === "done";
    return html`<div class="stack">
        ${look && html`<${Button} kind="primary" wide=${true} icon="eye" href=${`#/recheck/${issue.id}`}>
            ${t("复查", "Re-inspect")}</${Button}>`}
        ${look && verify.why && html`<${Note} tone="warn" icon="people">${verify.why}</${Note}>`}
        ${done.possible && html`<${Button} kind="primary" wide=${true} icon="camera" onTap=${() => onOpen("done")}>
            ${t("整改完成（拍整改后照片）", "Work is done (photo from after)")}</${Button}>`}
        ${assign.possible && html`<${Button} kind=${done.possible ? "plain" : "primary"} wide=${true} icon="people"
            onTap=${() => onOpen("assign")}>${state === "open" ? t("派单", "Assign") : t("改派",
                "Assign anew")}</${Button}>`}
        ${reopen.possible && html`<${Button} wide=${true} icon="undo" onTap=${() => onOpen("reopen")}>
            ${t("重新打开", "Open again")}</${Button}>`}
    </div>`;
}
