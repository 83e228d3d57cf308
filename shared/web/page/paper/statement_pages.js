// SPDX-License-Identifier: Apache-2.0
// A statement as the signer reads it: everything that is sealed and nothing else (docs/EVIDENCE.md
// section 4). The same component shows it to the inspector, to the customer, and later.
import { html, useState } from "/vendor/preact.js";
import { Sheet } from "/shared/kit/sheet.js";
import { codeWord, formatTime, formatYuan } from "./code_words.js";
import { language, t, w } from "/shared/words.js";

/** @typedef {{zh: string, en: string}} Words */
/** @typedef {{passes: boolean | null, point: string | null, target: string | null, unit: string | null,
 *     value: string | null}} Measured */
/** @typedef {{code: string, zh: string, en: string, group: string, rule: string, concealed: boolean,
 *     conflict?: boolean, amount_fen?: number | null, note: string | null, room: string | null,
 *     result: string | null, record: string | null, photos: string[], values: Measured[],
 *     minus?: string, plus?: string}} Item */
/** @typedef {{name: string, value: unknown, zh: string, en: string, person?: string | null,
 *     conflict?: boolean}} Field */
/** @typedef {{digest: string, of: string, name: string | null, person: string | null,
 *     taken_at: number | null, latitude: string | null, longitude: string | null}} Photo */
/** @typedef {{id: string, item: string | null, severity: string | null, state: string,
 *     summary: string | null, deadline: number | null}} Rectification */
/** @typedef {{catalogue: string, records: {id: string, kind: string, vector: unknown}[],
 *     content: {budget_fen?: number | null, clause: Words, conflict?: boolean,
 *         customer: {name: string | null, address: string | null, contract_number: string | null},
 *         form: Words & {code: string, rule: string}, items: Item[], of: {id: string, kind: string},
 *         node: (Words & {code: string, n: number | null}) | null, photos?: string[]},
 *     shown: {fields: Field[], people: {at: number | null, name: string | null, role: string | null}[],
 *         photos: Photo[], rectifications: Rectification[]}}} Statement */
/** The picture of a digest; null: it is not here.
 * @typedef {(digest: string) => {small: string, full: string} | null} Picture */

const SIGNS = /** @type {Record<string, string>} */ ({ pass: "✓", fail: "✗", na: "–" });

/** @param {Photo} photo */
const captionOf = (photo) =>
    [
        photo.taken_at ? formatTime(photo.taken_at) : t("时间不明", "time unknown"),
        photo.person ?? "",
        photo.latitude && photo.longitude ? `${photo.latitude}, ${photo.longitude}` : "",
    ]
        .filter(Boolean)
        .join(" · ");

