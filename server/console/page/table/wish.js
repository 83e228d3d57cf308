// SPDX-License-Identifier: Apache-2.0
// What a list is asked for, and how that stands in the address of the page: filters, order, columns. Pure functions.

/**
 * @typedef {object} Column
 * @property {string} code member of the row, and name of the order
 * @property {string} zh
 * @property {string} en
 * @property {"text" | "number" | "time" | "date" | "money" | "words" | "truth" | "size"} [type] default text
 * @property {(row: any) => any} [cell] what is shown; default: the member by its type
 * @property {boolean} [sort] the server orders by it
 * @property {boolean} [hidden] not shown until it is chosen
 * @property {boolean} [fixed] cannot be left out
 * @property {boolean} [narrow] its head may break where words end
 */

/**
 * @typedef {object} Filter
 * @property {string} code parameter of the list
 * @property {string} zh
 * @property {string} en
 * @property {"text" | "choice" | "tabs" | "truth" | "day"} type tabs: a choice that stands over the table, with counts
 * @property {{code: string, zh?: string, en?: string, label?: string, tone?: import("/shared/shapes.js").Tone}[]
 *     | ((answer: any) => any[])} [options] of a choice; may come with the list's answer
 */

/** @typedef {Record<string, string>} Query of the page's address */

const OURS = ["sort", "desc", "cols"];

/**
 * The filters that are set.
 * @param {Filter[]} filters
 * @param {Query} query
 * @returns {Query}
 */
export function filtersOf(filters, query) {
    return Object.fromEntries(filters.filter(({ code }) => query[code]).map(({ code }) => [code, query[code]]));
}

/**
 * What the list is asked for, without its page.
 * @param {Filter[]} filters
 * @param {Column[]} columns
 * @param {Query} query
 * @returns {Query}
 */
export function wishOf(filters, columns, query) {
    const wish = filtersOf(filters, query);
    if (columns.some(({ code, sort }) => sort && code === query.sort))
        wish.sort = query.sort;
    if (query.desc === "true")
        wish.desc = "true";
    return wish;
}

/**
 * What a view keeps: all of the address that is the list's.
 * @param {Filter[]} filters
 * @param {Query} query
 * @returns {Query}
 */
export function viewOf(filters, query) {
    const kept = filtersOf(filters, query);
    for (const name of OURS)
        if (query[name])
            kept[name] = query[name];
    return kept;
}

/**
 * The address without what is the list's.
 * @param {Filter[]} filters
 * @param {Query} query
 * @returns {Query}
 */
export function without(filters, query) {
    const names = new Set([...OURS, ...filters.map(({ code }) => code)]);
    return Object.fromEntries(Object.entries(query).filter(([name]) => !names.has(name)));
}

/**
 * A click on a head: by it, then the other way round, then as the list comes by itself.
 * @param {Query} query
 * @param {string} code
 * @returns {Query}
 */
export function sortedBy(query, code) {
    const { sort, desc, ...rest } = query;
    if (sort !== code)
        return { ...rest, sort: code };
    return desc === "true" ? rest : { ...rest, sort: code, desc: "true" };
}

/**
 * @param {Column[]} columns
 * @param {Query} query
 * @returns {Column[]} those shown
 */
export function shownColumns(columns, query) {
    if (!query.cols)
        return columns.filter(({ hidden }) => !hidden);
    const chosen = query.cols.split(",");
    return columns.filter(({ code, fixed }) => fixed || chosen.includes(code));
}

/**
 * @param {Column[]} columns
 * @param {Query} query
 * @param {string} code column to be shown, or not any more
 * @returns {Query}
 */
export function withColumn(columns, query, code) {
    const shown = new Set(shownColumns(columns, query).map((column) => column.code));
    if (!shown.delete(code))
        shown.add(code);
    const cols = columns.map((column) => column.code).filter((one) => shown.has(one)).join(",");
    const usual = columns.filter(({ hidden }) => !hidden).map((column) => column.code).join(",");
    const { cols: _, ...rest } = query;
    return cols === usual || cols === "" ? rest : { ...rest, cols };
}
