// SPDX-License-Identifier: Apache-2.0
// Start of the office's page.
//
// How to add a screen:
// 1. screens/NAME.js: `export default function Name({ params, query })`, of the parts in /shared/kit and the frame:
//
//        import { html } from "/vendor/preact.js";
//        import { PageHead } from "/shared/kit/layout.js";
//        import { t } from "/shared/words.js";
//        import { DataTable } from "../table/table.js";
//
//        const columns = [
//            { code: "customer", zh: "客户", en: "Customer", sort: true, cell: (row) => row.customer },
//            { code: "due_ms", zh: "期限", en: "Due", sort: true, type: "time", cell: (row) => row.due_ms }];
//        const filters = [{ code: "text", zh: "包含", en: "Contains", type: "text" }];
//        export default function Sites({ query }) {
//            return html`<${PageHead} title=${t("工地", "Sites")} wide=${true} />
//                <div class="page-body page-wide"><${DataTable} list="sites" path="/api/sites" query=${query}
//                    columns=${columns} filters=${filters} open=${(row) => `#/site/${row.id}`} /></div>`;
//        }
//
// 2. one line in screens.js; if it has an entry of its own in the rail, that is in frame/rail.js already.
// 3. What it reads: useData(path) of store.js, asked again at every ring. What it changes: act(path, body, {zh, en,
// undo})
//    of act.js, null when it was refused. What may be offered: may("settle") of store.js. Keys of its own: useKeys of
//    frame/keys.js. Charts: charts/chart.js. Words of its own stand at their place: t("中文", "English").
// 4. Style: office.css has what all share; a page's own classes go to a file NAME.css, linked in index.html.
import { html, render } from "/vendor/preact.js";
import { saySilence } from "/shared/kit/layout.js";
import { applyLook, lastLook } from "/shared/look.js";
import { startRouter } from "/shared/router.js";
import { App } from "./frame/app.js";
import { start } from "./session.js";
import { dispatch } from "./store.js";

applyLook({ theme: "auto", ...lastLook() });
saySilence({
    zh: "办公室服务器没有回答；已保存的内容完好；它回来后页面会自动继续",
    en: "the office's server does not answer; what was saved is intact; the page goes on by itself once it is back",
});
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
startRouter((place) => dispatch("place", place));
await start();
