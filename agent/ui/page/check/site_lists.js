// SPDX-License-Identifier: Apache-2.0
// What a site has beside its nodes: deadlines, issues, visits, papers, goods, complaints, contacts.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Icon, Mark } from "/shared/kit/icon.js";
import { Row, Section, Time } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { due, exact } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { IssueRow } from "./issue_row.js";
import { codeOf, nameOf } from "./told.js";

const FEW = 5;

/** @param {{site: any}} props what is due, what is late first */
export function Deadlines({ site }) {
    const open = (site.deadlines || []).filter((/** @type {any} */ one) => !one.met);
    const late = open.filter((/** @type {any} */ one) => one.overdue);
    const next = open.filter((/** @type {any} */ one) => !one.overdue).slice(0, 3);
    const shown = [...late, ...next];
    const defects = site.defects || [];
    if (shown.length + defects.length === 0) return null;
    return html`<${Section} title=${t("期限与缺项", "Due and missing")} count=${shown.length + defects.length}>
        <div class="list">${shown.map((one, i) => html`<${Row} key=${i} title=${w(one)}
            sub=${html`<span title=${exact(one.due_ms)}>${due(one.due_ms)}</span>`}
            icon=${one.overdue ? "warning" : "clock"}
            side=${one.overdue ? html`<${Mark} tone="fail" icon="warning">${t("逾期", "Overdue")}</${Mark}>` : null} />`)}
            ${defects.map((/** @type {any} */ one, /** @type {number} */ i) =>
                html`<${Row} key=${`d${i}`} icon="warning" title=${w(one)} sub=${one.rule} />`)}
        </div></${Section}>`;
}

/** @param {{site: any}} props */
export function SiteIssues({ site }) {
    const issues = site.issues || [];
    const id = site.site;
    return html`<${Section} title=${t("未关闭的问题", "Open issues")} count=${issues.length}
        actions=${html`<${Button} icon="plus" href=${`#/issues/new/${id}`}>${t("新问题", "New issue")}</${Button}>`}>
        ${issues.length === 0 && html`<p class="faint">${t("没有未关闭的问题。", "No open issue.")}</p>`}
        ${issues.length > 0 && html`<div class="list">
            ${issues.slice(0, FEW).map((/** @type {any} */ issue) =>
                html`<${IssueRow} key=${issue.id} issue=${issue} site=${true} />`)}
            <${Row} icon="list" title=${t(`全部问题`, `All issues`)} href=${`#/issues?site=${id}`} /></div>`}
    </${Section}>`;
}

/** @type {Record<string, {icon: string, zh: string, en: string}>} */
const VISIT_KINDS = {
    presence: { icon: "place", zh: "到场", en: "presence" },
    inspection: { icon: "eye", zh: "专项验收", en: "inspection" },
    patrol: { icon: "today", zh: "巡检", en: "patrol" },
    patrol_call: { icon: "phone", zh: "巡检回电", en: "call after a patrol" },
    simulated_round: { icon: "list", zh: "模拟验收", en: "simulated acceptance" },
    re_inspection: { icon: "eye", zh: "公司复验", en: "re-inspection" },
    drawing_review: { icon: "document", zh: "审图", en: "drawing review" },
    spot_check: { icon: "search", zh: "抽查", en: "spot check" },
    weekly_report: { icon: "document", zh: "巡检周报", en: "weekly report" },
};

/** @type {Record<string, any>} */
const TONES = { pass: "pass", passed: "pass", qualified: "pass", fail: "fail", redraw: "fail", unqualified: "fail" };
/** Kinds that have check items of their own. */
const WITH_ITEMS = new Set(["inspection", "patrol", "simulated_round"]);

/** @param {{site: any}} props */
export function Visits({ site }) {
    const visits = site.visits || [];
    const id = site.site;
    return html`<${Section} title=${t("到访", "Visits")} count=${visits.length}
        actions=${html`<${Button} icon="plus" href=${`#/visit/${id}`}>${t("到访与巡检", "Visit, patrol")}</${Button}>`}>
        ${visits.length > 0 && html`<div class="list">${visits.slice(0, FEW).map((/** @type {any} */ visit) => {
            const kind = VISIT_KINDS[visit.kind] || VISIT_KINDS.presence;
            const round = visit.round ? t(`第 ${visit.round} 轮`, `round ${visit.round}`) : "";
            const verdict = visit.result || visit.verdict;
            return html`<${Row} key=${visit.id} icon=${kind.icon} unsent=${visit.unsent}
                title=${[visit.zh ? w(visit) : w(kind), round].filter(Boolean).join(" ")}
                sub=${html`${nameOf(visit.person || visit.author)} · <${Time} ms=${visit.at_ms} />`}
                side=${verdict ? html`<${Mark} tone=${TONES[codeOf(verdict)] || "idle"}>${w(verdict)}</${Mark}>` : null}
                href=${WITH_ITEMS.has(visit.kind) ? `#/check/${visit.id}` : undefined} />`;
        })}</div>`}
    </${Section}>`;
}

