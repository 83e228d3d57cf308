// SPDX-License-Identifier: Apache-2.0
// What to do about each figure of a night when it is not zero: one short sentence, the next step.

/** @type {Record<string, {zh: string, en: string}>} */
const NEXT = {
    silent: { zh: "打电话给持有人，请他连上网", en: "call whoever has it: it must get online" },
    missing: { zh: "别清除、别停用这台平板；让它连上网", en: "do not wipe or revoke that tablet; get it online" },
    unsent: { zh: "让平板连上网即可，不会丢", en: "nothing is lost: get the tablet online" },
    unsent_files: { zh: "让平板连上 Wi-Fi，照片会续传", en: "get it on Wi-Fi: photos go on where they stopped" },
    late: { zh: "看迟到的更正，之后无需处理", en: "read the restatement; nothing else to do" },
    copies: { zh: "只恢复过一台：无妨。有两台：都传完再停用（同一身份，一起停），留用的重新邀请",
        en: "one, restored: all is well. Two: let both send all, revoke (both stop: one identity), invite anew" },
    history_lost: { zh: "内容已补全；请核对这些记录", en: "the content was healed; look at these records" },
    clock: { zh: "请持有人把平板时间改为自动", en: "ask for the tablet's time to be set by itself" },
    certificate: { zh: "让平板联系一次，会自动续期", en: "one contact renews it" },
    storage: { zh: "传完后删掉别的应用占的空间", en: "send what waits, then free room" },
    stopped: { zh: "确认已收回；换新的另发邀请", en: "see that it came back; invite its successor" },
    conflicts: { zh: "逐条打开，选定一个值", en: "open each and take one value" },
    quarantine: { zh: "逐条看，接受或拒绝", en: "look at each, accept or reject" },
    waiting: { zh: "前文到达后自动补上；久了问平板", en: "fits itself in once the rest comes; ask the tablet if it is old" },
    open_groups: { zh: "让那台平板再连一次", en: "get that tablet online once more" },
    blobs_missing: { zh: "让拍照的平板连上 Wi-Fi", en: "get the tablet that took them on Wi-Fi" },
    alarms: { zh: "先看这里：逐条查明", en: "look here first, one by one" },
    signoffs_changed: { zh: "请客户重新签字", en: "the customer must sign again" },
    signoffs_refused: { zh: "请重新签字；原件留作证据", en: "have it signed again; the first is kept as evidence" },
    differ: { zh: "已自动修复的会消失；留下的请核对", en: "what heals goes away; look at what stays" },
    damaged: { zh: "今天就从备份恢复这些文件", en: "bring these files back from the backup today" },
    defects: { zh: "逐个工地按规则补上", en: "put each site right by its rule" },
    gates: { zh: "补上缺的条件，或重新签字", en: "supply what is missing, or sign again" },
    overdue: { zh: "按到期先后催办", en: "chase them, the oldest first" },
    vanished: { zh: "问清是做还是取消，并记下", en: "ask: carried out or cancelled? write it down" },
    unvisited: { zh: "今天派人去", en: "send somebody today" },
    uncalled: { zh: "今天打电话，并记下", en: "call today, and write it down" },
    sites_unjudged: { zh: "打开工地，看哪条记录读不出", en: "open the site: one record cannot be read" },
};

/** @param {string} code of a figure @returns {{zh: string, en: string} | null} */
export const nextOf = (code) => NEXT[code] || null;
