// SPDX-License-Identifier: Apache-2.0
// A clock that is behind the last contact with the office is told wherever a time is promised.
import { html } from "/vendor/preact.js";
import { Note } from "/shared/kit/layout.js";
import { exact, isBehind, now } from "/shared/format.js";
import { t } from "/shared/words.js";
import { useStore } from "./store.js";

/** Nothing while the clock may be right. */
export function ClockNote() {
    const strip = useStore((state) => state.strip);
    if (!strip || !isBehind(strip.last_contact_ms))
        return null;
    return html`<${Note} tone="warn" icon="clock">${t(
        `平板的时钟不准：显示 ${exact(now())}，比上次联系办公室还早。期限和承诺的时间会算错，请在系统设置里校准日期和时间。已保存的内容都完好。`,
        `This tablet's clock is wrong: it says ${exact(now())}, before its last contact with the office. ` +
            "Deadlines and promised times come out wrong: set date and time in the system's settings. " +
            "What was saved is intact.")}</${Note}>`;
}
