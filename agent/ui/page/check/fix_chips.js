// SPDX-License-Identifier: Apache-2.0
// What an issue gets by chips: who, until when, how bad, which trade, where. Last choices first.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Sheet } from "/shared/kit/sheet.js";
import { now } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { DEADLINES, deadlineAt, phrasesFor } from "./check_model.js";
import { lastFirst, lastUsed, used as keep } from "../last_used.js";
import { personId, useData } from "../store.js";

/**
 * @typedef {{responsible?: string | null, deadline?: string | null, severity?: string | null,
 *     category?: string | null, room?: string | null, crew?: string | null, summary?: string,
 *     follower?: string | null}} FixValues deadline: 24h, 3d or 7d
 */

const FEW = 5; // people that are one tap away; the others are behind "more"
/** Who usually puts something right comes first. */
const ROLES = ["foreman", "supervisor", "designer", "materials_designer", "project_manager"];

/** @param {string} what @returns {string[]} what this person chose last, newest first */
const recall = (what) => lastUsed(localStorage, personId(), what);

/** @param {string} what "responsible", "room" … @param {string} value that was chosen */
export function used(what, value) {
    if (value) keep(localStorage, personId(), what, value);
}

/**
 * Options as this person used them: the last chosen first.
 * @template {{code: string}} T
 * @param {string} what
 * @param {T[]} options
 * @returns {T[]}
 */
export function usedFirst(what, options) {
    return lastFirst(options, recall(what), (option) => option.code);
}

/**
 * What is chosen beforehand: as last time; a deadline always, because who is named gets one.
 * @returns {FixValues}
 */
export function lastFix() {
    return {
        responsible: recall("responsible")[0] || null,
        deadline: recall("deadline")[0] || DEADLINES[0].code,
        severity: "normal",
    };
}

/**
 * The values as the routes take them.
 * @param {FixValues} values
 * @returns {Record<string, any>}
 */
export function fixFields(values) {
    const { deadline, ...others } = values;
    const fields = Object.entries(others).filter(([, value]) => value);
    const due = deadline ? { deadline: deadlineAt(deadline, now()) } : {};
    return { ...Object.fromEntries(fields), ...due };
}

/**
 * @param {any[]} people
 * @param {any[]} team of the site: they come before all others
 * @returns {any[]} in the order in which they are offered
 */
function byUse(people, team) {
    const rank = (/** @type {any} */ person) => {
        const at = ROLES.indexOf(person.role ? person.role.code : "");
        const ours = team.some((member) => member.person && member.person.id === person.id);
        return (at < 0 ? ROLES.length : at) + (ours ? 0 : ROLES.length + 1);
    };
    const options = [...people]
        .sort((a, b) => rank(a) - rank(b))
        .map((person) => ({ code: person.id, label: person.name, hint: w(person.role) }));
    return usedFirst("responsible", options);
}

/**
 * @param {{label: string, people: any[], team: any[], value?: string | null, onPick: (id: string) => any,
 *     saving?: string | null}} props
 */
export function PersonChips({ label, people, team, value, onPick, saving }) {
    const [all, setAll] = useState(false);
    const options = byUse(people, team);
    const few = options.slice(0, FEW);
    const chosen = options.find((option) => option.code === value);
    if (chosen && !few.includes(chosen)) few.push(chosen);
    const more = { code: "more", label: t("其他人…", "somebody else…") };
    const pick = (/** @type {string} */ code) => {
        setAll(false);
        return onPick(code);
    };
    return html`<div>
        <${Chips} label=${label} options=${options.length > few.length ? [...few, more] : few}
            value=${value} saving=${saving}
            onPick=${(/** @type {string} */ code) => (code === "more" ? setAll(true) : pick(code))} />
        ${all &&
        html`<${Sheet} title=${label} onClose=${() => setAll(false)}>
            <${Chips} label=${label} hideLabel=${true} options=${options} value=${value}
                onPick=${pick} />
        </${Sheet}>`}
    </div>`;
}

