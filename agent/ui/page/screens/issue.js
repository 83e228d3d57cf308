// SPDX-License-Identifier: Apache-2.0
// One issue: its photos before and after, what can be done now, its chips, and the chain below.
import { html, useRef, useState } from "/vendor/preact.js";
import { post } from "/shared/api.js";
import { ErrorNote, Loading, PageHead, Section, Unsent } from "/shared/kit/layout.js";
import { PhraseField } from "/shared/kit/form.js";
import { Sheet } from "/shared/kit/sheet.js";
import { due } from "/shared/format.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { phrasesFor } from "../check/check_model.js";
import { DoneButton, FixChips, fixFields, summaryOf } from "../check/fix_chips.js";
import { AssignSheet, moveIssue, MoveButtons, ReasonSheet } from "../check/issue_moves.js";
import { Due, holderOf, IssueMark } from "../check/issue_row.js";
import { Branches, Pair, Steps } from "../check/issue_steps.js";
import { CameraButtons, PhotoBox } from "../check/photo_box.js";
import { useTurns } from "../act.js";
import { toastError, useData } from "../store.js";
import { beforeOf, codeOf, dueOf } from "../check/told.js";
import { savePhotos, Uploads } from "../check/uploads.js";
import { tell } from "../check/deeds.js";

const FIELDS = ["responsible", "deadline", "severity", "follower", "category", "room", "crew"];

/** @param {any} issue @returns {import("../check/draw_sheet.js").About} */
export function aboutIssue(issue) {
    const project = [issue.customer, issue.address].filter(Boolean).join(" ");
    return { project, subject: issue.summary, item: issue.item || "" };
}

/**
 * The work is done: a photo from after it, beside the one from before, or words.
 * @param {{issue: any, onClose: () => void, reload: () => Promise<void>}} props
 */
function DoneSheet({ issue, onClose, reload }) {
    const { data } = useData("/api/words");
    const [note, setNote] = useState("");
    const [moved, setMoved] = useState(codeOf(issue.state) === "done");
    const group = `${issue.id}.done`;
    const carried = useRef(moved); // the first photo carries the step, the others follow it
    /** @returns {import("../check/uploads.js").PhotoTarget} */
    const target = () => {
        const follows = carried.current;
        carried.current = true;
        return follows
            ? { path: "/api/photos", query: { record: issue.id, moment: "after" } }
            : { path: `/api/issues/${issue.id}/moves`, query: { move: "done", note } };
    };
    const saved = async (/** @type {any} */ answer) => {
        if (!moved) tell(answer, { zh: "整改完成，待复查", en: "done: to be re-inspected" }, reload);
        setMoved(true);
        await reload();
    };
    const byWords = async () => {
        if (await moveIssue(issue, "done", { note }, reload)) onClose();
    };
    const camera = html`<${CameraButtons} primary=${!moved}
        onFiles=${(/** @type {File[]} */ files) => savePhotos(group, files, target, saved)} />
        <${Uploads} group=${group} />`;
    const ready = moved || note.trim() !== "";
    return html`<${Sheet} title=${t("整改完成", "Work is done")} onClose=${onClose}
        foot=${ready && html`<${DoneButton} onDone=${moved ? onClose : byWords}
            label=${moved ? undefined : t("没有照片，按说明完成", "Done, by words alone")} />`}>
        <${Pair} before=${beforeOf(issue)} after=${issue.after || []} about=${aboutIssue(issue)} camera=${camera} />
        ${!moved && html`<${PhraseField} label=${t("做了什么", "What was done")} value=${note} onChange=${setNote}
            long=${true}
            phrases=${data ? phrasesFor(data.phrases, "move.note", "done").filter((one) => one.item) : []} />`}
    </${Sheet}>`;
}

/**
 * What is wrong, by phrases or typed.
 * @param {{issue: any, said: string, words: any, onDone: (text: string) => any}} props said: in words, so far
 */
function Summary({ issue, said, words, onDone }) {
    const [text, setText] = useState(said);
    const last = useRef(text);
    const done = (/** @type {string} */ said) => {
        if (said === last.current || !said.trim()) return;
        last.current = said;
        onDone(said);
    };
    return html`<div class="chips-line"><${PhraseField} label=${t("哪里有问题", "What is wrong")} value=${text}
        onChange=${setText} onDone=${done} phrases=${words ? phrasesFor(words.phrases, "item_result.note",
            issue.item) : []} />
    </div>`;
}

