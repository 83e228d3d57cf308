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
    { path: "/me/licences", tab: "/me", load: () => import("./screens/licences.js") },

    { path: "/site/:id", tab: "/today", load: () => import("./screens/site.js") },
    { path: "/check/:of", tab: "/today", load: () => import("./screens/checklist.js") },
    { path: "/changes/:site", tab: "/today", load: () => import("./screens/changes.js") },
    { path: "/deliveries/:site", tab: "/today", load: () => import("./screens/deliveries.js") },
    { path: "/issues", tab: "/issues", load: () => import("./screens/issues.js") },
    { path: "/issues/new/:site", tab: "/issues", load: () => import("./screens/issue_new.js") },
    { path: "/issue/:id", tab: "/issues", load: () => import("./screens/issue.js") },
    { path: "/recheck/:id", tab: "/issues", load: () => import("./screens/recheck.js") },

    // review, sign-offs, visits, complaints, conflicts
    { path: "/review/:of", tab: "/today", load: () => import("./screens/review.js") },
    { path: "/review/:of/:form", tab: "/today", load: () => import("./screens/review.js") },
    { path: "/sign/:of/:form/:role", tab: "/today", load: () => import("./screens/sign.js") },
    { path: "/signoff/:id", tab: "/today", load: () => import("./screens/signoff.js") },
    { path: "/visit/:site", tab: "/today", load: () => import("./screens/visit.js") },
    { path: "/visit/:site/:what", tab: "/today", load: () => import("./screens/visit.js") },
    { path: "/visit/:site/:what/:id", tab: "/today", load: () => import("./screens/visit.js") },
    { path: "/complaint/:site", tab: "/today", load: () => import("./screens/complaint.js") },
    { path: "/conflicts", tab: "/outbox", load: () => import("./screens/conflicts.js") },
    { path: "/conflict/:record", tab: "/outbox", load: () => import("./screens/conflicts.js") },
];


/**
 * What is shown instead of the pages: before the tablet is enrolled, and while a customer holds it.
 * @type {Record<string, () => Promise<{default: any}>>}
 */
export const whole = {
    enrol: () => import("./screens/enrol.js"),
    customer: () => import("./screens/customer.js"),
};
