// SPDX-License-Identifier: Apache-2.0
// Signing in: login and password, then what is owed (a one-time code, a new password). Also what stands over the page
// when
// its session has ended; what was typed there waits for the same person.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Failure } from "/shared/api.js";
import { span } from "/shared/format.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Note } from "/shared/kit/layout.js";
import { applyLook, lastLook } from "/shared/look.js";
import { language, t } from "/shared/words.js";
import { TotpSetup } from "../people/totp.js";
import { readSession, signOut, step } from "../session.js";
import { dispatch, useStore } from "../store.js";
import { PasswordField, PlainField, Refused } from "./fields.js";
import { Fresh } from "./fresh.js";
import { Messages } from "./messages.js";

/** @returns {[number, (seconds: number) => void]} seconds that are left to wait */
function useWait() {
    const [until, setUntil] = useState(0);
    const [, again] = useState(0);
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    useEffect(() => {
        if (left === 0)
            return undefined;
        const timer = setTimeout(() => again(performance.now()), 1000);
        return () => clearTimeout(timer);
    }, [left, until]);
    return [left, (seconds) => setUntil(performance.now() + seconds * 1000)];
}

/** @param {number} seconds */
const lasting = (seconds) => (seconds < 90 ? t(`${seconds} 秒`, `${seconds} s`) : span(seconds * 1000));

/**
 * A form of one step: its fields, what was refused, and the button.
 * @param {{title: string, children?: any, path: "/api/sign-in" | "/api/code" | "/api/password", button: string,
 *     body: () => Record<string, string> | null, foot?: any, onRefused?: () => void}} props body: null, not ready yet
 */
function Step({ title, children, path, button, body, foot, onRefused }) {
    const box = useRef(/** @type {HTMLFormElement | null} */ (null));
    const [refused, setRefused] = useState(/** @type {any} */ (null));
    const [busy, setBusy] = useState(false);
    const [left, wait] = useWait();
    useEffect(() => /** @type {HTMLElement | null} */ (box.current?.querySelector("[data-first]"))?.focus(), []);
    const send = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const given = body();
        if (busy || left > 0 || !given)
            return;
        setBusy(true);
        setRefused(null);
        try {
            await step(path, given);
        } catch (error) {
            if (!(error instanceof Failure))
                throw error;
            setRefused(error);
            wait(Number(error.answer.wait_s) || 0);
            if (onRefused)
                onRefused();
        } finally {
            setBusy(false);
        }
    };
    return html`<form class="gate-form" ref=${box} onSubmit=${send} noValidate><h1>${title}</h1>${children}
        ${refused && html`<${Refused} error=${refused} />`}
        ${left > 0 && html`<p role="status" class="faint">${t(`请等 ${lasting(left)}后再试`,
            `Please wait ${lasting(left)} before the next try`)}</p>`}
        <${Button} kind="primary" submit=${true} wide=${true} busy=${busy} disabled=${left > 0}>${button}</${Button}>
        ${foot}</form>`;
}

/** @param {{mine: import("../shapes.js").Session | null}} props mine: whose page waits, if anybody's */
function SignIn({ mine }) {
    const [login, setLogin] = useState(mine && mine.account ? mine.account.login : "");
    const [password, setPassword] = useState("");
    const back = mine !== null;
    const name = mine && mine.person ? mine.person.name : login;
    const note = back && html`<${Note} tone="busy" icon="lock"><p>${t(
        `${name} 的会话已结束。已保存的内容都完好；页面上填了一半的内容还在，同一人登录后继续。`,
        `The session of ${name} has ended. What was saved is intact; what was half typed is kept and goes on ` +
            "when the same person signs in.")}</p></${Note}>`;
    return html`<${Step} title=${back ? t("请重新登录", "Please sign in again") : t("登录办公室", "Sign in to the office")}
        path="/api/sign-in" button=${t("登录", "Sign in")} onRefused=${() => setPassword("")}
        body=${() => (login.trim() && password ? { login: login.trim(), password } : null)}
        foot=${back ? html`<${Button} kind="quiet" onTap=${() => dispatch("leave")}>${t("换人登录",
            "Somebody else")}</${Button}>`
            : html`<p class="faint">${t("忘记密码？请管理员在“人员与权限”中重置，或在服务器上运行 plumbd account reset。",
                "Forgot the password? An administrator resets it in People and roles, or runs plumbd account reset.")}
                </p>`}>
        ${note}
        <${PlainField} label=${t("账号或工号", "Login or staff number")} value=${login} onChange=${setLogin} kind="username"
            focus=${!back} />
        <${PasswordField} label=${t("密码", "Password")} value=${password} onChange=${setPassword} focus=${back} />
    </${Step}>`;
}

