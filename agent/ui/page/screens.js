// SPDX-License-Identifier: Apache-2.0
// The screens and their addresses. A screen is the default export of its module and gets
// {params, query}; it is loaded when it is first needed, and all of them while the page is idle.

/**
 * @typedef {object} ScreenEntry
 * @property {string} path
 * @property {string} tab which of the four is current
 * @property {() => Promise<{default: any}>} load
 */

/** @type {ScreenEntry[]} */
export const screens = [
    { path: "/today", tab: "/today", load: () => import("./screens/today.js") },
    { path: "/outbox", tab: "/outbox", load: () => import("./screens/outbox.js") },
    { path: "/me", tab: "/me", load: () => import("./screens/me.js") },
    { path: "/me/handover", tab: "/me", load: () => import("./screens/handover.js") },

    // site, checklist, issues, photos

    // review, sign-offs, visits, complaints, conflicts
];


/**
 * What is shown instead of the pages: before the tablet is enrolled, and while a customer holds it.
 * @type {Record<string, () => Promise<{default: any}>>}
 */
export const whole = {
    enrol: () => import("./screens/enrol.js"),
};
