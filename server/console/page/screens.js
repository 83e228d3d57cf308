// SPDX-License-Identifier: Apache-2.0
// The screens and their addresses. A screen is the default export of its module and gets {params, query}; it is loaded
// when it is first opened. One line a screen: its path, which entry of the rail is current (frame/rail.js), and the
// right
// without which it is not offered.

/**
 * @typedef {object} ScreenEntry
 * @property {string} path
 * @property {string} rail
 * @property {import("./shapes.js").Right | ""} right "": everybody who is signed in
 * @property {() => Promise<{default: any}>} load
 */

/** @type {ScreenEntry[]} */
export const screens = [
    { path: "/security", rail: "", right: "", load: () => import("./screens/security.js") },
];
