// SPDX-License-Identifier: Apache-2.0
// One form for the deeds of a visit: what is asked is a table, the act is one request with its first
// photo; further photos follow one by one. What was typed stays while the page is open.
import { html, useRef, useState } from "/vendor/preact.js";
import { Failure, once, post, postPhoto } from "/shared/api.js";
import { Button, Saving } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { FileButton, PhraseField, TextField, TimeField, Toggle, useId } from "/shared/kit/form.js";
import { Keypad } from "/shared/kit/keypad.js";
import { ErrorNote, Note } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { lastFirst, lastUsed, used } from "/last_used.js";
import { findPlace } from "/sign/place.js";
import { personId } from "/store.js";

/** @typedef {import("/shared/kit/chips.js").Option} Option */
/**
 * One thing that is asked.
 * @typedef {object} Ask
 * @property {string} name of the parameter
 * @property {"answers" | "choice" | "phrases" | "text" | "number" | "time" | "day" | "truth"} type
 * @property {{zh: string, en: string}} label
 * @property {(values: Values) => boolean} [needed]
 * @property {(values: Values) => boolean} [shown] left out when false
 * @property {Option[]} [options]
 * @property {{zh: string, en: string}[]} [phrases]
 * @property {string} [recalls] key under which the last used come first
 * @property {(value: any) => any} [convert] into what the program takes
 * @property {string[]} [clears] answers that make no sense any more when this one changes
 * @property {boolean} [clear] a tap on the chosen one takes it back
 */
/** @typedef {Record<string, any>} Values */
/**
 * @typedef {object} DeedFormProps
 * @property {string} draft key of what was typed and not saved
 * @property {Ask[]} asks
 * @property {string} path
 * @property {Values} fixed parameters that nobody types
 * @property {Values} [first] values to begin with
 * @property {"wanted" | "needed" | "none"} photos
 * @property {boolean} [placed] the place is sent too
 * @property {string} submit words of the button
 * @property {any} [children] above the button
 * @property {(answer: any, values: Values) => void} onDone
 */

/** @type {Map<string, {values: Values, files: File[]}>} */
const drafts = new Map();
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether anything of a form was filled in and not saved. @param {string} key */
export const hasDraft = (key) => drafts.has(key);

/** @param {Ask} ask @param {Values} values */
const isShown = (ask, values) => !ask.shown || ask.shown(values);

/** What is needed and not there, in words. @param {Ask[]} asks @param {Values} values */
export function lacking(asks, values) {
    return asks
        .filter((ask) => isShown(ask, values) && ask.needed?.(values) && !String(values[ask.name] ?? "").trim())
        .map((ask) => w(ask.label))
        .join(t("、", ", "));
}

/** What is sent: nothing that is empty or not asked. @param {Ask[]} asks @param {Values} values */
export function filled(asks, values) {
    /** @type {Values} */
    const out = {};
    for (const ask of asks) {
        const value = values[ask.name];
        if (!isShown(ask, values) || value === undefined || value === null || value === "") continue;
        const plain = typeof value === "string" ? value.trim() : value;
        out[ask.name] = ask.convert ? ask.convert(plain) : plain;
    }
    return out;
}

/** @param {Option[]} options @param {string} what */
const inOrder = (options, what) =>
    lastFirst(options, lastUsed(localStorage, personId(), what), (option) => option.code);

/** @param {{ask: Ask, value: any, onChange: (value: any) => void}} props */
function Asked({ ask, value, onChange }) {
    const label = w(ask.label) + (ask.needed ? "" : t("（可不填）", " (may be left out)"));
    const options = ask.options ?? [];
    switch (ask.type) {
        case "answers":
            return html`<${Chips} kind="answers" label=${label} options=${options} value=${value}
                onPick=${onChange} />`;
        case "choice":
            return html`<${Chips} label=${label} value=${value} onPick=${onChange} clear=${ask.clear ?? !ask.needed}
            options=${ask.recalls ? inOrder(options, ask.recalls) : options} />`;
        case "phrases":
            return html`<${PhraseField} label=${label} long=${true} limit=${4000} phrases=${ask.phrases ?? []}
                value=${value ?? ""} onChange=${onChange} />`;
        case "number":
            return html`<div class="group"><div class="group-label">${label}</div>
            <${Keypad} label=${label} decimals=${0} digits=${3} value=${value === undefined ? "" : String(value)}
                onChange=${(/** @type {string} */ text) => onChange(text === "" ? undefined : Number(text))} /></div>`;
        case "time":
            return html`<${TimeField} label=${label} value=${value ?? null} onChange=${onChange} />`;
        case "day":
            return html`<${DayField} label=${label} value=${value ?? ""} onChange=${onChange} />`;
        case "truth":
            return html`<${Toggle} label=${label} value=${Boolean(value)} onChange=${onChange} />`;
        default:
            return html`<${TextField} label=${label} value=${value ?? ""} limit=${250} onChange=${onChange} />`;
    }
}

/** @param {{label: string, value: string, onChange: (day: string) => void}} props */
function DayField({ label, value, onChange }) {
    const id = useId();
    return html`<div class="field"><label for=${id}>${label}</label>
        <input id=${id} type="date" value=${value}
            onChange=${(/** @type {any} */ event) =>
                DAY.test(event.target.value) && onChange(event.target.value)} /></div>`;
}