/** @param {{photos: Photo[], picture: Picture}} props */
function Photos({ photos, picture }) {
    const [open, setOpen] = useState(/** @type {Photo | null} */ (null));
    const large = open && picture(open.digest);
    if (!photos.length) return null;
    return html`<ul class="paper-photos">${photos.map((photo) => {
        const found = picture(photo.digest),
            told = captionOf(photo);
        return html`<li key=${photo.digest + photo.of}>
            ${
                found
                    ? html`<button type="button" onClick=${() => setOpen(photo)}><img src=${found.small} loading="lazy"
                    decoding="async" width="144" height="108" alt=${t(`照片，${told}`, `photo, ${told}`)} /></button>`
                    : html`<span class="photo-away">${t("原图还没有到这里", "the photo has not come here yet")}</span>`
            }
            <small>${told}</small><small class="digest" title=${photo.digest}>${photo.digest.slice(0, 8)}</small>
        </li>`;
    })}</ul>
    ${
        open &&
        large &&
        html`<${Sheet} full=${true} title=${t("照片", "Photo")} onClose=${() => setOpen(null)}>
        <figure class="photo-view"><img src=${large.full || large.small} alt=${captionOf(open)} />
            <figcaption>${captionOf(open)}<br /><code>${open.digest}</code></figcaption></figure><//>`
    }`;
}

/** @param {{value: Measured, item: Item}} props */
function Value({ value, item }) {
    const range =
        value.target === null || value.target === ""
            ? ""
            : t(
                  `（标准 ${value.target}，允许 −${item.minus || 0} / +${item.plus || 0}）`,
                  ` (target ${value.target}, −${item.minus || 0} / +${item.plus || 0})`,
              );
    return html`<li class=${value.passes === false ? "is-out" : ""}>
        ${t("实测", "measured")} ${value.point ?? ""}: <b>${value.value ?? "?"} ${value.unit ?? ""}</b>${range}
        ${value.passes === true && ` ✓ ${t("合格", "within")}`}${value.passes === false && ` ✗ ${t("超差",
            "out of tolerance")}`}
    </li>`;
}

/** @param {{item: Item, number: number, photos: Photo[], picture: Picture, changed: boolean}} props */
function ItemRow({ item, number, photos, picture, changed }) {
    const result = item.conflict ? "conflict" : (item.result ?? "none");
    const word = item.conflict
        ? t("有冲突", "in conflict")
        : item.result
          ? codeWord(item.result)
          : t("未检查", "no result");
    return html`<li class=${`paper-item${changed ? " is-changed" : ""}`}>
        <div class="paper-item-head">
            <span class="paper-number">${number}</span>
            <span class="paper-words">${w(item)}
                ${item.concealed && html` <small class="tag">${t("隐蔽工程", "concealed works")}</small>`}
                ${item.room && html` <small class="tag">${item.room}</small>`}
                ${changed && html` <small class="tag tag-changed">▲ ${t("有变化", "changed")}</small>`}</span>
            <b class=${`verdict-mark ${result}`}><span aria-hidden="true">${SIGNS[result] ?? "■"}</span> ${word}</b>
        </div>
        ${item.note && html`<p class="paper-note">${t("备注：", "Note: ")}${item.note}</p>`}
        ${
            Number.isSafeInteger(item.amount_fen) &&
            html`<p class="paper-note">${t("金额：",
                "Amount: ")}${formatYuan(/** @type {number} */ (item.amount_fen))}</p>`
        }
        ${
            item.values.length > 0 &&
            html`<ul class="paper-values">${item.values.map(
                (value, i) => html`<${Value} key=${i} value=${value} item=${item} />`,
            )}</ul>`
        }
        <${Photos} photos=${photos} picture=${picture} />
    </li>`;
}

/** @param {{items: Item[], photosOf: (id: string | null) => Photo[], picture: Picture, changed?: Set<string>}} props */
function Items({ items, photosOf, picture, changed }) {
    /** @type {{name: string, first: number, items: Item[]}[]} */
    const groups = [];
    items.forEach((item, i) => {
        const last = groups[groups.length - 1];
        if (last && last.name === item.group) last.items.push(item);
        else groups.push({ name: item.group, first: i, items: [item] });
    });
    if (!items.length) return null;
    return html`<section class="paper-part"><h3>${t("检查结果", "What was checked")}</h3>
        ${groups.map(
            (group) => html`<div key=${group.first}>
            ${group.name && html`<h4>${group.name}</h4>`}
            <ol class="paper-items">${group.items.map(
                (item, i) => html`<${ItemRow} key=${item.code} item=${item}
                number=${group.first + i + 1} photos=${photosOf(item.record)} picture=${picture}
                changed=${changed?.has(item.code) ?? false} />`,
            )}</ol>
        </div>`,
        )}
    </section>`;
}

/** Another record: whole in the title, and in what is sealed. */
const RECORD = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param {{field: Field}} props */
function FieldRow({ field }) {
    const { value } = field;
    let shown = field.person ?? "";
    if (field.conflict) shown = t("有冲突", "in conflict");
    else if (!shown && typeof value === "boolean") shown = value ? t("是", "yes") : t("否", "no");
    else if (!shown && typeof value === "number")
        shown = field.name.endsWith("_fen")
            ? formatYuan(value)
            : field.name.endsWith("_at") || field.name === "at" || field.name === "deadline"
              ? formatTime(value)
              : String(value);
    else if (!shown && typeof value === "string" && RECORD.test(value))
        return html`<dt>${w(field)}</dt><dd><code title=${value}>${value.slice(0, 8)}</code></dd>`;
    else if (!shown && typeof value === "string") shown = codeWord(value);
    return html`<dt>${w(field)}</dt><dd>${shown || (value === null ? t("（无）", "(none)") : JSON.stringify(value))}</dd>`;
}

/** @param {{statement: Statement}} props */
function Head({ statement }) {
    const { content, shown } = statement,
        { customer, form, node } = content;
    return html`<header class="paper-head">
        <h2>${w(form)}</h2>
        <dl>
            ${
                node &&
                html`<dt>${t("节点", "Stage")}</dt><dd>${w(node)}${
                    (node.n ?? 1) > 1 && t(`，第 ${node.n} 次`, `, attempt ${node.n}`)
                }</dd>`
            }
            <dt>${t("客户", "Customer")}</dt><dd>${customer.name ?? ""}</dd>
            <dt>${t("地址", "Address")}</dt><dd>${customer.address ?? ""}</dd>
            ${customer.contract_number && html`<dt>${t("合同编号", "Contract")}</dt><dd>${customer.contract_number}</dd>`}
            ${
                Number.isSafeInteger(content.budget_fen) &&
                html`<dt>${t("合同金额", "Contract amount")}</dt>
                <dd>${formatYuan(/** @type {number} */ (content.budget_fen))}</dd>`
            }
            ${shown.fields.map((field) => html`<${FieldRow} key=${field.name} field=${field} />`)}
        </dl>
    </header>`;
}

/** @param {{statement: Statement, photosOf: (id: string | null) => Photo[], picture: Picture}} props */
function Around({ statement, photosOf, picture }) {
    const { people, rectifications } = statement.shown;
    return html`
        ${
            people.length > 0 &&
            html`<section class="paper-part"><h3>${t("到场人员", "Who was there")}</h3>
            <ul class="paper-lines">${people.map(
                (one, i) => html`<li key=${i}>
                <b>${one.name ?? ""}</b> ${one.role ? codeWord(one.role) : ""}${" "}
                ${one.at ? formatTime(one.at) : ""}</li>`,
            )}</ul>
        </section>`
        }
        ${
            rectifications.length > 0 &&
            html`<section class="paper-part">
            <h3>${t("尚未完成的整改", "Still to be put right")}</h3>
            <ul class="paper-lines">${rectifications.map(
                (one) => html`<li key=${one.id}>
                ▲ <b>${one.summary || one.item || ""}</b>
                <small class="tag">${codeWord(one.state)}</small>
                ${one.severity && html` <small class="tag">${codeWord(one.severity)}</small>`}
                ${one.deadline && html` <small>${t("期限", "due")} ${formatTime(one.deadline)}</small>`}
                <${Photos} photos=${photosOf(one.id)} picture=${picture} /></li>`,
            )}</ul>
        </section>`
        }`;
}

/**
 * The technical end of the page: sealed as well, of use to an expert.
 * @param {{statement: Statement, content: string}} props
 */
const Sealed = ({ statement, content }) => html`<details class="paper-part sealed"><summary>${t(
    `一并封存：目录 ${statement.catalogue}，${statement.records.length} 条记录的版本`,
    `Sealed as well: catalogue ${statement.catalogue}, the versions of ${statement.records.length} records`,
)}</summary>
    <p>${t("内容摘要", "digest of the content")} <code>${content}</code></p>
    <p>${statement.content.form.rule} · ${statement.content.of.kind} <code>${statement.content.of.id}</code></p>
    <ul>${statement.records.map(
        (one) => html`<li key=${one.id}>${one.kind} <code>${one.id}</code>
        <code>${JSON.stringify(one.vector)}</code></li>`,
    )}</ul></details>`;

/**
 * The pages that are sealed.
 * @param {{statement: Statement, content: string, picture: Picture, changed?: Set<string>}} props content: its
 *     digest; changed: codes of items that are marked
 */
export function StatementPages({ statement, content, picture, changed }) {
    const { items, clause } = statement.content,
        { photos, rectifications } = statement.shown;
    const photosOf = (/** @type {string | null} */ id) => (id ? photos.filter((photo) => photo.of === id) : []);
    const placed = new Set([...items.map((item) => item.record), ...rectifications.map((one) => one.id)]);
    const others = photos.filter((photo) => !placed.has(photo.of));
    const other = language() === "zh" ? clause.en : clause.zh;
    return html`<article class="sealed-page" lang=${language()}>
        <${Head} statement=${statement} />
        <${Items} items=${items} photosOf=${photosOf} picture=${picture} changed=${changed} />
        ${
            others.length > 0 &&
            html`<section class="paper-part"><h3>${t("现场照片", "Photos")}</h3>
            <${Photos} photos=${others} picture=${picture} /></section>`
        }
        <${Around} statement=${statement} photosOf=${photosOf} picture=${picture} />
        <section class="paper-part clause"><h3>${t("签字约定", "What a signature says")}</h3>
            <p>${w(clause)}</p>${other && html`<p class="other-language">${other}</p>`}</section>
        <${Sealed} statement=${statement} content=${content} />
    </article>`;
}
