// SPDX-License-Identifier: Apache-2.0
// One record in conflict: what each side wrote, with who and when, and the decision with its reason. What was decided
// can be undone while nobody wrote to the field since: then all values stand again.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { PhraseField, TextField } from "/shared/kit/form.js";
import { Icon } from "/shared/kit/icon.js";
import { ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { Picture, small } from "/shared/kit/photos.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { act, useSaving } from "../act.js";
import { useKeys } from "../frame/keys.js";
import { Link } from "../sites/link.js";
import { Veil } from "../sites/parts.js";
import { may, useData } from "../store.js";

/** @typedef {{zh: string, en: string}} Words */
/** @typedef {{dot: string, value: any, shown: string | null, person: {name: string} | null, role: Words | null,
 *     device: {id: string, name: string} | null, device_ms: number, corrected_ms: number | null,
 *     server_ms: number | null}} Value */
/** @typedef {{field: string, zh: string, en: string, type: string, shown: string | null, values: Value[],
 *     choices: (Words & {code: string})[]}} Field */
/** @typedef {{field: string, zh: string, en: string, type: string, taken: string | null, stood: (string | null)[],
 *     person: {name: string} | null, server_ms: number}} Settled */

const REASONS = [
    { zh: "以现场照片为准", en: "by the photos" }, { zh: "已电话核实", en: "confirmed by phone" },
    { zh: "以后写的为准", en: "the later one is right" }, { zh: "另一个是误填", en: "the other is a slip" },
];
const nothing = () => t("（空）", "(empty)");

/** @param {string | null} shown @param {{type: string, choices?: (Words & {code: string})[]}} [field]
 *  @returns {string} a word of a choice comes in both languages at once; what people wrote stays whole */
function shownOf(shown, field) {
    if (shown === null)
        return nothing();
    const word = field?.choices?.find(({ zh, en }) => `${zh} ${en}` === shown);
    if (word)
        return w(word);
    const both = /^(choice|boolean)$/.test(field?.type || "") && shown.match(/^(.*?\p{Script=Han}\S*) (\w.*)$/u);
    return both ? t(both[1], both[2]) : shown;
}

/** @param {{value: Value}} props who, where and the three times */
function From({ value }) {
    const device = value.device
        ? html`<${Link} href=${`#/device/${value.device.id}`}>${value.device.name || t("平板", "tablet")}</${Link}>`
        : t("办公室", "office");
    return html`<dl class="side-facts">
        <dt>${t("谁", "Who")}</dt><dd>${(value.person && value.person.name) || t("办公室", "office")} ${w(value.role)}</dd>
        <dt>${t("在哪里", "Where")}</dt><dd>${device}</dd>
        <dt>${t("平板的钟", "Tablet's clock")}</dt><dd><${Time} ms=${value.device_ms} /></dd>
        <dt>${t("校正后", "Corrected")}</dt><dd>${value.corrected_ms ? html`<${Time} ms=${value.corrected_ms} />`
            : t("不知道", "not known")}</dd>
        <dt>${t("到达办公室", "Came in")}</dt><dd>${value.server_ms ? html`<${Time} ms=${value.server_ms} />`
            : t("不知道", "not known")}</dd></dl>`;
}

/** @param {{field: Field, busy: boolean, onWrite: (value: string) => void}} props a value of one's own */
function Other({ field, busy, onWrite }) {
    const [value, setValue] = useState("");
    const hint = { time: "2026-11-22 14:00", date: "2026-11-22", integer: "0", decimal: "0.0" }[field.type];
    const options = field.type === "boolean" ? [{ code: "true", zh: "是", en: "yes" }, { code: "false", zh: "否",
        en: "no" }] : field.choices;
    return html`<div class="side side-other"><h3>${t("都不对，另写一个", "Neither: write another")}</h3>
        ${options.length ? html`<${Chips} label=${t("值", "Value")} hideLabel=${true} options=${options} value=${value}
                onPick=${setValue} />`
            : html`<${TextField} label=${t("值", "Value")} value=${value} onChange=${setValue} hint=${hint}
                long=${field.type === "text"} />`}
        <${Button} icon="pen" busy=${busy} disabled=${!value.trim()} onTap=${() => onWrite(value.trim())}>
            ${t("用这个", "Take this")}</${Button}></div>`;
}

/** @param {{id: string, seen: string, field: Field, onDone: () => any}} props */
function Choice({ id, seen, field, onDone }) {
    const [why, setWhy] = useState("");
    const [missing, setMissing] = useState(false);
    const [saving, run] = useSaving();
    const decide = (/** @type {string} */ name, /** @type {any} */ given) => {
        setMissing(!why.trim());
        return why.trim() && run(name, async () => await act(`/api/conflicts/${id}`,
            { seen, field: field.field, why: why.trim(), ...given },
            { zh: "已裁定；没被选的值留在历史里", en: "Decided; what was not taken stays in the history" }) && onDone());
    };
    return html`<${Section} title=${w(field)}>
        <p class="field-note">${field.shown === null ? t("未裁定前不算任何一个", "Until somebody decides none of them counts")
            : t(`未裁定前大家看到：${shownOf(field.shown, field)}`,
                `Until somebody decides everybody sees: ${shownOf(field.shown, field)}`)}</p>
        ${may("settle") && html`<${PhraseField} label=${t("理由（必填，会写入审计）", "Reason (needed; kept in the audit)")}
            value=${why} onChange=${setWhy} phrases=${REASONS} limit=${1000} required=${true}
            error=${missing && !why.trim() ? t("请先写理由", "Give the reason first") : undefined} />`}
        <div class="sides">${field.values.map((value) => html`<div class="side" key=${value.dot}>
            <b class="side-value">${shownOf(value.shown, field)}</b><${From} value=${value} />
            ${may("settle") && html`<${Button} kind="primary" icon="check" busy=${saving === value.dot}
                label=${t(`用这个：${shownOf(value.shown, field)}`, `Take this: ${shownOf(value.shown, field)}`)}
                onTap=${() => decide(value.dot, { dot: value.dot })}>${t("用这个", "Take this")}</${Button}>`}</div>`)}
            ${may("settle") && html`<${Other} field=${field} busy=${saving === "own"}
                onWrite=${(/** @type {string} */ value) => decide("own", { value })} />`}</div></${Section}>`;
}

/** @param {{id: string, seen: string, settled: Settled, onDone: () => any}} props */
function Undo({ id, seen, settled, onDone }) {
    const [why, setWhy] = useState("");
    const [saving, run] = useSaving();
    const undo = () => run("undo", async () => await act(`/api/conflicts/${id}/undo`,
        { seen, field: settled.field, why: why.trim() },
        { zh: "已撤销；原来的值都恢复了，等待重新裁定", en: "Undone; all values stand again and wait for a decision" }) && onDone());
    return html`<${Section} title=${t(`已裁定：${settled.zh}`, `Decided: ${settled.en}`)}>
        <p>${(settled.person && settled.person.name) || t("办公室", "office")} · <${Time} ms=${settled.server_ms} /> ·
            ${t(`选了“${shownOf(settled.taken, settled)}”，原有：`, `took "${shownOf(settled.taken, settled)}" of: `)}
            ${settled.stood.map((one) => shownOf(one, settled)).join(t("、", ", "))}</p>
        ${may("settle") && html`<div class="row row-fill"><${TextField} label=${t("撤销的理由", "Why undo it")} value=${why}
            onChange=${setWhy} limit=${1000} />
            <${Button} icon="undo" busy=${saving === "undo"} disabled=${!why.trim()} onTap=${undo}>
                ${t("撤销裁定", "Undo the decision")}</${Button}></div>
        <p class="field-note">${t("撤销后原来的值全部恢复，记录重新列入冲突；裁定本身留在历史里。",
            "All values stand again and the record is in conflict; the decision stays in the history.")}</p>`}
        </${Section}>`;
}

/** @param {{data: any}} props what helps to judge */
function Rest({ data }) {
    return html`<${Section} title=${t("这条记录的其他内容", "The rest of this record")}>
        ${may("personal") && data.photos.length > 0 && html`<div class="side-photos">
            ${data.photos.map((/** @type {any} */ photo) => html`
            <a key=${photo.id} href=${`/api/photos/${photo.id}/full`} target="_blank" rel="noopener">${photo.held
                ? html`<${Picture} src=${small(photo.id)} label=${t("照片", "photo")} lazy=${true} />`
                : t("照片未到", "photo pending")}</a>`)}</div>`}
        <dl class="side-facts">${data.rest.filter((/** @type {any} */ one) => !/^(record|digest)$/.test(one.type))
            .map((/** @type {any} */ one) => html`<dt>${w(one)}</dt>
            <dd>${shownOf(one.shown, one)}</dd>`)}</dl></${Section}>`;
}

/** @param {string} id @returns {{place: number, of: number, to: (step: number) => void}} among all conflicts */
function useNeighbours(id) {
    const { data } = useData("/api/conflicts?limit=200");
    const ids = ((data && data.rows) || []).map((/** @type {any} */ row) => row.id);
    const place = ids.indexOf(id);
    const to = (/** @type {number} */ step) => {
        const next = ids[place < 0 ? 0 : (place + step + ids.length) % ids.length];
        if (next && next !== id)
            go(`/conflict/${next}`);
    };
    return { place, of: ids.length, to };
}

/** @param {{params: {id: string}}} props */
export default function Conflict({ params }) {
    const { data, error, reload } = useData(`/api/conflicts/${params.id}`);
    const { place, of, to } = useNeighbours(params.id);
    useKeys([
        { keys: "]", zh: "下一处冲突", en: "next conflict", run: () => to(1) },
        { keys: "[", zh: "上一处冲突", en: "previous conflict", run: () => to(-1) },
    ]);
    if (!data)
        return error ? html`<div class="page-body"><${ErrorNote} error=${error} onRetry=${reload} /></div>`
            : html`<${Loading} />`;
    const sub = [data.contract_number, data.customer_name, data.address].filter(Boolean).join(" · ");
    const actions = of > 0 && html`<span>${place >= 0 ? t(`第 ${place + 1} 处，共 ${of} 处`, `${place + 1} of ${of}`)
        : t(`还有 ${of} 处`, `${of} left`)}</span>
        <${Button} icon="down" onTap=${() => to(1)}>${t("下一处", "Next")} <kbd>]</kbd></${Button}>`;
    return html`<${PageHead} title=${w(data.label)} sub=${sub} wide=${true} actions=${actions} />
        <div class="page-body page-wide stack">
            <p><a href=${`#/site/${data.site}`}><${Icon} name="place" size="small" /> ${t("到工地",
                "To the site")}</a></p>
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            <${Veil} of=${data} />
            ${data.hidden > 0 && html`<${Note} icon="lock" tone="warn">${t(
                `有 ${data.hidden} 项冲突含自由填写的内容，由有权限的人裁定。`,
                `${data.hidden} fields with free text are in conflict: somebody who may see them decides.`)}</${Note}>`}
            ${data.fields.length === 0 && !data.hidden && html`<${Note} tone="pass" icon="check">${t("这条记录现在没有冲突。",
                "This record is in no conflict now.")}</${Note}>`}
            ${data.fields.map((/** @type {Field} */ field) => html`<${Choice} key=${field.field} id=${params.id}
                seen=${data.seen} field=${field} onDone=${reload} />`)}
            ${data.settled.map((/** @type {Settled} */ settled) => html`<${Undo} key=${settled.field} id=${params.id}
                seen=${data.seen} settled=${settled} onDone=${reload} />`)}
            <${Rest} data=${data} /></div>`;
}
