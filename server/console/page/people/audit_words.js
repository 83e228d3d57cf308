// SPDX-License-Identifier: Apache-2.0
// What an audit row says in words: the act, and what was before and after.
import { t } from "/shared/words.js";

/** @type {Record<string, [string, string]>} acts that recur; others are shown as they are called */
const ACTS = {
    "account.sign_in": ["登录", "signed in"],
    "account.sign_out": ["退出登录", "signed out"],
    "account.wrong_password": ["密码不对", "wrong password"],
    "account.wrong_code": ["验证码不对", "wrong code"],
    "account.unknown_login": ["账号不存在", "unknown login"],
    "account.code": ["验证码通过", "gave the code"],
    "account.confirm": ["再次输入密码", "confirmed the password"],
    "account.password": ["更改密码", "changed the password"],
    "account.add": ["开账号", "made an account"],
    "account.grant": ["授予角色", "granted a role"],
    "account.revoke": ["收回角色", "revoked a role"],
    "account.block": ["停用账号", "blocked an account"],
    "account.unblock": ["恢复账号", "let an account in again"],
    "account.reset": ["重置密码", "reset a password"],
    "account.totp_on": ["启用验证码", "turned codes on"],
    "account.totp_off": ["关闭验证码", "turned codes off"],
    "account.recovery": ["换恢复码", "new recovery codes"],
    "view.save": ["保存视图", "saved a view"],
    "view.remove": ["删除视图", "removed a view"],
    "device.invite": ["邀请平板", "invited a tablet"],
    "device.prove": ["要求平板逐条核对", "asked a tablet to compare every record"],
    "device.revoke": ["停用平板", "revoked a tablet"],
    "device.wipe": ["清除平板", "wiped a tablet"],
    "device.swap": ["换平板", "swapped a tablet"],
    "held.accept": ["接受隔离内容", "accepted from quarantine"],
    "held.reject": ["拒绝隔离内容", "rejected from quarantine"],
    "record.edit": ["修改记录", "edited a record"],
    "record.write": ["修改记录", "edited a record"],
    "conflict.settle": ["处理冲突", "settled a conflict"],
    "catalogue.publish": ["发布目录", "published a catalogue"],
    "customer.erase": ["删除客户资料", "erased a customer"],
    "customer.export": ["导出客户资料", "exported a customer"],
};
/** @type {Record<string, [string, string]>} */
const NOUNS = {
    site: ["工地", "a site"], search: ["搜索结果", "search results"], people: ["人员", "people"], sites: ["工地列表", "sites"],
    issues: ["问题", "issues"], person: ["人员", "a person"], visit: ["来访", "a visit"], signoff: ["签字", "a sign-off"],
    audit: ["审计", "the audit"], conflicts: ["冲突", "conflicts"], held: ["隔离内容", "quarantine"], board: ["早报",
        "the board"],
    timeline: ["时间线", "a timeline"], photo: ["照片", "a photo"], devices: ["平板", "tablets"],
};

/** @param {string} act @returns {string} "查看 工地", "读取…" */
export function actWords(act) {
    if (ACTS[act])
        return t(...ACTS[act]);
    const [verb, noun] = act.split(".");
    const said = NOUNS[noun] ? t(...NOUNS[noun]) : noun;
    if (verb === "read")
        return t(`查看${said}`, `read ${said}`);
    if (verb === "export")
        return t(`导出${said}`, `exported ${said}`);
    return act;
}

/** @param {any} value @returns {string} */
const short = (value) => (value === null || value === undefined || value === "" ? "—"
    : typeof value === "object" ? JSON.stringify(value) : String(value));

/**
 * What differs between two JSON texts, a line each.
 * @param {string | null} before
 * @param {string | null} after
 * @returns {{name: string, before: string, after: string}[]}
 */
export function changes(before, after) {
    const read = (/** @type {string | null} */ text) => {
        try {
            const value = JSON.parse(text || "{}");
            return value && typeof value === "object" && !Array.isArray(value) ? value : { "": value };
        } catch {
            return { "": text };
        }
    };
    const [old, fresh] = [read(before), read(after)];
    return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
        .map((name) => ({ name, before: short(old[name]), after: short(fresh[name]) }))
        .filter((one) => one.before !== one.after);
}
