// SPDX-License-Identifier: Apache-2.0
// Words that recur on the tablet, once. "Delivered" is said only of what a durable receipt covers.
import { t } from "/shared/words.js";

export const words = {
    draft: () => t("草稿", "Draft"),
    waiting: () => t("待传", "Waiting"),
    delivered: () => t("已送达", "Delivered"),
    today: () => t("今日", "Today"),
    issues: () => t("问题", "Issues"),
    outbox: () => t("待传", "Outbox"),
    me: () => t("我", "Me"),
    done: () => t("完成", "Done"),
    cancel: () => t("取消", "Cancel"),
    back: () => t("返回", "Back"),
    onlyHere: () => t("只在本机", "only here"),
    conflict: () => t("冲突", "Conflict"),
    overdue: () => t("逾期", "Overdue"),
};
