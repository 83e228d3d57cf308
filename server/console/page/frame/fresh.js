// SPDX-License-Identifier: Apache-2.0
// The password once more, before an act that cannot be taken back.
import { html, useState } from "/vendor/preact.js";
import { ask, Failure } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t } from "/shared/words.js";
import { dispatch, useStore } from "../store.js";
import { PasswordField, Refused } from "./fields.js";

/** @param {{onEnd: (given: boolean) => void}} props */
function Ask({ onEnd }) {
    const person = useStore((state) => state.session?.person);
    const [password, setPassword] = useState("");
    const [refused, setRefused] = useState(/** @type {any} */ (null));
    const [busy, setBusy] = useState(false);
    const send = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (busy || !password)
            return;
        setBusy(true);
        try {
            await ask("/api/confirm", { password });
            onEnd(true);
        } catch (error) {
            if (!(error instanceof Failure))
                throw error;
            setRefused(error);
            setPassword("");
        } finally {
            setBusy(false);
        }
    };
    return html`<${Sheet} title=${t("请再输一次密码", "Your password once more")} onClose=${() => onEnd(false)}>
        <form class="stack" onSubmit=${send} noValidate>
            <p>${t(`这一步不能随意撤回，所以要确认是 ${person ? person.name : ""} 本人。5 分钟内不再询问。`,
                `This cannot simply be taken back, so it must be ${person ? person.name : "you"} who does it. ` +
                    "You are not asked again for 5 minutes.")}</p>
            <${PasswordField} label=${t("密码", "Password")} value=${password} onChange=${setPassword} focus=${true} />
            ${refused && html`<${Refused} error=${refused} />`}
            <div class="row"><${Button} kind="primary" submit=${true} busy=${busy}>${t("确认", "Confirm")}</${Button}>
                <${Button} onTap=${() => onEnd(false)}>${t("取消", "Cancel")}</${Button}></div>
        </form></${Sheet}>`;
}

/** Nothing while no deed waits for it. */
export function Fresh() {
    const waiting = useStore((state) => state.fresh);
    if (!waiting)
        return null;
    const end = (/** @type {boolean} */ given) => {
        dispatch("fresh", null);
        waiting(given);
    };
    return html`<${Ask} onEnd=${end} />`;
}
