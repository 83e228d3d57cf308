// SPDX-License-Identifier: Apache-2.0
// The page around verify.js: takes the two files, shows the answer as text.
(() => {
    'use strict';
    const ca = document.getElementById('ca'), file = document.getElementById('file');
    const answer = document.getElementById('answer');
    const verdicts = {
        satisfied: '满意 satisfied', not_satisfied: '不满意 not satisfied', qualified: '合格 qualified',
        unqualified: '不合格 unqualified', refused: '拒签 refused', absent: '未到场 absent',
    };
    const time = (ms) => `${new Date(ms + 8 * 3600000).toISOString().slice(0, 19).replace('T', ' ')} +08:00`;
    const describe = ({ sealed, counter, photos, photosInside }) => [
        '真实,未被改动 · genuine, nothing was changed', '',
        `签署 signed by: ${sealed.name} (${sealed.role === 'customer' ? '客户 customer' : sealed.role})`,
        `意见 verdict: ${verdicts[sealed.verdict] ?? sealed.verdict}`,
        ...(sealed.reason ? [`原因 reason: ${sealed.reason}`] : []),
        `表单 form: ${sealed.form}, 目录 catalogue ${sealed.catalogue}`,
        `平板时间 tablet's time: ${time(sealed.signed_ms)}`,
        counter ? `办公室收到 received by the office: ${time(counter.leaf.received_ms)}`
            : '办公室尚未会签 the office has not countersigned yet',
        `照片 photos: ${photos}, 文件内 inside ${photosInside}`, '',
        '证明:内容、笔迹和所附照片与封存时逐字节相同,由机构登记的这一台平板封存。',
        'It proves: contents, handwriting and photos inside are as they were sealed, by one tablet of the company.', '',
        '不证明:是谁的手写下签名;内容是否符合现场;办公室收到之前的确切时间;此后是否作废。',
        'It does not prove: whose hand signed; that the contents were so; the exact time before the office had it; '
            + 'whether it was voided since.',
    ].join('\n');
    const show = async () => {
        if (!ca.files.length || !file.files.length)
            return;
        const bytes = new Uint8Array(await file.files[0].arrayBuffer());
        const found = await globalThis.plumblineVerify(bytes, await ca.files[0].text());
        answer.hidden = false;
        answer.className = found.genuine ? 'good' : 'bad';
        answer.textContent = found.genuine ? describe(found) : `不真实 · NOT GENUINE\n\n${found.zh}\n${found.en}`;
    };
    for (const input of [ca, file]) {
        const label = input.parentElement;
        input.addEventListener('change', show);
        label.addEventListener('dragover', (event) => {
            event.preventDefault();
            label.classList.add('over');
        });
        label.addEventListener('dragleave', () => label.classList.remove('over'));
        label.addEventListener('drop', (event) => {
            event.preventDefault();
            label.classList.remove('over');
            input.files = event.dataTransfer.files;
            show();
        });
    }
})();
