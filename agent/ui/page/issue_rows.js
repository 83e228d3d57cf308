// SPDX-License-Identifier: Apache-2.0
// Which rows of a long list are in the page: those in sight and a few beside them. Pure functions,
// so a list of 5,000 costs as much as one of twenty.

export const PAGE_ROWS = 200;

/**
 * @typedef {{first: number, last: number, before: number, after: number}} RowWindow
 *   rows first … last - 1 are drawn; before and after are the pixels that stand for the others
 */

/**
 * The rows in sight.
 * @param {{top: number, height: number, row: number, total: number, beside?: number}} view
 *   top: pixels of the list above the sight; height of the sight; row: height of one
 * @returns {RowWindow}
 */
export function rowWindow({ top, height, row, total, beside = 6 }) {
    const wanted = Math.floor(Math.max(0, top) / row) - beside;
    const count = Math.ceil(height / row) + 2 * beside + 1;
    const first = Math.max(0, Math.min(wanted, total - count));
    const last = Math.min(total, first + count);
    return { first, last, before: first * row, after: (total - last) * row };
}

/**
 * Rows as far as they have come, page by page. A new question, or a change told by the watch, makes
 * a new list; the old rows are shown until the new ones are there.
 * @template Row
 * @typedef {object} Pages
 * @property {string} query what was asked
 * @property {number} total
 * @property {Map<number, Row[]>} pages by their number
 */

/** @template Row @param {string} query @returns {Pages<Row>} */
export function noPages(query) {
    return { query, total: 0, pages: new Map() };
}

/**
 * @template Row
 * @param {Pages<Row>} list
 * @param {number} page
 * @param {{total: number, rows: Row[]}} answer
 * @returns {Pages<Row>}
 */
export function withPage(list, page, answer) {
    const pages = new Map(list.pages);
    pages.set(page, answer.rows);
    return { ...list, total: answer.total, pages };
}

/**
 * The row with this number, when it has come.
 * @template Row
 * @param {Pages<Row>} list
 * @param {number} index
 * @returns {Row | undefined}
 */
export function rowAt(list, index) {
    return list.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
}

/**
 * Pages that the rows in sight need and that have not come.
 * @template Row
 * @param {Pages<Row>} list
 * @param {RowWindow} window
 * @returns {number[]}
 */
export function pagesWanted(list, window) {
    const wanted = [];
    const last = Math.max(window.first, window.last - 1);
    for (
        let page = Math.floor(window.first / PAGE_ROWS);
        page <= Math.floor(last / PAGE_ROWS);
        page++
    )
        if (!list.pages.has(page)) wanted.push(page);
    return wanted;
}
