// SPDX-License-Identifier: Apache-2.0
// The other language, where nobody is in yet whose choice is known: it changes this page only.
import { html } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { applyLook } from "/shared/look.js";
import { language } from "/shared/words.js";
import { useSession } from "../store.js";

/** @param {{onFlip: () => void}} props onFlip renders the screen anew */
export function Flip({ onFlip }) {
    const { settings } = useSession();
    const other = language() === "zh" ? "en" : "zh";
    const flip = () => {
        applyLook({ ...settings, language: other });
        onFlip();
    };
    return html`<${Button} kind="quiet" icon="language" onTap=${flip}>${other === "en" ? "English" : "中文"}</${Button}>`;
}
