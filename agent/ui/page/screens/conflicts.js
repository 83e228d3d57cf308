// SPDX-License-Identifier: Apache-2.0
// Values that two tablets wrote while apart: both with who and when. What the person's role may
// write, they settle here; the rest is the office's. Nothing is lost: the other value stays in the
// history.
import { html, useState } from "/vendor/preact.js";
import { back } from "/shared/router.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Mark } from "/shared/kit/icon.js";
import { Empty, ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { act, useSaving } from "/act.js";
import { codeWord } from "/shared/paper/code_words.js";
import { useData } from "/store.js";

/** @typedef {{zh: string, en: string}} Words */
/** @typedef {{value: unknown, shown: string, who: string | null, role: Words | null, when_ms: number, device: Words,
 *     dot: string}} Value who: null when it was the office, or somebody who is not here */
/** @typedef {{name: string, zh: string, en: string, type: string, values: Value[], mine: boolean}} Field */
/** @typedef {{record: string, kind: string, site: string | null, title: any, fields: Field[]}} Conflict */

/** A code in words, anything else as the program shows it. @param {Value} value */
const shownOf = (value) => {
    const word = typeof value.value === "string" ? codeWord(value.value) : value.value;
    return typeof word === "string" && word !== value.value ? word : value.shown;
};

/** @param {{value: Value, mine: boolean, saving: string | null, onTake: () => any}} props */
const OneValue = ({ value, mine, saving, onTake }) => html`<div class="value">
    <b>${shownOf(value)}</b>
    <span class="field-note">${[value.who ?? "", w(value.role)].filter(Boolean).join(" ")}
        ${" · "}<${Time} ms=${value.when_ms} /> · ${w(value.device)}</span>
    ${mine && html`<${Button} icon="check" busy=${saving === value.dot} onTap=${onTake}
        label=${t(`用这个：${shownOf(value)}`, `take this one: ${shownOf(value)}`)}>${t("用这个", "Take this one")}<//>`}
</div>`;

/** @param {{record: string, field: Field}} props */
function FieldChoice({ record, field }) {
    const [text, setText] = useState("");
    const [saving, run] = useSaving();
    const settle = (/** @type {string} */ name, /** @type {any} */ body) =>
        run(name, () =>
            act(
                `/api/conflicts/${record}`,
                { field: field.name, ...body },
                { zh: "已选定；另一个值留在历史里", en: "settled; the other value stays in the history" },
            ),
        );
    return html`<div class="values" role="group" aria-label=${w(field)}>
        <h3>${w(field)}</h3>
        ${field.values.map((value) => html`<${OneValue} key=${value.dot} value=${value} mine=${field.mine}
            saving=${saving} onTake=${() => settle(value.dot, { dot: value.dot })} />`)}
        ${
            field.mine &&
            field.type === "text" &&
            html`<div class="value">
            <${TextField} label=${t("或者另写", "Or write another")} value=${text} onChange=${setText} />
            <${Button} disabled=${!text.trim()} busy=${saving === "own"}
                onTap=${() => settle("own", { value: text.trim() })}>
                ${t("用这个", "Take this one")}<//></div>`
        }
        ${
            !field.mine &&
            html`<${Note} icon="office">${t(
                "这一项由办公室处理；两个值都已保留，联网后送到办公室。",
                "This one is settled by the office; both values are kept and go there by themselves.",
            )}<//>`
        }
    </div>`;
}

/** @param {{params: {record?: string}}} props */
export default function ConflictsScreen({ params }) {
    const { data, error, reload } = useData("/api/conflicts");
    const all = /** @type {Conflict[]} */ (Array.isArray(data) ? data : (data?.conflicts ?? data?.rows ?? []));
    const some = params.record ? all.filter((one) => one.record === params.record) : all;
    return html`<${PageHead} title=${t("冲突", "Conflicts")} sub=${t("两台平板离线时写了不同的值，都没有丢",
        "two tablets wrote different values while apart; none is lost")}
            onBack=${() => back("/outbox")} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!data && !error && html`<${Loading} />`}
            ${
                data &&
                !some.length &&
                html`<${Empty} icon="check" title=${t("没有冲突", "No conflicts")}>
                ${params.record && all.length > 0 && html`<${Button} href="#/conflicts">${t(`其余 ${all.length} 处`,
                    `${all.length} others`)}<//>`}<//>`
            }
            ${some.map(
                (
                    one,
                ) => html`<${Section} key=${one.record}
                    title=${typeof one.title === "string" ? one.title : w(one.title)}
                actions=${html`<${Mark} tone="fail" icon="warning">${one.fields.length}<//>`}>
                ${one.fields.map((field) => html`<${FieldChoice} key=${field.name} record=${one.record}
                    field=${field} />`)}<//>`,
            )}
        </div>`;
}
