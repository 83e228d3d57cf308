// SPDX-License-Identifier: Apache-2.0
// Start of the tablet's page.
import { html, render } from "/vendor/preact.js";
import { applyLastLook } from "/shared/look.js";
import { go, startRouter } from "/shared/router.js";
import { App, loadScreens } from "./app.js";
import { launch, start } from "./session.js";
import { dispatch, store } from "./store.js";

applyLastLook();
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
await launch();
startRouter((place) => dispatch("place", place));
if (store.get().place.path === "/")
    go("/today", { replace: true });
await start();
setTimeout(loadScreens, 500);
