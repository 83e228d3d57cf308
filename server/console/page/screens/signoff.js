// SPDX-License-Identifier: Apache-2.0
// One sign-off: how it stands and what changed since, the pages and the hand as they were sealed, its place in the
// office's log, the verification, and what can be taken along.
import { html } from "/vendor/preact.js";
import { exact } from "/shared/format.js";
import { Icon } from "/shared/kit/icon.js";
import { ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { Changes } from "/shared/paper/changes.js";
import { Handwriting } from "/shared/paper/handwriting.js";
import { StatementPages } from "/shared/paper/statement_pages.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { paperState } from "../papers/paper_states.js";
import { Verification } from "../papers/verification.js";
import { Mark } from "../sites/marks.js";
import { Facts, Person } from "../sites/parts.js";
import { may, useData } from "../store.js";

/** @param {{photos: {digest: string, id: string, here: boolean}[]}} signoff */
function pictureOf({ photos }) {
    const here = new Map(photos.filter((photo) => photo.here).map((photo) => [photo.digest, photo.id]));
    return (/** @type {string} */ digest) => {
        const id = here.get(digest);
        return id ? { small: `/api/photos/${id}/small`, full: `/api/photos/${id}/full` } : null;
    };
}

/** @param {{signoff: any}} props */
function Who({ signoff }) {
    const place = signoff.latitude && `${signoff.latitude}, ${signoff.longitude}`;
    return html`<${Facts} facts=${[
        [t("签字人", "Signed by"), [signoff.name, w(signoff.role)].filter(Boolean).join(" · ")],
        [t("意见", "Verdict"), w(signoff.verdict) + (signoff.score ? t(`，评分 ${signoff.score}`,
            `, score ${signoff.score}`) : "")],
        [t("原因、备注", "Reason, remark"), signoff.reason],
        [t("平板的时间", "Tablet's time"), signoff.signed_at && exact(signoff.signed_at)],
        [t("按办公室的钟", "By the office's clock"), Number.isInteger(signoff.offset_ms)
            ? exact(signoff.signed_at + signoff.offset_ms) : t("不知道：没有对过钟", "not known: the clocks were not compared")],
        [t("地点", "Place"), place],
        [t("平板", "Tablet"), signoff.device && html`<a href=${`#/device/${signoff.device}`}>${t("这台平板",
            "this tablet")}</a>`],
        [t("持平板的人", "Held by"), signoff.held_by && html`<${Person} person=${signoff.held_by} />`],
        [t("检查目录", "Catalogue"), signoff.catalogue],
    ]} />`;
}

/** @param {{log: any}} props */
function Log({ log }) {
    if (!log)
        return html`<${Note} icon="clock" tone="idle">${t("还没有进入签署日志：收到后会自动会签", "Not in the sign-off log yet: "
            + "it is countersigned by itself")}</${Note}>`;
    return html`<${Facts} facts=${[
        [t("日志序号", "Number in the log"), `#${log.index}`],
        [t("办公室收到", "Received by the office"), exact(log.received_ms)],
        [t("由此树头会签", "Countersigned by the tree head"), log.size && `${t(`前 ${log.size} 条`,
            `over ${log.size} entries`)} · ${exact(log.head_ms)}`],
        [t("树根", "Root"), log.root && html`<code class="ids">${log.root}</code>`],
    ]} />
    <p class="field-note">${t("收录证明在封存文件里；日志只增不改，平板会记住看过的树头。",
        "The proof of inclusion is in the sealed file; the log is only ever added to, and tablets remember the heads "
            + "they saw.")}</p>`;
}

/** @param {{others: any[]}} props */
function Others({ others }) {
    if (others.length === 0)
        return null;
    return html`<${Section} title=${t("同一份还有谁签", "Who else signed this")} count=${others.length}>
        <ul class="checks">${others.map((one) => html`<li key=${one.id}><a href=${`#/signoff/${one.id}`}>${[one.name,
            w(one.role)].filter(Boolean).join(" · ")}</a> ${w(one.verdict)} <${Time} ms=${one.signed_at} />
            <${Mark} icon=${paperState(one.state).icon} tone=${paperState(one.state).tone}
                words=${w(paperState(one.state))} /></li>`)}</ul></${Section}>`;
}

