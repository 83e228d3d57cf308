// SPDX-License-Identifier: Apache-2.0
// Me: who is here, how the page looks, how this tablet is, and leaving it.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Icon } from "/shared/kit/icon.js";
import { Card, ErrorNote, Loading, Note, PageHead, Row, Section, Time } from "/shared/kit/layout.js";
import { isBehind, now, size, span } from "/shared/format.js";
import { t, w } from "/shared/words.js";
import { act, useTurns } from "../act.js";
import { isClockOdd } from "../clock_note.js";
import { lock, readSession } from "../session.js";
import { useData, useSession, useStore } from "../store.js";
import { words } from "../words_tablet.js";
import { ColleaguePin, OwnPin } from "./pin_sheets.js";

/** @typedef {import("../shapes.js").Session} Session */

const LANGUAGES = [{ code: "zh", label: "中文" }, { code: "en", label: "English" }];
const THEMES = [
    { code: "light", zh: "浅色", en: "Light", icon: "sun" },
    { code: "dark", zh: "深色", en: "Dark", icon: "moon" },
    { code: "auto", zh: "随系统", en: "As the system", icon: "tablet" },
];
const SIZES = [{ code: "100", label: "100 %" }, { code: "125", label: "125 %" }, { code: "150", label: "150 %" }];
const LOCKS = [1, 5, 15, 30].map((minutes) => ({ code: String(minutes), zh: `${minutes} 分钟`, en: `${minutes} min` }));

/** Language, theme, text size, automatic lock: each saved at its tap, in the order of the taps, per person. */
function Look() {
    const { settings } = useSession();
    const [waiting, run] = useTurns();
    /** @param {string} name @param {string | number} value */
    const choose = (name, value) => run(`${name}.${value}`, async () => {
        if (await act("/api/settings", { [name]: value }))
            await readSession();
    });
    /** @param {string} name */
    const busy = (name) => waiting.findLast((one) => one.startsWith(name + "."))?.slice(name.length + 1) ?? null;
    return html`<${Section} title=${t("显示", "Display")}><${Card}>
        <${Chips} label="语言 Language" options=${LANGUAGES} value=${settings.language} saving=${busy("language")}
            onPick=${(/** @type {string} */ code) => choose("language", code)} />
        <${Chips} label=${t("明暗（户外用浅色）", "Theme (light outdoors)")} options=${THEMES} value=${settings.theme}
            saving=${busy("theme")}
            onPick=${(/** @type {string} */ code) => choose("theme", code)} />
        <${Chips} label=${t("字号", "Text size")} options=${SIZES} value=${String(settings.size)} saving=${busy("size")}
            onPick=${(/** @type {string} */ code) => choose("size", Number(code))} />
        <${Chips} label=${t("不碰多久后自动锁定", "Lock when untouched for")} options=${LOCKS} value=${String(settings.lock_min)}
            saving=${busy("lock_min")} onPick=${(/** @type {string} */ code) => choose("lock_min", Number(code))} />
    </${Card}></${Section}>`;
}

/** @param {{me: any}} props the tablet's own figures */
function Tablet({ me }) {
    const session = useSession();
    const strip = useStore((state) => state.strip);
    const days = me.storage.days_left;
    const low = days !== null && days < 7;
    const offset = me.clock.offset_ms;
    const contact = me.last_contact_ms;
    return html`<${Section} title=${t("这台平板", "This tablet")}><div class="list">
        <${Row} icon="storage" title=${t("存储空间", "Storage")}
            sub=${t(`剩余 ${size(me.storage.free)}`, `${size(me.storage.free)} free`)}
            side=${html`<b class=${low ? "tone-text tone-fail" : ""}>${days === null ? t("足够", "plenty")
                : t(`约够 ${days} 天`, `about ${days} days`)}</b>`} />
        <${Row} icon="clock" title=${t("时钟", "Clock")} sub=${isClockOdd(strip) ? t("不准：和上次联系办公室的时间对不上，请校准日期和时间",
            "wrong: it does not fit the last contact with the office; please set date and time")
            : !me.clock.offset_known ? t("还没有和办公室对过", "not compared with the office yet")
            : Math.abs(offset) < 2000 ? t("与办公室一致", "agrees with the office")
            : offset > 0 ? t(`比办公室慢 ${exactly(offset)}，记录时已更正`,
                `${exactly(offset)} behind the office; corrected in what is recorded`)
            : t(`比办公室快 ${exactly(-offset)}，记录时已更正`,
                `${exactly(-offset)} ahead of the office; corrected in what is recorded`)} />
        <${Row} icon="sync" title=${t("上次联系办公室", "Last contact with the office")}
            sub=${contact > 0 ? html`<${Time} ms=${contact} />${!isBehind(contact)
                && t(` · ${span(now() - contact)}前`, ` · ${span(now() - contact)} ago`)}` : t("还没有", "never yet")} />
        <${Row} icon="check" title=${t("与办公室逐条核对", "Checked with the office")} sub=${proved(me.proof)} />
        <${Row} icon="list" title=${t("目录版本", "Catalogue versions")} sub=${versions(me.catalogues)} />
        <${Row} icon="key" title=${t("证书", "Certificate")} sub=${me.certificate_days < 0 ? t("没有", "none")
            : t(`还有 ${me.certificate_days} 天，会自动更新`, `${me.certificate_days} days left; renewed by itself`)} />
        <${Row} icon="office" title=${t("办公室", "Office")} sub=${session.office} />
        <${Row} icon="tablet" title=${t("平板编号", "Tablet id")} sub=${html`<span class="ids">${session.device}</span>`} />
        <${Row} icon="info" title=${t("程序版本", "Program version")} sub=${session.version} />
        <${Row} icon="document" title=${t("许可证", "Licences")} href="#/me/licences"
            sub=${t("本程序和所用组件的", "of this program and of what is built into it")} />
    </div>${strip && strip.entries > 0 && html`<p class="faint">${t(`本机日志 ${strip.entries} 条`,
        `${strip.entries} entries in this tablet's journal`)}</p>`}
    </${Section}>`;
}

