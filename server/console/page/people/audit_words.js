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
    "account.settings": ["改语言或外观", "changed language or looks"],
    "account.password": ["更改密码", "changed the password"],
    "account.add": ["开账号", "made an account"],
    "account.grant": ["授予角色", "granted a role"],
    "account.revoke": ["收回角色", "revoked a role"],
    "account.block": ["停用账号", "blocked an account"],
    "account.unblock": ["恢复账号", "let an account in again"],
    "account.reset": ["重置密码", "reset a password"],
    "account.totp_on": ["启用验证码", "turned codes on"],
    "account.totp_off": ["关闭验证码", "turned codes off"],
    "account.recovery_codes": ["换恢复码", "new recovery codes"],
    "account.end_sessions": ["结束别处的登录", "signed out elsewhere"],
    "assignment.give": ["分配工地", "assigned a site"],
    "assignment.take": ["取消分配", "took a site away"],
    "audit.verify": ["核对整条链", "verified the chain"],
    "catalogue.publish": ["发布目录", "published a catalogue"],
    "conflict.settle": ["处理冲突", "settled a conflict"],
    "conflict.undo": ["撤销冲突处理", "undid a settlement"],
    "customer.erase": ["删除客户资料", "erased a customer"],
    "device.admit": ["登记平板", "admitted a tablet"],
    "device.invite": ["邀请平板", "invited a tablet"],
    "device.person": ["改平板的名单", "changed a tablet's list"],
    "device.prove": ["要求核对平板", "asked a tablet to prove"],
    "device.revoke": ["停用平板", "revoked a tablet"],
    "device.swap": ["换平板", "swapped a tablet"],
    "device.wipe": ["清除平板", "wiped a tablet"],
    "export.ask": ["要求导出", "asked for an export"],
    "export.customer": ["导出客户资料", "exported a customer"],
    "held.accept": ["接受隔离内容", "accepted from quarantine"],
    "held.reject": ["拒绝隔离内容", "rejected from quarantine"],
    "hook.add": ["新增推送", "added a web receiver"],
    "hook.pause": ["暂停推送", "paused a web receiver"],
    "hook.remove": ["删除推送", "removed a web receiver"],
    "hook.resend": ["重新推送", "sent again"],
    "hook.resume": ["恢复推送", "let a web receiver go on"],
    "hook.secret": ["换推送密钥", "gave a web receiver another secret"],
    "hook.test": ["测试推送", "tested a web receiver"],
    "issue.assign": ["派问题", "gave an issue to somebody"],
    "issue.cause": ["填问题原因", "set an issue's cause"],
    "mail.set": ["设置邮件", "set mail"],
    "mail.test": ["发测试邮件", "sent a test mail"],
    "night.make": ["生成早报", "made a night's report"],
    "office.restore": ["从备份恢复", "restored the office"],
    "person.add": ["新增人员", "added a person"],
    "person.edit": ["修改人员", "edited a person"],
    "record.edit": ["修改记录", "edited a record"],
    "record.import": ["导入记录", "imported a record"],
    "record.set": ["修改记录", "edited a record"],
    "retention.run": ["按期清理", "ran the retention"],
    "rules.set": ["更改登录规则", "changed the rules"],
    "token.add": ["新增接口令牌", "added a token"],
    "token.revoke": ["停用接口令牌", "revoked a token"],
    "view.remove": ["删除视图", "removed a view"],
    "view.save": ["保存视图", "saved a view"],
};
/** @type {Record<string, [string, string]>} */
const NOUNS = {
    site: ["工地", "a site"], search: ["搜索结果", "search results"], people: ["人员", "people"], sites: ["工地列表", "sites"],
    issues: ["问题", "issues"], person: ["人员", "a person"], visit: ["到场", "a visit"], signoff: ["签字", "a sign-off"],
    audit: ["审计", "the audit"], conflicts: ["冲突", "conflicts"], held: ["隔离内容", "quarantine"], board: ["早报",
        "the board"],
    timeline: ["时间线", "a timeline"], photos: ["照片", "photos"], record: ["记录", "a record"], list: ["列表", "a list"],
    photo: ["照片", "a photo"], devices: ["平板", "tablets"], signoffs: ["签字", "sign-offs"], changes: ["变更", "changes"],
};

