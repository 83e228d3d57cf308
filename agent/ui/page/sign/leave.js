// SPDX-License-Identifier: Apache-2.0
// Out of customer mode: only by the PIN of somebody of this tablet.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Failure } from "/shared/api.js";
import { Chips } from "/shared/kit/chips.js";
import { PinPad } from "/shared/kit/keypad.js";
import { Sheet } from "/shared/kit/sheet.js";
import { half, t, w } from "/shared/words.js";
import { unlock } from "/session.js";
import { useSession } from "/store.js";

/** @param {number} first seconds @returns {[number, (seconds: number) => void]} what is left of a wait */
function useCountdown(first) {
    const [left, setLeft] = useState(first);
    useEffect(() => {
        if (left <= 0) return;
        const timer = setTimeout(() => setLeft(left - 1), 1000);
        return () => clearTimeout(timer);
    }, [left]);
    return [left, setLeft];
}

/** @param {{onClose: () => void}} props */
export function LeaveSheet({ onClose }) {
    const { person, persons } = useSession();
    const able = persons.filter((one) => one.pin);
    const [who, setWho] = useState(
        person && able.some((one) => one.id === person.id) ? person.id : (able[0]?.id ?? ""),
    );
    const [pin, setPin] = useState("");
    const [busy, setBusy] = useState(false);
    const [failure, setFailure] = useState(/** @type {Failure | null} */ (null));
    const [wait, setWait] = useCountdown(persons.find((one) => one.id === who)?.wait_s ?? 0);

    const pick = (/** @type {string} */ id) => {
        setWho(id);
        setPin("");
        setFailure(null);
        setWait(persons.find((one) => one.id === id)?.wait_s ?? 0);
    };
    async function leave() {
        setBusy(true);
        try {
            await unlock(who, pin);
        } catch (error) {
            if (!(error instanceof Failure)) throw error;
            setFailure(error);
            setWait(error.answer.wait_s ?? 0);
            setPin("");
            setBusy(false);
        }
    }
    return html`<${Sheet} title=${t("工作人员取回平板", "Staff take the tablet back")} onClose=${onClose}>
        ${
            able.length > 1 &&
            html`<${Chips} label=${t("谁", "Who")} value=${who} onPick=${pick}
            options=${able.map((one) => ({ code: one.id, label: one.name, hint: w(one.role) }))} />`
        }
        <p role="status" class=${failure || wait > 0 ? "field-note tone-fail" : "field-note"}>${
            wait > 0
                ? t(`PIN 错了几次，请等 ${wait} 秒再试`, `Too many wrong PINs: try again in ${wait} s`)
                : failure
                  ? failure.status === 401
                    ? half(failure.detail) || t("PIN 不对，请再试", "The PIN is wrong; try again")
                    : `${w(failure)} ${half(failure.detail)}`
                  : t("请输入 PIN", "Please enter the PIN")
        }</p>
        <${PinPad} label=${t("PIN 键盘", "PIN pad")} value=${pin} onChange=${setPin} onDone=${leave} busy=${busy}
            off=${wait > 0} />
    <//>`;
}
