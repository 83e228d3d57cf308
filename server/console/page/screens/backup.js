// SPDX-License-Identifier: Apache-2.0
// Backups: when the last good one was made and brought back, what the next is, how to restore, and how the server is.
import { html, useState } from "/vendor/preact.js";
import { size, span, when } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Icon } from "/shared/kit/icon.js";
import { ErrorNote, Loading, Note, PageHead, Section, Time } from "/shared/kit/layout.js";
import { half, t } from "/shared/words.js";
import { act, useSaving } from "../act.js";
import { Mark } from "../sites/marks.js";
import { Facts } from "../sites/parts.js";
import { may, useData } from "../store.js";

/** @type {Record<string, {icon: string, tone: import("/shared/shapes.js").Tone, words: () => string}>} */
const HEALTH = {
    good: { icon: "check", tone: "pass", words: () => t("正常", "good") },
    note: { icon: "info", tone: "warn", words: () => t("注意", "note") },
    problem: { icon: "warning", tone: "fail", words: () => t("要处理", "problem") },
};

const took = (/** @type {number} */ ms) => (ms < 60000 ? t(`${(ms / 1000).toFixed(1)} 秒`, `${(ms / 1000).toFixed(1)} s`)
    : span(ms));

/** @param {{data: any}} props what stands in front of everything else */
function Standing({ data }) {
    const last = data.drills[0];
    const good = data.drills.find((/** @type {any} */ drill) => drill.good);
    if (!last)
        return html`<${Note} icon="warning" tone="fail">${t("还没有任何备份。机器坏了，办公室里只有平板还留着的那部分能回来。",
            "There is no backup yet. If this machine fails, only what the tablets still have comes back.")}</${Note}>`;
    if (!last.good)
        return html`<${Note} icon="warning" tone="fail">${t("最近一次备份没有通过试恢复：",
            "The last backup did not come back well: ")}
            ${half(last.problem)} · ${good ? t(`最近的好备份：${when(good.started_ms)}`, `last good one: ${when(
            good.started_ms)}`) : t("此前没有好的备份", "there is no good one before")}</${Note}>`;
    return html`<${Note} icon="check" tone="pass">${t(
        `最近的备份 ${when(last.started_ms)}：已在另一个文件夹里试恢复并逐项核对，恢复用了 ${took(last.restore_ms)}`,
        `Last backup ${when(last.started_ms)}: it was brought back in a folder of its own and checked; restoring took `
            + took(last.restore_ms))}</${Note}>`;
}

/** @param {{schedule: any}} props */
function Schedule({ schedule }) {
    const [hour, setHour] = useState(schedule.hour);
    const [keep, setKeep] = useState(String(schedule.keep));
    const [saving, run] = useSaving();
    if (!schedule.folder)
        return html`<p>${t("还没有设置定时备份。在服务器上运行一次（文件夹最好在另一块盘上）：",
                "No daily backups are set. Run this once at the server (best into another disk):")}</p>
            <p><code>plumbd backup schedule --folder /mnt/backup</code></p>`;
    const save = () => run("save", () => act("/api/backup/schedule", { hour: hour.trim(), keep: Number(keep) },
        { zh: "已改", en: "Changed" }));
    return html`<${Facts} facts=${[[t("文件夹", "Folder"), html`<code>${schedule.folder}</code>`],
            [t("下一次", "Next"), when(schedule.next_ms)],
            [t("账簿副本", "Copy of the ledger"), html`<code>${schedule.folder}/${schedule.ledger}</code>`]]} />
        ${may("operate") && html`<div class="field-row"><${TextField} label=${t("每天几点", "Daily at")} value=${hour}
                onChange=${setHour} hint="03:00" />
            <${TextField} label=${t("保留几份", "How many are kept")} value=${keep} onChange=${setKeep} mode="numeric" />
            <${Button} busy=${saving === "save"} disabled=${!/^\d+$/.test(keep) || (hour === schedule.hour
                && keep === String(schedule.keep))} onTap=${save}>${t("更改", "Change")}</${Button}></div>`}`;
}