/** @param {{signoff: any}} props */
function TakeAlong({ signoff }) {
    const path = `/api/signoffs/${signoff.id}`;
    return html`<${Section} title=${t("取出", "Take along")}><div class="signed-copy">
        ${signoff.qr && html`<svg class="qr" role="img" viewBox=${`0 0 ${signoff.qr.side} ${signoff.qr.side}`}
            shape-rendering="crispEdges" aria-label=${t(`二维码，校验码 ${signoff.code}`, `QR code of ${signoff.code}`)}>
            <rect width=${signoff.qr.side} height=${signoff.qr.side} /><path d=${signoff.qr.path} /></svg>`}
        <div class="stack"><p>${t("校验码", "Code")} <b class="ids">${signoff.code}</b></p>
            <a class="button button-plain" href=${`${path}/pdf`} download><${Icon} name="download" />
                <span>${t("PDF 表单", "Form as PDF")}</span></a>
            <a class="button button-plain" href=${`${path}/file`} download><${Icon} name="download" />
                <span>${t("封存文件（含照片）", "Sealed file (with photos)")}</span></a>
            <a class="button button-plain" href=${`${path}/file?without_photos=true`} download>
                <${Icon} name="download" /><span>${t("封存文件（不含照片）", "Sealed file (without photos)")}</span></a>
        </div></div></${Section}>`;
}

/** @param {{signoff: any}} props */
function Pages({ signoff }) {
    if (!signoff.personal)
        return html`<${Note} icon="lock" tone="idle">${t("所签内容含客户资料，您的角色看不到；状态和核验仍可看",
            "What was signed names the customer, which your role does not show; state and verification can be seen")}
            </${Note}>`;
    return html`${signoff.strokes && html`<${Section} title=${t("手写签名", "Handwriting")}>
            <${Handwriting} ink=${signoff.strokes} name=${signoff.name} /></${Section}>`}
        ${signoff.changes.length > 0 && html`<${Changes} changes=${signoff.changes} />`}
        ${signoff.statement ? html`<${StatementPages} statement=${signoff.statement} content=${signoff.content}
                picture=${pictureOf(signoff)} />`
            : html`<${Note} icon="tablet" tone="warn">${t("所签内容还在平板上，或字节已不符（核验会说明）；它到了会自动显示",
                "What was signed is still on the tablet, or its bytes are others (the verification tells); it shows by "
                    + "itself once it comes")}</${Note}>`}`;
}

/** @param {{params: Record<string, string>}} props */
export default function Signoff({ params }) {
    const { data: signoff, error, reload } = useData(`/api/signoffs/${params.id}`);
    if (!signoff)
        return html`<${PageHead} title=${t("签署", "Sign-off")} wide=${true} onBack=${() => back("/signoffs")} />
            <div class="page-body page-wide">${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />`
            : html`<${Loading} />`}</div>`;
    const { icon, tone } = paperState(signoff.state.code);
    const { voided } = signoff;
    return html`<${PageHead} title=${w(signoff.label)} wide=${true} onBack=${() => back("/signoffs")} sub=${html`<a
            href=${`#/site/${signoff.site}`}>${signoff.contract_number || t("工地", "site")}</a>`} />
        <div class="page-body page-wide two">
            <div>${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
                <p><${Mark} icon=${icon} tone=${tone} words=${w(signoff.state)} /></p>
                ${voided && html`<${Note} icon="cross" tone="warn">${t("作废：", "Voided: ")}${voided.reason} ·
                    <${Person} person=${voided.who} /> · <${Time} ms=${voided.at_ms} /></${Note}>`}
                <${Who} signoff=${signoff} />
                <${Section} title=${t("签署日志", "Sign-off log")}><${Log} log=${signoff.log} /></${Section}>
                <${Verification} id=${params.id} />
                <${Others} others=${signoff.others} />
                ${may("personal") && signoff.personal && html`<${TakeAlong} signoff=${signoff} />`}</div>
            <div><${Pages} signoff=${signoff} /></div></div>`;
}