/** @param {{site: any}} props papers that were signed */
export function Documents({ site }) {
    const papers = site.documents || [];
    if (papers.length === 0) return null;
    const said = (/** @type {any} */ paper) => {
        if (paper.changed) return html`<${Mark} tone="warn">${t("签后变更", "changed after signing")}</${Mark}>`;
        if (!paper.counts) return html`<${Mark} tone="idle">${t("不作数", "does not count")}</${Mark}>`;
        return html`<${Mark} tone="pass">${w(paper.verdict)}</${Mark}>`;
    };
    return html`<${Section} title=${t("已签文件", "Signed papers")} count=${papers.length}>
        <div class="list">${papers.map((/** @type {any} */ paper) => html`<${Row} key=${paper.id} icon="document"
            title=${w(paper.form)} href=${`#/signoff/${paper.id}`} unsent=${paper.unsent} side=${said(paper)}
            sub=${html`${paper.name} · <${Time} ms=${paper.signed_at} />`} />`)}</div></${Section}>`;
}

/** @param {{site: any}} props changes, deliveries and complaints: how many are open, a tap away */
export function More({ site }) {
    const id = site.site;
    const open = (/** @type {any[]} */ list, /** @type {string[]} */ ends) =>
        (list || []).filter((one) => !ends.includes(codeOf(one.state))).length;
    const rows = [
        { icon: "pen", path: "changes", words: t("设计变更", "Changes"), count: open(site.changes, ["confirmed",
            "cancelled"]) },
        { icon: "truck", path: "deliveries", words: t("材料到货", "Deliveries"), count: open(site.deliveries,
            ["accepted"]) },
        { icon: "phone", path: "complaint", words: t("投诉与表扬", "Complaints"), count: open(site.complaints, ["closed"]) },
    ];
    return html`<${Section} title=${t("更多", "More")}><div class="list">${rows.map((row) => html`<${Row} key=${row.path}
        icon=${row.icon} title=${row.words} href=${`#/${row.path}/${id}`}
        side=${row.count > 0 ? html`<span class="count">${row.count}</span>` : null} />`)}</div></${Section}>`;
}

/** @param {string} phone @returns {string} as a telephone takes it */
const tel = (phone) => `tel:${phone.replace(/[^0-9+*#]/g, "")}`;

/** @param {{phone: string, who: string, plain?: boolean}} props dials; the number is readable as well */
function Call({ phone, who, plain }) {
    return html`<a class=${plain ? "button button-plain" : "button button-primary"} href=${tel(phone)}
        aria-label=${t(`拨打 ${who} ${phone}`, `Call ${who} ${phone}`)}>
        <${Icon} name="phone" /><span class="numbers">${phone}</span></a>`;
}

/** @param {{title: string, sub: string, phone: string | null, more?: any}} props */
function Contact({ title, sub, phone, more }) {
    return html`<div class="contact"><h3>${title}</h3>${sub && html`<p class="faint">${sub}</p>`}
        <div class="row">${phones(phone).map((one) => html`<${Call} key=${one} phone=${one}
            who=${title} />`)}${more}</div>
    </div>`;
}

/** @param {string | null} text @returns {string[]} a field may have several numbers */
function phones(text) {
    return String(text || "").split(/\s*[,;/、,;]\s*/).filter(Boolean);
}

/** @param {{site: any, onClose: () => void}} props the contact sheet (D2.2), with dialling */
export function Contacts({ site, onClose }) {
    const contacts = site.contacts || [];
    const team = (site.team || []).filter((/** @type {any} */ one) => one.phone && one.person);
    const watch = t("监督部门", "the supervising department");
    return html`<${Sheet} title=${t("星级服务联系单", "Contact sheet")} onClose=${onClose}>
        <${Contact} title=${site.customer || t("客户", "Customer")} sub=${t("客户", "Customer")} phone=${site.phone} />
        ${contacts.length === 0 && html`<p class="faint">
            ${t("联系单还没有做，由客户经理填写。", "The contact sheet is not made yet; the account manager fills it in.")}</p>`}
        ${contacts.map((/** @type {any} */ one) => html`<${Contact} key=${one.id} title=${one.name} phone=${one.phone}
            sub=${[w(one), one.duty].filter(Boolean).join(" · ")}
            more=${phones(one.supervisor_phone).map((phone) => html`<div class="stack" key=${phone}>
                <small class="faint">${t("监督电话", "supervising department")}</small>
                <${Call} plain=${true} phone=${phone} who=${watch} /></div>`)} />`)}
        ${team.map((/** @type {any} */ one) => html`<${Contact} key=${one.person.id + codeOf(one.role)}
            title=${nameOf(one.person)} sub=${w(one.role)} phone=${one.phone} />`)}
    </${Sheet}>`;
}
