// SPDX-License-Identifier: Apache-2.0
// People: everybody of the company, who of them may sign in here, and as what.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Mark } from "/shared/kit/icon.js";
import { PageHead } from "/shared/kit/layout.js";
import { Sheet } from "/shared/kit/sheet.js";
import { go } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { SelectField } from "../frame/select.js";
import { may } from "../store.js";
import { DataTable } from "../table/table.js";
import { ROLES, words } from "../words_office.js";

/** @type {Record<string, import("/shared/shapes.js").Tone>} */
const TONES = { active: "pass", blocked: "fail", none: "idle" };
const ACCOUNTS = [
    { code: "active", zh: "可登录", en: "may sign in" },
    { code: "blocked", zh: "已停用", en: "blocked" },
    { code: "none", zh: "无账号", en: "no account" },
];

/** @param {string} code of an account's state @returns {any} */
export function accountMark(code) {
    const said = ACCOUNTS.find((one) => one.code === code) || ACCOUNTS[2];
    return html`<${Mark} tone=${TONES[said.code]} soft=${true}>${w(said)}</${Mark}>`;
}

/** @param {string} grants "administrator, reconciler@滨江店" @returns {string} in words */
function grantWords(grants) {
    const said = grants.split(", ").filter(Boolean).map((grant) => {
        const [code, store] = grant.split("@");
        const role = ROLES.find((one) => one.code === code);
        return `${role ? w(role) : code}${store ? ` (${store})` : ""}`;
    });
    return said.join(t("、", ", ")) || "—";
}

/** @type {import("../table/wish.js").Column[]} */
const columns = [
    { code: "name", zh: "姓名", en: "Name", sort: true, fixed: true },
    { code: "role", zh: "岗位", en: "Post", type: "words", sort: true },
    { code: "phone", zh: "电话", en: "Phone", sort: true },
    { code: "login", zh: "账号", en: "Login", sort: true },
    { code: "state", zh: "办公室登录", en: "Office", sort: true, cell: (row) => accountMark(row.state_code) },
    { code: "grants", zh: "权限", en: "Roles granted", cell: (row) => grantWords(row.grants || "") },
    { code: "signed_in", zh: "上次登录", en: "Last sign-in", type: "time", sort: true },
    { code: "sites", zh: "工地", en: "Sites", type: "number", sort: true },
    { code: "devices", zh: "平板", en: "Tablets", type: "number", sort: true },
];

/** @type {import("../table/wish.js").Filter[]} */
const filters = [
    { code: "account", zh: "办公室登录", en: "Office", type: "tabs", options: ACCOUNTS },
    { code: "text", zh: "姓名、电话、账号", en: "name, phone, login", type: "text" },
    { code: "role", zh: "岗位", en: "Post", type: "choice", options: ROLES },
];

/** @param {{onClose: () => void}} props */
function AddPerson({ onClose }) {
    const [name, setName] = useState("");
    const [role, setRole] = useState("inspector");
    const [phone, setPhone] = useState("");
    const save = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (!name.trim())
            return;
        const answer = await act("/api/people", { name: name.trim(), role, ...(phone.trim()
            && { phone: phone.trim() }) },
            { zh: `已添加 ${name.trim()}`, en: `${name.trim()} added` });
        if (answer)
            go(`/person/${answer.id}`);
    };
    return html`<${Sheet} title=${t("新增人员", "Add a person")} onClose=${onClose}>
        <form class="stack" onSubmit=${save}>
            <${TextField} label=${t("姓名", "Name")} value=${name} onChange=${setName} limit=${100} required=${true}
                focus=${true} />
            <${SelectField} label=${t("岗位", "Post")} value=${role} options=${ROLES} onChange=${setRole} />
            <${TextField} label=${t("电话", "Phone")} value=${phone} onChange=${setPhone} mode="tel" limit=${40} />
            <div class="row"><${Button} kind="primary" submit=${true}
                disabled=${!name.trim()}>${words.save()}</${Button}>
                <${Button} onTap=${onClose}>${words.cancel()}</${Button}></div>
        </form></${Sheet}>`;
}

/** @param {{query: Record<string, string>}} props */
export default function People({ query }) {
    const [adding, setAdding] = useState(false);
    return html`<${PageHead} wide=${true} title=${t("人员与权限", "People and roles")} actions=${may("people")
        && html`<${Button} icon="plus" onTap=${() => setAdding(true)}>${t("新增人员", "Add a person")}</${Button}>`} />
        <div class="page-body page-wide"><${DataTable} list="people" path="/api/people" query=${query}
            columns=${columns}
            filters=${filters} open=${(/** @type {any} */ row) => `#/person/${row.id}`} /></div>
        ${adding && html`<${AddPerson} onClose=${() => setAdding(false)} />`}`;
}
