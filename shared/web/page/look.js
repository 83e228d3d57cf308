// SPDX-License-Identifier: Apache-2.0
// Language, theme and text size of a page; remembered in the browser only so that the next start does not flash.
import { setLanguage } from "/shared/words.js";

/** @typedef {{language: "zh" | "en", theme: "light" | "dark" | "auto", size: number}} Look */

/** @param {Partial<Look>} look what is missing takes its default */
export function applyLook(look) {
    const { language = "zh", theme = "light", size = 100 } = look;
    const root = document.documentElement;
    const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    setLanguage(language);
    root.dataset.theme = dark ? "dark" : "light";
    root.dataset.size = String(size);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#0e1315" : "#f3f5f4");
    try {
        localStorage.setItem("look", JSON.stringify({ language, theme, size }));
    } catch {
        // only the first moment of the next start looks different
    }
}

/** @returns {Partial<Look>} that of the last time in this browser */
export function lastLook() {
    try {
        return JSON.parse(localStorage.getItem("look") || "{}") || {};
    } catch {
        return {}; // the defaults then
    }
}

/** The look of the last time, before the program has answered. */
export function applyLastLook() {
    applyLook(lastLook());
}