/**
 * Phrases of the catalogue as chips of one choice.
 * @param {{label: string, field: string, phrases: any[], coded?: boolean, value?: string | null,
 *     onPick: (text: string) => any, saving?: string | null}} props coded: the phrase's code is
 *     recorded, so that it is told in either language; else its words
 */
function PhraseChips({ label, field, phrases, coded, value, onPick, saving }) {
    const options = phrasesFor(phrases, field).map((phrase) => ({
        code: coded ? phrase.code : w(phrase),
        label: w(phrase),
    }));
    const known = options.some((option) => option.code === value);
    if (value && !known) options.unshift({ code: value, label: value });
    if (options.length === 0) return null;
    return html`<${Chips} label=${label} options=${usedFirst(field, options)}
        value=${value} onPick=${onPick} saving=${saving} clear=${false} />`;
}

/**
 * @param {{values: FixValues, onPick: (field: keyof FixValues, value: string) => any,
 *     saving?: string[], dueText?: string, only?: string[], site?: string}} props
 *     saving: each "field=value" that is being saved; dueText: the deadline as it stands; only: of these
 */
export function FixChips({ values, onPick, saving, dueText, only, site }) {
    const { data } = useData("/api/words");
    const { data: place } = useData(site ? `/api/sites/${site}` : null);
    if (!data) return null;
    const going = (/** @type {string} */ field) => {
        const name = (saving || []).filter((one) => one.startsWith(`${field}=`)).pop();
        return name ? name.slice(field.length + 1) : null;
    };
    const pick = (/** @type {keyof FixValues} */ field) => (/** @type {string} */ value) => {
        used(["room", "category", "crew"].includes(field) ? `rectification.${field}` : field, value);
        return onPick(field, value);
    };
    const phrase = (/** @type {"category" | "room" | "crew"} */ field, /** @type {string} */ label) =>
        html`<${PhraseChips} label=${label} field=${`rectification.${field}`}
            phrases=${data.phrases} coded=${field === "category"} value=${values[field]} onPick=${pick(field)}
            saving=${going(field)} />`;
    const team = (place && place.team) || [];
    const wanted = (/** @type {string} */ field) => !only || only.includes(field);
    return html`<div class="stack-wide">
        ${wanted("responsible") && html`<${PersonChips} label=${t("责任人", "Responsible")} people=${data.people}
            team=${team}
            value=${values.responsible}
            onPick=${pick("responsible")} saving=${going("responsible")} />`}
        ${wanted("deadline") && html`<${Chips} label=${t("整改期限", "Deadline") + (dueText ? ` · ${dueText}` : "")}
            options=${DEADLINES} value=${values.deadline} onPick=${pick("deadline")} saving=${going("deadline")} />`}
        ${wanted("severity") && html`<${Chips} label=${t("严重程度", "Severity")} value=${values.severity}
            options=${data.choices["rectification.severity"] || []} onPick=${pick("severity")}
            saving=${going("severity")} />`}
        ${only && only.includes("follower") && values.severity === "major" &&
        html`<${PersonChips} label=${t("跟踪人（到底）", "Followed to the end by")} people=${data.people}
            team=${team} value=${values.follower} onPick=${pick("follower")} saving=${going("follower")} />`}
        ${wanted("category") && phrase("category", t("类别", "Category"))}
        ${wanted("room") && phrase("room", t("房间", "Room"))}
        ${wanted("crew") && phrase("crew", t("班组", "Crew"))}
    </div>`;
}

/**
 * What an issue is about when nobody said it in words.
 * @param {FixValues} values
 * @param {any} words of the catalogue
 * @returns {string}
 */
export function summaryOf(values, words) {
    const phrases = words ? words.phrases : [];
    const category = phrasesFor(phrases, "rectification.category").find((one) => one.code === values.category);
    return [values.room, w(category)].filter(Boolean).join(" ") || t("现场问题", "issue on site");
}

/** @param {{onDone: () => any, label?: string}} props */
export function DoneButton({ onDone, label }) {
    return html`<${Button} kind="primary" wide=${true} icon="check" onTap=${onDone}>
        ${label || t("完成", "Done")}</${Button}>`;
}
