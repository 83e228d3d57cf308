// SPDX-License-Identifier: Apache-2.0
// Reading what the program answers: choices come as {code, zh, en}, or as null.

/** @param {any} choice @returns {string} its code; "" for none */
export function codeOf(choice) {
    return choice ? choice.code || String(choice) : "";
}

/** @param {any} issue @returns {number} when it is due, Unix ms; 0: no deadline */
export function dueOf(issue) {
    return issue.due_ms || issue.due_at || 0;
}

/** @param {any} issue @param {number} nowMs @returns {boolean} it is late, and still to be worked on */
export function isOverdue(issue, nowMs) {
    const due = dueOf(issue);
    return due > 0 && due < nowMs && ["open", "assigned"].includes(codeOf(issue.state));
}

/** @param {any} issue @returns {any[]} photos from before: what came with the finding, then its own */
export function beforeOf(issue) {
    return [...(issue.source || []), ...(issue.before || [])];
}

/** @param {any} who a person, or nobody @returns {string} */
export function nameOf(who) {
    return who ? who.name || "" : "";
}
