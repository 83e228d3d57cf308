// SPDX-License-Identifier: Apache-2.0
// One issue: what it is, whose turn it is, its steps, photos before and after.
import { html } from "/vendor/preact.js";
import { exact, when } from "/shared/format.js";
import { ErrorNote, Loading, Note, PageHead, Section } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { BulkActions } from "../sites/bulk.js";
import { Due, IssueState, Severity } from "../sites/marks.js";
import { Facts, Person, Photos, Veil } from "../sites/parts.js";
import { may, useData } from "../store.js";

/** @type {Record<string, () => string>} */
const TURNS = {
    assign: () => t("派单", "to give it out"), work: () => t("整改", "to put it right"),
    check: () => t("复查", "to check it"), nobody: () => "",
};

/** @param {{issue: any}} props */
function Turn({ issue }) {
    if (issue.turn === "nobody")
        return null;
    return html`<span>${t("等", "waits for ")}<b>${issue.waits_for ? html`<${Person} person=${issue.waits_for} />`
        : t("任何别的人", "anybody else")}</b>${t("", " ")}${TURNS[issue.turn]()}</span>`;
}

/** @param {{steps: any[]}} props */
function Steps({ steps }) {
    return html`<ol class="steps">${steps.map((step) => html`<li class="step" key=${step.id}>
        <div class="step-head"><b>${w(step)}</b> <span><${Person} person=${step.author} /></span>
            ${step.to && html`<span>→ <b><${Person} person=${step.to} /></b></span>`}
            <span class="faint" title=${exact(step.at)}>${when(step.at)}</span>
            ${step.deadline && html`<span>${t("期限 ", "due ")}${when(step.deadline)}</span>`}</div>
        ${step.note && html`<p>${step.note}</p>`}
        <${Photos} photos=${step.photos} label=${w(step)} /></li>`)}</ol>`;
}

/** @param {{issue: any, reload: () => void}} props */
function Body({ issue, reload }) {
    const before = issue.photos.filter((/** @type {any} */ photo) => photo.moment !== "after");
    const after = issue.photos.filter((/** @type {any} */ photo) => photo.moment === "after");
    return html`<div class="issue-head"><${IssueState} code=${issue.state ? issue.state.code : "open"} />
            <${Severity} code=${issue.severity && issue.severity.code} words=${issue.severity} /><${Turn}
                issue=${issue} />
            <${Due} issue=${issue} />
            ${may("settle") && issue.turn !== "nobody" && html`<span class="row"><${BulkActions} ids=${[issue.id]}
                onDone=${reload} /></span>`}</div>
        ${issue.conflict && html`<${Note} icon="conflict" tone="warn">${t("两台平板写了不同的内容，见",
            "two tablets wrote different things: ")} <a href="#/conflicts">${t("冲突", "conflicts")}</a></${Note}>`}
        ${issue.unsettled && html`<${Note} icon="conflict" tone="warn">${t("两台平板各走了一步；下一步会一并了结",
            "two tablets each made a step; the next one settles both")}</${Note}>`}
        <${Veil} of=${issue} />
        <div class="two"><div><${Facts} facts=${[[t("房间", "Room"), issue.room], [t("班组", "Crew"), issue.crew],
            [t("类别", "Category"), w(issue.category)], [t("根本原因", "Root cause"), w(issue.cause)
                || html`<span class="faint">${t("还没有定", "not said yet")}</span>`],
            [t("来源", "Source"), issue.source && w(issue.source.label)],
            [t("责任人", "Responsible"), (issue.holder || issue.responsible) && html`<${Person} person=${issue.holder
                || issue.responsible} />`],
            [t("跟踪人", "Followed by"), issue.follower && html`<${Person} person=${issue.follower} />`],
            [t("发现", "Found"), html`${when(issue.opened_ms)} · <${Person} person=${issue.author} />`],
            [t("重开", "Reopened"), issue.reopened > 0 ? t(`${issue.reopened} 次`, `${issue.reopened} times`) : ""]]} />
            <${Section} title=${t("步骤", "Steps")} count=${issue.steps.length}>${issue.steps.length > 0
                ? html`<${Steps} steps=${issue.steps} />` : html`<p class="faint">${t("还没有派单",
                    "not given out yet")}</p>`}
            </${Section}></div>
        <div><${Section} title=${t("整改前", "Before")}><${Photos} photos=${[...(issue.source ? issue.source.photos : []),
            ...before]} label=${t("整改前的照片", "photos before")} /></${Section}>
            <${Section} title=${t("整改后", "After")}><${Photos} photos=${after} label=${t("整改后的照片", "photos after")} />
                ${after.length === 0 && html`<p class="faint">${t("还没有", "none yet")}</p>`}</${Section}></div></div>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Issue({ params }) {
    const { data: issue, error, reload } = useData(`/api/issues/${params.id}`);
    return html`<${PageHead} title=${issue ? issue.summary || w(issue.label) : t("问题", "Issue")} wide=${true}
        onBack=${() => back("/issues")} sub=${issue && html`<a href=${`#/site/${issue.site}?tab=issues`}>${[
            issue.contract_number, issue.customer].filter(Boolean).join(" · ")}</a> ${issue.address || ""}`} />
        <div class="page-body page-wide">${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!issue && !error && html`<${Loading} />`}
            ${issue && html`<${Body} issue=${issue} reload=${reload} />`}</div>`;
}
