// SPDX-License-Identifier: Apache-2.0
// A new issue: camera first. The first photo saves it, with the chips that were chosen before; it
// goes on in its own page, where every chip is saved at its tap.
import { html, useRef, useState } from "/vendor/preact.js";
import { post } from "/shared/api.js";
import { Button } from "/shared/kit/button.js";
import { PhraseField } from "/shared/kit/form.js";
import { Note, PageHead } from "/shared/kit/layout.js";
import { back, go } from "/shared/router.js";
import { t } from "/shared/words.js";
import { phrasesFor } from "../check/check_model.js";
import { recordOf } from "../check/deeds.js";
import { FixChips, fixFields, lastFix, summaryOf } from "../check/fix_chips.js";
import { CameraButtons } from "../check/photo_box.js";
import { toast, toastError, useData } from "../store.js";
import { savePhotos, Uploads } from "../check/uploads.js";

/** @param {{params: Record<string, string>}} props */
export default function IssueNew({ params }) {
    const { data: site } = useData(`/api/sites/${params.site}`);
    const { data: words } = useData("/api/words");
    const [values, setValues] = useState(/** @type {any} */ (lastFix()));
    const [note, setNote] = useState("");
    const begun = useRef(false); // the issue is being made: what comes meanwhile belongs to it
    const rest = useRef(/** @type {File[]} */ ([]));
    const group = `new.${params.site}`;
    const fields = () => ({ site: params.site, summary: note.trim() || summaryOf(values,
        words), ...fixFields(values) });
    const opened = (/** @type {any} */ answer) => {
        const made = recordOf(answer, "rectification") || answer.id;
        toast("问题已存本机", "the issue is saved here");
        const more = { path: "/api/photos", query: { record: made, moment: "before" } };
        savePhotos(made, rest.current, () => more);
        go(`/issue/${made}`, { replace: true });
    };
    const shots = (/** @type {File[]} */ files) => {
        const first = begun.current ? [] : files.slice(0, 1);
        rest.current = [...rest.current, ...files.slice(first.length)];
        begun.current = true;
        savePhotos(group, first, () => ({ path: "/api/issues", query: fields() }), opened);
    };
    const byWords = async () => {
        if (!note.trim() || begun.current) return;
        begun.current = true;
        try {
            opened(await post("/api/issues", fields()));
        } catch (error) {
            begun.current = false;
            toastError(error);
        }
    };
    return html`<${PageHead} title=${t("新问题", "New issue")} onBack=${() => back(`/site/${params.site}`)}
            sub=${site ? `${site.customer} · ${site.address}` : ""} />
        <div class="page-body">
            <${CameraButtons} primary=${true} label=${t("拍照并保存", "Take a photo: it is saved")} onFiles=${shots} />
            <${Uploads} group=${group} />
            <${Note} tone="idle">${t("拍第一张照片就保存了问题，下面的选择之后还能改。",
                "The first photo saves the issue; what is chosen below can be changed afterwards.")}</${Note}>
            <${FixChips} values=${values} site=${params.site}
                onPick=${(/** @type {string} */ field, /** @type {string} */ value) => setValues({ ...values,
                    [field]: value })} />
            <${PhraseField} label=${t("哪里有问题", "What is wrong")} value=${note} onChange=${setNote} long=${true}
                phrases=${words ? phrasesFor(words.phrases, "item_result.note") : []} />
            ${note.trim() !== "" && html`<${Button} wide=${true} icon="check" onTap=${byWords}>
                ${t("没有照片，按说明保存", "No photo: save by words")}</${Button}>`}
        </div>`;
}
