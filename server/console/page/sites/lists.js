// SPDX-License-Identifier: Apache-2.0
// Lists of one site: visits, issues, papers, team and contact sheet.
import { html } from "/vendor/preact.js";
import { when } from "/shared/format.js";
import { Icon } from "/shared/kit/icon.js";
import { Empty, Note, Time } from "/shared/kit/layout.js";
import { t, w } from "/shared/words.js";
import { Due, IssueState, Mark, Severity } from "./marks.js";
import { Person } from "./parts.js";

/** @param {{heads: string[], rows: any[], empty: string, children: (row: any) => any}} props */
function Plain({ heads, rows, empty, children }) {
    if (rows.length === 0)
        return html`<${Empty} title=${empty} />`;
    return html`<div class="table-scroll"><table class="table"><thead><tr>${heads.map((head) => html`<th scope="col"
        key=${head}>${head}</th>`)}</tr></thead><tbody>${rows.map(children)}</tbody></table></div>`;
}

/** @param {{visits: any[]}} props */
export function Visits({ visits }) {
    return html`<${Plain} rows=${visits} empty=${t("还没有人到过现场", "Nobody has been there yet")}
        heads=${[t("时间", "When"), t("什么", "What"), t("谁", "Who"), t("结果", "Result"), t("备注", "Note"),
            t("照片", "Photos")]}>${(/** @type {any} */ visit) => html`<tr key=${visit.id}>
        <td class="is-time"><${Time} ms=${visit.at_ms} /></td>
        <td><a href=${`#/visit/${visit.id}`}>${w(visit.label)}</a></td>
        <td><${Person} person=${visit.who} /></td>
        <td>${visit.outcome && html`<${Mark} icon=${visit.outcome.code === "fail"
            || visit.outcome.code === "unqualified"
            ? "cross" : "check"} tone=${visit.outcome.code === "fail" || visit.outcome.code === "unqualified" ? "fail"
            : "pass"} words=${w(visit.outcome)} />`}</td>
        <td>${visit.note || ""}</td><td class="is-number">${visit.photos || ""}</td></tr>`}</${Plain}>`;
}

/** @param {{issues: any[]}} props */
export function SiteIssues({ issues }) {
    return html`<${Plain} rows=${issues} empty=${t("没有问题", "No issues")} heads=${[t("问题", "Issue"), t("状态", "State"),
        t("严重程度", "Severity"), t("等谁", "Waits for"), t("期限", "Due")]}>${(/** @type {any} */ issue) => html`
        <tr key=${issue.id} class=${issue.overdue ? "tone-fail" : ""}>
        <td><a href=${`#/issue/${issue.id}`}>${issue.summary || w(issue.label)}</a>
            <small class="faint"> ${issue.room || ""}</small></td>
        <td><${IssueState} code=${issue.state ? issue.state.code : "open"} /></td>
        <td><${Severity} code=${issue.severity && issue.severity.code} words=${issue.severity} /></td>
        <td>${issue.waits_for && html`<${Person} person=${issue.waits_for} />`}</td>
        <td><${Due} issue=${issue} /></td>
        </tr>`}</${Plain}>`;
}

/** @param {any} paper @returns {{icon: string, tone: import("/shared/shapes.js").Tone, words: string}} */
export function paperState(paper) {
    if (!paper.intact)
        return { icon: "warning", tone: "fail", words: t("封签不符", "its seal does not verify") };
    if (paper.voided)
        return { icon: "cross", tone: "idle", words: t("已作废", "voided") };
    if (paper.changed)
        return { icon: "warning", tone: "warn", words: t("签后变更", "changed after signing") };
    return { icon: "check", tone: "pass", words: t("有效", "stands") };
}

/** @param {{papers: any[]}} props */
export function Papers({ papers }) {
    return html`<${Plain} rows=${papers} empty=${t("还没有签字", "Nothing was signed yet")} heads=${[t("签署时间", "Signed"),
        t("表单", "Form"), t("签字人", "Signer"), t("意见", "Verdict"), t("状态", "State")]}>${(/** @type {any} */ paper) =>
        html`<tr key=${paper.id}><td class="is-time"><${Time} ms=${paper.signed_at} /></td>
        <td><a href=${`#/signoff/${paper.id}`}>${w(paper.form)}</a></td>
        <td>${w(paper.role)}${paper.name ? ` · ${paper.name}` : ""}</td><td>${w(paper.verdict)}</td>
        <td><${Mark} ...${paperState(paper)} /></td></tr>`}</${Plain}>`;
}

/** @param {{phone: string | null}} props */
function Phone({ phone }) {
    return phone ? html`<a class="nowrap" href=${`tel:${phone}`}>${phone}</a>` : html`<span class="faint">—</span>`;
}

/** @param {{site: any}} props who works there, and the contact sheet (D2.2), which goes on paper */
export function People({ site }) {
    return html`<h3>${t("团队", "Team")}</h3>
        <${Plain} rows=${site.team} empty=${t("还没有人被派到这里", "Nobody is assigned yet")} heads=${[t("角色", "Role"),
            t("姓名", "Name"), t("电话", "Phone")]}>${(/** @type {any} */ one) => html`<tr key=${one.id}>
            <td>${w(one.role)}</td><td><${Person} person=${one.person} /></td><td><${Phone} phone=${one.phone} /></td>
            </tr>`}</${Plain}>
        <h3>${t("星级服务联系单", "Contact sheet")}</h3>
        ${site.contacts.length === 0 && html`<${Note} tone="warn" icon="warning">${t("联系单还没有填（D2.2）；由客户经理在签约后填写",
            "The contact sheet is not filled in (D2.2); the account manager does it after signing")}</${Note}>`}
        ${site.contacts.length > 0 && html`<${Plain} rows=${site.contacts} empty="" heads=${[t("阶段", "Stage"),
            t("联系人", "Contact"), t("电话", "Phone"), t("职责", "Duty"), t("监督电话", "Supervising department")]}>${(
            /** @type {any} */ one) => html`<tr key=${one.id}><td>${w(one.stage)}</td><td>${one.name}</td>
            <td><${Phone} phone=${one.phone} /></td><td>${one.duty || ""}</td>
            <td><${Phone} phone=${one.supervisor_phone} /></td></tr>`}</${Plain}>`}`;
}

/** @param {{pending: any[]}} props photos whose records came, and their pictures did not */
export function Pending({ pending }) {
    return html`<ul class="dues">${pending.map((photo) => html`<li key=${photo.id} class="tone-warn"><${Icon}
        name="photo"
        size="small" /><span>${t("照片待传", "photo pending")} · ${photo.taken_at ? when(photo.taken_at) : ""}
        <span class="faint"> ${photo.author && photo.author.name}</span></span></li>`)}</ul>`;
}
