// SPDX-License-Identifier: Apache-2.0
// Licences: what this program and the modules that are built into it may be used for.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Failure, getText } from "/shared/api.js";
import { ErrorNote, Loading, PageHead } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t } from "/shared/words.js";

/** The screen. */
export default function Licences() {
    const [text, setText] = useState("");
    const [error, setError] = useState(/** @type {any} */ (null));
    const read = () => {
        setError(null);
        getText("/vendor/licences.txt").then(setText, (failure) => setError(failure instanceof Failure ? failure
            : new Failure(0, { zh: "本机程序没有回答；请稍后再试", en: "this tablet's program did not answer; try again" })));
    };
    useEffect(read, []);
    return html`<${PageHead} title=${t("许可证", "Licences")} onBack=${() => back("/me")} />
        <div class="page-body">
            ${error && html`<${ErrorNote} error=${error} onRetry=${read} />`}
            ${!text && !error && html`<${Loading} />`}
            ${text && html`<pre class="legal" lang="en">${text}</pre>`}
        </div>`;
}
