// SPDX-License-Identifier: Apache-2.0
// Enrol: the link from the office makes this tablet one of its own.
import { html, useState } from "/vendor/preact.js";
import { ask, Failure } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Icon } from "/shared/kit/icon.js";
import { ErrorNote, Note } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { readSession } from "../session.js";
import { useStore } from "../store.js";
import { Flip } from "./flip.js";

const STEPS = [
    { zh: "检查链接和办公室的身份", en: "Checking the link and who the office is" },
    { zh: "在本机生成密钥并申请证书", en: "Making this tablet's key and asking for its certificate" },
    { zh: "接收人员、工地和目录", en: "Receiving persons, sites and the catalogue" },
];

/** @param {{at: number}} props */
function Progress({ at }) {
    return html`<ol class="steps" role="status" aria-label=${t("登记进度", "progress of enrolling")}>
        ${STEPS.map((step, i) => html`<li key=${i} class=${i < at ? "is-done" : i === at ? "is-busy" : ""}>
            <${Icon} name=${i < at ? "check" : i === at ? "sync" : "ring"} /> ${t(step.zh, step.en)}</li>`)}</ol>`;
}

/** The link can be pasted by a tap, for hands in gloves. @param {(text: string) => void} take */
async function paste(take) {
    const text = await navigator.clipboard.readText().catch(() => "");
    if (text)
        take(text.trim());
}

/** The screen. */
export default function Enrol() {
    const silent = useStore((state) => state.silent);
    const [link, setLink] = useState("");
    const [name, setName] = useState("");
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState(/** @type {any} */ (null));
    const [, again] = useState(0);
    const join = async () => {
        setBusy(true);
        setError(null);
        try {
            await ask("/api/enrol", { link: link.trim(), name: name.trim() });
            await readSession();
        } catch (failure) {
            if (!(failure instanceof Failure))
                throw failure;
            setError(failure);
        } finally {
            setBusy(false);
        }
    };
    const missing = !link.trim() ? t("先贴上登记链接", "paste the link first") : !name.trim() ? t("再给平板起个名字",
        "then give the tablet a name") : "";
    return html`<main class="gate"><div class="gate-box">
        <div class="row spread"><h1 tabindex="-1">${t("登记这台平板", "Enrol this tablet")}</h1>
            <${Flip} onFlip=${() => again(performance.now())} /></div>
        <p>${t("请办公室做一个邀请，把登记链接发给您，贴在下面。链接 15 分钟内有效，只能用一次。",
            "Ask the office for an invitation and paste its link below. It is good for 15 minutes, and once.")}
        </p>
        ${busy ? html`<${Progress} at=${silent ? 0 : 1} />` : html`
            <${TextField} label=${t("登记链接", "Enrolment link")} value=${link} onChange=${setLink} long=${true}
            mode="url" secret=${true} required=${true} />
            ${navigator.clipboard && html`<${Button} icon="document" onTap=${() => paste(setLink)}>${t("粘贴链接",
                "Paste the link")}</${Button}>`}
            <${TextField} label=${t("平板名称（办公室里看到的名字）", "Name of the tablet, as the office sees it")} value=${name}
                onChange=${setName} limit=${60} required=${true}
                hint=${t("例如：巡检 3 号", "for example: inspection 3")} />`}
        ${error && html`<${ErrorNote} error=${error} />`}
        ${!busy && html`<${Button} kind="primary" wide=${true} disabled=${missing !== ""} onTap=${join}>${missing
            || t("登记", "Enrol")}</${Button}>`}
        <${Note} tone="pass" icon="lock">${t("密钥在本机生成，不会离开本机。登记失败不会丢失任何已保存的内容，可以再来。",
            "The key is made on this tablet and never leaves it. If enrolling fails nothing that was saved is " +
                "lost; try again.")}</${Note}>
    </div></main>`;
}
