// SPDX-License-Identifier: Apache-2.0
// Drawing on a copy of a photo, and stamping it; the original stays as it is.
import { html, useEffect, useRef, useState } from "/vendor/preact.js";
import { once, postPhoto } from "/shared/api.js";
import { Button, IconButton } from "/shared/kit/button.js";
import { Chips } from "/shared/kit/chips.js";
import { Toggle } from "/shared/kit/form.js";
import { Note } from "/shared/kit/layout.js";
import { full, small } from "/shared/kit/photos.js";
import { Sheet } from "/shared/kit/sheet.js";
import { t, w } from "/shared/words.js";
import { stampTaken } from "./stamp_time.js";
import * as draw from "./draw.js";
import { toast, toastError, useData, useSession } from "../store.js";

/**
 * What a photo is about, for its stamp.
 * @typedef {{project?: string, subject?: string, item?: string}} About
 * @typedef {import("/shared/shapes.js").Photo} Photo
 * @typedef {import("./draw.js").Shape} Shape
 * @typedef {import("./draw.js").Tool} Tool
 */

const TOOLS = [
    { code: "pen", icon: "pen", zh: "笔", en: "Pen" },
    { code: "arrow", icon: "arrow", zh: "箭头", en: "Arrow" },
    { code: "circle", icon: "circle", zh: "圈", en: "Circle" },
    { code: "text", icon: "text", zh: "文字", en: "Words" },
];
const COLOURS = [
    { code: draw.COLOURS[0], zh: "红", en: "Red" },
    { code: draw.COLOURS[1], zh: "黄", en: "Yellow" },
    { code: draw.COLOURS[2], zh: "蓝", en: "Blue" },
    { code: draw.COLOURS[3], zh: "白", en: "White" },
];

/** @param {Photo} photo @param {About} about @param {any} session @returns {string[]} */
function stampOf(photo, about, session) {
    return draw.stampLines({
        time: stampTaken(photo, session) || t("拍摄时间不详", "time not known"),
        place: photo.latitude && photo.longitude ? `${photo.latitude}, ${photo.longitude}` : "",
        project: about.project,
        subject: about.subject,
        person: photo.person ? photo.person.name : session.person ? session.person.name : "",
        id: photo.id,
    });
}

/**
 * The picture with the shapes over it. Only the layer of the shapes is painted again while a finger
 * moves.
 * @param {{src: string, shapes: Shape[], stamp: string[] | null, begin: Shape | null,
 *     onShape: (shape: Shape) => void, onPicture: (picture: HTMLImageElement | null) => void}} props
 */
function Board({ src, shapes, stamp, begin, onShape, onPicture }) {
    const layer = useRef(/** @type {HTMLCanvasElement | null} */ (null));
    const [size, setSize] = useState({ width: 0, height: 0 });
    const under = useRef(/** @type {Shape | null} */ (null));
    const repaint = () => {
        const ctx = layer.current && layer.current.getContext("2d");
        if (!ctx) return;
        ctx.clearRect(0, 0, size.width, size.height);
        draw.paint(ctx, under.current ? [...shapes, under.current] : shapes, size);
        if (stamp) draw.paintStamp(ctx, stamp, size);
    };
    useEffect(repaint, [shapes, stamp, size.width, size.height]);
    /** @param {any} event */
    const loaded = (event) => {
        const picture = /** @type {HTMLImageElement} */ (event.target);
        setSize(draw.fitted({ width: picture.naturalWidth, height: picture.naturalHeight }, 1280));
        onPicture(picture);
    };
    const at = (/** @type {PointerEvent} */ event) =>
        draw.pointIn(/** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect(), event);
    const down = (/** @type {PointerEvent} */ event) => {
        if (!begin || event.button > 0) return;
        /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
        under.current = { ...begin, points: [at(event)] };
        repaint();
    };
    const move = (/** @type {PointerEvent} */ event) => {
        if (!under.current || under.current.tool === "text") return;
        under.current = draw.drawnTo(under.current, at(event));
        repaint();
    };
    const up = () => {
        const shape = under.current;
        under.current = null;
        if (shape && draw.isShape(shape)) onShape(shape);
        else repaint();
    };
    return html`<div class="board">
        <img src=${src} alt=${t("照片", "photo")} onLoad=${loaded} onError=${() => onPicture(null)} />
        <canvas ref=${layer} width=${size.width} height=${size.height} aria-hidden="true"
            onPointerDown=${down} onPointerMove=${move} onPointerUp=${up}
            onPointerCancel=${up}></canvas>
    </div>`;
}

/**
 * Which tool, colour and words.
 * @param {{tool: Tool, colour: string, text: string, phrases: {zh: string, en: string}[],
 *     set: (change: Record<string, string>) => void}} props
 */
