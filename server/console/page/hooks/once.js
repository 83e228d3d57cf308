// SPDX-License-Identifier: Apache-2.0
// What is shown once, and how a test message went.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Note } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t } from "/shared/words.js";
import { Secret } from "../people/secret_sheet.js";

/** @param {{title: string, text: string, hint: string, onClose: () => void}} props a secret or token */
export function ShownOnce({ title, text, hint, onClose }) {
    return html`<${Sheet} title=${title} onClose=${onClose} foot=${html`<${Button} kind="primary" onTap=${onClose}>${t(
        "已保存好", "I have kept it")}</${Button}>`}><div class="stack">
        <${Note} tone="warn" icon="key">${t("只显示这一次，办公室也再看不到。",
            "It is shown this once; the office cannot see it again.")} ${hint}</${Note}>
        <${Secret} lines=${[text]} /></div></${Sheet}>`;
}

/** @param {{outcome: any}} props {arrived, status, detail} of a test */
export function Outcome({ outcome }) {
    if (outcome.arrived)
        return html`<${Note} tone="pass" icon="check">${t(`测试已送达，对方回答 ${outcome.status}`,
            `The test arrived, the answer was ${outcome.status}`)}</${Note}>`;
    return html`<${Note} tone="fail" icon="warning">${t("测试没有送达：", "The test did not arrive: ")}
        ${half(outcome.detail)}${t("。别的都没有改动；改好后再试。", ". Nothing else was changed; put it right and try again.")}
        </${Note}>`;
}
