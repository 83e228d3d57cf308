// SPDX-License-Identifier: Apache-2.0
// Re-inspection of an issue: the photo from before beside the camera, passed or not with a reason,
// and the chain below.
import { html, useState } from "/vendor/preact.js";
import { Button } from "/shared/kit/button.js";
import { ErrorNote, Loading, PageHead, Section } from "/shared/kit/layout.js";
import { back } from "/shared/router.js";
import { t } from "/shared/words.js";
import { mayMove, ReasonSheet, VerifySlide } from "../check/issue_moves.js";
import { Due, holderOf, IssueMark } from "../check/issue_row.js";
import { Branches, Pair, Steps } from "../check/issue_steps.js";
import { CameraButtons } from "../check/photo_box.js";
import { useData } from "../store.js";
import { beforeOf } from "../check/told.js";
import { savePhotos, Uploads } from "../check/uploads.js";
import { aboutIssue } from "./issue.js";

/** @param {{issue: any, reload: () => Promise<void>}} props */
function Body({ issue, reload }) {
    const [rejecting, setRejecting] = useState(false);
    const about = aboutIssue(issue);
    const group = `${issue.id}.recheck`;
    const target = () => ({ path: "/api/photos", query: { record: issue.id, moment: "after" } });
    const away = () => back(`/issue/${issue.id}`);
    const { possible } = mayMove(issue, "reject");
    const camera = html`<${CameraButtons} label=${t("拍复查照片", "Photo of the re-inspection")}
        onFiles=${(/** @type {File[]} */ files) => savePhotos(group, files, target, reload)} />
        <${Uploads} group=${group} />`;
    return html`<div class="page-body page-wide">
        <div class="row"><${IssueMark} issue=${issue} /><strong>${holderOf(issue)}</strong><${Due}
            issue=${issue} /></div>
        <${Branches} issue=${issue} />
        <${Pair} before=${beforeOf(issue)} after=${issue.after || []} about=${about} camera=${camera} />
        <div class="recheck-verdict">
            <${VerifySlide} issue=${issue} reload=${reload} onDone=${away} />
            <${Button} kind="danger" wide=${true} icon="cross" disabled=${!possible} onTap=${() => setRejecting(true)}>
                ${t("不通过，退回", "Not good enough: back")}</${Button}>
        </div>
        <${Section} title=${t("经过", "Steps")}><${Steps} issue=${issue} about=${about} /></${Section}>
        ${rejecting && html`<${ReasonSheet} issue=${issue} move="reject" reload=${reload} onDone=${away}
            onClose=${() => setRejecting(false)} />`}
    </div>`;
}

/** @param {{params: Record<string, string>}} props */
export default function Recheck({ params }) {
    const { data: issue, error, reload } = useData(`/api/issues/${params.id}`);
    const head = (/** @type {any} */ sub) => html`<${PageHead} title=${t("复查", "Re-inspection")} wide=${true} sub=${sub}
        onBack=${() => back(`/issue/${params.id}`)} />`;
    if (!issue)
        return html`${head("")}<div class="page-body">
            ${error ? html`<${ErrorNote} error=${error} onRetry=${reload} />` : html`<${Loading} />`}</div>`;
    return html`${head(issue.summary)}<${Body} issue=${issue} reload=${reload} />`;
}
