// SPDX-License-Identifier: Apache-2.0
// A visit: what can be recorded at a site, what is due, and the form of each.
import { html, useState } from "/vendor/preact.js";
import { back, go } from "/shared/router.js";
import { due } from "/shared/format.js";
import { Mark } from "/shared/kit/icon.js";
import { Empty, ErrorNote, Loading, Note, PageHead, Row, Section, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { act } from "/act.js";
import { toast, useData, useSession } from "/store.js";
import { CallHead } from "/visit/call_head.js";
import { DeedForm, hasDraft } from "/visit/deed_form.js";
import { obstacle, visitForms } from "/visit/forms.js";
import { words } from "/words_tablet.js";

/** @typedef {import("/visit/forms.js").World} World */

/** Deadlines that a form of ours meets. */
const DUE = /** @type {Record<string, (deadline: any) => string>} */ ({
    patrol_call: ({ record }) => `call/${record}`,
    weekly_report: ({ week }) => `weekly/${week}`,
    redraw: () => "review",
});

/** @param {{site: any}} props */
function DueList({ site }) {
    const open = site.deadlines.filter((/** @type {any} */ one) => !one.met && DUE[one.code]).slice(0, 6);
    if (!open.length) return null;
    return html`<${Section} title=${t("要办的", "Due")}><div class="list">${open.map(
        (/** @type {any} */ one) => html`<${Row} key=${one.code + one.due_ms}
        icon="clock" title=${w(one)}
        sub=${[one.week, due(one.due_ms)].filter(Boolean).join(" · ")} side=${one.overdue && html`<${Mark}
            tone="fail">${words.overdue()}<//>`}
        href=${`#/visit/${site.site}/${DUE[one.code](one)}`} />`,
    )}</div><//>`;
}

/** Inspections that have no result yet. @param {{site: any}} props */
function UnderWay({ site }) {
    const open = site.visits.filter((/** @type {any} */ one) => one.kind === "inspection" && !one.result);
    if (!open.length) return null;
    return html`<${Section} title=${t("进行中的验收，记下结果", "Inspections under way: their result")}>
        <div class="list">${open.map(
            (/** @type {any} */ one) => html`<${Row} key=${one.id} icon="search" title=${w(one)}
            sub=${html`<${Time} ms=${one.at_ms} />`} href=${`#/visit/${site.site}/end/${one.id}`} />`,
        )}</div><//>`;
}

/** @param {{world: World}} props */
function Menu({ world }) {
    const may = /** @type {string[] | undefined} */ (world.words.may);
    const all = Object.entries(visitForms).filter(([, form]) => !form.follows && (!may || may.includes(form.kind)));
    return html`<${DueList} site=${world.site} /><${UnderWay} site=${world.site} />
        <${Section} title=${t("记录什么", "What to record")}><div class="list">${all.map(
            ([what, form]) => html`<${Row} key=${what} icon=${form.icon}
            title=${w(form.title)} sub=${obstacle(what, world) || w(form.hint)}
                href=${obstacle(what, world) ? undefined : `#/visit/${world.site.site}/${what}`}
            side=${hasDraft(draftKey(what, world)) && html`<${Mark} tone="idle">${words.draft()}<//>`} />`,
        )}</div><//>`;
}

/** @param {string} what @param {World} world */
const draftKey = (what, world) => [world.person, world.site.site, what, world.id].join(" ");

/** @param {import("/visit/forms.js").VisitForm} form @param {World} world */
const fixedOf = (form, world) => form.fixed?.(world) ?? (form.follows ? {} : { site: world.site.site });

/** @param {{what: string, world: World}} props */
function One({ what, world }) {
    const form = visitForms[what];
    const stop = obstacle(what, world);
    const [key, setKey] = useState(0);
    const done = (/** @type {any} */ answer, /** @type {any} */ values) => {
        const notes = (answer.notes ?? []).map((/** @type {any} */ note) => w(note) || String(note)).join("\n");
        const tell = () =>
            toast(`已存本机：${form.title.zh}`, `saved here: ${form.title.en}`, {
                detail: notes,
                undo: answer.undo ? () => act("/api/undo", { undo: answer.undo }) : undefined,
            });
        // A message goes with the page it came from: this one belongs to the next.
        addEventListener("hashchange", tell, { once: true });
        const next = form.next?.(world, answer, values);
        if (next) go(next, { replace: true });
        else back(`/visit/${world.site.site}`);
        setKey(key + 1);
    };
    if (stop) return html`<${Note} tone="warn" icon="info">${stop}<//>`;
    return html`${what === "call" && html`<${CallHead} world=${world} />`}
        <${DeedForm} key=${key} draft=${draftKey(what, world)} asks=${form.asks(world)} path=${form.path(world)}
            photos=${form.photos} placed=${form.placed}
            fixed=${fixedOf(form, world)} first=${form.first?.(world)} submit=${t("保存",
                "Save")} onDone=${done}>
            ${
                form.placed &&
                html`<p class="field-note">${t(
                    "保存时会取当前位置；取不到也能保存，之后以照片里的位置为准。",
                    "The place of now is taken when it is saved; without one the photo's place counts.",
                )}</p>`
            }<//>`;
}

/** @param {{params: {site: string, what?: string, id?: string}}} props */
export default function VisitScreen({ params }) {
    const { person } = useSession();
    const site = useData(`/api/sites/${params.site}`);
    const catalogue = useData("/api/words");
    const form = params.what === undefined ? null : visitForms[params.what];
    const error = site.error ?? catalogue.error;
    const reload = () => Promise.all([site.reload(), catalogue.reload()]);
    const head = html`<${PageHead} title=${form ? w(form.title) : t("记录", "Record")} sub=${site.data?.address ?? ""}
        onBack=${() => back(`/site/${params.site}`)} />`;

    if (params.what !== undefined && !form)
        return html`${head}<div class="page-body"><${Empty} icon="search" title=${t("没有这种记录",
            "There is no such record")} /></div>`;
    if (!site.data || !catalogue.data)
        return html`${head}<div class="page-body">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />`
            : html`<${Loading} />`}</div>`;
    const world = { words: catalogue.data, site: site.data, id: params.id ?? "", person: person?.id ?? "" };
    return html`${head}<div class="page-body">${
        form
            ? html`<${One} key=${params.what + world.id} what=${/** @type {string} */ (params.what)} world=${world} />`
            : html`<${Menu} world=${world} />`
    }</div>`;
}
