// SPDX-License-Identifier: Apache-2.0
// Other systems: who is told what happens, who may ask, and mail.
import { html } from "/vendor/preact.js";
import { ErrorNote, Loading, PageHead } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { Mail } from "../hooks/mail.js";
import { Receivers } from "../hooks/receivers.js";
import { Tokens } from "../hooks/tokens.js";
import { useData } from "../store.js";

export default function Hooks() {
    const { data, error, reload } = useData("/api/hooks");
    return html`<${PageHead} title=${t("对接", "Connections")} wide=${true} sub=${t(
            "公司的别的系统和邮箱：出事时通知谁，谁可以来取数据",
            "The company's other systems and mailboxes: who is told what happens, and who may fetch")} />
        <div class="page-body page-wide stack">${error && html`<${ErrorNote} error=${error} onRetry=${reload} />`}
            ${!data && !error && html`<${Loading} />`}
            ${data && html`<${Receivers} data=${data} reload=${reload} /><${Tokens} /><${Mail} mail=${data.mail} />`}
        </div>`;
}
