// SPDX-License-Identifier: Apache-2.0
// One person: who they are, what they may do at the office, where they work, which tablets know them.
import { html, useEffect, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { TextField } from "/shared/kit/form.js";
import { Card, Empty, ErrorNote, Loading, PageHead, Row, Section } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t, w } from "/shared/words.js";
import { act } from "../act.js";
import { SelectField } from "../frame/select.js";
import { AccountCard } from "../people/account_card.js";
import { Assignments } from "../people/assignments.js";
import { may, useData } from "../store.js";
import { ROLES, words } from "../words_office.js";

/** @param {{person: any, reload: () => void}} props */
function Facts({ person, reload }) {
    const now = { name: person.name || "", role: person.role ? person.role.code : "", phone: person.phone || "" };
    const [form, setForm] = useState(now);
    const [why, setWhy] = useState("");
    const key = JSON.stringify(now);
    useEffect(() => setForm(now), [key]);
    const changed = Object.entries(form).filter(([name, value]) => value.trim() !== now[/** @type {"name"} */ (name)]);
    const set = (/** @type {string} */ name) => (/** @type {string} */ value) => setForm({ ...form, [name]: value });
    const save = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (changed.length === 0 || !form.name.trim())
            return;
        const body = Object.fromEntries(changed.map(([name, value]) => [name, value.trim()]));
        if (await act(`/api/people/${person.id}`, { ...body, version: person.version, ...(why.trim()
            && { why: why.trim() }) },
            { zh: "已保存；平板下次联系时更新", en: "Saved; tablets follow at their next contact" })) {
            setWhy("");
            reload();
        }
    };
    if (!may("people"))
        return html`<${Section} title=${t("基本信息", "Who it is")}><${Card}><dl class="facts"><dt>${t("岗位", "Post")}</dt>
            <dd>${w(person.role)}</dd><dt>${t("电话",
                "Phone")}</dt><dd>${person.phone}</dd></dl></${Card}></${Section}>`;
    return html`<${Section} title=${t("基本信息", "Who it is")}><${Card}><form class="stack" onSubmit=${save}>
        <${TextField} label=${t("姓名", "Name")} value=${form.name} onChange=${set("name")} limit=${100}
            required=${true} />
        <${SelectField} label=${t("岗位", "Post")} value=${form.role} options=${ROLES} onChange=${set("role")} />
        <${TextField} label=${t("电话", "Phone")} value=${form.phone} onChange=${set("phone")} mode="tel" limit=${40} />
        ${changed.length > 0 && html`<${TextField} label=${words.why()} value=${why} onChange=${setWhy} limit=${500} />
            <div class="row"><${Button} kind="primary" submit=${true}>${words.save()}</${Button}
                ><${Button} onTap=${() => setForm(now)}>${t("放弃修改", "Discard")}</${Button}></div>`}
    </form></${Card}></${Section}>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Person({ params }) {
    const { data: person, error, reload } = useData(`/api/people/${params.id}`);
    const head = (/** @type {any} */ title, /** @type {any} */ sub) => html`<${PageHead} wide=${true} title=${title}
        sub=${sub}
        onBack=${() => back("/people")} />`;
    if (!person)
        return html`${head(t("人员", "Person"), "")}<div class="page-body">${error ? html`<${ErrorNote} error=${error}
            onRetry=${reload} />` : html`<${Loading} />`}</div>`;
    return html`${head(person.name, w(person.role))}
        <div class="page-body page-wide two">
            <div><${Facts} person=${person} reload=${reload} /><${AccountCard} person=${person}
                reload=${reload} /></div>
            <div><${Assignments} person=${person} reload=${reload} />
                <${Section} title=${t("平板", "Tablets")} count=${person.devices.length}>
                    ${person.devices.length === 0 ? html`<${Empty} icon="tablet" title=${t("不在任何平板的名单上",
                        "On no tablet's list")} />`
                        : html`<div class="list">${person.devices.map((/** @type {any} */ one) => html`<${Row}
                            key=${one.id}
                            icon="tablet" title=${one.name} href=${may("devices") ? `#/device/${one.id}` : undefined}
                            side=${one.active ? "" : t("曾经", "formerly")} />`)}</div>`}</${Section}></div>
        </div>`;
}
