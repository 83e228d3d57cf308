// SPDX-License-Identifier: Apache-2.0
// Parts of a page: its head, cards, rows, counts, notes for what is empty, loading or wrong.
import { html, useEffect, useRef } from "/vendor/preact.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { Icon } from "/shared/kit/icon.js";
import { exact, when } from "/shared/format.js";
import { half, t, w } from "/shared/words.js";

/**
 * Head of a page. The title takes the focus when the page opens, so that a screen reader says where
 * one is. What is given as children stays in sight while the page scrolls.
 * @param {{title: any, sub?: any, onBack?: () => void, actions?: any, wide?: boolean, children?: any}} props
 *     wide: as wide as a body with the class page-wide
 */
export function PageHead({ title, sub, onBack, actions, wide, children }) {
    const head = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => {
        const busy = document.activeElement && document.activeElement.closest("dialog");
        if (head.current && !busy)
            head.current.focus({ preventScroll: true });
    }, []);
    useEffect(() => {
        document.title = (typeof title === "string" ? title + " · " : "") + "Plumbline";
    }, [title]);
    return html`<header class=${"page-head" + (wide ? " page-wide" : "")}>
        <div class="page-line">
            ${onBack && html`<${IconButton} icon="back" label=${t("返回", "Back")} onTap=${onBack} />`}
            <div class="page-title"><h1 tabindex="-1" ref=${head}>${title}</h1>${sub && html`<p>${sub}</p>`}</div>
            ${actions && html`<div class="page-actions">${actions}</div>`}
        </div>
        ${children}
    </header>`;
}

/**
 * A card; a link when it has an address, so that the whole of it can be tapped.
 * @param {{children?: any, href?: string, tone?: import("/shared/shapes.js").Tone, label?: string, id?: string}} props
 */
export function Card({ children, href, tone, label, id }) {
    const look = "card" + (tone ? ` card-${tone}` : "");
    if (href)
        return html`<a class=${look} href=${href} aria-label=${label} id=${id}>${children}</a>`;
    return html`<section class=${look} aria-label=${label} id=${id}>${children}</section>`;
}

/**
 * A section with a heading.
 * @param {{title: any, children?: any, actions?: any, count?: number | null, id?: string}} props
 */
export function Section({ title, children, actions, count, id }) {
    const counted = count !== undefined && count !== null && html` <span class="count">${count}</span>`;
    return html`<section class="section" id=${id}>
        <div class="section-head"><h2>${title}${counted}</h2>${actions}</div>
        ${children}</section>`;
}

/**
 * A row of a list: something, and what it leads to.
 * @param {{title: any, sub?: any, side?: any, href?: string, onTap?: () => any, icon?: string,
 *     unsent?: boolean, download?: boolean}} props
 *     download: the address is a file to be kept, not a page
 */
export function Row({ title, sub, side, href, onTap, icon, unsent, download }) {
    const inside = html`${icon && html`<${Icon} name=${icon} />`}
        <span class="row-words"><span class="row-title">${title}</span>
            ${sub && html`<span class="row-sub">${sub}</span>`}</span>
        ${side && html`<span class="row-side">${side}</span>`}
        ${unsent && html`<${Unsent} />`}
        ${(href || onTap) && html`<${Icon} name="forward" size="small" />`}`;
    if (href)
        return html`<a class="list-row" href=${href} download=${Boolean(download)}>${inside}</a>`;
    if (onTap)
        return html`<button type="button" class="list-row" onClick=${onTap}>${inside}</button>`;
    return html`<div class="list-row">${inside}</div>`;
}

/** The dot of what exists only here. */
export function Unsent() {
    return html`<span class="unsent" role="img" aria-label=${t("待传", "Waiting")} title=${t("待传", "Waiting")}></span>`;
}

/**
 * The sticky line of counts: "12/40 · 3 fails · 9 photos".
 * @param {{parts: {text: string, tone?: import("/shared/shapes.js").Tone, icon?: string}[], done?: number,
 *     of?: number}} props
 *     done and of draw the bar below
 */
export function Counts({ parts, done, of }) {
    return html`<div class="counts" role="status">
        <div class="counts-words">${parts.map((part) => html`<span class=${"counts-part tone-" + (part.tone
            || "plain")} key=${part.text}>
            ${part.icon && html`<${Icon} name=${part.icon} size="small" />`}${part.text}</span>`)}</div>
        ${of ? html`<progress value=${done || 0} max=${of} aria-label=${t("进度", "progress")}></progress>` : null}
    </div>`;
}

/** @param {{ms: number | null | undefined}} props a time in short, whole on hovering or long press */
export function Time({ ms }) {
    if (!ms || ms < 0)
        return null;
    // Fingers cannot hover: a long press says it.
    const say = () => dispatchEvent(new CustomEvent("plumb-say", { detail: exact(ms) }));
    return html`<time datetime=${new Date(ms).toISOString()} title=${exact(ms)}
        onContextMenu=${say}>${when(ms)}</time>`;
}

/** @param {{icon?: string, title: any, children?: any}} props nothing here, and what to do about it */
export function Empty({ icon, title, children }) {
    return html`<div class="empty"><${Icon} name=${icon || "check"} size="large" /><p
        class="empty-title">${title}</p>${children}</div>`;
}

/** Shown only when an answer takes longer than it should. */
export function Loading() {
    return html`<div class="loading" role="status"><span>${t("正在读取…", "reading…")}</span></div>`;
}

let silence = {
    zh: "本机程序没有回答；已保存的内容完好；它回来后页面会自动继续",
    en: "this tablet's program does not answer; what was saved is intact; it goes on by itself once it is back",
};

/** @param {import("/shared/shapes.js").Words} words what is said when nothing answers, elsewhere than on a tablet */
export function saySilence(words) {
    silence = words;
}

/**
 * What went wrong, in the words of the program: what happened, what is safe, what to do next.
 * @param {{error: any, onRetry?: () => any}} props a Failure, or what fetch throws when nothing answers
 */
export function ErrorNote({ error, onRetry }) {
    const words = error && error.zh ? error : silence;
    return html`<div class="note tone-fail" role="alert"><${Icon} name="warning" />
        <div><p>${w(words)}</p>${error && error.detail && html`<small>${half(error.detail)}</small>`}
            ${onRetry && html`<${Button} onTap=${onRetry} icon="sync">${t("重试",
                "Try again")}</${Button}>`}</div></div>`;
}

/** @param {{tone?: import("/shared/shapes.js").Tone, icon?: string, children?: any}} props a note of any other kind */
export function Note({ tone, icon, children }) {
    return html`<div class=${"note tone-" + (tone || "idle")}><${Icon} name=${icon
        || "info"} /><div>${children}</div></div>`;
}
