// SPDX-License-Identifier: Apache-2.0
// The filters over a table: a box to type in, choices, and what is set as chips that a click takes away.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { useId } from "/shared/kit/form.js";
import { Icon } from "/shared/kit/icon.js";
import { t, w } from "/shared/words.js";

/** @typedef {import("./wish.js").Filter} Filter */
/** @typedef {import("./wish.js").Query} Query */

const CALM_MS = 250;

/** @param {Filter} filter @param {any} answer @returns {any[]} */
export function optionsOf(filter, answer) {
    if (typeof filter.options === "function")
        return (answer && filter.options(answer)) || [];
    return filter.options || [];
}

/** @param {any} option @returns {string} */
const said = (option) => option.label || w({ zh: option.zh || option.code, en: option.en || option.code });

/**
 * What a set filter says.
 * @param {Filter} filter
 * @param {string} value
 * @param {any} answer
 * @returns {string} "门店：徐汇店"
 */
export function filterWords(filter, value, answer) {
    const option = optionsOf(filter, answer).find(({ code }) => code === value);
    const words = filter.type === "truth" ? (value === "true" ? t("是", "yes") : t("否", "no")) : option ? said(option)
        : value;
    return `${w(filter)}${t("：", ": ")}${words}`;
}

/** @param {{filter: Filter, value: string, onSet: (value: string) => void}} props */
function TextFilter({ filter, value, onSet }) {
    const [text, setText] = useState(value);
    const [wanted, setWanted] = useState(value);
    const given = useRef(value);
    useEffect(() => {
        if (value !== given.current) {
            given.current = value;
            setText(value); // a chip or a view has changed it
            setWanted(value);
        }
    }, [value]);
    useEffect(() => {
        if (wanted.trim() === given.current)
            return undefined;
        const timer = setTimeout(() => {
            given.current = wanted.trim();
            onSet(given.current);
        }, CALM_MS);
        return () => clearTimeout(timer);
    }, [wanted]);
    // Letters that are still to become Chinese ones are not looked for.
    const type = (/** @type {any} */ event) => {
        setText(event.target.value);
        if (!event.isComposing)
            setWanted(event.target.value);
    };
    return html`<label class="filter-text">
        <${Icon} name="search" size="small" /><input type="search" value=${text} aria-label=${w(filter)}
            placeholder=${w(filter)} autocomplete="off" spellcheck=${false} data-filter="" maxlength="200"
            onInput=${type} oncompositionend=${type} /></label>`;
}

/** @param {{filter: Filter, value: string, answer: any, onSet: (value: string) => void}} props */
function ChoiceFilter({ filter, value, answer, onSet }) {
    const id = useId();
    const options = filter.type === "truth"
        ? [{ code: "true", zh: "是", en: "yes" }, { code: "false", zh: "否", en: "no" }] : optionsOf(filter, answer);
    const known = value === "" || options.some(({ code }) => code === value);
    return html`<span class=${"filter" + (value ? " is-set" : "")}><label for=${id}>${w(filter)}</label>
        <select id=${id} value=${value} onChange=${(/** @type {any} */ event) => onSet(event.target.value)}>
            <option value="">${t("全部", "all")}</option>
            ${!known && html`<option value=${value}>${value}</option>`}
            ${options.map((option) => html`<option key=${option.code} value=${option.code}
                selected=${option.code === value}>${said(option)}</option>`)}</select></span>`;
}

/** @param {{filter: Filter, value: string, onSet: (value: string) => void}} props */
function DayFilter({ filter, value, onSet }) {
    const id = useId();
    return html`<span class=${"filter" + (value ? " is-set" : "")}><label for=${id}>${w(filter)}</label>
        <input id=${id} type="date" value=${value} 
            onChange=${(/** @type {any} */ event) => onSet(event.target.value)} /></span>`;
}

/** @param {{filter: Filter, value: string, answer: any, onSet: (value: string) => void}} props a choice with counts */
function Tabs({ filter, value, answer, onSet }) {
    const counts = (answer && answer.counts) || {};
    const count = (/** @type {string} */ code) => (counts[code] === undefined ? null : html` <b>${counts[code]}</b>`);
    const tab = (/** @type {string} */ code, /** @type {any} */ words) => html`<button type="button" key=${code}
        class=${"tab-choice" + (value === code ? " is-chosen" : "")} aria-pressed=${String(value === code)}
        onClick=${() => onSet(code)}>${words}${count(code || "all")}</button>`;
    return html`<div class="tab-choices" role="group" aria-label=${w(filter)}>${tab("", t("全部", "All"))}
        ${optionsOf(filter, answer).map((option) => tab(option.code, said(option)))}</div>`;
}

/**
 * @param {{filters: Filter[], query: Query, answer: any, onSet: (code: string, value: string) => void,
 *     onClear: () => void}} props
 */
export function Filters({ filters, query, answer, onSet, onClear }) {
    const set = filters.filter(({ code, type }) => query[code] && type !== "tabs");
    const one = (/** @type {Filter} */ filter) => {
        const props = { filter, value: query[filter.code] || "", answer,
            onSet: (/** @type {string} */ value) => onSet(filter.code, value) };
        switch (filter.type) {
        case "text": return html`<${TextFilter} key=${filter.code} ...${props} />`;
        case "day": return html`<${DayFilter} key=${filter.code} ...${props} />`;
        case "tabs": return html`<${Tabs} key=${filter.code} ...${props} />`;
        default: return html`<${ChoiceFilter} key=${filter.code} ...${props} />`;
        }
    };
    return html`<div class="table-filters" role="search">${filters.map(one)}</div>
        ${set.length > 0 && html`<ul class="set-filters" aria-label=${t("已设的筛选", "filters that are set")}>
            ${set.map((filter) => html`<li key=${filter.code}><button type="button" class="set-filter"
                title=${t("去掉这个筛选", "Remove this filter")} onClick=${() => onSet(filter.code, "")}>
                <span>${filterWords(filter, query[filter.code], answer)}</span><${Icon} name="close" size="small" />
                <span class="unseen">${t("去掉", "remove")}</span></button></li>`)}
            <li class="off-paper"><${Button} kind="quiet" onTap=${onClear}>${t("全部去掉",
                "Clear all")}</${Button}></li></ul>`}`;
}
