// SPDX-License-Identifier: Apache-2.0
// The catalogue: its versions, which tablet has which, what differs between two.
import { html } from "/vendor/preact.js";
import { withQuery } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Card, Empty, ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { go } from "/shared/router.js";
import { half, t } from "/shared/words.js";
import { Changes } from "../catalogue/changes.js";
import { useDraft } from "../catalogue/kept.js";
import { SelectField } from "../frame/select.js";
import { Mark } from "../sites/marks.js";
import { may, useData } from "../store.js";

/** @param {{versions: any[]}} props */
function Versions({ versions }) {
    return html`<${Section} title=${t("已发布的版本", "Published versions")} count=${versions.length}>
        <div class="table-scroll"><table class="table"><thead><tr><th scope="col">${t("版本", "Version")}</th>
            <th scope="col">${t("发布时间", "Published")}</th><th scope="col">${t("谁", "By")}</th>
            <th scope="col">${t("原因", "Why")}</th></tr></thead>
        <tbody>${versions.map((one, i) => html`<tr key=${one.version}><th scope="row">${one.version} ${i === 0
            && html`<${Mark} icon="check" tone="pass" words=${t("最新", "newest")} />`}
            ${one.fault && html`<${Mark} icon="warning" tone="fail" words=${t(`读不出：${one.fault}`,
                `cannot be read: ${one.fault}`)} />`}</th>
            <td><${Time} ms=${one.published_ms} /></td>
            <td>${one.person || one.who || t("没有记录", "not recorded")}</td>
            <td>${one.why || html`<span class="faint">${t("没有写", "none given")}</span>`}</td></tr>`)}</tbody>
        </table></div>
        <p class="field-note">${t("已开始的节点一直用它开始时的版本（D3.13）；新版本只用于以后开始的节点。",
            "A node keeps the version it was started with (D3.13); a new one is for nodes that start later.")}</p>
    </${Section}>`;
}

/** @param {any} tablet @param {string} newest */
function tabletState(tablet, newest) {
    if (tablet.state === "unknown")
        return { icon: "minus", tone: /** @type {const} */ ("idle"), words: t("不知道：还没有联系过",
            "not known: it was never in contact") };
    if (tablet.state === "newest")
        return { icon: "check", tone: /** @type {const} */ ("pass"), words: t(`已有 ${newest}`, `has ${newest}`) };
    return { icon: "ring", tone: /** @type {const} */ ("warn"), words: tablet.version
        ? t(`有 ${tablet.version}，未确认 ${newest}`, `has ${tablet.version}, not ${newest} yet`)
        : t("还没有确认收到任何版本", "has confirmed none yet") };
}

/** @param {{tablets: any[], newest: string}} props */
function Tablets({ tablets, newest }) {
    return html`<${Section} title=${t("哪台平板有哪个版本", "Which tablet has which")} count=${tablets.length}>
        ${tablets.length === 0 ? html`<${Empty} icon="tablet" title=${t("没有在用的平板", "No tablet is in use")} />`
        : html`<div class="table-scroll"><table class="table"><thead><tr><th scope="col">${t("平板", "Tablet")}</th>
            <th scope="col">${t("版本", "Version")}</th><th scope="col">${t("上次联系", "Last contact")}</th></tr></thead>
        <tbody>${tablets.map((one) => html`<tr key=${one.id}><th scope="row">${one.name}</th>
            <td><${Mark} ...${tabletState(one, newest)} /></td>
            <td>${one.contact_ms ? html`<${Time} ms=${one.contact_ms} />` : t("从未", "never")}</td></tr>`)}</tbody>
        </table></div>`}
        <p class="field-note">${t("按平板自己上次的话：它在下一次联系时才确认收到，所以刚发布的版本可能已经到了还没有算进来。",
            "By each tablet's own last word: it confirms at its next contact what it got, so one just published may be "
                + "there already without being counted.")}</p></${Section}>`;
}

/** @param {{versions: any[], query: Record<string, string>}} props */
function Compare({ versions, query }) {
    const known = [...versions.map(({ version }) => ({ code: version, label: version })),
        { code: "default", label: t("程序自带的", "the one of the program") }];
    const among = (/** @type {string | undefined} */ code, /** @type {number} */ other) => (known.some((one) =>
        one.code === code) ? String(code) : known[Math.min(other, known.length - 1)].code);
    const from = among(query.from, 1), to = among(query.to, 0);
    const { data, error, reload } = useData(withQuery("/api/catalogue-changes", { from, to }));
    const one = useData(`/api/catalogue/${encodeURIComponent(from)}`).data;
    const other = useData(`/api/catalogue/${encodeURIComponent(to)}`).data;
    const pick = (/** @type {string} */ name) => (/** @type {string} */ code) => go(withQuery("/catalogue",
        { from, to, [name]: code }), { replace: true });
    return html`<${Section} title=${t("比较两个版本", "Compare two versions")}><div class="field-row">
        <${SelectField} label=${t("从", "From")} value=${from} options=${known} onChange=${pick("from")} />
        <${SelectField} label=${t("到", "To")} value=${to} options=${known} onChange=${pick("to")} /></div>
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        ${data && one && other && html`<${Changes} changes=${data.changes}
            docs=${[JSON.parse(other.text), JSON.parse(one.text)]}
            none=${t("内容相同", "They say the same")} />`}</${Section}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function Catalogue({ query }) {
    const { data, error, reload } = useData("/api/catalogue");
    const draft = useDraft();
    const actions = may("catalogue") && html`<${Button} kind="primary" icon="pen" href="#/catalogue/edit">
        ${draft ? t("继续修改草稿", "Go on with the draft") : t("修改最新版本的副本", "Edit a copy of the newest")}</${Button}>`;
    const head = html`<${PageHead} title=${t("检查目录", "Catalogue")} wide=${true} actions=${actions}
        sub=${t("每个节点检查什么、签什么、多久内完成", "What each node checks, what is signed, and by when")} />`;
    if (!data)
        return html`${head}<div class="page-body">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />`
            : html`<${Loading} />`}</div>`;
    const [newest] = data.versions;
    if (!newest)
        return html`${head}<div class="page-body"><${Empty} icon="list" title=${t("还没有发布过目录",
            "No catalogue is published yet")}><p><code>plumbd catalogue publish</code></p></${Empty}></div>`;
    return html`${head}<div class="page-body page-wide stack">
        ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
        ${newest.fault && html`<${Note} tone="fail" icon="warning">${half(newest.fault)}</${Note}>`}
        <div class="two"><${Versions} versions=${data.versions} />
            <${Tablets} tablets=${data.tablets} newest=${newest.version} /></div>
        <${Card}><${Compare} versions=${data.versions} query=${query} /></${Card}></div>`;
}
