// SPDX-License-Identifier: Apache-2.0
// The field for a signature: wide, follows one finger or pen, keeps the ink when the tablet is
// turned, and takes no notice of the palm.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import SignaturePad from "/vendor/signature_pad.js";
import { fitted, inkFault, inkOf } from "/sign/strokes.js";
import { t } from "/shared/words.js";

/** @typedef {import("/sign/strokes.js").Box} Box */
/** @typedef {import("/sign/strokes.js").Ink} Ink */

const PALM = 100; // a contact of so many pixels is no fingertip, in a glove neither
const PEN = { minWidth: 1.2, maxWidth: 3.6, throttle: 0, minDistance: 1 };

/** @param {HTMLCanvasElement} canvas @returns {Box} */
const boxOf = (canvas) => ({ width: canvas.clientWidth, height: canvas.clientHeight });

/**
 * Puts the pad on the canvas; answers what takes it off again and what the buttons do.
 * @param {HTMLCanvasElement} canvas
 * @param {(ink: Ink | null, busy: boolean) => void} tell after each change; busy: the hand is at it
 */
function startPad(canvas, tell) {
    const pad = new SignaturePad(canvas, { ...PEN, penColor: "#0b1f3a" });
    let box = { width: 0, height: 0 };
    let pen = false; // once a pen was seen, skin writes no more
    let writing = "";

    const told = (busy = false) => tell(pad.isEmpty() ? null : inkOf(pad.toData(), box), busy);
    const show = (/** @type {ReturnType<typeof pad.toData>} */ data) => {
        pad.clear();
        if (data.length) pad.fromData(data);
        told();
    };
    const resize = () => {
        const next = boxOf(canvas),
            before = pad.toData(),
            ratio = Math.max(window.devicePixelRatio || 1, 1);
        if (!next.width || !next.height || (next.width === box.width && next.height === box.height)) return;
        const data = before.length ? fitted(before, box, next) : before;
        canvas.width = Math.round(next.width * ratio);
        canvas.height = Math.round(next.height * ratio);
        canvas.getContext("2d")?.scale(ratio, ratio);
        box = next;
        show(data);
    };
    // The pad never sees a palm: it would follow it, or wait for it to leave.
    const filter = (/** @type {PointerEvent} */ event) => {
        const skin = event.pointerType === "touch";
        if (skin && (pen || Math.max(event.width, event.height) > PALM)) {
            event.stopPropagation();
            event.preventDefault();
            return;
        }
        if (event.pointerType === "pen" && !pen) {
            pen = true;
            if (writing === "touch") {
                const data = pad.toData().slice(0, -1);
                pad.off();
                pad.on();
                show(data);
            }
        }
        writing = writing || event.pointerType;
    };
    const begun = () => tell(null, true);
    const ended = () => {
        writing = "";
        told();
    };
    const around = /** @type {HTMLElement} */ (canvas.parentElement);
    const watch = new ResizeObserver(resize);

    around.addEventListener("pointerdown", filter, true);
    pad.addEventListener("beginStroke", begun);
    pad.addEventListener("endStroke", ended);
    watch.observe(canvas);
    resize();
    return {
        clear: () => show([]),
        undo: () => show(pad.toData().slice(0, -1)),
        stop: () => {
            watch.disconnect();
            around.removeEventListener("pointerdown", filter, true);
            pad.off();
        },
    };
}

/**
 * The box with its buttons. onInk gets the ink when it is a signature, else null.
 * @param {{name: string, onInk: (ink: Ink | null) => void}} props
 */
export function SignatureBox({ name, onInk }) {
    const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
    const pad = useRef(/** @type {ReturnType<typeof startPad> | null} */ (null));
    const [state, setState] = useState(/** @type {{ink: Ink | null, busy: boolean}} */ ({ ink: null, busy: false }));
    const told = useRef(onInk);
    const fault = state.ink ? inkFault(state.ink) : "";
    const empty = !state.ink && !state.busy;

    told.current = onInk;
    useEffect(() => {
        pad.current = startPad(/** @type {HTMLCanvasElement} */ (canvas.current), (ink, busy) => {
            setState((before) => ({ ink: busy ? before.ink : ink, busy }));
            told.current(!busy && ink && !inkFault(ink) ? ink : null);
        });
        return () => pad.current?.stop();
    }, []);
    return html`<div class="signature">
        <div class="signature-field">
            <canvas ref=${canvas} role="img" tabindex="-1"
                aria-label=${t(`手写签名框：${name}`, `box for the handwritten signature of ${name}`)}></canvas>
            ${empty && html`<span class="signature-hint" aria-hidden="true">${t("请在此手写签名",
                "Sign here by hand")}</span>`}
            <span class="signature-line" aria-hidden="true">${name}</span>
        </div>
        <div class="signature-tools">
            <span class="signature-fault" role="status">${!state.busy && fault ? html`▲ ${fault}` : ""}</span>
            <button type="button" class="button button-plain" disabled=${empty} onClick=${() => pad.current?.undo()}>
                ${t("退一笔", "Undo a stroke")}</button>
            <button type="button" class="button button-plain" disabled=${empty} onClick=${() => pad.current?.clear()}>
                ${t("清除重写", "Clear")}</button>
        </div>
    </div>`;
}
