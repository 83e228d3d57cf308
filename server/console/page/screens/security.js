// SPDX-License-Identifier: Apache-2.0
// One's own password, one-time codes and sessions.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Card, PageHead, Section } from "/shared/kit/layout.js";
import { t } from "/shared/words.js";
import { act } from "../act.js";
import { PasswordField } from "../frame/fields.js";
import { useSession } from "../store.js";

/** Another password for the old one. */
function Password() {
    const { account } = useSession();
    const [old, setOld] = useState("");
    const [next, setNext] = useState("");
    const [again, setAgain] = useState("");
    const differs = again !== "" && again !== next;
    const ready = old !== "" && next !== "" && again === next;
    const save = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const done = ready && await act("/api/password", { old, new: next }, { zh: "密码已更改；您在别处的登录都已结束",
            en: "Password changed; you are signed out everywhere else" });
        if (!done)
            return;
        setOld("");
        setNext("");
        setAgain("");
    };
    return html`<${Section} title=${t("密码", "Password")}><${Card}><form class="stack" onSubmit=${save} noValidate>
        <input class="unseen" type="text" autocomplete="username" value=${account ? account.login : ""} readonly
            tabindex="-1" aria-hidden="true" />
        <${PasswordField} label=${t("现在的密码", "Present password")} value=${old} onChange=${setOld} />
        <${PasswordField} label=${t("新密码", "New password")} value=${next} onChange=${setNext} kind="new-password"
            hint=${t("至少 10 个字符；几个不相干的词最好记", "At least 10 characters; a few unrelated words are easiest")} />
        <${PasswordField} label=${t("再输一次新密码", "New password again")} value=${again} onChange=${setAgain}
            kind="new-password" error=${differs ? t("两次输入的不一样", "the two are not the same") : undefined} />
        <div class="row"><${Button} submit=${true} kind="primary" disabled=${!ready}>${t("更改密码",
            "Change the password")}</${Button}></div>
    </form></${Card}></${Section}>`;
}

/** The screen. */
export default function Security() {
    return html`<${PageHead} title=${t("密码、验证码和会话", "Password, codes and sessions")} />
        <div class="page-body"><${Password} /></div>`;
}
