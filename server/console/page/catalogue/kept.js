// SPDX-License-Identifier: Apache-2.0
// The draft of a catalogue outlives a reload: it is kept by the browser for as long as the tab is open, for its writer.
import { useEffect } from "/vendor/preact.js";
import { dispatch, store, useSession, useStore } from "../store.js";

/** @typedef {import("../store.js").Draft} Draft */

const NAME = "catalogue-draft";

/** @param {string} account @returns {Draft | null} */
function kept(account) {
    try {
        const { by, draft } = JSON.parse(sessionStorage.getItem(NAME) || "{}");
        return by === account ? draft : null;
    } catch {
        return null;
    }
}

/** @param {string} account @param {Draft} draft */
function keep(account, { base, from, doc, text }) {
    try {
        sessionStorage.setItem(NAME, JSON.stringify({ by: account, draft: { base, from, doc, text } }));
    } catch {
        // then it lives until the page is reloaded
    }
}

/** The draft is given up, or published. */
export function dropDraft() {
    sessionStorage.removeItem(NAME);
    dispatch("draft", null);
}

/** @returns {Draft | null} the draft, also that of before a reload */
export function useDraft() {
    const { account } = useSession();
    const by = (account && account.id) || "";
    const draft = useStore((state) => state.draft);
    useEffect(() => {
        const before = !store.get().draft && kept(by);
        if (before)
            dispatch("draft", before);
    }, []);
    useEffect(() => {
        if (draft)
            keep(by, draft);
    }, [draft && draft.doc, draft && draft.text, draft && draft.base]);
    return draft;
}
