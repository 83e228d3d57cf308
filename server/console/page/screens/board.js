// SPDX-License-Identifier: Apache-2.0
// The morning board: last night's reconciliation. Every number opens the records that made it; tablets and stores add
// up to it.
import { html, useEffect, useState } from "/vendor/preact.js";
import { get } from "/shared/api.js";
import { exact, when } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Loading, Note, PageHead, Section } from "/shared/kit/layout.js";
import { go } from "/shared/router.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { Chart } from "../charts/chart.js";
import { Backup, Figures, Restated, Stores, Tablets } from "../sites/board_parts.js";
import { may, useData, useStore } from "../store.js";
import { saveFile } from "../table/tools.js";

/** @returns {{counts: Record<string, number | null>, at_ms: number} | null} the same figures by now */
function useNow() {
    const seen = useStore((state) => state.seen);
    const [current, setCurrent] = useState(/** @type {any} */ (null));
    useEffect(() => {
        let gone = false;
        // The night itself does not wait for it; without an answer there is only no mark.
        get("/api/board/now").then((answer) => gone || setCurrent(answer), () => undefined);
        return () => {
            gone = true;
        };
    }, [seen]);
    return current;
}

/** @param {{board: any, date: string}} props */
function Heads({ board, date }) {
    const files = ["html", "xlsx", "csv", "json"];
    // A night that is kept stays as it is: then the office as it is now is shown.
    const kept = board.nights.some((/** @type {any} */ one) => one.date === board.today);
    const run = async () => {
        if (kept)
            return go("/board/now");
        const made = await act("/api/nights", {}, { zh: "已对账", en: "Reconciled" });
        if (made)
            go(`/board/${made.date}`);
    };
    const dates = board.nights.map((/** @type {any} */ one) => one.date);
    return html`<div class="board-tools"><label class="filter"><span>${t("哪一夜", "Night")}</span><select value=${date}
            onChange=${(/** @type {any} */ event) => go(`/board/${event.target.value}`)}>
            <option value="now">${t("现在", "now")}</option>
            ${(dates.includes(date) || date === "now" ? dates
                : [date, ...dates]).map((/** @type {string} */ one) => html`<option
                key=${one} value=${one}>${one}</option>`)}</select></label>
        <input class="night-date" type="date" value=${date === "now" ? "" : date} aria-label=${t("其他日期",
            "another date")}
            onChange=${(/** @type {any} */ event) => event.target.value && go(`/board/${event.target.value}`)} />
        ${may("operate") && html`<${Button} icon="sync" onTap=${run}>${t("现在对账", "Reconcile now")}</${Button}>`}
        ${may("export") && board.whole && files.map((format) => html`<${Button} key=${format} icon="download"
            onTap=${() => saveFile(`/api/nights/${date}/file?format=${format}`)}>${format.toUpperCase()}</${Button}>`)}
        <${Button} icon="print" onTap=${() => window.print()}>${t("打印", "Print")}</${Button}></div>`;
}

/** @param {{nights: any[]}} props thirty nights at a look */
function Charts({ nights }) {
    const past = [...nights].reverse();
    const x = past.map(({ cut_ms }) => cut_ms);
    const of = (/** @type {string} */ code) => past.map(({ counts }) => (counts ? counts[code] || 0 : 0));
    const open = (/** @type {number} */ i) => `#/board/${past[i].date}`;
    if (past.length < 2 || !past[0].counts)
        return html`<p class="faint">${t("有两夜以后，这里画出走势", "from the second night on, the trend is drawn here")}</p>`;
    return html`<div class="two"><${Chart} title=${t("没有送到的", "What did not arrive")} x=${x} open=${open} series=${[
        { zh: "缺失", en: "missing", values: of("missing"), tone: "fail" },
        { zh: "迟到", en: "late", values: of("late"), tone: "warn" },
        { zh: "缺文件", en: "files missing", values: of("blobs_missing"), tone: "plain" }]} />
        <${Chart} title=${t("服务", "Service")} x=${x} open=${open} series=${[
        { zh: "逾期", en: "overdue", values: of("overdue"), tone: "fail" },
        { zh: "服务问题", en: "defects", values: of("defects"), tone: "warn" },
        { zh: "没有回访", en: "not called", values: of("uncalled"), tone: "plain" }]} /></div>`;
}

/** @param {{board: any}} props what this is, and how far it can be trusted */
function Origin({ board }) {
    const { night } = board;
    if (board.is_now)
        return html`<${Note} icon="clock">${board.nights.length === 0 ? t("还没有保存过的对账；下面是现在的情形",
            "No night is kept yet; this is the office as it is now") : t("这是现在的情形，不保存",
                "This is the office as it is now; it is not kept")}
            ${board.hour !== null && html` · ${t(`每天 ${board.hour}:00 自动对账`,
                `reconciled by itself at ${board.hour}:00`)}`}</${Note}>`;
    return html`<p class="faint night-origin">${t("截至 ", "up to ")}<time
        title=${exact(night.cut_ms)}>${when(night.cut_ms)}</time>
        ${night.kept ? html` · ${t("已保存并记入日志", "kept, and in the log")}${night.by_hand ? t("（手动）", " (by hand)") : ""}
            <span class="ids"> ${(night.digest || "").slice(0, 16)}…</span>` : ` · ${t("当时没有保存，按历史重算",
            "was not kept then; computed from the history")}`}
        ${night.checked_of > 0 && ` · ${t(`重新核对了 ${night.checked_files} / ${night.checked_of} 个文件`,
            `${night.checked_files} of ${night.checked_of} files hashed again`)}`}
        ${night.unsure > 0 && ` · ${t(`${night.unsure} 条记录只能按现状计`,
            `${night.unsure} records could only be taken as they are now`)}`}</p>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Board({ params }) {
    const asked = params.date || "";
    const { data: board, error, reload } = useData("/api/board" + (asked ? `?night=${encodeURIComponent(asked)}`
        : ""));
    const current = useNow();
    const date = board ? (board.is_now ? "now" : board.night.date) : asked;
    return html`<${PageHead} title=${board && !board.is_now ? t(`早报 ${date}`, `Morning of ${date}`) : t("早报",
        "Morning board")}
            wide=${true} />
        <div class="page-body page-wide">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!board && !error && html`<${Loading} />`}
            ${board && html`<${Heads} board=${board} date=${date} /><${Origin} board=${board} /><${Backup}
                board=${board} />
                ${!board.whole && html`<${Note} icon="lock">${t("只显示您能看到的门店；平板和日志的情形由总部看",
                    "Only the stores that you see; tablets and the log are for who sees all stores")}</${Note}>`}
                <${Figures} figures=${board.figures} date=${date} current=${current && !board.is_now ? current.counts
                    : null} />
                <${Restated} restated=${board.restated} />
                ${board.whole && html`<${Tablets} board=${board} date=${date} />`}
                <${Stores} board=${board} date=${date} />
                <${Section} title=${t("三十夜", "Thirty nights")}><${Charts} nights=${board.nights} /></${Section}>`}
        </div>`;
}
