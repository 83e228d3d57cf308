// SPDX-License-Identifier: Apache-2.0
// Who is told what happens: one card a receiver, with what it got last and what waits for it.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { Card, Note, Section, Time } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t, w } from "/shared/words.js";
import { act } from "../act.js";
import { Mark } from "../sites/marks.js";
import { Facts } from "../sites/parts.js";
import { may } from "../store.js";
import { NewReceiver } from "./new_receiver.js";
import { Outcome, ShownOnce } from "./once.js";

const KEEP = () => t("接收方用它核对签名（Standard Webhooks）。",
    "The receiver checks signatures with it (Standard Webhooks).");

/** @param {any} hook @returns {{icon: string, tone: import("/shared/shapes.js").Tone, words: string}} */
function standing(hook) {
    if (hook.paused_ms)
        return { icon: "minus", tone: "idle", words: t("已暂停", "paused") };
    if (hook.waiting > 0 && hook.last && !hook.last.arrived)
        return { icon: "warning", tone: "fail", words: t("送不到，会再试", "does not arrive, tried again") };
    if (hook.dead > 0)
        return { icon: "warning", tone: "warn", words: t(`${hook.dead} 条已放弃`, `${hook.dead} given up`) };
    if (hook.waiting > 0)
        return { icon: "clock", tone: "busy", words: t("正在发送", "being sent") };
    return hook.done > 0 ? { icon: "check", tone: "pass", words: t("都已送达", "all arrived") }
        : { icon: "ring", tone: "idle", words: t("还没有事件", "no event yet") };
}

/** @param {{last: any}} props the newest attempt */
function Last({ last }) {
    if (!last)
        return t("还没有", "none yet");
    return html`<${Time} ms=${last.at_ms} />
        ${" "}${last.arrived ? t(`送达，回答 ${last.status}`, `arrived, answer ${last.status}`)
        : html`<b class="tone-fail tone-text">${t("没送到", "did not arrive")}</b> ${half(last.detail)}`}`;
}

