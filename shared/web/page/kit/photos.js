// SPDX-License-Identifier: Apache-2.0
// Photos that are stored: only thumbnails in lists, the whole one when it is opened. What is not
// saved yet has no picture here, because nothing is shown before it is saved.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Icon } from "/shared/kit/icon.js";
import { Sheet } from "/shared/kit/sheet.js";
import { IconButton } from "/shared/kit/button.js";
import { exact, size as sized } from "/shared/format.js";
import { t } from "/shared/words.js";

/** @typedef {import("/shared/shapes.js").Photo} PhotoRow */

/** @param {string} id */
export const small = (id) => `/api/photos/${encodeURIComponent(id)}/small`;
/** @param {string} id */
export const full = (id) => `/api/photos/${encodeURIComponent(id)}/full`;

/** @param {PhotoRow} photo @param {number} at @param {number} of @returns {string} what a screen reader says */
export function photoLabel(photo, at, of) {
    const taken = photo.taken_at ? ", " + exact(photo.taken_at) : "";
    const copy = photo.copy_of ? t("（标注副本）", " (marked copy)") : "";
    return t(`照片 ${at + 1}/${of}`, `photo ${at + 1} of ${of}`) + copy + taken + (photo.unsent ? t("，待传",
        ", waiting") : "");
}

const AGAIN_MS = [1000, 2000, 4000, 8000, 16000]; // the program may have been away for a moment

/**
 * A picture that says so when it does not come, and is asked for again a few times.
 * @param {{src: string, label: string, lazy?: boolean, photo?: PhotoRow, here?: boolean}} props
 */
export function Picture({ src, label, lazy, photo, here }) {
    const [last, setLast] = useState({ src: "", tries: 0, failed: false });
    const { tries, failed } = last.src === src ? last : { tries: 0, failed: false };
    useEffect(() => {
        if (!failed || tries > AGAIN_MS.length)
            return;
        const timer = setTimeout(() => setLast({ src, tries, failed: false }), AGAIN_MS[tries - 1]);
        return () => clearTimeout(timer);
    }, [src, tries, failed]);
    if (failed) {
        const why = here === false ? t("不在本机", "not here") : t("不能显示", "cannot be shown");
        return html`<span class="picture-bad" role="img" aria-label=${`${label}, ${why}`}>
            <${Icon} name="photo" /><small>${why}</small></span>`;
    }
    return html`<img key=${tries} src=${src} alt=${label} loading=${lazy ? "lazy" : "eager"} decoding="async"
        draggable=${false} width=${photo && photo.width} height=${photo && photo.height}
        onError=${() => setLast({ src, tries: tries + 1, failed: true })} />`;
}

/**
 * Thumbnails in rows; the first cell may be the camera.
 * @param {{photos: PhotoRow[], label: string, onOpen?: (at: number) => void, lead?: any, line?: boolean}} props
 *     lead: stands before the photos (the camera button); line: one row that scrolls sideways
 */
export function PhotoGrid({ photos, label, onOpen, lead, line }) {
    if (!lead && photos.length === 0)
        return null;
    return html`<ul class=${line ? "photos photos-line" : "photos"} aria-label=${label}>
        ${lead && html`<li class="photo-lead">${lead}</li>`}
        ${photos.map((photo, i) => html`<li key=${photo.id}>
            <button type="button" class="photo" onClick=${() => onOpen && onOpen(i)}>
                <${Picture} src=${small(photo.id)} label=${photoLabel(photo, i, photos.length)} lazy=${true}
                    here=${photo.here} />
                ${photo.copy_of && html`<span class="photo-tag"><${Icon} name="pen" size="small" /></span>`}
                ${photo.unsent && html`<span class="unsent" title=${t("待传", "Waiting")}></span>`}
            </button></li>`)}
    </ul>`;
}

/**
 * One photo over the whole screen, with the others beside it.
 * @param {{photos: PhotoRow[], at: number, onMove: (at: number) => void, onClose: () => void,
 *     actions?: (photo: PhotoRow) => any, caption?: (photo: PhotoRow) => any}} props
 */
export function PhotoView({ photos, at, onMove, onClose, actions, caption }) {
    const photo = photos[at];
    if (!photo)
        return null;
    /** @param {KeyboardEvent} event */
    const keys = (event) => {
        if (event.key === "ArrowLeft" && at > 0)
            onMove(at - 1);
        if (event.key === "ArrowRight" && at + 1 < photos.length)
            onMove(at + 1);
    };
    return html`<${Sheet} full=${true} title=${t(`照片 ${at + 1}/${photos.length}`,
        `Photo ${at + 1} of ${photos.length}`)} onClose=${onClose}
        foot=${html`<div class="row spread">
            <${IconButton} icon="back" label=${t("上一张", "Previous")} disabled=${at === 0}
                onTap=${() => onMove(at - 1)} />
            ${actions && actions(photo)}
            <${IconButton} icon="forward" label=${t("下一张", "Next")} disabled=${at + 1 >= photos.length}
                onTap=${() => onMove(at + 1)} /></div>`}>
        <figure class="photo-view" onKeyDown=${keys} tabindex="0">
            <${Picture} src=${photo.here === false ? small(photo.id) : full(photo.id)}
                label=${photoLabel(photo, at, photos.length)} here=${photo.here} />
            <figcaption>${photo.taken_at ? html`<span
                title=${exact(photo.taken_at)}>${exact(photo.taken_at)}</span>` : null}
                ${photo.size ? html` · ${sized(photo.size)}` : null}
                ${photo.here === false && html` · ${t("原图在办公室，此处为缩略图",
                    "the original is at the office; this is the thumbnail")}`}
                ${caption && caption(photo)}</figcaption>
        </figure></${Sheet}>`;
}
