// SPDX-License-Identifier: Apache-2.0
// Final acts: slide, or hold. A tap alone never confirms. By keyboard: hold Enter for a second, or
// the right arrow to the end. By screen reader: activate it twice.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { t } from "/shared/words.js";

const HOLD_MS = 1000;
const AGAIN_MS = 6000;

/**
 * Fills from 0 to 1 while a key or finger is held.
 * @param {() => void} done
 * @returns {{part: number, begin: () => void, end: () => void, add: (part: number) => void}}
 */
function useFilling(done) {
    const [part, setPart] = useState(0);
    const timer = useRef(0);
    const latest = useRef(done);
    latest.current = done;
    const end = () => {
        cancelAnimationFrame(timer.current);
        timer.current = 0;
        setPart(0);
    };
    const finish = () => {
        end();
        latest.current();
    };
    const begin = () => {
        if (timer.current)
            return;
        const from = performance.now();
        const step = (/** @type {number} */ time) => {
            const filled = (time - from) / HOLD_MS;
            if (filled >= 1)
                return finish();
            setPart(Math.max(0, filled));
            timer.current = requestAnimationFrame(step);
        };
        timer.current = requestAnimationFrame(step);
    };
    const add = (/** @type {number} */ more) => (part + more >= 1 ? finish() : setPart(part + more));
    useEffect(() => () => cancelAnimationFrame(timer.current), []);
    return { part, begin, end, add };
}

/**
 * Activation by a screen reader comes as a click without a pointer: it asks once more.
 * @param {() => void} done
 * @returns {[boolean, () => void]}
 */
function useTwice(done) {
    const [asked, setAsked] = useState(false);
    useEffect(() => {
        if (!asked)
            return;
        const timer = setTimeout(() => setAsked(false), AGAIN_MS);
        return () => clearTimeout(timer);
    }, [asked]);
    const click = () => {
        setAsked(!asked);
        if (asked)
            done();
    };
    return [asked, click];
}

/**
 * @param {KeyboardEvent} event
 * @param {{begin: () => void, end: () => void, add: (part: number) => void}} filling
 * @param {boolean} down
 */
function keys(event, filling, down) {
    if (event.key === "Enter" || event.key === " ") {
        event.preventDefault(); // otherwise the browser makes a click of it
        if (!down)
            filling.end();
        else if (!event.repeat)
            filling.begin();
    } else if (down && event.key === "ArrowRight") {
        event.preventDefault();
        filling.add(0.1);
    } else if (down && event.key === "ArrowLeft") {
        filling.end();
    }
}

/**
 * Slide to confirm.
 * @param {{label: string, onConfirm: () => any, disabled?: boolean, busy?: boolean, why?: string}} props
 *     why: said when it is disabled
 */
export function SlideToConfirm({ label, onConfirm, disabled, busy, why }) {
    const track = useRef(/** @type {HTMLElement | null} */ (null));
    const [slid, setSlid] = useState(0);
    const from = useRef(/** @type {number | null} */ (null));
    const off = disabled || busy;
    const done = () => {
        if (!off)
            onConfirm();
    };
    const filling = useFilling(done);
    const [asked, twice] = useTwice(done);
    const part = Math.max(slid, filling.part);
    const room = () => {
        const box = track.current;
        return box ? box.clientWidth - box.clientHeight : 1;
    };
    /** @param {PointerEvent} event */
    const down = (event) => {
        if (off)
            return;
        from.current = event.clientX;
        /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    };
    /** @param {PointerEvent} event */
    const move = (event) => {
        if (from.current !== null)
            setSlid(Math.min(1, Math.max(0, (event.clientX - from.current) / room())));
    };
    const up = () => {
        if (from.current === null)
            return;
        from.current = null;
        const reached = slid >= 0.92;
        setSlid(0);
        if (reached)
            done();
    };
    const words = busy ? t("正在保存", "saving") : off && why ? why : asked ? t("再激活一次即确认",
        "activate once more to confirm") : label;
    return html`<div class=${"slide" + (off ? " is-off" : "") + (busy ? " is-busy" : "")} ref=${track}
        style=${{ "--part": String(part) }}>
        <div class="slide-fill"></div>
        <div class="slide-words" aria-hidden="true">${words}</div>
        <button type="button" class="slide-knob" aria-label=${words} aria-disabled=${off ? "true" : null}
            aria-busy=${busy ? "true" : null}
            aria-description=${t("向右滑动；或按住回车键一秒", "slide to the right; or hold Enter for one second")}
            onPointerDown=${down} onPointerMove=${move} onPointerUp=${up}
                onPointerCancel=${() => ((from.current = null), setSlid(0))}
            onKeyDown=${(/** @type {KeyboardEvent} */ e) => !off && keys(e, filling, true)}
                onKeyUp=${(/** @type {KeyboardEvent} */ e) => keys(e, filling, false)}
            onBlur=${filling.end} onClick=${(/** @type {MouseEvent} */ e) => !off && e.detail === 0 && twice()}>
            <${Icon} name=${busy ? "sync" : "forward"} /></button>
        ${asked && html`<span class="unseen" role="status">${t("再激活一次即确认", "activate once more to confirm")}</span>`}
    </div>`;
}

/**
 * Hold for a second.
 * @param {{label: string, onConfirm: () => any, icon?: string, disabled?: boolean, busy?: boolean}} props
 */
export function HoldButton({ label, onConfirm, icon, disabled, busy }) {
    const off = disabled || busy;
    const done = () => {
        if (!off)
            onConfirm();
    };
    const filling = useFilling(done);
    const [asked, twice] = useTwice(done);
    const words = busy ? t("正在保存", "saving") : asked ? t("再激活一次即确认", "activate once more to confirm") : label;
    return html`<button type="button" class=${"button button-danger hold" + (busy ? " is-busy" : "")}
        style=${{ "--part": String(filling.part) }}
        aria-disabled=${off ? "true" : null} aria-busy=${busy ? "true" : null} aria-description=${t("按住一秒",
            "hold for one second")}
        onPointerDown=${() => !off && filling.begin()} onPointerUp=${filling.end} onPointerLeave=${filling.end}
            onPointerCancel=${filling.end}
        onContextMenu=${(/** @type {Event} */ e) => e.preventDefault()}
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => !off && keys(e, filling, true)}
            onKeyUp=${(/** @type {KeyboardEvent} */ e) => keys(e, filling, false)}
        onBlur=${filling.end} onClick=${(/** @type {MouseEvent} */ e) => !off && e.detail === 0 && twice()}>
        ${icon && html`<${Icon} name=${busy ? "sync" : icon} />`}<span>${words}</span>
        <small aria-hidden="true">${t("按住", "hold")}</small></button>`;
}
