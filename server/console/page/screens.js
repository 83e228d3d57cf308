// SPDX-License-Identifier: Apache-2.0
// The screens and their addresses. A screen is the default export of its module and gets {params, query}; it is loaded
// when it is first opened. One line a screen: its path, which entry of the rail is current (frame/rail.js), and the
// right
// without which it is not offered.

/**
 * @typedef {object} ScreenEntry
 * @property {string} path
 * @property {string} rail
 * @property {string} right names of rights (shapes.d.ts), separated by spaces; "": everybody who is signed in
 * @property {() => Promise<{default: any}>} load
 */

/** @type {ScreenEntry[]} */
export const screens = [
    { path: "/people", rail: "/people", right: "people audit", load: () => import("./screens/people.js") },
    { path: "/person/:id", rail: "/people", right: "people audit", load: () => import("./screens/person.js") },
    { path: "/audit", rail: "/audit", right: "audit", load: () => import("./screens/audit.js") },
    { path: "/conflicts", rail: "/conflicts", right: "see", load: () => import("./screens/conflicts.js") },
    { path: "/conflict/:id", rail: "/conflicts", right: "see", load: () => import("./screens/conflict.js") },
    { path: "/held", rail: "/held", right: "held", load: () => import("./screens/held.js") },
    { path: "/held/:id", rail: "/held", right: "held", load: () => import("./screens/held_entry.js") },
    { path: "/devices", rail: "/devices", right: "devices audit", load: () => import("./screens/devices.js") },
    { path: "/device/:id", rail: "/devices", right: "devices audit", load: () => import("./screens/device.js") },
    { path: "/device/:id/exposed", rail: "/devices", right: "devices", load: () => import("./screens/exposed.js") },
    { path: "/board", rail: "/board", right: "see", load: () => import("./screens/board.js") },
    { path: "/board/:date", rail: "/board", right: "see", load: () => import("./screens/board.js") },
    { path: "/board/:date/:figure", rail: "/board", right: "see", load: () => import("./screens/figure.js") },
    { path: "/sites", rail: "/sites", right: "see", load: () => import("./screens/sites.js") },
    { path: "/site/:id", rail: "/sites", right: "see", load: () => import("./screens/site.js") },
    { path: "/visit/:id", rail: "/sites", right: "see", load: () => import("./screens/visit.js") },
    { path: "/issues", rail: "/issues", right: "see", load: () => import("./screens/issues.js") },
    { path: "/issue/:id", rail: "/issues", right: "see", load: () => import("./screens/issue.js") },
    { path: "/signoffs", rail: "/signoffs", right: "see", load: () => import("./screens/signoffs.js") },
    { path: "/signoff/:id", rail: "/signoffs", right: "see", load: () => import("./screens/signoff.js") },
    { path: "/exports", rail: "/exports", right: "export", load: () => import("./screens/exports.js") },
    { path: "/backup", rail: "/backup", right: "operate audit", load: () => import("./screens/backup.js") },
    { path: "/hooks", rail: "/hooks", right: "operate audit", load: () => import("./screens/hooks.js") },
    { path: "/hooks/deliveries", rail: "/hooks", right: "operate audit",
        load: () => import("./screens/deliveries.js") },
    { path: "/catalogue", rail: "/catalogue", right: "catalogue audit", load: () => import("./screens/catalogue.js") },
    { path: "/catalogue/edit", rail: "/catalogue", right: "catalogue",
        load: () => import("./screens/catalogue_edit.js") },
    { path: "/privacy", rail: "/privacy", right: "erase audit", load: () => import("./screens/privacy.js") },
    { path: "/security", rail: "", right: "", load: () => import("./screens/security.js") },
];

/**
 * @param {ScreenEntry} screen
 * @param {string[]} rights of whoever is there
 * @returns {boolean} whether the screen is offered
 */
export function offers({ right }, rights) {
    return right === "" || right.split(" ").some((one) => rights.includes(one));
}
