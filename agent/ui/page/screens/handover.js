// SPDX-License-Identifier: Apache-2.0
// Handover: what exists only here as one sealed file, and the file of another tablet taken along.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { FileButton } from "/shared/kit/form.js";
import { Card, Empty, ErrorNote, Note, PageHead, Row, Section } from "/shared/kit/layout.js";
import { size } from "/shared/format.js";
import { back } from "/shared/router.js";
import { t } from "/shared/words.js";
import { act, actPhoto, useSaving } from "../act.js";
import { toast, useData } from "../store.js";

/** @param {{files: any[]}} props */
function Files({ files }) {
    if (files.length === 0)
        return html`<${Empty} icon="document" title=${t("还没有交接文件", "No handover file yet")} />`;
    return html`<ul class="list">${files.map((file) => html`<li key=${file.name}>
        <${Row} icon="download" title=${file.name} sub=${size(file.size_bytes)} download=${true}
            href=${"/api/handover/" + encodeURIComponent(file.name)} /></li>`)}</ul>`;
}

/** The screen. */
export default function Handover() {
    const { data: me, error, reload } = useData("/api/me");
    const [saving, run] = useSaving();
    const make = () => run("make", async () => {
        const made = await act("/api/handover");
        if (made)
            toast(`交接文件已做好：${made.name || ""}`, `The handover file is ready: ${made.name || ""}`);
        await reload();
    });
    const take = (/** @type {File[]} */ files) => run("take", async () => {
        const taken = await actPhoto("/api/handover/import", {}, new Blob([files[0]],
            { type: "application/octet-stream" }));
        if (taken)
            toast("已收下，下次同步送到办公室", "Taken along; it goes to the office with the next sync");
        await reload();
    });
    return html`<${PageHead} title=${t("交接", "Handover")} onBack=${() => back("/me")} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            <${Section} title=${t("这台平板的内容", "What is on this tablet")}><${Card}>
                <p>${t("把办公室还没有收据的内容做成一个加密文件，用优盘或另一台平板带到办公室。只有办公室能打开；本机内容不变，可以做多次。",
                    "Makes one encrypted file of what the office has no receipt for, to be carried there by a " +
                        "stick or another tablet. Only the office can open it; nothing changes " +
                        "here, and it may be made again.")}
                </p>
                ${me && me.safe
                    ? html`<${Note} tone="pass" icon="check">${t("全部已送达，没有要交接的内容。",
                        "Everything is at the office: there is nothing to hand over.")}</${Note}>`
                    : html`<${Button} kind="primary" icon="share" busy=${saving === "make"} onTap=${make}>
                        ${t("做一个交接文件", "Make a handover file")}</${Button}>`}
                ${saving === "make" && html`<p class="faint" role="status">${t("正在写入并核对，照片多时要几分钟…",
                    "Writing and checking it; with many photos it takes minutes…")}</p>`}
            </${Card}></${Section}>
            <${Section} title=${t("交接文件", "Handover files")} count=${me ? me.handover.length : null}>
                ${me && html`<${Files} files=${me.handover} />`}</${Section}>
            <${Section} title=${t("另一台平板的文件", "The file of another tablet")}><${Card}>
                <p>${t("选择同事平板的交接文件(.plumbhand)。它会存在本机，下次同步时送到办公室，并算作“只在本机”直到办公室收到。",
                    "Choose the handover file of a colleague's tablet (.plumbhand). It is kept here, goes to " +
                        "the office with the next sync, and counts as “only here” until the office has it.")}</p>
                <${FileButton} label=${t("选择文件", "Choose a file")} icon="document" accept="*/*" onFiles=${take}
                    disabled=${saving !== null} />
                ${saving === "take" && html`<p class="faint" role="status">${t("正在存入并核对…",
                    "Keeping and checking it…")}</p>`}
            </${Card}></${Section}>
            <${Note} tone="pass" icon="lock">${t("同一个文件收两次也不会重复。", "The same file taken twice counts once.")}</${Note}>
        </div>`;
}