/** @type {Record<string, [string, string]>} */
const KINDS = {
    account: ["账号", "account"], site: ["工地", "site"], person: ["人员", "person"], device: ["平板", "tablet"],
    list: ["列表", "list"], view: ["视图", "view"], held: ["隔离", "held"], page: ["页面", "page"], search: ["搜索", "search"],
    rules: ["规则", "rules"], record: ["记录", "record"], assignment: ["分配", "assignment"], issue: ["问题", "issue"],
    catalogue: ["检查目录", "catalogue"], token: ["接口令牌", "token"], hook: ["推送", "web receiver"], job: ["导出", "export"],
    setting: ["设置", "setting"], night: ["早报", "night"], signoff: ["签字", "sign-off"], customer: ["客户", "customer"],
};

/** @param {string} kind of a subject @returns {string} */
export const kindWords = (kind) => (KINDS[kind] ? t(...KINDS[kind]) : NOUNS[kind] ? t(...NOUNS[kind]) : kind);

/** @type {Record<string, [string, string]>} what the changes name most */
const FIELDS = {
    account: ["账号", "account"], active: ["有效", "active"], content: ["内容", "content"], device: ["平板", "tablet"],
    grant: ["权限", "grant"], login: ["登录名", "login"], name: ["姓名", "name"], person: ["人员", "person"],
    phone: ["电话", "phone"], reason: ["原因", "reason"], role: ["角色", "role"], site: ["工地", "site"],
    state: ["状态", "state"], store: ["门店", "store"], version: ["版本", "version"], language: ["语言", "language"],
    theme: ["明暗", "theme"], size: ["字号", "size"],
};
/** @type {Record<string, [string, string]>} */
const VALUES = {
    true: ["是", "yes"], false: ["否", "no"], active: ["在用", "active"], revoked: ["已停用", "revoked"],
    blocked: ["已停用", "blocked"], wipe: ["待清除", "to be wiped"], zh: ["中文", "Chinese"], en: ["英文", "English"],
    light: ["浅色", "light"], dark: ["深色", "dark"], administrator: ["管理员", "administrator"],
    reconciler: ["对账员", "reconciler"], auditor: ["审计", "auditor"], department_manager: ["分部经理", "department manager"],
    information_officer: ["信息专员", "information officer"], account_manager: ["客户经理", "account manager"],
    project_manager: ["项目经理", "project manager"], customer_adviser: ["客户顾问", "customer adviser"],
    front_desk: ["前台", "front desk"], drawing_reviewer: ["审图员", "drawing reviewer"],
};
const LONG = 160;

/** @param {string} name @returns {string} */
const fieldWords = (name) => name.split(" ").map((one) => (FIELDS[one] ? t(...FIELDS[one]) : one)).join(" ");

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
function short(value) {
    if (value === null || value === undefined || value === "")
        return "—";
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    if (Object.hasOwn(VALUES, text))
        return t(...VALUES[text]);
    return text.length > LONG ? `${text.slice(0, LONG)}…` : text; // the file has it whole
}

/** @param {any} value @returns {Record<string, any>} by name; what lies one deeper is named after both */
function flat(value) {
    if (!value || typeof value !== "object" || Array.isArray(value))
        return { "": value };
    return Object.fromEntries(Object.entries(value).flatMap(([name, inside]) => (inside && typeof inside === "object"
        && !Array.isArray(inside) ? Object.entries(inside).map(([deeper, one]) => [`${name} ${deeper}`, one])
        : [[name, inside]])));
}

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
            return flat(value);
        } catch {
            return { "": text };
        }
    };
    const [old, fresh] = [read(before), read(after)];
    return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
        .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(fresh[name]))
        .map((name) => ({ name: fieldWords(name), before: short(old[name]), after: short(fresh[name]) }))
        .filter((one) => one.before !== "—" || one.after !== "—");
}