function Tools({ tool, colour, text, phrases, set }) {
    return html`<div class="draw-tools">
        <${Chips} label=${t("工具", "Tool")} hideLabel=${true} options=${TOOLS} value=${tool}
            onPick=${(/** @type {string} */ code) => set({ tool: code })} />
        <${Chips} label=${t("颜色", "Colour")} hideLabel=${true} options=${COLOURS} value=${colour}
            onPick=${(/** @type {string} */ code) => set({ colour: code })} />
        ${tool === "text" &&
        html`<div class="chips-line"><${Chips} label=${t("选文字，再点照片", "choose words, then tap the photo")}
            options=${phrases.map((phrase) => ({ code: w(phrase), label: w(phrase) }))} value=${text}
            onPick=${(/** @type {string} */ code) => set({ text: code })} /></div>`}
    </div>`;
}

/** @param {string | undefined} item @returns {{zh: string, en: string}[]} words that may be put on it */
function usePhrases(item) {
    const { data } = useData("/api/words");
    const fields = ["item_result.note", "rectification.category", "rectification.room"];
    const all = /** @type {any[]} */ (data ? data.phrases : []);
    return fields.flatMap((field) =>
        all.filter((phrase) => phrase.field === field && (!phrase.item || phrase.item === item)),
    );
}

/**
 * Saves the copy as a photo of its own beside the original.
 * @param {Photo} photo
 * @param {Blob} copy
 */
function saveCopy(photo, copy) {
    const query = {
        record: photo.of || "",
        copy_of: photo.id,
        moment: photo.moment || "",
        name: `copy-${photo.id.slice(0, 8)}.jpg`,
        taken_at: photo.taken_at || "",
        once: once(),
    };
    return postPhoto("/api/photos", query, copy);
}

/** @param {{photo: Photo, about: About, onClose: () => void}} props */
export function DrawSheet({ photo, about, onClose }) {
    const session = useSession();
    const phrases = usePhrases(about.item);
    const [shapes, setShapes] = useState(/** @type {Shape[]} */ ([]));
    const [how, setHow] = useState({ tool: "pen", colour: draw.COLOURS[0], text: "" });
    const [stamped, setStamped] = useState(true);
    const [leaving, setLeaving] = useState(false);
    const picture = useRef(/** @type {HTMLImageElement | null | undefined} */ (undefined));
    const [bad, setBad] = useState(false);
    const stamp = stamped ? stampOf(photo, about, session) : null;
    const begin =
        how.tool === "text" && how.text === ""
            ? null
            : /** @type {Shape} */ ({ ...how, points: [] });
    const save = async () => {
        if (!picture.current) return;
        const { naturalWidth: width, naturalHeight: height } = picture.current;
        try {
            const copy = await draw.copyOf(picture.current, { width, height }, { shapes, stamp });
            await saveCopy(photo, copy);
            toast("副本已存本机，原图没有改动", "the copy is saved here; the original is untouched");
            onClose();
        } catch (error) {
            toastError(error);
        }
    };
    const close = () => (shapes.length > 0 && !leaving ? setLeaving(true) : onClose());
    const foot = html`<div class="row spread">
        <${IconButton} icon="undo" label=${t("撤销一笔", "Undo")} disabled=${shapes.length === 0}
            onTap=${() => setShapes(shapes.slice(0, -1))} />
        <${Button} kind="primary" icon="check" disabled=${bad || (shapes.length === 0 && !stamped)}
            onTap=${save}>${t("保存副本", "Save the copy")}</${Button}>
    </div>`;
    return html`<${Sheet} full=${true} title=${t("在副本上标注", "Draw on a copy")} onClose=${close}
        foot=${foot}>
        ${leaving &&
        html`<${Note} tone="warn" icon="warning">
            ${t("标注还没有保存。再关闭一次就放弃。", "Not saved yet. Close once more to discard it.")}
        </${Note}>`}
        ${bad &&
        html`<${Note} tone="fail" icon="warning">
            ${t(
                "这张照片的格式不能在这里显示，原图完好，不能标注。",
                "This photo's format cannot be shown here; the original is intact; no copy can be made.",
            )}
        </${Note}>`}
        <${Board} src=${photo.here === false ? small(photo.id) : full(photo.id)} shapes=${shapes}
            stamp=${stamp} begin=${begin}
            onShape=${(/** @type {Shape} */ shape) => setShapes([...shapes, shape])}
            onPicture=${(/** @type {HTMLImageElement | null} */ loaded) => {
                picture.current = loaded;
                setBad(loaded === null);
            }} />
        <${Tools} tool=${/** @type {Tool} */ (how.tool)} colour=${how.colour} text=${how.text}
            phrases=${phrases}
            set=${(/** @type {Record<string, string>} */ change) => setHow({ ...how, ...change })} />
        <${Toggle} label=${t("水印：时间、地点、项目、节点、人员、编号",
            "Stamp: time, place, project, node, person, id")} value=${stamped}
            onChange=${setStamped} />
    </${Sheet}>`;
}