/** The one-time code, or one of the recovery codes. */
function Code() {
    const [code, setCode] = useState("");
    const [recovery, setRecovery] = useState(false);
    const flip = () => {
        setCode("");
        setRecovery(!recovery);
    };
    return html`<${Step} key=${String(recovery)} title=${t("验证码", "One-time code")} path="/api/code"
        button=${t("继续", "Go on")} onRefused=${() => setCode("")} body=${() => (code.trim() ? { code: code.trim() }
            : null)}
        foot=${html`<${Button} kind="quiet" onTap=${flip}>${recovery
            ? t("用验证器的验证码", "Use the code of the authenticator")
            : t("手机不在身边？用恢复码", "Phone not at hand? Use a recovery code")}</${Button}>
            <${Button} kind="quiet" onTap=${signOut}>${t("重新开始", "Begin again")}</${Button}>`}>
        <${PlainField} label=${recovery ? t("恢复码（每个只能用一次）", "Recovery code (each is good once)")
            : t("验证器应用显示的 6 位数字", "The 6 digits of your authenticator app")} value=${code} onChange=${setCode}
            kind=${recovery ? "off" : "one-time-code"} digits=${!recovery} focus=${true} /></${Step}>`;
}

/** A new password that is owed: the old one was given by an administrator. */
function NewPassword() {
    const [old, setOld] = useState("");
    const [next, setNext] = useState("");
    const [again, setAgain] = useState("");
    const differs = again !== "" && again !== next;
    return html`<${Step} title=${t("请设置新密码", "Please choose a new password")} path="/api/password"
        button=${t("保存并继续", "Save and go on")}
        body=${() => (old && next && again === next ? { old, new: next } : null)}
        foot=${html`<${Button} kind="quiet" onTap=${signOut}>${t("取消", "Cancel")}</${Button}>`}>
        <p class="faint">${t("现在的密码是管理员给的，只能用一次。",
            "The present password was given by an administrator and is good once.")}</p>
        <${PasswordField} label=${t("现在的密码", "Present password")} value=${old} onChange=${setOld} focus=${true} />
        <${PasswordField} label=${t("新密码", "New password")} value=${next} onChange=${setNext} kind="new-password"
            hint=${t("至少 10 个字符；几个不相干的词最好记", "At least 10 characters; a few unrelated words are easiest")} />
        <${PasswordField} label=${t("再输一次新密码", "New password again")} value=${again} onChange=${setAgain}
            kind="new-password" error=${differs ? t("两次输入的不一样", "the two are not the same") : undefined} />
    </${Step}>`;
}

/** Codes that the office asks of this role; until they are set up, nothing else can be done. */
function Setup() {
    return html`<h1>${t("请启用验证码", "Please turn one-time codes on")}</h1>
        <p>${t("公司要求您的角色登录时使用验证码。", "Your company asks for one-time codes in your role.")}</p>
        <${TotpSetup} onDone=${readSession} onCancel=${signOut} /><${Messages} /><${Fresh} />`;
}

/** @param {{session: import("../shapes.js").Session, mine: import("../shapes.js").Session | null}} props */
export function Gate({ session, mine }) {
    const silent = useStore((state) => state.silent);
    const [, again] = useState(0);
    const other = language() === "zh" ? "en" : "zh";
    const flip = () => {
        applyLook({ theme: "auto", ...lastLook(), language: other });
        again(performance.now());
    };
    useEffect(() => {
        document.title = t("登录 · Plumbline", "Sign in · Plumbline");
    });
    return html`<main class="gate" key=${session.state}>
        <div class="gate-top"><strong class="brand">Plumbline <span class="faint">${session.office}</span></strong>
            <${Button} kind="quiet" icon="language" onTap=${flip}>${other === "en" ? "English" : "中文"}</${Button}></div>
        <div class="gate-box">
            ${silent && html`<${ErrorNote} error=${null} />`}
            ${session.state === "code" ? html`<${Code} />` : session.state === "password" ? html`<${NewPassword} />`
                : session.state === "totp" ? html`<${Setup} />` : html`<${SignIn} key=${String(mine !== null)}
                    mine=${mine} />`}
        </div></main>`;
}
