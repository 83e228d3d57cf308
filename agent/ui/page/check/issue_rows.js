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
 * Rows as far as they have come, page by page, each with the ring of the program that it knows.
 * @template Row
 * @typedef {object} Pages
 * @property {string} query what was asked; another question begins a new list
 * @property {number} total
 * @property {Map<number, {rows: Row[], seen: number}>} pages by their number
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
 * @param {number} seen the ring before it was asked
 * @returns {Pages<Row>}
 */
export function withPage(list, page, answer, seen) {
    const pages = new Map(list.pages);
    pages.set(page, { rows: answer.rows, seen });
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
    return list.pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
}

/**
 * Pages of the rows in sight that have not come, or that something has changed since. The old rows
 * stay in sight until the new ones are there.
 * @template Row
 * @param {Pages<Row>} list
 * @param {RowWindow} window
 * @param {number} seen
 * @returns {number[]}
 */
export function pagesWanted(list, window, seen) {
    const wanted = [];
    const end = Math.max(window.first, window.last - 1);
    for (let page = Math.floor(window.first / PAGE_ROWS); page <= Math.floor(end / PAGE_ROWS); page++)
        if (list.pages.get(page)?.seen !== seen) wanted.push(page);
    return wanted;
}
