// SPDX-License-Identifier: Apache-2.0
// A link to another page of the office: for whom that page is not there, its words only.
import { html } from "/vendor/preact.js";
import { match } from "/shared/router.js";
import { offers, screens } from "../screens.js";
import { store } from "../store.js";

/** @param {string} href "#/device/ID" @returns {boolean} whether whoever is in can open it */
export function reaches(href) {
    const { mine } = store.get();
    const path = href.replace(/^#/, "").replace(/\?.*$/, "");
    return screens.some((screen) => match(screen.path, path) && offers(screen, mine ? mine.rights : []));
}

/** @param {{href: string, class?: string, children?: any}} props */
export function Link({ href, class: look, children }) {
    return reaches(href) ? html`<a class=${look} href=${href}>${children}</a>` : html`<span
        class=${look}>${children}</span>`;
}