/** @param {{files: File[], onFiles: (files: File[]) => void, needed: boolean}} props */
const Taken = ({ files, onFiles, needed }) => html`<div class="group">
    <div class="group-label">${needed ? t("照片（必拍）", "Photo (needed)") : t("照片", "Photos")}</div>
    <div class="row"><${FileButton} camera=${true} label=${t("拍照", "Take a photo")}
        onFiles=${(/** @type {File[]} */ more) => onFiles([...files, ...more])} />
        <${FileButton} many=${true} label=${t("从相册选", "From the gallery")}
            onFiles=${(/** @type {File[]} */ more) => onFiles([...files, ...more])} />
        ${
            files.length > 0 &&
            html`<span role="status">${t(`${files.length} 张，`, `${files.length} · `)}<${Saving}
                state="unsaved" /></span>
            <${Button} kind="quiet" icon="trash" onTap=${() => onFiles([])}>${t("不要了", "Drop")}<//>`
        }</div></div>`;

/**
 * Saves the deed, then what photos are left, each as one durable act.
 * @param {DeedFormProps} props @param {Values} values @param {File[]} files
 * @param {string[]} taps one for the deed and each photo, kept over a retry @param {(done: number) => void} told
 */
async function save({ asks, path, fixed, placed }, values, files, taps, told) {
    const place = placed ? await findPlace() : null;
    const body = {
        ...fixed,
        ...filled(asks, values),
        ...(place && { latitude: place.latitude, longitude: place.longitude }),
    };
    const named = (/** @type {File} */ file) => ({ name: file.name, taken_at: file.lastModified });
    const answer = files.length
        ? await postPhoto(path, { ...body, ...named(files[0]), once: taps[0] }, files[0])
        : await post(path, { ...body, once: taps[0] });
    for (let i = 1; i < files.length; i++) {
        told(i);
        await postPhoto("/api/photos", { record: answer.id, ...named(files[i]), once: taps[i] }, files[i]);
    }
    return answer;
}

/**
 * What was filled in, kept at every tap until it is saved, also when another screen is opened.
 * @param {string} draft @param {Values} first
 */
function useDraft(draft, first) {
    const [, again] = useState(0);
    const kept = () => drafts.get(draft) ?? { values: first, files: [] };
    const keep = (/** @type {Partial<{values: Values, files: File[]}>} */ part) => {
        drafts.set(draft, { ...kept(), ...part });
        again((count) => count + 1);
    };
    return { ...kept(), keep };
}

/** @param {DeedFormProps} props */
export function DeedForm(props) {
    const { draft, asks, first, photos, submit, onDone } = props;
    const { values, files, keep } = useDraft(draft, first ?? {});
    const [failure, setFailure] = useState(/** @type {unknown} */ (null));
    const [saved, setSaved] = useState(-1); // how many of the photos; -1: it is not being saved
    const taps = useRef([once()]);
    const left = [lacking(asks, values), photos === "needed" && !files.length && t("照片", "a photo")]
        .filter(Boolean)
        .join(t("、", ", "));

    async function act() {
        let reached = 0;
        taps.current = files.length ? files.map((_, i) => taps.current[i] ?? once()) : taps.current;
        setFailure(null);
        setSaved(0);
        try {
            const answer = await save(props, values, files, taps.current, (number) => setSaved((reached = number)));
            for (const ask of asks)
                if (ask.recalls && values[ask.name]) used(localStorage, personId(), ask.recalls, values[ask.name]);
            drafts.delete(draft);
            onDone(answer, values);
        } catch (error) {
            setFailure(error);
            // What is saved, or may be, keeps its number: another try does not make it twice.
            if (reached === 0 && !(error instanceof Failure && error.code === "UNKNOWN_COMMIT"))
                taps.current = [once()];
        } finally {
            setSaved(-1);
        }
    }
    const change = (/** @type {Ask} */ ask, /** @type {any} */ value) => {
        const cleared = Object.fromEntries((ask.clears ?? []).map((name) => [name, undefined]));
        keep({ values: { ...(drafts.get(draft)?.values ?? values), ...cleared, [ask.name]: value } });
    };
    return html`<div class="deed-form">
        ${asks
            .filter((ask) => isShown(ask, values))
            .map(
                (ask) => html`<${Asked} key=${ask.name} ask=${ask} value=${values[ask.name]}
            onChange=${(/** @type {any} */ value) => change(ask, value)} />`,
            )}
        ${photos !== "none" && html`<${Taken} files=${files}
            onFiles=${(/** @type {File[]} */ more) => keep({ files: more })} needed=${photos === "needed"} />`}
        ${props.children}
        ${Boolean(failure) && html`<${ErrorNote} error=${failure} />`}
        ${left && html`<p class="field-note" role="status">${t(`还缺：${left}`, `Still missing: ${left}`)}</p>`}
        ${
            saved > 0 &&
            html`<${Note} icon="sync">${t(
                `已存，正在保存照片 ${saved + 1}/${files.length}`,
                `saved; photo ${saved + 1} of ${files.length} is being saved`,
            )}<//>`
        }
        <div class="page-foot"><${Button} kind="primary" wide=${true} icon="check" disabled=${left !== ""}
            busy=${saved >= 0}
            onTap=${act}>${submit}<//></div>
    </div>`;
}