/** @param {{issue: any, reload: () => Promise<void>}} props each chip is saved at its tap */
function Fields({ issue, reload }) {
    const [saving, inTurn] = useTurns();
    const [picked, setPicked] = useState(/** @type {Record<string, string>} */ ({}));
    const who = issue.holder || issue.responsible;
    const values = {
        severity: codeOf(issue.severity), category: codeOf(issue.category), room: issue.room, crew: issue.crew,
        follower: issue.follower ? issue.follower.id : null,
        responsible: who ? who.id : null, ...picked,
    };
    const { data: words } = useData("/api/words");
    const unsaid = issue.summary === summaryOf(values, words); // nobody said it: it follows the chips
    const save = async (/** @type {string} */ field, /** @type {string} */ value) => {
        const summary = unsaid && field !== "summary" ? { summary: summaryOf({ ...values, [field]: value },
            words) } : {};
        const answer = await post(`/api/issues/${issue.id}`, { ...summary, ...fixFields({ [field]: value }) });
        if (field === "deadline") setPicked({ deadline: value });
        await reload();
        tell(answer, { zh: "已存本机", en: "saved here" }, reload);
    };
    const pick = (/** @type {string} */ field, /** @type {string} */ value) =>
        inTurn(`${field}=${value}`, () => save(field, value).catch(toastError));
    if (codeOf(issue.state) === "verified") return null;
    return html`<${Section} title=${t("安排", "Arrangement")}>
        ${words && html`<${Summary} issue=${issue} words=${words} said=${unsaid ? "" : issue.summary || ""}
            onDone=${(/** @type {string} */ text) => pick("summary", text)} />`}
        <${FixChips} values=${values} onPick=${pick} saving=${saving} only=${FIELDS}
            site=${issue.site} dueText=${dueOf(issue) ? due(dueOf(issue)) : ""} /></${Section}>`;
}

/** @param {{issue: any, reload: () => Promise<void>}} props */
function Body({ issue, reload }) {
    const [sheet, setSheet] = useState("");
    const about = aboutIssue(issue);
    const close = () => setSheet("");
    const before = () => ({ path: "/api/photos", query: { record: issue.id, moment: "before" } });
    const working = ["open", "assigned"].includes(codeOf(issue.state));
    return html`<div class="page-body page-wide">
        <div class="row"><${IssueMark} issue=${issue} /><strong>${holderOf(issue)}</strong><${Due} issue=${issue} />
            ${issue.unsent && html`<${Unsent} />`}</div>
        <${Branches} issue=${issue} />
        <div class="two">
            <div class="stack-wide">
                ${working
                    ? html`<${PhotoBox} group=${issue.id} photos=${beforeOf(issue)} label=${t("问题照片", "Photos")}
                        about=${about} target=${before} saved=${reload} />`
                    : html`<${Pair} before=${beforeOf(issue)} after=${issue.after || []} about=${about} />`}
                <${MoveButtons} issue=${issue} onOpen=${setSheet} />
            </div>
            <div class="stack-wide">
                <${Fields} key=${issue.id} issue=${issue} reload=${reload} />
                <${Section} title=${t("经过", "Steps")}><${Steps} issue=${issue} about=${about} /></${Section}>
            </div>
        </div>
        ${sheet === "assign" && html`<${AssignSheet} issue=${issue} onClose=${close} reload=${reload} />`}
        ${sheet === "done" && html`<${DoneSheet} issue=${issue} onClose=${close} reload=${reload} />`}
        ${sheet === "reopen" && html`<${ReasonSheet} issue=${issue} move="reopen" onClose=${close} reload=${reload} />`}
    </div>`;
}

/** @param {{id: string}} props one issue beside the list, on a wide screen */
export function IssuePane({ id }) {
    const { data: issue, error, reload } = useData(`/api/issues/${id}`);
    const title = issue ? issue.summary : t("问题", "Issue");
    return html`<section class="pane" aria-label=${title}>
        <div class="pane-head"><h2><a href=${`#/issue/${id}`}>${title}</a></h2></div>
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        ${!issue && !error && html`<${Loading} />`}
        ${issue && html`<${Body} key=${id} issue=${issue} reload=${reload} />`}
    </section>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Issue({ params }) {
    const { data: issue, error, reload } = useData(`/api/issues/${params.id}`);
    const away = () => back("/issues");
    if (!issue)
        return html`<${PageHead} title=${t("问题", "Issue")} onBack=${away} />
            <div class="page-body">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` :
                html`<${Loading} />`}</div>`;
    const where = [issue.customer, issue.room, w(issue.category)].filter(Boolean).join(" · ");
    return html`<${PageHead} title=${issue.summary} wide=${true} onBack=${away}
            sub=${html`<a href=${`#/site/${issue.site}`}>${where || t("工地", "site")}</a>`} />
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        <${Body} issue=${issue} reload=${reload} />`;
}
