// SPDX-License-Identifier: Apache-2.0
// The time on a stamp: of Asia/Shanghai with its offset, to the second, whatever the browser is set
// to and whatever language is chosen, because the copy leaves the tablet.

const SHANGHAI_MS = 8 * 3_600_000;

/** @param {number} ms Unix ms @returns {string} "2026-11-22 18:03:41 UTC+08:00" */
export function stampTime(ms) {
    return `${new Date(ms + SHANGHAI_MS).toISOString().slice(0, 19).replace("T", " ")} UTC+08:00`;
}

const NOTICED_MS = 2000;

/**
 * When a photo was taken, as the stamp says it. What this tablet took by a wrong clock, and nobody
 * but this tablet has, is corrected by the office's time, and says so.
 * @param {{taken_at?: number | null, unsent?: boolean}} photo
 * @param {{offset_ms: number, offset_known: boolean}} session offset_ms: office minus tablet
 * @returns {string} "" when it is not known
 */
export function stampTaken(photo, session) {
    if (!photo.taken_at) return "";
    const wrong = session.offset_known && Math.abs(session.offset_ms) >= NOTICED_MS;
    if (!wrong || !photo.unsent) return stampTime(photo.taken_at);
    return `${stampTime(photo.taken_at + session.offset_ms)} 已更正 corrected`;
}
