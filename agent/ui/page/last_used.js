// SPDX-License-Identifier: Apache-2.0
// What a person chose last, so that it is offered first. Preferences only, in this browser; what is
// recorded is never kept here.

const KEPT = 8;

/** @typedef {Pick<Storage, "getItem" | "setItem">} Keeper */

/** @param {string} person @param {string} what @returns {string} */
function keyOf(person, what) {
    return `plumb.last.${person}.${what}`;
}

/**
 * The last choices, newest first. Anything unreadable counts as none.
 * @param {Keeper} keeper
 * @param {string} person
 * @param {string} what "responsible", "deadline", "room" …
 * @returns {string[]}
 */
export function lastUsed(keeper, person, what) {
    try {
        const list = JSON.parse(keeper.getItem(keyOf(person, what)) ?? "[]");
        return Array.isArray(list) ? list.filter((value) => typeof value === "string") : [];
    } catch {
        return [];
    }
}

/**
 * @param {Keeper} keeper
 * @param {string} person
 * @param {string} what
 * @param {string} value
 */
export function used(keeper, person, what, value) {
    const others = lastUsed(keeper, person, what).filter((other) => other !== value);
    try {
        keeper.setItem(keyOf(person, what), JSON.stringify([value, ...others].slice(0, KEPT)));
    } catch {
        // A browser that keeps nothing offers the choices in their usual order.
    }
}

/**
 * Choices with those used last in front; the others keep their order.
 * @template Choice
 * @param {Choice[]} choices
 * @param {string[]} last values, newest first
 * @param {(choice: Choice) => string} valueOf
 * @returns {Choice[]}
 */
export function lastFirst(choices, last, valueOf) {
    const rank = (/** @type {Choice} */ choice) => {
        const at = last.indexOf(valueOf(choice));
        return at < 0 ? last.length : at;
    };
    return choices
        .map((choice, i) => ({ choice, i, rank: rank(choice) }))
        .sort((a, b) => a.rank - b.rank || a.i - b.i)
        .map((entry) => entry.choice);
}
