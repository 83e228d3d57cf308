// SPDX-License-Identifier: Apache-2.0
// A clock that cannot be right is told wherever a time is promised: behind the last contact with the office, or more
// than a year after it.
import { html } from "/vendor/preact.js";
import { Note } from "/shared/kit/layout.js";
import { exact, isBehind, now } from "/shared/format.js";
import { t } from "/shared/words.js";
import { useStore } from "./store.js";

/** @param {import("/shared/shapes.js").Strip | null} strip @returns {boolean} the clock cannot be right */
export const isClockOdd = (strip) => Boolean(strip && (strip.clock_odd || isBehind(strip.last_contact_ms)));

/** Nothing while the clock may be right. */
export function ClockNote() {
    const strip = useStore((state) => state.strip);
    if (!isClockOdd(strip))
        return null;
    const than = isBehind(strip?.last_contact_ms)
        ? t("比上次联系办公室还早", "before its last contact with the office")
        : t("比上次联系办公室晚一年多", "more than a year after its last contact with the office");
    return html`<${Note} tone="warn" icon="clock">${t(
        `平板的时钟不准：显示 ${exact(now())}，${than}。期限和承诺的时间会算错，请在系统设置里校准日期和时间。已保存的内容都完好。`,
        `This tablet's clock is wrong: it says ${exact(now())}, ${than}. ` +
            "Deadlines and promised times come out wrong: set date and time in the system's settings. " +
            "What was saved is intact.")}</${Note}>`;
}
