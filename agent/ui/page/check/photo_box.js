// SPDX-License-Identifier: Apache-2.0
// Camera, gallery, what is under way and what is stored, for one thing that has photos.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { FileButton } from "/shared/kit/form.js";
import { PhotoGrid, PhotoView } from "/shared/kit/photos.js";
import { t } from "/shared/words.js";
import { DrawSheet } from "./draw_sheet.js";
import { savePhotos, Uploads } from "./uploads.js";

/**
 * @typedef {import("/shared/shapes.js").Photo} Photo
 * @typedef {import("./uploads.js").PhotoTarget} PhotoTarget
 * @typedef {import("./draw_sheet.js").About} About
 */

/**
 * The two ways to a photo: the camera at once, or several from the gallery.
 * @param {{onFiles: (files: File[]) => any, primary?: boolean, label?: string, small?: boolean,
 *     about?: string}} props small: the gallery as an icon; about: for screen readers, what it is of
 */
export function CameraButtons({ onFiles, primary, label, small, about }) {
    const of = about ? html`<span class="unseen">: ${about}</span>` : null;
    const several = t("选多张", "Several");
    return html`<div class="camera">
        <${FileButton} camera=${true} icon="camera" kind=${primary ? "primary" : "plain"}
            label=${html`${label || t("拍照", "Camera")}${of}`} onFiles=${onFiles} />
        <${FileButton} many=${true} icon="photo" onFiles=${onFiles}
            label=${small ? html`<span class="unseen">${several}${of}</span>` : several} />
    </div>`;
}

/**
 * Stored photos; a tap opens one, with drawing and stamping on a copy.
 * @param {{photos: Photo[], label: string, about: About, line?: boolean, big?: boolean}} props
 *     big: the newest fills the width, the others stand below it
 */
export function Photos({ photos, label, about, line, big }) {
    const [at, setAt] = useState(-1);
    const [drawing, setDrawing] = useState(/** @type {Photo | null} */ (null));
    if (photos.length === 0) return null;
    const draw = (/** @type {Photo} */ photo) => () => {
        setAt(-1);
        setDrawing(photo);
    };
    return html`<div class=${big ? "photos-big" : ""}>
        <${PhotoGrid} photos=${photos} label=${label} onOpen=${setAt} line=${line} />
        ${at >= 0 &&
        html`<${PhotoView} photos=${photos} at=${at} onMove=${setAt} onClose=${() => setAt(-1)}
            actions=${(/** @type {Photo} */ photo) =>
                html`<${Button} icon="pen" onTap=${draw(photo)} disabled=${!photo.of}>
                    ${t("标注副本", "Draw on a copy")}
                </${Button}>`} />`}
        ${drawing &&
        html`<${DrawSheet} photo=${drawing} about=${about} onClose=${() => setDrawing(null)} />`}
    </div>`;
}

/**
 * Both, with the line of what is not saved yet.
 * @param {{group: string, photos: Photo[], label: string, about: About, target: () => PhotoTarget,
 *     saved?: (answer: any) => any, primary?: boolean, camera?: string, line?: boolean}} props
 */
export function PhotoBox({ group, photos, label, about, target, saved, primary, camera, line }) {
    return html`<div class="photo-box">
        <${CameraButtons} primary=${primary} label=${camera}
            onFiles=${(/** @type {File[]} */ files) => savePhotos(group, files, target, saved)} />
        <${Uploads} group=${group} />
        <${Photos} photos=${photos} label=${label} about=${about} line=${line} />
    </div>`;
}