/** @param {{drills: any[]}} props */
const Drills = ({ drills }) => html`<div class="table-scroll"><table class="table"><thead><tr>
    ${[t("时间", "When"), t("试恢复", "Brought back"), t("用时", "Took"), t("记录", "Records"), t("文件", "Files"),
        t("大小", "Size"), t("在哪里", "Where")].map((head) => html`<th scope="col" key=${head}>${head}</th>`)}
    </tr></thead><tbody>${drills.map((drill) => html`<tr key=${drill.row}>
    <td class="is-time"><${Time} ms=${drill.started_ms} /></td>
    <td><${Mark} icon=${drill.good ? "check" : "warning"} tone=${drill.good ? "pass" : "fail"} words=${drill.good
        ? t("好", "good") : half(drill.problem)} /></td>
    <td>${took(drill.took_ms)}</td><td class="is-number">${drill.records}</td><td class="is-number">${drill.files}</td>
    <td class="is-number">${size(drill.bytes)}</td><td><code class="ids">${drill.place}</code></td></tr>`)}
    </tbody></table></div>`;

const Restore = () => html`<${Section} title=${t("怎样恢复", "How to restore")}>
    <ol class="steps-plain"><li>${t("停服务：", "Stop the server: ")}<code>systemctl stop plumbd</code></li>
        <li>${t("恢复（文件夹换成好备份的那个；账簿用现有的，没有就用备份旁的副本）：",
            "Restore (name the folder of a good backup; the ledger in place counts, else its copy beside the "
                + "backups): ")}
            <code>plumbd restore FOLDER --ledger FOLDER/../plumbline-ledger</code></li>
        <li>${t("开服务：", "Start it: ")}<code>systemctl start plumbd</code></li></ol>
    <p class="field-note">${t(
        "恢复后办公室进入新的纪元；每台平板下次联系时把备份之后的记录重新送来，什么也不用做。"
            + "只在办公室写过、备份后还没到任何平板的内容会缺。",
        "The office begins a new epoch; each tablet brings what came after the backup at its next contact by itself. "
            + "What was only written here after the backup, and reached no tablet, is missing.")}
        </p></${Section}>`;

/** @param {{health: any[]}} props */
const Health = ({ health }) => html`<${Section} title=${t("服务器自检", "Self-check of the server")}>
    <ul class="checks">${health.map((line, i) => {
        const { icon, tone, words } = HEALTH[line.tone];
        return html`<li key=${line.code + i}><${Mark} icon=${icon} tone=${tone} words=${words()} />
            <b>${half(line.what)}</b> <span>${half(line.detail)}</span>
            ${line.advice && html`<span class="tone-text">→ ${half(line.advice)}</span>`}</li>`;
    })}</ul></${Section}>`;

export default function Backup() {
    const { data, error, reload } = useData("/api/backup");
    const [saving, run] = useSaving();
    const now = () => run("now", async () => await act("/api/backup", {}, { zh: "已提出；一分钟内开始，做完会试恢复并核对",
        en: "Asked for; it begins within a minute, is brought back and checked" }) && reload());
    const actions = data && may("operate") && html`<${Button} kind="primary" icon="storage" busy=${saving === "now"}
        disabled=${Boolean(data.asked_ms)} onTap=${now}>${data.asked_ms ? t("正在备份…", "being made…")
        : t("现在备份", "Back up now")}</${Button}>`;
    return html`<${PageHead} title=${t("备份", "Backup")} wide=${true} actions=${actions} sub=${t(
            "没有恢复过的备份不算备份：每一份做完都试恢复一次",
            "A backup counts once it was brought back: each one is, when it is made")} />
        <div class="page-body page-wide">${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!data && !error && html`<${Loading} />`}
            ${data && html`<${Standing} data=${data} />
                <div class="two"><div><${Section} title=${t("定时", "Schedule")}>
                        <${Schedule} key=${data.schedule.hour + data.schedule.keep} schedule=${data.schedule} />
                        </${Section}>
                    <${Section} title=${t("备份里有什么", "What is in a backup")}><p>${t(
                        "数据库、密钥和全部照片文件，加一份最后写的清单。"
                            + "账簿不在里面，它另有副本：恢复时要靠它知道备份之后发出过什么。",
                        "Database, keys and all photo files, with a manifest that is written last. The ledger is not "
                            + "in it, it has a copy of its own: restoring needs it to know what was given out since.")}
                        </p>
                        </${Section}><${Restore} /></div>
                    <div><${Health} health=${data.health} /></div></div>
                ${data.drills.length > 0 && html`<${Section} title=${t("做过的备份", "Backups made")}
                    count=${data.drills.length}><${Drills} drills=${data.drills} /></${Section}>`}`}</div>`;
}
