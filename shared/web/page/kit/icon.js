// SPDX-License-Identifier: Apache-2.0
// Icons: drawn by us, one stroke width, inline so that they take the colour of the text. They are
// hidden from screen readers, because words always stand beside them or in the label.
import { html } from "/vendor/preact.js";

const FILLED = new Set(["dot", "ring-dot", "square", "triangle", "diamond"]);

/** @type {Record<string, string>} paths in a box of 24 */
const PATHS = {
    today: "M4 11 12 4l8 7M6 10v9h12v-9M10 19v-5h4v5",
    issues: "M6 21V4M6 5h11l-2.5 4L17 13H6",
    outbox: "M12 14V4M8 8l4-4 4 4M4 13v6h16v-6",
    me: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c1-4 4-5 7-5s6 1 7 5",
    back: "M14 5l-7 7 7 7",
    forward: "M10 5l7 7-7 7",
    down: "M5 9l7 7 7-7",
    up: "M5 15l7-7 7 7",
    close: "M6 6l12 12M18 6 6 18",
    plus: "M12 5v14M5 12h14",
    minus: "M5 12h14",
    check: "M4.5 12.5 10 18 19.5 7",
    cross: "M6 6l12 12M18 6 6 18",
    dash: "M6 12h12",
    camera: "M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
    photo: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01",
    phone: "M6 4h3l1.5 4.5L8.5 10c1 2.2 3.2 4.4 5.5 5.5l1.5-2L20 15v3.5c0 1-.8 1.5-1.7 1.5" +
        "C10.8 19.5 4.5 13.2 4 5.7 4 4.8 5 4 6 4z",
    place: "M12 21c4-4.5 6.5-7.7 6.5-11a6.5 6.5 0 0 0-13 0c0 3.3 2.5 6.5 6.5 11z" +
        "M12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 15v2",
    unlock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2M12 15v2",
    sync: "M19 9a7.5 7.5 0 0 0-13.5-1.5M5 4v4h4M5 15a7.5 7.5 0 0 0 13.5 1.5M19 20v-4h-4",
    offline: "M4 4l16 16M7 10.5a8 8 0 0 1 2-1.2M12.5 8.5c2 .2 3.5 1 4.8 2.2M9.8 13.8a3.5 3.5 0 0 1 3.6-.4M12 18h.01",
    send: "M12 20V5M6 11l6-6 6 6",
    warning: "M12 4 2.8 20h18.4zM12 10v5M12 17.6v.01",
    info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.5v.01",
    undo: "M8 5 4 9l4 4M4 9h9a6 6 0 0 1 0 12h-3",
    redo: "M16 5l4 4-4 4M20 9h-9a6 6 0 0 0 0 12h3",
    trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
    pen: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    arrow: "M5 19 19 5M10 5h9v9",
    circle: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z",
    text: "M5 6V4h14v2M12 4v16M9 20h6",
    sign: "M3 18c3-9 5-12 6.5-11S7 15 8.5 16s3-4 4.5-4 .5 3 2 3 2.5-1 5-1M3 21h18",
    document: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    truck: "M3 6h11v10H3zM14 10h4l3 3v3h-7M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
    wrench: "M20 6.5a4.5 4.5 0 0 1-6 5.5L7 19.5 4.5 17 12 10a4.5 4.5 0 0 1 5.5-6L14.8 6.7l2.5 2.5z",
    eye: "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z" +
        "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    backspace: "M9 6h11v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5",
    share: "M12 3v12M8 7l4-4 4 4M6 11H4.5v10h15V11H18",
    download: "M12 4v11M8 11l4 4 4-4M4 20h16",
    filter: "M4 6h16M7 12h10M10 18h4",
    search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
    clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
    calendar: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
    people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c.5-4 3-6 6-6s5.5 2 6 6" +
        "M15.5 4.5a3.3 3.3 0 0 1 0 6M17.5 14.5c2 .8 3.2 2.6 3.5 5.5",
    language: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c-5 6-5 12 0 18M12 3c5 6 5 12 0 18",
    sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4" +
        "M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
    moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    storage: "M4 6h16v5H4zM4 13h16v5H4zM7.5 8.5h.01M7.5 15.5h.01",
    key: "M8 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM11.5 12H21v3M17 12v3",
    tablet: "M5 3h14v18H5zM11 18h2",
    office: "M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3",
    conflict: "M12 21v-7M12 14 5 5M12 14l7-9M5 10V5h5M14 5h5v5",
    held: "M7 4h10v16H7zM4 8v8M20 8v8M10 9v6M14 9v6",
    sort: "M8 10l4-5 4 5M8 14l4 5 4-5",
    copy: "M8 8h12v12H8zM16 8V4H4v12h4",
    columns: "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
    print: "M7 9V4h10v5M5 9h14v8h-3M8 17H5M8 14h8v6H8z",
    star: "M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
    chart: "M4 20h16M6 16v-4M11 16V6M16 16v-7",
    list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
    more: "M5 12h.01M12 12h.01M19 12h.01",
    dot: "M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12z",
    square: "M6.5 6.5h11v11h-11z",
    triangle: "M12 5l8 14H4z",
    diamond: "M12 4l8 8-8 8-8-8z",
    ring: "M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12z",
};

/**
 * @param {{name: string, size?: "small" | "large"}} props
 */
export function Icon({ name, size }) {
    const path = PATHS[name] || PATHS.info;
    return html`<svg class=${"icon" + (size ? " icon-" + size : "")} viewBox="0 0 24 24" aria-hidden="true"
        focusable="false"
        fill=${FILLED.has(name) ? "currentColor" : "none"}><path d=${path} /></svg>`;
}

/** @type {Record<import("/shared/shapes.js").Tone, string>} the shape that goes with each colour */
const SHAPES = { pass: "check", fail: "cross", warn: "triangle", busy: "send", idle: "ring", plain: "dash" };

/**
 * A state told by colour, shape and words at once.
 * @param {{tone: import("/shared/shapes.js").Tone, children?: any, icon?: string, soft?: boolean}} props
 *     soft: without the tinted ground
 */
export function Mark({ tone, children, icon, soft }) {
    return html`<span class=${`mark tone-${tone}` + (soft ? " mark-soft" : "")}>
        <${Icon} name=${icon || SHAPES[tone]} size="small" /><span>${children}</span></span>`;
}
