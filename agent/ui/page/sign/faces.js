// SPDX-License-Identifier: Apache-2.0
// Five faces from very poor to very good: drawn, with their words under them.
import { html, useRef } from "/vendor/preact.js";
import { t } from "/shared/words.js";

const BENDS = [-9, -5, 0, 5, 9]; // of the mouth: below its corners it smiles

export const faceWords = () => [
    t("很不满意", "very poor"),
    t("不满意", "poor"),
    t("一般", "fair"),
    t("满意", "good"),
    t("非常满意", "very good"),
];

/** @param {{score: number}} props 1 … 5 */
export const Face = ({ score }) => {
    const bend = BENDS[score - 1],
        corner = 32 - bend / 2;
    return html`<svg class="face" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
        <circle cx="24" cy="24" r="21" />
        <circle class="eye" cx="16.5" cy="19" r="2.6" /><circle class="eye" cx="31.5" cy="19" r="2.6" />
        <path d=${`M14 ${corner}Q24 ${corner + bend * 1.7} 34 ${corner}`} />
        ${score === 1 && html`<path d="M12 12.500L20 15.500M36 12.500L28 15.500" />`}
    </svg>`;
};

/**
 * One of five, or none: a tap on the chosen one takes it back.
 * @param {{value: number, onChange: (score: number) => void}} props 0: none
 */
export function Faces({ value, onChange }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const label = t("总体感受（可不选）", "How was it over all? (may be left out)");
    const keys = (/** @type {KeyboardEvent} */ event) => {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        const buttons = [...(box.current?.querySelectorAll("button") ?? [])];
        const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
        if (step && at >= 0) {
            event.preventDefault();
            buttons[(at + step + buttons.length) % buttons.length].focus();
        }
    };
    return html`<div class="group"><div class="group-label" aria-hidden="true">${label}</div>
        <div class="faces" role="radiogroup" aria-label=${label} ref=${box} onKeyDown=${keys}>
            ${faceWords().map(
                (words, i) => html`<button type="button" role="radio" key=${i} data-score=${i + 1}
                class=${`face-choice face-${i + 1}${value === i + 1 ? " is-chosen" : ""}`}
                    aria-checked=${String(value === i + 1)}
                tabindex=${(value || 1) === i + 1 ? 0 : -1} onClick=${() => onChange(value === i + 1 ? 0 : i + 1)}>
                <${Face} score=${i + 1} /><span>${words}</span></button>`,
            )}
        </div></div>`;
}
