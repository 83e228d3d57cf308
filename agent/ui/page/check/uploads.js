// SPDX-License-Identifier: Apache-2.0
// The one queue of photos of this page, and what it shows of them.
import { html } from "/vendor/preact.js";
import { Failure, once, postPhoto } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { HoldButton } from "/shared/kit/confirm.js";
import { Icon } from "/shared/kit/icon.js";
import { size } from "/shared/format.js";
import { half, t, w } from "/shared/words.js";
import { PhotoQueue, unsaved } from "./photo_queue.js";
import { dispatch, personId, store, useStore } from "../store.js";

/** @typedef {import("./photo_queue.js").PhotoJob} PhotoJob */

const queue = new PhotoQueue({
    send: (job) => postPhoto(job.path, { ...job.query, once: job.id }, job.file),
    changed: (jobs) => dispatch("uploads", jobs),
    once,
    person: () => personId() || null,
    waits: (error) => error instanceof Failure && error.status === 401,
});
let person = "";
store.subscribe(() => {
    const now = personId();
    if (now !== person && now !== "") queue.go();
    person = now;
});
addEventListener("beforeunload", (event) => {
    if (queue.jobs.length > 0) event.preventDefault();
});

/**
 * Where the photos of a group go: the route, and its parameters beside the photo's own.
 * @typedef {{path: string, query: Record<string, string>}} PhotoTarget
 */

/**
 * Saves photos one after the other.
 * @param {string} group
 * @param {File[]} files
 * @param {() => PhotoTarget} target asked for each photo, when its turn comes to be taken in
 * @param {(answer: any) => any} [saved] told of each that is durable
 */
export function savePhotos(group, files, target, saved) {
    for (const file of files) {
        const { path, query } = target();
        const more = { name: file.name, taken_at: String(file.lastModified) };
        queue.add({ group, path, query: { ...query, ...more }, file }).then(saved, () => {
            // it stays in the queue with its reason, and is shown there
        });
    }
}

/** @param {{job: PhotoJob}} props one that the program refused, with its reason */
function Refused({ job }) {
    const error = /** @type {any} */ (job.error);
    return html`<div class="note tone-fail" role="alert">
        <${Icon} name="warning" />
        <div>
            <p>
                ${t("这张照片没有保存：", "This photo was not saved: ")}${w(error)}
                ${error && error.detail ? html`<small>${half(error.detail)}</small>` : null}
                <small>${job.file.name || t("照片", "photo")} · ${size(job.file.size)}</small>
            </p>
            <div class="row">
                <${Button} icon="sync" onTap=${() => queue.again(job.group)}>
                    ${t("重试", "Try again")}
                </${Button}>
                <${HoldButton} icon="trash" label=${t("不要这张", "Discard")}
                    onConfirm=${() => queue.drop(job.id)} />
            </div>
        </div>
    </div>`;
}

/**
 * What is not saved yet of a group, in words; nothing when all is.
 * @param {{group: string}} props
 */
export function Uploads({ group }) {
    const jobs = useStore((state) => state.uploads);
    const { count, refused } = unsaved(jobs, group);
    const going = count - refused.length;
    if (count === 0) return null;
    const { done, total } = queue.progress(group);
    return html`<div class="uploads" aria-live="polite">
        ${going > 0 &&
        html`<div class="uploads-line">
            <span class="saving saving-unsaved"><${Icon} name="sync" size="small" />
                ${t(`第 ${done + 1} 张，共 ${total} 张`, `${done + 1} of ${total}`)} ·
                ${t(`${going} 张未保存`, `${going} not saved yet`)}</span>
            <progress value=${done} max=${total} aria-label=${t("照片保存进度", "photos saved")}>
            </progress>
        </div>`}
        ${refused.map((job) => html`<${Refused} key=${job.id} job=${job} />`)}
    </div>`;
}
