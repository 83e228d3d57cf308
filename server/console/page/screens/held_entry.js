// SPDX-License-Identifier: Apache-2.0
// One held entry: why it does not count, what it says, what accepting it would change, and the decision.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { go } from "/shared/router.js";
import { half, t, w } from "/shared/words.js";
import { useKeys } from "../frame/keys.js";
import { Decide } from "../held/decide.js";
import { Changes, Group, Neighbours, Origin, Raw } from "../held/parts.js";
import { useData } from "../store.js";

const PLAIN = new Set(["device", "scope", "person", "group", "context"]); // the words above say all there is

/** @param {{entry: any}} props why, and what to do */
function Why({ entry }) {
    const open = entry.state_code !== "decided";
    return html`<${Note} tone=${open ? "warn" : "idle"} icon="held"><p><b>${w(entry.reason)}</b> · ${w(entry.state)}</p>
        <p>${w(entry.why)}</p>${open && html`<p>${w(entry.next)}</p>`}
        ${entry.detail && !PLAIN.has(entry.reason_code) && html`<small>${half(entry.detail)}</small>`}</${Note}>`;
}

/** @param {{entry: any}} props what was decided */
function Decided({ entry }) {
    const { person, at_ms: at, why } = entry.decided;
    return html`<${Section} title=${w(entry.state)}><p>${(person && person.name) || t("办公室", "office")} ·
        ${" "}<${Time} ms=${at} />${why && html` · ${why}`}</p></${Section}>`;
}

/** @param {{entry: any, onDone: () => any}} props */
function Decision({ entry, onDone }) {
    if (entry.state_code === "groups")
        return html`<${Group} entry=${entry} onDone=${onDone} />`;
    return html`<${Section} title=${t("您的决定", "Your decision")}>
        ${entry.cannot && html`<p>${t("不能接受：", "It cannot be accepted: ")}${half(entry.cannot)}</p>`}
        <div class="row"><${Decide} what=${{ rows: [entry.id] }} count=${1} cannot=${entry.cannot !== null}
            onDone=${onDone} /></div></${Section}>`;
}

/** @param {string} id @returns {{of: number, to: (step: number) => void}} among those that wait for a decision */
function useNeighbours(id) {
    const { data } = useData("/api/held?state=open&limit=200&sort=since_ms");
    const ids = ((data && data.rows) || []).map((/** @type {any} */ row) => row.id);
    const place = ids.indexOf(id);
    const to = (/** @type {number} */ step) => {
        const next = ids[place < 0 ? 0 : (place + step + ids.length) % ids.length];
        if (next && next !== id)
            go(`/held/${next}`);
    };
    return { of: data ? data.total : 0, to };
}

/** @param {{params: {id: string}}} props */
export default function HeldEntry({ params }) {
    const { data: entry, error, reload } = useData(`/api/held/${params.id}`);
    const { of, to } = useNeighbours(params.id);
    useKeys([
        { keys: "]", zh: "下一条", en: "next entry", run: () => to(1) },
        { keys: "[", zh: "上一条", en: "previous entry", run: () => to(-1) },
    ]);
    if (!entry)
        return error ? html`<div class="page-body"><${ErrorNote} error=${error} onRetry=${reload} /></div>`
            : html`<${Loading} />`;
    const what = entry.readable ? w(entry.label || entry.kind) : t("读不出的内容", "unreadable bytes");
    const actions = of > 0 && html`<span>${t(`还有 ${of} 条`, `${of} to decide`)}</span>
        <${Button} icon="down" onTap=${() => to(1)}>${t("下一条", "Next")} <kbd>]</kbd></${Button}>`;
    return html`<${PageHead} title=${what} sub=${t(`隔离区 #${entry.id}`, `Quarantine #${entry.id}`)} wide=${true}
            actions=${actions} />
        <div class="page-body page-wide stack">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            <${Why} entry=${entry} /><${Origin} entry=${entry} />
            <${Neighbours} title=${t("要先决定的", "To be decided first")} rows=${entry.earlier} words=${t(
                "同一条记录里更早的内容。", "Earlier entries of the same record.")} />
            ${entry.readable ? html`<${Changes} entry=${entry} />` : html`<${Raw} entry=${entry} />`}
            ${entry.decided ? html`<${Decided} entry=${entry} />`
                : html`<${Decision} entry=${entry} onDone=${reload} />`}
            <${Neighbours} title=${t("在它后面等的", "What waits behind it")} rows=${entry.later} words=${t(
                "同一条记录里更晚的内容；这一条有了决定，只等它的就自动计入。",
                "Later entries of the same record; what waits for this one alone goes in with the decision.")} />
        </div>`;
}
