// SPDX-License-Identifier: Apache-2.0
// The time on a stamp: of Asia/Shanghai with its offset, to the second, whatever the browser is set
// to and whatever language is chosen, because the copy leaves the tablet.

const SHANGHAI_MS = 8 * 3_600_000;

/** @param {number} ms Unix ms @returns {string} "2026-11-22 18:03:41 UTC+08:00" */
export function stampTime(ms) {
    return `${new Date(ms + SHANGHAI_MS).toISOString().slice(0, 19).replace("T", " ")} UTC+08:00`;
}
