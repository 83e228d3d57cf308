// SPDX-License-Identifier: Apache-2.0
// One site: how far it is and what blocks it, visits, issues, papers, people, and everything that happened.
import { html } from "/vendor/preact.js";
import { money } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Loading, Note, PageHead } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t } from "/shared/words.js";
import { Papers, Pending, People, SiteIssues, Visits } from "../sites/lists.js";
import { NodeBar, Standing } from "../sites/nodes.js";
import { Facts, Tabs, Veil } from "../sites/parts.js";
import { Timeline } from "../sites/timeline.js";
import { useData } from "../store.js";

/** @param {{site: any}} props */
function SiteFacts({ site }) {
    const phone = site.customer_phone;
    const range = (/** @type {string | null} */ from, /** @type {string | null} */ to) => (from || to)
        && `${from || "?"} – ${to || "?"}`;
    return html`<div class="site-facts"><${Facts} facts=${[
        [t("客户", "Customer"), site.customer_name], [t("电话", "Phone"), phone && html`<a
            href=${`tel:${phone}`}>${phone}</a>`],
        [t("地址", "Address"), site.address], [t("门店", "Store"), site.store], [t("分部", "Department"),
            site.department]]} />
        <${Facts} facts=${[[t("合同日期", "Contract date"), site.contract_date],
        [t("合同金额", "Contract amount"), money(site.contract_amount_fen)],
        [t("主材金额", "Main materials"), money(site.materials_amount_fen)],
        [t("计划", "Planned"), range(site.planned_start, site.planned_completion)],
        [t("实际", "Actual"), range(site.actual_start, site.actual_completion)]]} />
        <${Facts} facts=${[[t("入住", "Moved in"), site.move_in_date],
        [t("服务手册应交", "Handbook due"), site.handbook_due], [t("服务手册上交", "Handbook handed in"), site.handbook_handed_in],
        [t("照片", "Photos"), site.photos > 0 && t(`${site.photos_here} / ${site.photos} 张在办公室`,
            `${site.photos_here} of ${site.photos} here`)]]} /></div>`;
}

/** @param {any} site */
function tabsOf(site) {
    return [
        { code: "standing", words: t("进度", "Progress") },
        { code: "issues", words: t("问题", "Issues"), count: site.issues.length },
        { code: "visits", words: t("到场", "Visits"), count: site.visits.length },
        { code: "papers", words: t("签字", "Sign-offs"), count: site.documents.length },
        { code: "people", words: t("联系单", "Contact sheet"), count: site.contacts.length },
        { code: "timeline", words: t("时间线", "Timeline") },
    ];
}

/** @param {{site: any, tab: string}} props */
function Part({ site, tab }) {
    switch (tab) {
    case "issues":
        return html`<${SiteIssues} issues=${site.issues} />`;
    case "visits":
        return html`${site.pending.length > 0 && html`<${Pending} pending=${site.pending} />`}
            <${Visits} visits=${site.visits} />`;
    case "papers":
        return html`<${Papers} papers=${site.documents} />`;
    case "people":
        return html`<${People} site=${site} />`;
    case "timeline":
        return html`<${Timeline} site=${site.site} />`;
    default:
        return html`<${Standing} site=${site} />`;
    }
}

/** @param {{params: Record<string, string>, query: Record<string, string>}} props */
export default function Site({ params, query }) {
    const { data: site, error, reload } = useData(`/api/sites/${params.id}`);
    const title = site ? [site.contract_number, site.customer_name].filter(Boolean).join(" · ") || t("工地", "Site")
        : t("工地", "Site");
    return html`<${PageHead} title=${title} sub=${site && [site.address, site.store].filter(Boolean).join(" · ")}
        wide=${true}
        onBack=${() => back("/sites")} actions=${site && html`<${Button} icon="print"
            onTap=${() => window.print()}>${t(
            "打印", "Print")}</${Button}>`} />
        <div class="page-body page-wide">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!site && !error && html`<${Loading} />`}
            ${site && html`<${NodeBar} nodes=${site.nodes} />
                <${Veil} of=${site} />
                ${site.conflict && html`<${Note} icon="conflict" tone="warn">${t("工地资料有冲突，见",
                    "the site's own data are in conflict: ")} <a href="#/conflicts">${t("冲突",
                        "conflicts")}</a></${Note}>`}
                <${SiteFacts} site=${site} />
                <${Tabs} path=${`/site/${params.id}`} tabs=${tabsOf(site)} current=${query.tab || "standing"} />
                <${Part} site=${site} tab=${query.tab || "standing"} />`}
        </div>`;
}