/** @param {number} ms @returns {string} "3 秒", "4 分钟" */
function exactly(ms) {
    return ms < 90000 ? t(`${Math.round(ms / 1000)} 秒`, `${Math.round(ms / 1000)} s`) : span(ms);
}

/** @param {any} proof how the last comparison ended, and what comes of it */
function proved(proof) {
    if (!proof)
        return t("还没有过，每晚联系时自动核对", "not yet; every night by itself");
    const gone = proof.gone > 0 && t(` · ${proof.gone} 个文件两边都没有了，请告诉办公室`,
        ` · ${proof.gone} files are nowhere any more, tell the office`);
    return html`${proof.equal ? t(`全部 ${proof.records} 条记录一致`, `all ${proof.records} records equal`)
        : t(`${proof.left ? `${proof.left} 条` : "有记录"}不一致：本机内容都在，办公室已收到警报，今晚再核对`,
            `${proof.left || "some"} records differ: all is safe here; the office has an alarm of it and compares `
                + "again tonight")}
        ${" · "}<${Time} ms=${proof.at_ms} />${gone}`;
}

/** @param {any[]} list */
function versions(list) {
    return list.map((one) => (typeof one === "string" ? one : one.version)).join(t("、", ", ")) || t("还没有", "none yet");
}

/** @param {{checks: any[]}} props */
function SelfCheck({ checks }) {
    const bad = checks.filter((check) => !check.ok);
    return html`<${Section} title=${t("自检", "Self-check")}
        actions=${bad.length === 0 ? html`<span class="tone-pass tone-text"><${Icon} name="check"
            size="small" /> ${t("都正常", "all well")}</span>` : null}>
        <ul class="list">${checks.map((check) => html`<li key=${check.zh}
            class=${`list-row tone-${check.ok ? "pass" : "fail"}`}>
            <span class="tone-text"><${Icon} name=${check.ok ? "check" : "warning"} /></span><span
                class="row-words">${w(check)}</span></li>`)}</ul>
    </${Section}>`;
}

/** @param {{me: any, out: any}} props leaving is refused while anything exists only here */
function Leave({ me, out }) {
    const allowed = out.allowed;
    return html`<${Section} title=${t("离开", "Leaving")}><${Card}>
        ${allowed ? html`<p>${t("退出后，要重新打开程序并输入 PIN 才能使用。",
            "After logging out the program must be opened again, with a PIN.")}</p>`
            : html`<${Note} tone="warn" icon="tablet"><p>${w(out)}</p>
                <p>${t("退出登录要等全部送达；现在可以锁定。",
                    "Logging out waits until all is delivered; you may lock now.")}</p></${Note}>`}
        <${Button} disabled=${!allowed} onTap=${() => act("/api/logout").then((answer) => answer && readSession())}>
            ${t("退出登录", "Log out")}</${Button}>
    </${Card}></${Section}>`;
}

/** The screen. */
export default function Me() {
    const session = useSession();
    const { data: me, error, reload } = useData("/api/me");
    const [sheet, setSheet] = useState("");
    useEffect(() => void readSession(), []); // persons may have come since
    const person = session.person;
    const without = session.persons.filter((one) => !one.pin);
    return html`<${PageHead} wide=${true} title=${person ? person.name : words.me()} sub=${person && w(person.role)} />
        <div class="page-body page-wide two">
            <div><div class="list">
                <${Row} icon="key" title=${t("更改我的 PIN", "Change my PIN")} onTap=${() => setSheet("own")} />
                <${Row} icon="people" title=${t("同事的 PIN", "A colleague's PIN")} onTap=${() => setSheet("colleague")}
                    sub=${t(`${session.persons.length} 人可用这台平板`, `${session.persons.length} may use this tablet`) +
                        (without.length > 0 ? t(`，${without.length} 人还没有 PIN`,
                            `, ${without.length} without a PIN`) : "")} />
                <${Row} icon="share" title=${t("交接", "Handover")} href="#/me/handover"
                    sub=${t("把只在本机的内容做成一个加密文件", "what exists only here, as one encrypted file")} />
            </div>
            <${Look} /></div>
            <div>
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!me && !error && html`<${Loading} />`}
            ${me && html`<${Tablet} me=${me} />`}
            ${me && me.checks && html`<${SelfCheck} checks=${me.checks} />`}
            ${me && me.log_out && html`<${Leave} me=${me} out=${me.log_out} />`}
            </div>
        </div>
        <div class="page-foot"><${Button} kind="primary" icon="lock" wide=${true} onTap=${lock}>${t("锁定",
            "Lock")}</${Button}></div>
        ${sheet === "own" && person && html`<${OwnPin} person=${person} onClose=${() => setSheet("")} />`}
        ${sheet === "colleague" && html`<${ColleaguePin} persons=${without} onClose=${() => setSheet("")} />`}`;
}