/** @param {any} hook @param {any[]} events */
const factsOf = (hook, events) => [
    [t("告诉它", "Is told"), hook.kinds.length === 0 ? t("全部事件", "everything")
        : events.filter(({ code }) => hook.kinds.includes(code)).map(w).join(t("、", "; "))],
    [t("上次", "Last"), html`<${Last} last=${hook.last} />`],
    [t("下次尝试", "Next attempt"), hook.next_ms && html`<${Time} ms=${hook.next_ms} />`],
    [t("等待 / 已放弃 / 已送达", "Waiting / given up / arrived"), html`<a href=${`#/hooks/deliveries?hook=${hook.id}`}>
        ${hook.waiting} / ${hook.dead} / ${hook.done}</a>`],
    [t("暂停自", "Paused since"), hook.paused_ms && html`<${Time} ms=${hook.paused_ms} />`],
    [t("去处", "Where"), [hook.private && t("可在内网", "may be in a private network"), hook.own_ca
        && t("自己的证书颁发者", "its own certificate authority")].filter(Boolean).join(t("，", ", "))],
    [t("添加", "Added"), html`<${Time} ms=${hook.made_ms} /> · ${hook.made_by}`],
];

/** @param {{hook: any, onClose: () => void, reload: () => any}} props */
function Remove({ hook, onClose, reload }) {
    const remove = async () => {
        if (!await act(`/api/hooks/${hook.id}/remove`, {}, { zh: "已删除，不再通知它",
            en: "Removed; it is told nothing any more" }))
            return;
        await reload();
        onClose();
    };
    return html`<${Sheet} title=${t("删除接收方", "Remove the receiver")} onClose=${onClose} foot=${html`<div class="row">
        <${Button} kind="danger" icon="trash" onTap=${remove}>${t("删除", "Remove")}</${Button}>
        <${Button} onTap=${onClose}>${t("取消", "Cancel")}</${Button}></div>`}><div class="stack">
        <p class="link-text"><code>${hook.target}</code></p><p>${t(
            `以后什么也不发给它，等待的 ${hook.waiting} 条作废，它的密钥销毁。只想停一阵，用“暂停”。`,
            `Nothing is sent to it any more, the ${hook.waiting} that wait are given up, its secret is destroyed. To `
                + "stop for a while, pause it.")}</p></div></${Sheet}>`;
}

/** @param {{hook: any, reload: () => any, onRemove: () => void, onSecret: (text: string) => void,
 *     onOutcome: (outcome: any) => void}} props */
function Deeds({ hook, reload, onRemove, onSecret, onOutcome }) {
    const path = `/api/hooks/${hook.id}`;
    const pause = async () => await act(`${path}/pause`, { paused: !hook.paused_ms }, hook.paused_ms
        ? { zh: "继续发送，排队的按顺序发出", en: "It goes on; what waits is sent in order" }
        : { zh: "已暂停，新事件排队等着", en: "Paused; events wait for it" }) && reload();
    const again = async () => await act(`${path}/resend`, {},
        { zh: "马上再发", en: "Sent again now" }) && reload();
    const test = async () => {
        const outcome = await act(`${path}/test`);
        if (outcome)
            onOutcome(outcome);
    };
    const rotate = async () => {
        const answer = await act(`${path}/secret`);
        if (answer)
            onSecret(answer.secret);
    };
    return html`<div class="row"><${Button} icon="send" onTap=${test}>${t("发一条测试", "Send a test")}</${Button}>
        ${hook.waiting + hook.dead > 0 && !hook.paused_ms && html`<${Button} icon="sync" onTap=${again}>${t("没送到的再发",
            "Send again")}</${Button}>`}
        <${Button} onTap=${pause}>${hook.paused_ms ? t("继续", "Go on") : t("暂停", "Pause")}</${Button}>
        ${!hook.mail && html`<${Button} icon="key" onTap=${rotate}>${t("换密钥", "New secret")}</${Button}>`}
        <${Button} kind="danger" icon="trash" onTap=${onRemove}>${t("删除…", "Remove…")}</${Button}></div>`;
}

/** @param {{hook: any, events: any[], reload: () => any}} props */
function Receiver({ hook, events, reload }) {
    const [removing, setRemoving] = useState(false);
    const [secret, setSecret] = useState("");
    const [outcome, setOutcome] = useState(/** @type {any} */ (null));
    return html`<${Card} label=${hook.target}><div class="stack"><div class="row">
            <code class="link-text">${hook.target}</code><${Mark} ...${standing(hook)} /></div>
        <${Facts} facts=${factsOf(hook, events)} />
        ${outcome && html`<${Outcome} outcome=${outcome} />`}
        ${may("operate") && html`<${Deeds} hook=${hook} reload=${reload} onRemove=${() => setRemoving(true)}
            onSecret=${setSecret} onOutcome=${setOutcome} />`}</div>
        ${removing && html`<${Remove} hook=${hook} reload=${reload} onClose=${() => setRemoving(false)} />`}
        ${secret && html`<${ShownOnce} title=${t("新的密钥", "The new secret")} text=${secret} hint=${KEEP() + t(
            "从下一条消息起就用它；对方换上之前拒收的会再发。",
            " The next message is signed with it; what is refused until the receiver has it is sent again.")}
            onClose=${() => setSecret("")} />`}</${Card}>`;
}

/** @param {{data: any, reload: () => any}} props */
export function Receivers({ data, reload }) {
    const [adding, setAdding] = useState(false);
    const [secret, setSecret] = useState("");
    const made = async (/** @type {any} */ answer) => {
        setAdding(false);
        setSecret(answer.secret || "");
        await reload();
    };
    return html`<${Section} title=${t("出事时通知谁", "Who is told what happens")} count=${data.hooks.length}
        actions=${may("operate") && html`<${Button} kind="primary" icon="plus" onTap=${() => setAdding(true)}>${t(
            "添加接收方", "Add a receiver")}</${Button}>`}><div class="stack">
        ${data.hooks.length === 0 && html`<${Note} tone="idle" icon="info">${t(
            "还没有。添加一个网址（公司的别的系统）或邮箱，夜间核对、问题、签字、警报等发生时就通知它。",
            "None yet. Add a web address (another system of the company) or a mailbox: it is told of nights, issues, "
                + "sign-offs and alarms as they happen.")}</${Note}>`}
        ${data.hooks.map((/** @type {any} */ hook) => html`<${Receiver} key=${hook.id} hook=${hook}
            events=${data.events} reload=${reload} />`)}
        <p><a href="#/hooks/deliveries">${t("发出的全部事件", "All events sent")}</a></p></div>
        ${adding && html`<${NewReceiver} events=${data.events} mail=${Boolean(data.mail)} onMade=${made}
            onClose=${() => setAdding(false)} />`}
        ${secret && html`<${ShownOnce} title=${t("签名的密钥", "The secret of its signatures")} text=${secret} hint=${KEEP()}
            onClose=${() => setSecret("")} />`}</${Section}>`;
}
